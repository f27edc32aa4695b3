use doorflow::PersonId;
use proptest::prelude::*;

use super::*;
use crate::store::{Store, visits};

mod by_hand;

pub(super) const LINH: PersonId = PersonId(3);
pub(super) const FRONT: i64 = 1;
pub(super) const LIFT: i64 = 2;
const OTHER: i64 = 9;

pub(super) fn at(time: &str) -> DateTime<Utc> {
    format!("2026-11-28T{time}:00Z").parse().expect("a time")
}

/// From ten to eleven, at the front door and the lift.
pub(super) fn visit() -> VisitRow {
    VisitRow {
        kind: VisitKind::Reservation,
        id: 7,
        person_id: LINH,
        start: at("10:00"),
        end: at("11:00"),
        place_ids: vec![FRONT, LIFT],
        deactivated: false,
        created_at: None,
    }
}

pub(super) fn event(code: i64, door: i64, time: &str) -> EventRow {
    EventRow {
        id: at(time).timestamp(),
        code,
        label: format!("said {code}"),
        door: Some(ChannelId(door)),
        person: LINH,
        at: at(time),
    }
}

/// A log that was read from midnight to midnight.
pub(super) fn log(events: &[EventRow], marks: &[MarkRow]) -> Log {
    Log {
        known: [(LINH, at("00:00") - TimeDelta::days(3))].into(),
        events: [(LINH, events.to_vec())].into(),
        marks: [(LINH, marks.to_vec())].into(),
        ends: [(LINH, vec![at("11:00")])].into(),
        touching: [].into(),
        read: Some((at("00:00"), at("23:59"))),
        silent: [].into(),
    }
}

pub(super) fn mark(came: Option<&str>, left: Option<&str>) -> MarkRow {
    MarkRow {
        kind: VisitKind::Reservation,
        visit_id: 7,
        person: LINH,
        came: came.map(at),
        left: left.map(at),
        orphan: false,
    }
}

/// What is known at a time: what, since when, and whether by hand.
fn known(
    visit: &VisitRow,
    log: &Log,
    now: &str,
) -> Option<(Presence, Option<DateTime<Utc>>, bool)> {
    judge(visit, log, at(now), at("00:00")).map(|seen| (seen.presence, seen.at, seen.by_hand))
}

#[test]
fn the_first_admit_at_one_of_its_doors_is_the_arrival() {
    let came = log(
        &[
            event(11, OTHER, "10:01"),
            event(10, LIFT, "10:04"),
            event(10, FRONT, "10:09"),
        ],
        &[],
    );
    let seen = judge(&visit(), &came, at("10:30"), at("00:00")).expect("an arrival");
    assert_eq!(
        (seen.presence, seen.at),
        (Presence::Here, Some(at("10:04")))
    );
    assert_eq!(
        (seen.door, seen.late),
        (Some(ChannelId(LIFT)), Some(TimeDelta::minutes(4)))
    );
    assert_eq!(known(&visit(), &log(&[], &[]), "10:30"), None, "not seen");
    let elsewhere = log(&[event(10, OTHER, "10:01")], &[]);
    assert_eq!(
        known(&visit(), &elsewhere, "10:30"),
        None,
        "not at its doors"
    );
}

#[test]
fn codes_count_by_their_range_and_unknown_ones_say_nothing() {
    for (code, presence) in [
        (10, Some(Presence::Here)),
        (13, Some(Presence::Here)),
        (18, Some(Presence::Here)),
        (19, None),
        (20, Some(Presence::Rejected)),
        (29, Some(Presence::Rejected)),
        (50, None),
        (63, None),
        (9999, None),
        (-1, None),
    ] {
        let said = log(&[event(code, FRONT, "10:05")], &[]);
        let seen = judge(&visit(), &said, at("10:30"), at("00:00"));
        assert_eq!(seen.map(|seen| seen.presence), presence, "{code}");
    }
}

