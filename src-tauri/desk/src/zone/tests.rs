use std::collections::BTreeMap;

use chrono_tz::TZ_VARIANTS;
use proptest::prelude::*;

use super::*;

/// A change of the clocks in some zone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn {
    pub(crate) zone: AccountZone,
    /// The first instant after it.
    pub(crate) at: DateTime<Utc>,
    /// Seconds by which the wall jumps: positive where it goes forward.
    pub(crate) jump: i32,
}

/// Every change of every zone from 2020 to 2035, found by asking chrono-tz day by day: not by the code under test.
pub(crate) fn every_turn() -> Vec<Turn> {
    let east = |zone: Tz, at: i64| {
        let utc = DateTime::from_timestamp(at, 0).unwrap().naive_utc();
        zone.offset_from_utc_datetime(&utc).fix().local_minus_utc()
    };
    let first = utc("2020-01-01T00:00:00Z").timestamp();
    let last = utc("2036-01-01T00:00:00Z").timestamp();
    let mut found = Vec::new();
    for zone in TZ_VARIANTS {
        let mut low = first;
        while low < last {
            let high = low + 86_400;
            if east(zone, low) != east(zone, high) {
                let (mut before, mut after) = (low, high);
                while after - before > 1 {
                    let middle = i64::midpoint(before, after);
                    if east(zone, middle) == east(zone, low) {
                        before = middle;
                    } else {
                        after = middle;
                    }
                }
                let (old, new) = (east(zone, before), east(zone, after));
                found.push(Turn {
                    zone: AccountZone(zone),
                    at: DateTime::from_timestamp(after, 0).unwrap(),
                    jump: new - old,
                });
            }
            low = high;
        }
    }
    found
}

/// [`every_turn`], but of zones that make the same change at the same instant, one stands for all.
pub(crate) fn turns() -> Vec<Turn> {
    let mut found = BTreeMap::new();
    for turn in every_turn() {
        let east = turn.zone.seconds_east(turn.at);
        found.entry((turn.at, turn.jump, east)).or_insert(turn);
    }
    assert!(
        found.len() > 500,
        "the zones of today change their clocks: {}",
        found.len()
    );
    found.into_values().collect()
}

pub(crate) fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn zone(name: &str) -> AccountZone {
    AccountZone::parse(name).unwrap()
}

fn clock(text: &str) -> NaiveTime {
    text.parse().unwrap()
}

#[test]
fn a_zone_has_its_iana_name_or_is_refused() {
    assert_eq!(zone(" Europe/London ").name(), "Europe/London");
    assert_eq!(
        AccountZone::parse("London"),
        Err(UnknownZone("London".to_owned()))
    );
    assert!(AccountZone::parse("").is_err());
}

#[test]
fn a_time_is_there_once_twice_or_not_at_all() {
    let london = zone("Europe/London");
    assert_eq!(
        london.resolve(day("2026-07-01"), clock("09:00:00")),
        Local::One(utc("2026-07-01T08:00:00Z"))
    );
    assert_eq!(
        london.resolve(day("2026-03-29"), clock("01:30:00")),
        Local::Skipped
    );
    assert_eq!(
        london.resolve(day("2026-10-25"), clock("01:30:00")),
        Local::Twice(utc("2026-10-25T00:30:00Z"), utc("2026-10-25T01:30:00Z"))
    );
}

