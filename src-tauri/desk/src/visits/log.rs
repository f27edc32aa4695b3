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
pub(super) const BY_HAND: TimeDelta = TimeDelta::days(1);

/// So many people's events are looked up for each of them.
pub(crate) const FEW: usize = 8;

/// What is known of some people's coming and going.
#[derive(Debug, Default)]
pub(crate) struct Log {
    /// From when on it is known of whom.
    pub(crate) known: HashMap<PersonId, DateTime<Utc>>,
    /// What doors reported, the oldest first.
    pub(crate) events: HashMap<PersonId, Vec<EventRow>>,
    pub(crate) marks: HashMap<PersonId, Vec<MarkRow>>,
    /// When those of their visits end that were not cancelled.
    pub(crate) ends: HashMap<PersonId, Vec<DateTime<Utc>>>,
    /// All their visits about then, of those who have some that follow each other or go on side by side.
    pub(crate) touching: HashMap<PersonId, Vec<VisitRow>>,
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
        let mut about: HashMap<PersonId, (DateTime<Utc>, DateTime<Utc>)> = HashMap::new();
        for row in rows {
            log.of_visit(row);
            let (first, last) = about.entry(row.person_id).or_insert((row.start, row.end));
            (*first, *last) = (row.start.min(*first), row.end.max(*last));
        }
        log.with_ends_of(rows);
        // The one before, and those that they stay from or for, may be none of these.
        for (person, span) in about
            .into_iter()
            .filter(|(_, span)| span.0 - BY_HAND <= now)
        {
            log.with_theirs(connection, person, span)?;
        }
        for (&person, &from) in log.known.iter().filter(|(_, from)| **from <= now) {
            let events = events::of_person(connection, person, from)?;
            log.events.insert(person, events);
        }
        log.with_marks(connection)
    }

    /// Reads it at one go for all visits that touch the time from `from` on, up to `to` where that is said, and for some that are no more; of a
    /// few people by their own rows, of many by one scan.
    pub(crate) fn read_all(
        connection: &Connection,
        rows: &[VisitRow],
        gone: &[VisitRow],
        (from, to): (DateTime<Utc>, Option<DateTime<Utc>>),
    ) -> rusqlite::Result<Self> {
        let mut log = Self::default();
        for row in rows.iter().chain(gone) {
            log.of_visit(row);
        }
        let last = rows.iter().chain(gone).map(|row| row.end).max();
        let Some((first, last)) = log.known.values().min().copied().zip(last) else {
            return log.with_marks(connection);
        };
        // What ended before is not among the rows, and what is gone is no visit before another.
        log.with_ends_of(rows);
        if first <= from {
            for (person, end) in visits::ends(connection, first, from)? {
                if log.known.contains_key(&person) {
                    log.ends.entry(person).or_default().push(end);
                }
            }
        }
        log.with_touching(connection, rows.iter().chain(gone), (last, to))?;
        if log.known.len() <= FEW {
            for (&person, &from) in &log.known {
                let events = events::of_person(connection, person, from)?;
                log.events.insert(person, events);
            }
        } else {
            let first = log.known.values().copied().fold(first, DateTime::min);
            for event in events::between(connection, first, last)? {
                if log.known.contains_key(&event.person) {
                    log.events.entry(event.person).or_default().push(event);
                }
            }
        }
        log.with_marks(connection)
    }

    /// A visit is asked about: so its visitor is, from when on they may come for it.
    fn of_visit(&mut self, row: &VisitRow) {
        let from = row.start - EARLY;
        let known = self.known.entry(row.person_id).or_insert(from);
        *known = from.min(*known);
    }

    /// When these visits end; while one that was cancelled would have gone on, they may well come for another.
    fn with_ends_of(&mut self, rows: &[VisitRow]) {
        for row in rows.iter().filter(|row| !row.deactivated) {
            self.ends.entry(row.person_id).or_default().push(row.end);
        }
    }

    /// Of whom one of these visits is touched by another one, or may be so after `to`, all that are about then until the `last` is over, and what
    /// happened since a day before. The ends are known.
    fn with_touching<'a>(
        &mut self,
        connection: &Connection,
        rows: impl Iterator<Item = &'a VisitRow>,
        (last, to): (DateTime<Utc>, Option<DateTime<Utc>>),
    ) -> rusqlite::Result<()> {
        let mut firsts: HashMap<PersonId, DateTime<Utc>> = HashMap::new();
        for row in rows {
            // One end is its own.
            let ends = self.ends.get(&row.person_id).into_iter().flatten();
            let touched = ends.filter(|end| **end >= row.start).nth(1).is_some();
            // What touches it after `to` is none of these.
            if touched || to.is_some_and(|to| row.end > to) {
                let first = firsts.entry(row.person_id).or_insert(row.start);
                *first = row.start.min(*first);
            }
        }
        for (person, first) in firsts {
            self.with_theirs(connection, person, (first, last))?;
        }
        Ok(())
    }

    /// All of a person's visits that are about then; where some follow each other or go on side by side, what happened since a day before too.
    fn with_theirs(
        &mut self,
        connection: &Connection,
        person: PersonId,
        (first, last): (DateTime<Utc>, DateTime<Utc>),
    ) -> rusqlite::Result<()> {
        let from = first - BY_HAND;
        let theirs = visits::of_person_about(connection, person, (from, last))?;
        let ends = theirs.iter().map(|visit| visit.end).collect();
        self.ends.insert(person, ends);
        // They come in the order of their starts.
        let mut until = DateTime::<Utc>::MIN_UTC;
        let touch = theirs.iter().any(|visit| {
            let touches = visit.start <= until;
            until = until.max(visit.end);
            touches
        });
        if touch {
            let known = self.known.entry(person).or_insert(from);
            *known = from.min(*known);
            self.touching.insert(person, theirs);
        }
        Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::booking::VisitKind;
    use crate::store::Store;

    fn at(hours: i64, minutes: i64) -> DateTime<Utc> {
        let first: DateTime<Utc> = "2026-11-18T00:00:00Z".parse().unwrap();
        first + TimeDelta::hours(hours) + TimeDelta::minutes(minutes)
    }

    fn visit(id: i64, person: i64, hours: i64) -> VisitRow {
        VisitRow {
            kind: VisitKind::Reservation,
            id,
            person_id: PersonId(person),
            start: at(hours, 0),
            end: at(hours + 1, 0),
            place_ids: vec![1],
            deactivated: false,
            created_at: None,
        }
    }

    fn event(id: i64, person: i64, at: DateTime<Utc>) -> EventRow {
        EventRow {
            id,
            code: 10,
            label: "Admit".to_owned(),
            door: Some(ChannelId(1)),
            person: PersonId(person),
            at,
        }
    }

    #[test]
    fn a_visit_that_was_cancelled_is_none_before_another() {
        let store = Store::in_memory().unwrap();
        let cancelled = VisitRow {
            deactivated: true,
            kind: VisitKind::GroupReservation,
            ..visit(1, 1, 9)
        };
        let next = visit(2, 1, 10);
        let ends = store.run_here(|connection| {
            let rows = [cancelled, next.clone(), visit(3, 2, 10)];
            visits::upsert(connection, &rows)?;
            let now = at(10, 30);
            let logs = [
                Log::read(connection, &rows[1..2], now)?,
                Log::read(connection, &rows[1..], now)?,
                Log::read(connection, &rows, now)?,
                Log::read_all(connection, &rows, &[], (at(0, 0), None))?,
                Log::read_all(connection, &rows[1..], &[], (at(10, 30), None))?,
            ];
            Ok(logs.map(|log| log.ends[&next.person_id].clone()))
        });
        assert_eq!(ends.unwrap(), [(); 5].map(|()| vec![at(11, 0)]));
    }

    #[test]
    fn of_one_visit_it_knows_the_one_before_as_soon_as_somebody_can_be_checked_in() {
        let store = Store::in_memory().unwrap();
        let first = VisitRow {
            end: at(15, 0),
            ..visit(1, 1, 9)
        };
        let rows = [first, visit(2, 1, 15)];
        let [alone, beside] = store
            .run_here(|connection| {
                visits::upsert(connection, &rows)?;
                Ok([
                    Log::read(connection, &rows[1..], at(11, 5))?.touching,
                    Log::read(connection, &rows, at(11, 5))?.touching,
                ])
            })
            .unwrap();
        assert_eq!(alone, beside);
        assert_eq!(alone[&PersonId(1)].len(), 2);
    }

    #[test]
    fn of_days_that_a_stay_goes_on_after_it_knows_the_visits_beside_it_that_come_later() {
        let store = Store::in_memory().unwrap();
        let many = i64::try_from(FEW).unwrap() + 4;
        let read = |connection: &Connection| {
            let mut all = Vec::new();
            for person in 1..=many {
                let stay = VisitRow {
                    end: at(80, 0),
                    ..visit(person * 10, person, 9)
                };
                all.extend([stay, visit(person * 10 + 1, person, 34)]);
            }
            // It is over within the day, and nothing of the next one matters to it.
            all.extend([visit(1, many + 1, 10), visit(2, many + 1, 34)]);
            visits::upsert(connection, &all)?;
            let (from, to) = (at(0, 0), at(24, 0));
            let rows = visits::between(connection, from, to)?;
            let board = Log::read(connection, &rows, at(40, 0))?;
            Ok((
                Log::read_all(connection, &rows, &[], (from, Some(to)))?,
                board,
            ))
        };
        let (history, board) = store.run_here(read).unwrap();
        assert_eq!(history.known.len(), history.ends.len());
        let people = usize::try_from(many).unwrap();
        assert_eq!(
            (board.touching.len(), history.touching.len()),
            (people, people)
        );
        assert_eq!(history.touching, board.touching);
    }

    #[tokio::test]
    async fn one_scan_for_many_says_of_each_what_their_own_rows_say() {
        let store = Store::in_memory().unwrap();
        let many = i64::try_from(FEW).unwrap() + 4;
        let read = move |connection: &Connection| {
            let mut all = Vec::new();
            for person in 1..=many {
                // One visit was over as the day began, and one more is in it, an hour after.
                all.push(visit(person * 10, person, -1));
                all.push(visit(person * 10 + 1, person, 1));
            }
            visits::upsert(connection, &all)?;
            let said: Vec<EventRow> = (1..=many)
                .flat_map(|person| [-30, 70].map(|minutes| (person, minutes)))
                .zip(1..)
                .map(|((person, minutes), id)| event(id, person, at(0, minutes)))
                .collect();
            events::add(connection, &said)?;
            let (from, to) = (at(0, 0), at(24, 0));
            let rows = visits::between(connection, from, to)?;
            let scanned = Log::read_all(connection, &rows, &[], (from, Some(to)))?;
            let mut alone = Vec::new();
            for person in 1..=many {
                let rows = visits::of_person(connection, PersonId(person), from)?;
                alone.push((
                    PersonId(person),
                    Log::read_all(connection, &rows, &[], (from, Some(to)))?,
                ));
            }
            Ok((scanned, alone))
        };
        let (scanned, alone) = store.run(read).await.unwrap();
        assert_eq!(scanned.known.len(), alone.len());
        for (person, log) in alone {
            assert_eq!(scanned.known[&person], at(0, 0));
            assert_eq!(scanned.events[&person], log.events[&person]);
            assert_eq!(
                log.events[&person].len(),
                1,
                "what was before is none of it"
            );
            // The one before counts: until it was over, nobody came for the next.
            assert_eq!(scanned.ends[&person], [at(2, 0), at(0, 0)]);
            assert_eq!(scanned.ends[&person], log.ends[&person]);
        }
    }
}
