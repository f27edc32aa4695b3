use chrono::{DateTime, TimeDelta, Utc};
use doorflow::{ChannelId, PersonId};
use proptest::prelude::*;

use crate::booking::VisitKind;
use crate::store::events::EventRow;
use crate::store::marks::MarkRow;
use crate::store::visits::VisitRow;
use crate::store::{Store, events, facts, marks, millis, visits, watermarks};
use crate::visits::Presence;
use crate::visits::attendance::tests::{FRONT, LIFT, LINH, at, event, log, mark, visit};
use crate::visits::attendance::{NO_SHOW, Seen, judge, silent_doors};
use crate::visits::log::Log;

mod leaving;

/// Linh's visit at the front door.
fn from_to(id: i64, start: DateTime<Utc>, end: DateTime<Utc>) -> VisitRow {
    VisitRow {
        id,
        start,
        end,
        place_ids: vec![FRONT],
        ..visit()
    }
}

fn of(id: i64, start: &str, end: &str) -> VisitRow {
    from_to(id, at(start), at(end))
}

fn marked(id: i64, came: Option<&str>, left: Option<&str>) -> MarkRow {
    MarkRow {
        visit_id: id,
        ..mark(came, left)
    }
}

/// What is known where Linh has these visits.
fn having(visits: &[VisitRow], events: &[EventRow], marks: &[MarkRow]) -> Log {
    Log {
        ends: [(LINH, visits.iter().map(|visit| visit.end).collect())].into(),
        touching: [(LINH, visits.to_vec())].into(),
        ..log(events, marks)
    }
}

fn seen(visit: &VisitRow, log: &Log, now: &str) -> Option<Seen> {
    judge(visit, log, at(now), at("00:00"))
}

/// What is known of a visit: what, when they came, and whether somebody said so.
fn known(
    visit: &VisitRow,
    log: &Log,
    now: &str,
) -> Option<(Presence, Option<DateTime<Utc>>, bool)> {
    seen(visit, log, now).map(|seen| (seen.presence, seen.came, seen.by_hand))
}

#[test]
fn who_came_for_one_visit_and_stays_is_here_for_the_next_and_for_the_one_after() {
    let three = [
        of(1, "09:00", "10:00"),
        of(2, "10:00", "11:00"),
        of(3, "11:00", "12:00"),
    ];
    let came = having(&three, &[event(10, FRONT, "08:58")], &[]);
    assert_eq!(known(&three[1], &came, "09:59"), None, "not yet");
    let here = |since| Some((Presence::Here, Some(at(since)), false));
    assert_eq!(known(&three[1], &came, "10:00"), here("10:00"));
    assert_eq!(known(&three[2], &came, "11:30"), here("11:00"));
    let second = seen(&three[1], &came, "10:30").expect("she is here");
    assert_eq!(
        (second.door, second.event, second.late),
        (Some(ChannelId(FRONT)), None, Some(TimeDelta::zero())),
        "it is known which door let her in, and no news"
    );
    assert_eq!(
        known(&three[1], &came, "12:30"),
        Some((Presence::Left, Some(at("10:00")), false)),
        "and no no-show later"
    );
    let said = having(&three, &[], &[marked(1, Some("09:05"), None)]);
    assert_eq!(
        known(&three[2], &said, "11:30"),
        Some((Presence::Here, Some(at("11:00")), true))
    );
}