#[test]
fn a_day_starts_at_its_first_instant() {
    // Beirut skips the hour after midnight; Havana has it twice; St. John's went back at one minute past midnight.
    for (name, date, start, minutes) in [
        ("Asia/Beirut", "2024-03-31", "2024-03-30T22:00:00Z", 1_380),
        (
            "America/Sao_Paulo",
            "2018-11-04",
            "2018-11-04T03:00:00Z",
            1_380,
        ),
        ("Africa/Cairo", "2024-04-26", "2024-04-25T22:00:00Z", 1_380),
        (
            "America/Havana",
            "2024-11-03",
            "2024-11-03T04:00:00Z",
            1_500,
        ),
        (
            "America/St_Johns",
            "2010-11-06",
            "2010-11-06T02:30:00Z",
            1_500,
        ),
        (
            "America/St_Johns",
            "2010-11-07",
            "2010-11-07T03:30:00Z",
            1_440,
        ),
        (
            "Australia/Lord_Howe",
            "2026-04-05",
            "2026-04-04T13:00:00Z",
            1_470,
        ),
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z", 0),
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", 1_440),
    ] {
        let frame = zone(name).day_frame(day(date));
        assert_eq!(zone(name).day_start(day(date)), utc(start), "{name} {date}");
        assert_eq!(frame.minutes, minutes, "{name} {date}");
        assert_eq!(frame.marks.is_empty(), minutes == 0, "{name} {date}");
    }
}

#[test]
fn the_frame_of_a_long_day_says_so() {
    let frame = zone("Europe/London").day_frame(day("2026-10-25"));
    assert_eq!(
        (frame.weekday, frame.day, frame.month, frame.year),
        (7, 25, 10, 2026)
    );
    assert_eq!(
        (frame.minutes, frame.change.as_str(), frame.marks.len()),
        (1_500, "+1 h", 25)
    );
    let walls: Vec<_> = frame
        .marks
        .iter()
        .take(4)
        .map(|mark| (mark.offset, mark.wall))
        .collect();
    assert_eq!(walls, [(0, 0), (60, 60), (120, 60), (180, 120)]);
    assert_eq!(
        zone("Europe/London").day_frame(day("2026-03-29")).change,
        "−1 h"
    );
    assert_eq!(
        zone("Australia/Lord_Howe")
            .day_frame(day("2026-10-04"))
            .change,
        "−30 min"
    );
    assert_eq!(
        zone("Europe/London").day_frame(day("2026-03-30")).change,
        ""
    );
}

#[test]
fn a_moment_says_which_of_two_it_is() {
    let time = |name: &str, at: &str| zone(name).moment(utc(at)).time;
    assert_eq!(time("Europe/London", "2026-10-25T00:30:00Z"), "01:30 BST");
    assert_eq!(time("Europe/London", "2026-10-25T01:30:00Z"), "01:30 GMT");
    assert_eq!(time("Europe/London", "2026-10-25T02:30:00Z"), "02:30");
    assert_eq!(
        time("Australia/Lord_Howe", "2026-04-04T14:45:00Z"),
        "01:45 UTC+11"
    );
    assert_eq!(
        time("Australia/Lord_Howe", "2026-04-04T15:15:00Z"),
        "01:45 UTC+10:30"
    );
    let moment = zone("Europe/London").moment(utc("2026-10-25T12:00:59Z"));
    assert_eq!(
        (moment.date, moment.offset, moment.time.as_str()),
        (day("2026-10-25"), 780, "12:00")
    );
}

#[test]
fn the_clock_names_its_distance_from_utc() {
    let offset = |name: &str| zone(name).clock(utc("2026-01-01T00:00:00Z")).utc_offset;
    assert_eq!(offset("Europe/London"), "UTC+0");
    assert_eq!(offset("Asia/Kolkata"), "UTC+5:30");
    assert_eq!(offset("America/St_Johns"), "UTC−3:30");
    assert_eq!(offset("America/New_York"), "UTC−5");
}

/// The instants that read `wall` within some hours of a change, by trying both distances from UTC.
fn readings(turn: &Turn, wall: NaiveDateTime) -> Vec<DateTime<Utc>> {
    let after = turn.zone.seconds_east(turn.at);
    let mut instants: Vec<_> = [after - turn.jump, after]
        .into_iter()
        .map(|east| (wall - Duration::seconds(i64::from(east))).and_utc())
        .filter(|instant| turn.zone.wall(*instant) == wall)
        .collect();
    instants.sort_unstable();
    instants.dedup();
    instants
}

