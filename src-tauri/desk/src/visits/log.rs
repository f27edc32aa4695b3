//! What is known of who came and went: what the doors reported, and what was said by hand.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use doorflow::{ChannelId, PersonId};
use rusqlite::Connection;

use crate::store::events::{self, EventRow};
use crate::store::marks::{self, MarkRow};
use crate::store::visits::{self, VisitRow};
use crate::store::watermarks::{self, List};
use crate::store::{facts, instant};

/// Who comes so much too early comes for this visit all the same.
pub(crate) const EARLY: TimeDelta = TimeDelta::hours(1);

/// By hand, somebody is checked in so much before the start at the most.
const BY_HAND: TimeDelta = TimeDelta::days(1);

/// What is known of some people's coming and going.
#[derive(Debug, Default)]
pub(crate) struct Log {
    /// From when on it is known of whom.
    pub(crate) known: HashMap<PersonId, DateTime<Utc>>,
    /// What doors reported, the oldest first.
    pub(crate) events: HashMap<PersonId, Vec<EventRow>>,
    pub(crate) marks: HashMap<PersonId, Vec<MarkRow>>,
    /// When their visits end.
    pub(crate) ends: HashMap<PersonId, Vec<DateTime<Utc>>>,
    /// From when to when the door log was read; `None` where it never was.
    pub(crate) read: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Doors that may have something to report yet, and since when.
    pub(crate) silent: HashMap<ChannelId, DateTime<Utc>>,
}

impl Log {
    /// Reads it for these visits.
    pub(crate) fn read(
        connection: &Connection,
        rows: &[VisitRow],
        now: DateTime<Utc>,
    ) -> rusqlite::Result<Self> {
        let mut log = Self::default();
        for row in rows {
            let from = row.start - EARLY;
            let known = log.known.entry(row.person_id).or_insert(from);
            *known = from.min(*known);
            log.ends.entry(row.person_id).or_default().push(row.end);
        }
        // Among others, visits of the same person that are near are there as well.
        if let [row] = rows {
            let from = row.start - EARLY;
            let near = visits::of_person(connection, row.person_id, from)?;
            let ends = near.into_iter().map(|visit| visit.end).collect();
            log.ends.insert(row.person_id, ends);
        }
        for (&person, &from) in log.known.iter().filter(|(_, from)| **from <= now) {
            let events = events::of_person(connection, person, from)?;
            log.events.insert(person, events);
        }
        log.with_marks(connection)
    }

    /// Reads it for visits of many people and days, at one go.
    pub(crate) fn read_all(connection: &Connection, rows: &[VisitRow]) -> rusqlite::Result<Self> {
        let mut log = Self::default();
        for row in rows {
            let from = row.start - EARLY;
            let known = log.known.entry(row.person_id).or_insert(from);
            *known = from.min(*known);
        }
        let last = rows.iter().map(|row| row.end).max();
        let Some((first, last)) = log.known.values().min().copied().zip(last) else {
            return log.with_marks(connection);
        };
        for (person, end) in visits::ends(connection, first, last)? {
            if log.known.contains_key(&person) {
                log.ends.entry(person).or_default().push(end);
            }
        }
        for event in events::between(connection, first, last)? {
            if log.known.contains_key(&event.person) {
                log.events.entry(event.person).or_default().push(event);
            }
        }
        log.with_marks(connection)
    }

    fn with_marks(mut self, connection: &Connection) -> rusqlite::Result<Self> {
        let log = &mut self;
        if let Some(first) = log.known.values().min() {
            for mark in marks::since(connection, *first - BY_HAND)? {
                log.marks.entry(mark.person).or_default().push(mark);
            }
        }
        let to = watermarks::read(connection, List::Events)?;
        let from = facts::read(connection, facts::EVENTS_FROM)?;
        let from = from.and_then(|text| text.parse().ok()).map(instant);
        log.read = from.zip(to);
        let away = events::away(connection)?;
        log.silent = away
            .into_iter()
            .map(|away| (away.door, away.since))
            .collect();
        Ok(self)
    }
}
