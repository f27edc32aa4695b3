//! Checking visitors in and out by hand. It is said here and kept here: DoorFlow has no word for it, so nothing is sent.

use chrono::{DateTime, Utc};
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
        let say = move |visit: &VisitRow, before: &MarkRow| {
            if now < visit.start - BY_HAND {
                return None;
            }
            // Of a stay of days each day counts by itself.
            let counts = |came: &DateTime<Utc>| {
                *came >= visit.start - BY_HAND && (!attendance::is_of_days(visit) || *came >= today)
            };
            let came = before.came.filter(counts);
            Some(MarkRow {
                came: if here { came.or(Some(now)) } else { came },
                left: (!here).then_some(now),
                ..before.clone()
            })
        };
        let of_each = keys
            .iter()
            .map(|key| Ok((visit_id(key)?, None)))
            .collect::<Result<_, DeskError>>()?;
        self.say(of_each, say).await
    }

    /// Puts what was said of visits back to what it was.
    ///
    /// # Errors
    /// As [`Desk::mark`].
    pub async fn unmark(&self, before: &[Marked]) -> Result<(), DeskError> {
        let of_each = before
            .iter()
            .map(|marked| Ok((visit_id(&marked.key)?, Some((marked.came, marked.left)))))
            .collect::<Result<_, DeskError>>()?;
        self.say(of_each, |_, before| Some(before.clone()))
            .await
            .map(|_| ())
    }

    /// Says something of each visit: what stands beside it, or else what `say` makes of what was said before; `None` refuses all of them.
    async fn say(
        &self,
        of_each: Vec<(VisitId, Option<Times>)>,
        say: impl Fn(&VisitRow, &MarkRow) -> Option<MarkRow> + Send + 'static,
    ) -> Result<Vec<Marked>, DeskError> {
        if of_each.len() > MOST {
            return Err(DeskError::bad_input("too many visits at once"));
        }
        let building = self.building();
        building.account()?;
        let said = building.store.run(move |connection| {
            let mut next = Vec::new();
            let mut before = Vec::new();
            for ((kind, id), times) in of_each {
                let Some(visit) = visits::get(connection, kind, id)? else {
                    return Ok(Err(DeskError::not_found("no such visit")));
                };
                let known = marks::get(connection, kind, id)?.unwrap_or(MarkRow {
                    kind,
                    visit_id: id,
                    person: visit.person_id,
                    came: None,
                    left: None,
                    orphan: false,
                });
                before.push(Marked {
                    key: format!("{}{id}", visits::letter(kind)),
                    came: known.came,
                    left: known.left,
                });
                let mark = match times {
                    Some((came, left)) => Some(MarkRow {
                        came,
                        left,
                        ..known
                    }),
                    None => say(&visit, &known),
                };
                let Some(mark) = mark else {
                    return Ok(Err(DeskError::refused(
                        "the visit is more than a day ahead",
                    )));
                };
                next.push(mark);
            }
            for mark in &next {
                marks::set(connection, mark)?;
            }
            Ok(Ok(before))
        });
        let said = said.await?;
        building.changed([Topic::Visits]);
        said
    }
}

/// Checked in, and checked out.
type Times = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

fn visit_id(key: &str) -> Result<VisitId, DeskError> {
    match Key::read(key)? {
        Key::Visit(id) => Ok(id),
        Key::Entry(_) => Err(DeskError::not_found("DoorFlow does not have this visit")),
    }
}