#[test]
fn who_comes_early_is_here_too_and_whose_visits_follow_each_other_is_counted_once() {
    let early = log(&[event(10, FRONT, "09:48")], &[]);
    let seen = judge(&visit(), &early, at("09:50"), at("00:00")).expect("an arrival");
    assert_eq!(
        (seen.presence, seen.late),
        (Presence::Here, Some(TimeDelta::minutes(-12)))
    );
    let too_early = log(&[event(10, FRONT, "08:59")], &[]);
    assert_eq!(known(&visit(), &too_early, "10:30"), None);
    // The one at 09:48 came for a visit until 09:55.
    let mut two = log(&[event(10, FRONT, "09:48")], &[]);
    two.ends.insert(LINH, vec![at("09:55"), at("11:00")]);
    assert_eq!(known(&visit(), &two, "10:30"), None);
}

#[test]
fn a_rejected_attempt_stands_out_until_they_are_let_in() {
    let mut turned_away = log(&[event(21, FRONT, "09:55"), event(27, OTHER, "09:57")], &[]);
    let seen = judge(&visit(), &turned_away, at("09:58"), at("00:00")).expect("an attempt");
    assert_eq!(seen.presence, Presence::Rejected);
    assert_eq!(
        (seen.at, seen.door, seen.said.as_str()),
        (Some(at("09:57")), Some(ChannelId(OTHER)), "said 27"),
        "the last door's reason, whichever door it was"
    );
    let events = turned_away.events.get_mut(&LINH).expect("Linh's");
    events.push(event(10, FRONT, "10:01"));
    events.push(event(27, OTHER, "10:05"));
    assert_eq!(
        known(&visit(), &turned_away, "10:30"),
        Some((Presence::Here, Some(at("10:01")), false)),
        "who is here and is turned away elsewhere is here"
    );
}

#[test]
fn the_visitor_has_left_when_checked_out_or_when_the_visit_is_over() {
    let came = [event(10, FRONT, "10:01")];
    assert_eq!(
        known(&visit(), &log(&came, &[]), "11:00"),
        Some((Presence::Left, Some(at("11:00")), false))
    );
    let out = mark(None, Some("10:20"));
    assert_eq!(
        known(&visit(), &log(&came, std::slice::from_ref(&out)), "10:30"),
        Some((Presence::Left, Some(at("10:20")), true))
    );
    assert_eq!(
        known(&visit(), &log(&[], &[out]), "11:30"),
        Some((Presence::Left, Some(at("10:20")), true)),
        "who was checked out was here"
    );
    // The way out leads through a door as well.
    let through = [event(10, FRONT, "10:01"), event(10, FRONT, "10:21")];
    let out = mark(Some("10:02"), Some("10:20"));
    assert_eq!(
        known(&visit(), &log(&through, &[out]), "10:30"),
        Some((Presence::Left, Some(at("10:20")), true))
    );
}

#[test]
fn a_no_show_is_told_a_quarter_of_an_hour_after_the_end_and_only_where_it_is_known() {
    let nobody = log(&[], &[]);
    assert_eq!(known(&visit(), &nobody, "11:14"), None);
    assert_eq!(
        known(&visit(), &nobody, "11:15"),
        Some((Presence::NoShow, None, false))
    );
    let turned_away = log(&[event(21, FRONT, "09:55")], &[]);
    assert_eq!(
        known(&visit(), &turned_away, "11:15"),
        Some((Presence::NoShow, None, false))
    );
    let never_read = Log {
        read: None,
        ..log(&[], &[])
    };
    let read_later = Log {
        read: Some((at("10:30"), at("12:00"))),
        ..log(&[], &[])
    };
    let not_since = Log {
        read: Some((at("00:00"), at("10:59"))),
        ..log(&[], &[])
    };
    let silent = Log {
        silent: [(ChannelId(LIFT), at("10:30"))].into(),
        ..log(&[], &[])
    };
    for unknown in [never_read, read_later, not_since, silent] {
        assert_eq!(known(&visit(), &unknown, "11:30"), None, "{unknown:?}");
    }
    let another_silent = Log {
        silent: [(ChannelId(OTHER), at("10:30"))].into(),
        ..log(&[], &[])
    };
    assert!(known(&visit(), &another_silent, "11:30").is_some());
    let silent_since = Log {
        silent: [(ChannelId(LIFT), at("11:00"))].into(),
        ..log(&[], &[])
    };
    assert!(
        known(&visit(), &silent_since, "11:30").is_some(),
        "a door that went afterwards had reported the visit"
    );
    let cancelled = VisitRow {
        deactivated: true,
        ..visit()
    };
    assert_eq!(known(&cancelled, &nobody, "11:30"), None);
}