#[test]
fn nobody_stays_who_was_checked_out_or_whose_visits_are_minutes_apart() {
    let three = [
        of(1, "09:00", "10:00"),
        of(2, "10:00", "11:00"),
        of(3, "11:00", "12:00"),
    ];
    let came = [event(10, FRONT, "08:58")];
    let gone = having(&three, &came, &[marked(1, None, Some("09:50"))]);
    assert_eq!(known(&three[1], &gone, "10:30"), None);
    let gone = having(&three, &came, &[marked(2, None, Some("10:40"))]);
    assert_eq!(known(&three[2], &gone, "11:30"), None, "nor after two");
    let back = [event(10, FRONT, "08:58"), event(10, FRONT, "11:20")];
    let back = having(&three, &back, &[marked(2, None, Some("10:40"))]);
    assert_eq!(
        known(&three[2], &back, "11:30"),
        Some((Presence::Here, Some(at("11:20")), false))
    );
    let apart = [of(1, "09:00", "09:55"), of(2, "10:00", "11:00")];
    let apart = having(&apart, &came, &[]);
    assert_eq!(known(&of(2, "10:00", "11:00"), &apart, "10:30"), None);
    let cancelled = VisitRow {
        deactivated: true,
        ..of(1, "09:00", "10:00")
    };
    let next = of(2, "10:00", "11:00");
    let cut_short = having(&[cancelled, next.clone()], &came, &[]);
    assert_eq!(known(&next, &cut_short, "10:30"), None);
}

#[test]
fn of_visits_side_by_side_who_came_for_the_first_is_here_for_both() {
    let first = of(1, "09:00", "10:30");
    let second = VisitRow {
        place_ids: vec![LIFT],
        ..of(2, "10:00", "12:00")
    };
    let both = [first, second.clone()];
    let came = having(&both, &[event(10, FRONT, "08:58")], &[]);
    for now in ["10:00", "10:29", "10:31", "11:59"] {
        assert_eq!(
            known(&second, &came, now),
            Some((Presence::Here, Some(at("10:00")), false)),
            "{now}"
        );
    }
    // Nobody has come for the first who was checked in for the second.
    let said = having(&both, &[], &[marked(2, Some("10:10"), None)]);
    assert_eq!(known(&both[0], &said, "10:20"), None);
    // One within another ends sooner.
    let (long, short) = (of(1, "09:00", "12:00"), of(2, "10:00", "10:30"));
    let both = [long.clone(), short];
    let said = having(&both, &[], &[marked(2, Some("10:05"), None)]);
    assert_eq!(
        known(&long, &said, "11:00"),
        Some((Presence::Here, Some(at("10:05")), true))
    );
    let gone = marked(2, Some("10:05"), Some("10:20"));
    let gone = having(&both, &[], &[gone]);
    assert_eq!(
        known(&long, &gone, "11:00"),
        Some((Presence::Left, Some(at("10:05")), true))
    );
    // What is said of one that is over is said of the time when it was not.
    let (first, next) = (of(1, "09:00", "10:00"), of(2, "10:00", "12:00"));
    let late = [marked(1, Some("10:30"), None)];
    let late = having(&[first, next.clone()], &[], &late);
    assert_eq!(
        known(&next, &late, "10:40"),
        Some((Presence::Here, Some(at("10:00")), true))
    );
}

#[test]
fn who_stays_over_midnight_is_here_and_of_a_stay_of_days_only_the_days_own_arrival_counts() {
    let midnight = at("00:00");
    let (evening, night) = (
        from_to(1, midnight - TimeDelta::hours(6), midnight),
        from_to(2, midnight, at("06:00")),
    );
    let mut came = event(10, FRONT, "00:00");
    came.at = evening.start - TimeDelta::minutes(2);
    let both = having(&[evening, night.clone()], &[came], &[]);
    assert_eq!(
        known(&night, &both, "03:00"),
        Some((Presence::Here, Some(midnight), false))
    );
    let stay = VisitRow {
        kind: VisitKind::GroupReservation,
        ..from_to(3, midnight - TimeDelta::days(2), at("12:00"))
    };
    let after = of(4, "12:00", "13:00");
    let days_before = event(10, FRONT, "09:00");
    let mut yesterday = days_before.clone();
    yesterday.at -= TimeDelta::hours(20);
    let all = [stay, after.clone()];
    let not_today = having(&all, &[yesterday], &[]);
    assert_eq!(known(&after, &not_today, "12:30"), None);
    let today = having(&all, &[days_before], &[]);
    let came = Some(at("12:00"));
    assert_eq!(
        known(&after, &today, "12:30"),
        Some((Presence::Here, came, false))
    );
    // History tells of it days later.
    let days_later = judge(
        &after,
        &today,
        at("12:30") + TimeDelta::days(3),
        midnight + TimeDelta::days(3),
    );
    assert_eq!(days_later.map(|seen| seen.came), Some(came));
}

