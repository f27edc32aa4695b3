//! Whether a visitor is due, or near at all: what it depends on how soon the doors are looked at.

use std::cmp::Reverse;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;

use super::pace::Wanted;
use crate::store::visits::{self, VisitRow};
use crate::sync::pace as rounds;
use crate::visits::Presence;
use crate::visits::attendance;
use crate::visits::log::{FEW, Log};

/// Who comes so much before the start finds the desk waiting.
const BEFORE: TimeDelta = TimeDelta::minutes(5);
/// Somebody who has not come so long after the start is waited for no longer than others are.
const DUE_FOR: TimeDelta = TimeDelta::minutes(45);

/// How soon the doors are to be looked at, by what is known of those who come. `today` is when the account's day began.
pub(super) fn wanted(
    connection: &Connection,
    now: DateTime<Utc>,
    today: DateTime<Utc>,
) -> rusqlite::Result<Wanted> {
    let near = visits::about(connection, now, rounds::TURNING, rounds::NEAR)?;
    if near.iter().all(|visit| visit.deactivated) {
        return Ok(Wanted::Seldom);
    }
    let within = (now - DUE_FOR, now + BEFORE);
    let mut starting = visits::starting(connection, within, now)?;
    // Whose visit starts last is the least likely to be here: one who is due is mostly found at the first look.
    starting.sort_unstable_by_key(|visit| Reverse(visit.start));
    // More and more at once: where one is found early, the rest are never read.
    let mut rest = starting.as_slice();
    let mut at_once = 1;
    while !rest.is_empty() {
        let some;
        (some, rest) = rest.split_at(at_once.min(rest.len()));
        let log = Log::read(connection, some, now)?;
        if some.iter().any(|visit| is_due(visit, &log, now, today)) {
            return Ok(Wanted::Soon);
        }
        at_once *= FEW;
    }
    Ok(Wanted::Near)
}

/// Whether a visit's visitor is waited for.
fn is_due(visit: &VisitRow, log: &Log, now: DateTime<Utc>, today: DateTime<Utc>) -> bool {
    let seen = attendance::judge(visit, log, now, today);
    matches!(
        seen.map(|seen| seen.presence),
        None | Some(Presence::Rejected)
    )
}

#[cfg(test)]
mod tests {
    use doorflow::{ChannelId, PersonId};

    use super::*;
    use crate::booking::VisitKind;
    use crate::store::Store;
    use crate::store::events::{self, EventRow};

    fn at(minutes: i64) -> DateTime<Utc> {
        let noon: DateTime<Utc> = "2026-11-18T12:00:00Z".parse().unwrap();
        noon + TimeDelta::minutes(minutes)
    }

    /// What is wanted at noon where visits start at these minutes, one person each, and these people were admitted or turned away.
    fn at_noon(starts: &[i64], seen: &[(i64, i64, i64)]) -> Wanted {
        let visits: Vec<VisitRow> = (1..)
            .zip(starts)
            .map(|(id, start)| visit(id, *start))
            .collect();
        wanted_of(&visits, seen)
    }

    fn wanted_of(visits: &[VisitRow], seen: &[(i64, i64, i64)]) -> Wanted {
        let events: Vec<EventRow> = (1..)
            .zip(seen)
            .map(|(id, &(person, minutes, code))| EventRow {
                id,
                code,
                label: String::new(),
                door: Some(ChannelId(1)),
                person: PersonId(person),
                at: at(minutes),
            })
            .collect();
        let store = Store::in_memory().unwrap();
        store
            .run_here(|connection| {
                visits::upsert(connection, visits)?;
                events::add(connection, &events)?;
                wanted(connection, at(0), at(-720))
            })
            .unwrap()
    }

    fn visit(id: i64, start: i64) -> VisitRow {
        VisitRow {
            kind: VisitKind::Reservation,
            id,
            person_id: PersonId(id),
            start: at(start),
            end: at(start + 180),
            place_ids: vec![1],
            deactivated: false,
            created_at: None,
        }
    }

    const ADMIT: i64 = 10;
    const REJECT: i64 = 20;

    #[test]
    fn the_doors_are_looked_at_sooner_while_a_visitor_is_due() {
        for (starts, expected) in [
            (&[][..], Wanted::Seldom),
            (&[700], Wanted::Seldom),
            (&[6], Wanted::Near),
            (&[5], Wanted::Soon),
            (&[-45], Wanted::Soon),
            (&[-46], Wanted::Near),
            (&[90, -3], Wanted::Soon),
        ] {
            assert_eq!(at_noon(starts, &[]), expected, "{starts:?}");
        }
    }

    #[test]
    fn who_has_come_is_due_no_more() {
        assert_eq!(at_noon(&[-10], &[(1, -5, ADMIT)]), Wanted::Near);
        assert_eq!(at_noon(&[-10], &[(1, -5, REJECT)]), Wanted::Soon);
        assert_eq!(at_noon(&[-10, -20], &[(1, -5, ADMIT)]), Wanted::Soon);
    }

    #[test]
    fn one_is_found_among_many_who_have_come() {
        let starts: Vec<i64> = (-40..0).collect();
        for late in 1..=40 {
            let came: Vec<_> = (1..=40)
                .filter(|person| *person != late)
                .map(|person| (person, -1, ADMIT))
                .collect();
            assert_eq!(at_noon(&starts, &came), Wanted::Soon, "{late}");
        }
        let all: Vec<_> = (1..=40).map(|person| (person, -1, ADMIT)).collect();
        assert_eq!(at_noon(&starts, &all), Wanted::Near);
    }

    #[test]
    fn who_came_for_an_earlier_visit_has_not_come_for_this_one() {
        let earlier = VisitRow {
            end: at(-20),
            ..visit(1, -80)
        };
        let next = VisitRow {
            person_id: earlier.person_id,
            ..visit(2, 0)
        };
        let came = [(1, -50, ADMIT)];
        assert_eq!(wanted_of(&[earlier, next], &came), Wanted::Soon);
    }
}
