//! What the page begins with, in one answer: each question by itself would be a way to the desk and back while a person waits for a window.

use chrono::{Datelike, Days};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::desk::Desk;
use crate::error::DeskError;
use crate::news::Status;
use crate::session::SessionState;
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

/// What the page draws first.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FirstView {
    /// Where the session stands.
    pub session: SessionState,
    /// What there is of the building; nothing unless somebody is signed in.
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
        let session = self.session();
        let building = match session {
            SessionState::SignedIn { .. } => self.first_building(span).await.ok(),
            _ => None,
        };
        FirstView { session, building }
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