#[test]
fn who_may_have_stayed_is_no_no_show() {
    let next = VisitRow {
        place_ids: vec![LIFT],
        ..of(2, "10:00", "11:00")
    };
    let both = [of(1, "09:00", "10:00"), next.clone()];
    let nobody = having(&both, &[], &[]);
    assert_eq!(
        known(&next, &nobody, "11:30"),
        Some((Presence::NoShow, None, false))
    );
    let read_since = Log {
        read: Some((at("09:30"), at("23:59"))),
        ..having(&both, &[], &[])
    };
    assert_eq!(known(&next, &read_since, "11:30"), None);
    let silent = Log {
        silent: [(ChannelId(FRONT), at("09:30"))].into(),
        ..having(&both, &[], &[])
    };
    assert_eq!(known(&next, &silent, "11:30"), None);
    assert_eq!(silent_doors(&next, &silent), [ChannelId(FRONT)]);
}

/// What the store says of each visit at a time: with all of them asked for, with those alone that are not over, and with that one beside somebody
/// else's, as the page is told of what turns.
fn by_the_store(
    visits: &[VisitRow],
    came: Option<DateTime<Utc>>,
    (left, way_out): (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
    now: DateTime<Utc>,
) -> Vec<[Option<Seen>; 3]> {
    let store = Store::in_memory().expect("a store");
    let read = |connection: &rusqlite::Connection| {
        visits::upsert(connection, visits)?;
        let admitted: Vec<EventRow> = (1..)
            .zip([came, way_out].into_iter().flatten())
            .map(|(id, at)| EventRow {
                id,
                at,
                ..event(10, FRONT, "00:00")
            })
            .collect();
        events::add(connection, &admitted)?;
        if let Some(left) = left {
            let said = MarkRow {
                left: Some(left),
                ..marked(visits[0].id, None, None)
            };
            marks::set(connection, &said)?;
        }
        let from = millis(at("00:00") - TimeDelta::days(5)).to_string();
        facts::write(connection, facts::EVENTS_FROM, &from)?;
        watermarks::write(connection, watermarks::List::Events, now)?;
        let all = Log::read(connection, visits, now)?;
        let standing: Vec<VisitRow> = visits.iter().filter(|it| it.end > now).cloned().collect();
        let alone = Log::read_all(connection, &standing, &[], (now, None))?;
        let mut judged = Vec::new();
        for visit in standing {
            let others = VisitRow {
                id: 99,
                person_id: PersonId(LINH.0 + 1),
                ..visit.clone()
            };
            let turned = Log::read(connection, &[others, visit.clone()], now)?;
            judged.push([&all, &alone, &turned].map(|log| judge(&visit, log, now, at("00:00"))));
        }
        Ok(judged)
    };
    store.run_here(read).expect("what is known")
}

#[test]
fn of_what_turns_it_is_known_from_which_visit_somebody_stays() {
    let side_by_side = [of(1, "09:00", "13:00"), of(2, "12:00", "14:00")];
    let noon = |visits: &[VisitRow], came: &str| {
        let [all, alone, turned] = by_the_store(visits, Some(at(came)), (None, None), at("12:00"))
            .pop()
            .expect("the second");
        assert_eq!((&alone, &turned), (&all, &all));
        all.map(|seen| seen.presence)
    };
    assert_eq!(noon(&side_by_side, "08:58"), Some(Presence::Here));
    let apart = [of(1, "10:00", "11:30"), of(2, "12:00", "14:00")];
    assert_eq!(noon(&apart, "11:05"), None, "for the one before");
}

proptest! {
    /// Whoever came for the first of visits between which there is no time is here until the last of them ends, unless checked out: for each
    /// that is under way, and the board and the roll call say the same.
    #[test]
    fn who_stays_is_here_until_the_last_of_their_visits_ends(
        (long, overlaps) in (
            prop::collection::vec(20_i64..180, 2..6),
            prop::collection::vec(0_i64..20, 6),
        ),
        (early, passed) in (-5_i64..19, 0_i64..900),
        (gone, after, behind) in (prop::option::of(prop_oneof![0_i64..120, 0_i64..900]), 1_i64..5, any::<bool>()),
    ) {
        let mut start = at("08:00");
        let mut chain: Vec<VisitRow> = Vec::new();
        for ((id, long), overlap) in (1..).zip(&long).zip(&overlaps) {
            chain.push(from_to(id, start, start + TimeDelta::minutes(*long)));
            start += TimeDelta::minutes(long - overlap);
        }
        let came = chain[0].start + TimeDelta::minutes(early);
        let now = came + TimeDelta::minutes(passed);
        let left = gone.map(|gone| came + TimeDelta::minutes(gone)).filter(|left| *left <= now);
        // By a door, and before the next begins: who comes by one after that, comes for it.
        let way_out = left.map(|left| (left, left + TimeDelta::minutes(after))).filter(|(left, out)| {
            let begins = chain.iter().any(|it| *left < it.start && it.start <= *out);
            *out <= now && *out < chain[0].end && !begins
        }).map(|(_, out)| out);
        for visit in by_the_store(&chain, (!(behind && left.is_some())).then_some(came), (left, way_out), now).iter().zip(chain.iter().filter(|it| it.end > now)) {
            let ([all, alone, turned], visit) = visit;
            prop_assert_eq!(all, alone);
            prop_assert_eq!(all, turned);
            let presence = all.as_ref().map(|seen| seen.presence);
            if visit.start <= now && left.is_none() {
                prop_assert_eq!(presence, Some(Presence::Here), "{:?}", visit);
                let since = all.as_ref().and_then(|seen| seen.came);
                prop_assert!(since.is_some_and(|since| since <= visit.start.max(came)));
            }
            if left.is_some() && visit.start <= now {
                prop_assert!(presence != Some(Presence::Here), "{:?}", visit);
            }
        }
    }

    /// The page is told of a visit as it begins and as it ends, and of no other.
    #[test]
    fn who_stays_is_judged_otherwise_only_as_that_very_visit_turns(
        (begins, long) in (-90_i64..90, 1_i64..200),
        (came, before, gone) in (-60_i64..60, -100_i64..400, 1_i64..90),
    ) {
        let first = of(1, "10:00", "11:00");
        let start = first.end + TimeDelta::minutes(begins);
        let next = from_to(2, start, start + TimeDelta::minutes(long));
        let admitted = EventRow { at: first.start + TimeDelta::minutes(came), ..event(10, FRONT, "10:00") };
        let both = having(&[first.clone(), next.clone()], std::slice::from_ref(&admitted), &[]);
        let before = (first.start + TimeDelta::minutes(before)).max(admitted.at);
        let now = before + TimeDelta::minutes(gone);
        let store = Store::in_memory().expect("a store");
        let turned = store.run_here(|c| {
            visits::upsert(c, &[first.clone(), next.clone()])?;
            visits::turned(c, (before, now), NO_SHOW)
        }).expect("visits");
        for visit in [first, next] {
            let shown = |now| (visit.start <= now, visit.end <= now, judge(&visit, &both, now, at("00:00")));
            if shown(before) != shown(now) {
                prop_assert!(turned.contains(&visit), "{:?}", visit);
            }
        }
    }
}
