//! What the page begins with, in one answer: each question by itself would be a way to the desk and back while a person waits for a window.

use chrono::{Datelike, Days};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::desk::Desk;
use crate::error::DeskError;
use crate::lock::Lock;
use crate::news::Status;
use crate::session::SessionState;
use crate::store::facts;
use crate::visits::{Agenda, Places};
use crate::wall::Clock;

/// Around the building's today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FirstSpan {
    /// Today alone.
    Day,
    /// The week that today is in, from Monday.
    Week,
}

impl FirstSpan {
    fn key(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
        }
    }
}

/// What the page draws first.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FirstView {
    /// Where the session stands.
    pub session: SessionState,
    /// Whether the desk is locked.
    pub lock: Lock,
    /// What there is of the building; nothing unless somebody is signed in, and nothing while the desk is locked.
    pub building: Option<FirstBuilding>,
}

/// A building as the first view shows it.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FirstBuilding {
    /// Its hour.
    pub clock: Clock,
    /// What the status line says.
    pub status: Status,
    /// Doors, groups and sites.
    pub places: Places,
    /// The days that were asked for.
    pub agenda: Agenda,
}

impl Desk {
    /// Where the session stands, and what the first view of a building shows of these days. What of it cannot be read is left out with the
    /// rest: the page asks for it by itself then, and hears why.
    pub async fn first_view(&self, span: FirstSpan) -> FirstView {
        let (session, lock) = (self.session(), self.lock());
        let building = match session {
            SessionState::SignedIn { .. } if !lock.locked => self.first_building(span).await.ok(),
            _ => None,
        };
        if building.is_some()
            && let Err(error) = self.building().store.run(move |c| keep_span(c, span)).await
        {
            tracing::warn!(%error, "the days that a page begins with could not be kept");
        }
        FirstView {
            session,
            lock,
            building,
        }
    }

    /// Which days the last page began with, of this run or another, once it is known where the session stands; `None` where nobody is signed
    /// in, and where no page has asked yet.
    pub async fn span_asked_last(&self) -> Option<FirstSpan> {
        let session = self.session_known().await;
        if !matches!(session, SessionState::SignedIn { .. }) {
            return None;
        }
        let kept = self.building().store.run(read_span).await;
        kept.ok().flatten()
    }

    /// The first view stands on the screen: what has waited for that is done now.
    pub fn first_view_painted(&self) {
        self.building().fill.notify_one();
    }

    async fn first_building(&self, span: FirstSpan) -> Result<FirstBuilding, DeskError> {
        let clock = self.clock()?;
        let today = clock.now.date;
        let days = |number| Days::new(u64::from(number));
        let (first, last) = match span {
            FirstSpan::Day => (today, today),
            FirstSpan::Week => {
                let behind = today.weekday().num_days_from_monday();
                (today - days(behind), today + days(6 - behind))
            }
        };
        let (status, places, agenda) =
            tokio::try_join!(self.status(), self.places(), self.agenda_of(first, last),)?;
        Ok(FirstBuilding {
            clock,
            status,
            places,
            agenda,
        })
    }
}

fn read_span(connection: &Connection) -> rusqlite::Result<Option<FirstSpan>> {
    let kept = facts::read(connection, facts::FIRST_SPAN)?;
    Ok(kept.and_then(|text| {
        [FirstSpan::Day, FirstSpan::Week]
            .into_iter()
            .find(|it| it.key() == text)
    }))
}

/// Is written where it is another alone: most pages begin as the last one did.
fn keep_span(connection: &Connection, span: FirstSpan) -> rusqlite::Result<()> {
    if read_span(connection)? == Some(span) {
        return Ok(());
    }
    facts::write(connection, facts::FIRST_SPAN, span.key())
}