#[test]
fn every_time_near_every_change_is_resolved_rightly() {
    for turn in turns() {
        let around = turn.zone.wall(turn.at);
        for minutes in (-180..=180).step_by(15) {
            for seconds in [-1, 0, 1] {
                let wall = around + Duration::minutes(minutes) + Duration::seconds(seconds);
                let expected = match readings(&turn, wall)[..] {
                    [] => Local::Skipped,
                    [one] => Local::One(one),
                    [first, second] => Local::Twice(first, second),
                    ref more => panic!("{turn:?} {wall} has {} readings", more.len()),
                };
                assert_eq!(
                    turn.zone.resolve(wall.date(), wall.time()),
                    expected,
                    "{turn:?} {wall}"
                );
            }
        }
    }
}

#[test]
fn days_near_every_change_join_and_their_marks_tell_the_wall_time() {
    for turn in turns() {
        let zone = turn.zone;
        let changed = zone.day_of(turn.at);
        let days = [
            changed.pred_opt().unwrap(),
            changed,
            changed.succ_opt().unwrap(),
        ];
        let mut total = 0;
        for date in days {
            let (start, frame) = (zone.day_start(date), zone.day_frame(date));
            total += i64::from(frame.minutes);
            assert_eq!(
                zone.wall(start).date(),
                date,
                "{turn:?} {date} starts within itself"
            );
            assert_eq!(
                zone.day_of(start - Duration::seconds(1)),
                date.pred_opt().unwrap()
            );
            assert_eq!(
                frame.marks.first().map(|mark| mark.offset),
                Some(0),
                "{turn:?} {date}"
            );
            assert!(
                frame.marks.is_sorted_by_key(|mark| mark.offset),
                "{turn:?} {date}"
            );
            for offset in (0..frame.minutes).step_by(5) {
                let instant = start + Duration::minutes(i64::from(offset));
                let wall = zone.wall(instant);
                let mark = frame
                    .marks
                    .iter()
                    .rfind(|mark| mark.offset <= offset)
                    .unwrap();
                let read = u32::from(mark.wall + offset - mark.offset);
                assert_eq!(
                    wall.hour() * 60 + wall.minute(),
                    read,
                    "{turn:?} {date} at {offset}"
                );
                assert_eq!(zone.day_of(instant), date, "{turn:?} {date} at {offset}");
            }
            for mark in &frame.marks {
                let wall = zone.wall(start + Duration::minutes(i64::from(mark.offset)));
                assert_eq!(mark.label, label(wall), "{turn:?} {date}");
            }
        }
        let whole = zone.end_of_day(days[2]) - zone.day_start(days[0]);
        assert_eq!(whole, Duration::minutes(total), "{turn:?}");
    }
}

proptest! {
    #[test]
    fn no_instant_and_no_date_of_any_zone_breaks_it(
        index in 0..TZ_VARIANTS.len(),
        second in prop_oneof![
            DateTime::<Utc>::MIN_UTC.timestamp()..=DateTime::<Utc>::MAX_UTC.timestamp(),
            0_i64..4_133_980_800,
        ],
        time in 0_u32..86_400,
    ) {
        let zone = AccountZone(TZ_VARIANTS[index]);
        let instant = DateTime::from_timestamp(second, 0).unwrap();
        let moment = zone.moment(instant);
        let frame = zone.day_frame(moment.date);
        if (0..4_133_980_800).contains(&second) {
            prop_assert!(moment.offset < frame.minutes);
            prop_assert!(zone.day_start(moment.date) <= instant);
            prop_assert!(instant < zone.end_of_day(moment.date));
        }
        let time = NaiveTime::from_num_seconds_from_midnight_opt(time, 0).unwrap();
        let _ = zone.resolve(moment.date, time);
        let _ = zone.clock(instant);
    }
}

#[test]
fn the_ends_of_the_calendar_break_nothing() {
    for zone in TZ_VARIANTS.map(AccountZone) {
        for date in [NaiveDate::MIN, NaiveDate::MAX] {
            let _ = zone.day_frame(date);
            let _ = zone.resolve(date, NaiveTime::MIN);
        }
        let _ = zone.moment(DateTime::<Utc>::MIN_UTC);
        let _ = zone.moment(DateTime::<Utc>::MAX_UTC);
    }
}