#[test]
fn of_a_stay_of_days_todays_arrival_counts_at_any_door() {
    let stay = VisitRow {
        kind: VisitKind::GroupReservation,
        start: at("08:00") - TimeDelta::days(2),
        end: at("18:00"),
        place_ids: vec![15],
        ..visit()
    };
    let mut yesterday = event(10, OTHER, "09:00");
    yesterday.at -= TimeDelta::days(1);
    let days = log(std::slice::from_ref(&yesterday), &[]);
    assert_eq!(known(&stay, &days, "10:00"), None, "not yet today");
    let days = log(&[yesterday.clone(), event(10, OTHER, "09:10")], &[]);
    let seen = judge(&stay, &days, at("10:00"), at("00:00")).expect("an arrival");
    assert_eq!(
        (seen.presence, seen.at, seen.late),
        (Presence::Here, Some(at("09:10")), None)
    );
    let days = log(&[yesterday], &[]);
    assert_eq!(
        known(&stay, &days, "18:30"),
        Some((Presence::Left, Some(at("18:00")), false)),
        "who came on one of its days is no no-show"
    );
}

#[test]
fn of_a_stay_of_days_a_word_of_today_counts_also_long_before_its_start() {
    let stay = VisitRow {
        start: at("10:00"),
        end: at("10:00") + TimeDelta::days(3),
        ..visit()
    };
    let here = [mark(Some("07:00"), None)];
    assert_eq!(
        known(&stay, &log(&[], &here), "07:05"),
        Some((Presence::Here, Some(at("07:00")), true))
    );
    let gone = [mark(Some("07:00"), Some("07:30"))];
    assert_eq!(
        known(&stay, &log(&[], &gone), "10:30"),
        Some((Presence::Left, Some(at("07:30")), true))
    );
    let mut yesterday = mark(Some("07:00"), None);
    yesterday.came = yesterday.came.map(|came| came - TimeDelta::hours(12));
    let yesterday = log(&[], &[yesterday]);
    assert_eq!(known(&stay, &yesterday, "10:30"), None, "today is to come");
    let over = judge(
        &stay,
        &yesterday,
        stay.end + TimeDelta::hours(1),
        at("00:00") + TimeDelta::days(3),
    );
    assert_eq!(
        over.map(|seen| (seen.presence, seen.at)),
        Some((Presence::Left, Some(stay.end))),
        "who came before it began is no no-show"
    );
}

proptest! {
    /// The page is told of no others as time goes by.
    #[test]
    fn only_a_visit_that_has_turned_is_judged_otherwise_later(
        (begins, long, came) in (-60_i64..60, 1_i64..2000, prop::option::of(-90_i64..90)),
        (before, gone) in (-60_000_i64..160_000, 1_i64..90_000),
    ) {
        let visit = VisitRow {
            start: at("10:00") + TimeDelta::minutes(begins),
            end: at("10:00") + TimeDelta::minutes(begins + long),
            // Only a stay is longer than a day.
            kind: if long > 1440 { VisitKind::GroupReservation } else { VisitKind::Reservation },
            ..visit()
        };
        let came: Vec<EventRow> = came
            .map(|minutes| EventRow { at: visit.start + TimeDelta::minutes(minutes), ..event(10, FRONT, "10:00") })
            .into_iter()
            .collect();
        let mut log = log(&came, &[]);
        log.read = Some((at("00:00"), visit.end + TimeDelta::days(1)));
        let before = visit.start + TimeDelta::milliseconds(before * long);
        let now = before + TimeDelta::milliseconds(gone);
        let shown = |now| (visit.start <= now, visit.end <= now, judge(&visit, &log, now, at("00:00")));
        let store = Store::in_memory().expect("a store");
        let turned = store.run_here(|c| {
            visits::upsert(c, std::slice::from_ref(&visit))?;
            visits::turned(c, (before, now), NO_SHOW)
        }).expect("visits");
        prop_assert!(turned.len() <= 1);
        if shown(before) != shown(now) {
            prop_assert_eq!(turned, [visit]);
        }
    }
}
