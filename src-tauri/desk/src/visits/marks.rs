//! Checking visitors in and out by hand. It is said here and kept here: DoorFlow has no word for it, so nothing is sent.

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::log::BY_HAND;
use super::{ask::Key, attendance};
use crate::building::VisitId;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::news::Topic;
use crate::store::marks::{self, MarkRow};
use crate::store::visits::{self, VisitRow};

/// The most visits that are checked in or out at one go.
const MOST: usize = 500;

/// What was said of a visit by hand before: with it, what was said since is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Marked {
    /// The visit.
    pub key: String,
    /// When its visitor was checked in, UTC, RFC 3339.
    #[ts(type = "string | null")]
    pub came: Option<DateTime<Utc>>,
    /// When they were checked out, UTC, RFC 3339.
    #[ts(type = "string | null")]
    pub left: Option<DateTime<Utc>>,
}

impl Desk {
    /// Checks the visitors of these visits in, or out. Answers what was said of each before, for [`Desk::unmark`]. It is kept with the
    /// visits, encrypted, and leaves with them.
    ///
    /// # Errors
    /// Nobody is checked in or out then: `notFound` when one of them is no visit of DoorFlow's (any more); `refused` when one begins more
    /// than a day from now; `badInput` for too many.
    pub async fn mark(&self, keys: &[String], here: bool) -> Result<Vec<Marked>, DeskError> {
        let now = self.building().now();
        let zone = self.building().account()?.zone;
        let today = zone.day_start(zone.day_of(now));
        let visits = keys
            .iter()
            .map(|key| visit_id(key))
            .collect::<Result<Vec<_>, DeskError>>()?;
        self.say(visits.len(), move |connection| {
            say_all(connection, &visits, here, (now, today))
        })
        .await
    }

    /// Puts what was said of visits back to what it was.
    ///
    /// # Errors
    /// As [`Desk::mark`].
    pub async fn unmark(&self, before: &[Marked]) -> Result<(), DeskError> {
        let of_each = before
            .iter()
            .map(|marked| Ok((visit_id(&marked.key)?, (marked.came, marked.left))))
            .collect::<Result<Vec<_>, DeskError>>()?;
        let put_back = move |connection: &Connection| {
            let mut next = Vec::new();
            for (visit, (came, left)) in of_each {
                let Some((_, known)) = known(connection, visit)? else {
                    return Ok(Err(DeskError::not_found("no such visit")));
                };
                next.push(MarkRow {
                    came,
                    left,
                    ..known
                });
            }
            for mark in &next {
                marks::set(connection, mark)?;
            }
            Ok(Ok(Vec::new()))
        };
        self.say(before.len(), put_back).await.map(|_| ())
    }

    /// Says something of so many visits, in one transaction.
    async fn say(
        &self,
        visits: usize,
        say: impl FnOnce(&Connection) -> rusqlite::Result<Result<Vec<Marked>, DeskError>>
        + Send
        + 'static,
    ) -> Result<Vec<Marked>, DeskError> {
        if visits > MOST {
            return Err(DeskError::bad_input("too many visits at once"));
        }
        let building = self.building();
        building.account()?;
        let said = building.store.run(say).await?;
        building.changed([Topic::Visits]);
        said
    }
}

/// Says of all these visits that their visitors have come, or gone; answers what was said of each before. `today` is when the account's day
/// began.
pub(super) fn say_all(
    connection: &Connection,
    of: &[VisitId],
    here: bool,
    (now, today): (DateTime<Utc>, DateTime<Utc>),
) -> rusqlite::Result<Result<Vec<Marked>, DeskError>> {
    let mut next = Vec::new();
    let mut before = Vec::new();
    for &(kind, id) in of {
        let Some((visit, known)) = known(connection, (kind, id))? else {
            return Ok(Err(DeskError::not_found("no such visit")));
        };
        if now < visit.start - BY_HAND {
            return Ok(Err(DeskError::refused(
                "the visit is more than a day ahead",
            )));
        }
        before.push(Marked {
            key: format!("{}{id}", visits::letter(kind)),
            came: known.came,
            left: known.left,
        });
        // Of a stay of days each day counts by itself.
        let counts = |came: &DateTime<Utc>| {
            *came >= visit.start - BY_HAND && (!attendance::is_of_days(&visit) || *came >= today)
        };
        let came = known.came.filter(counts);
        let came = if here {
            // Who was checked out of another one since is not here for having come before that.
            let left = marks::last_left(connection, visit.person_id, of)?;
            came.filter(|came| left.is_none_or(|left| left < *came))
                .or(Some(now))
        } else {
            came
        };
        next.push(MarkRow {
            came,
            left: (!here).then_some(now),
            ..known
        });
    }
    for mark in &next {
        marks::set(connection, mark)?;
    }
    Ok(Ok(before))
}

/// A visit, and what was said of it so far.
fn known(
    connection: &Connection,
    (kind, id): VisitId,
) -> rusqlite::Result<Option<(VisitRow, MarkRow)>> {
    let Some(visit) = visits::get(connection, kind, id)? else {
        return Ok(None);
    };
    let mark = marks::get(connection, kind, id)?.unwrap_or(MarkRow {
        kind,
        visit_id: id,
        person: visit.person_id,
        came: None,
        left: None,
        orphan: false,
    });
    Ok(Some((visit, mark)))
}

fn visit_id(key: &str) -> Result<VisitId, DeskError> {
    match Key::read(key)? {
        Key::Visit(id) => Ok(id),
        Key::Entry(_) => Err(DeskError::not_found("DoorFlow does not have this visit")),
    }
}
