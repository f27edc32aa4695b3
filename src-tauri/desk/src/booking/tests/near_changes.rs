//! Bookings near a change of the clocks, in every zone, and drafts of any text.

use chrono::{Duration, NaiveDate, NaiveTime, Offset, Timelike};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::zone::tests::{Turn, every_turn, turns};

fn wall(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// What must hold of any doors booked near a change of the clocks.
fn check(turn: &Turn, date: NaiveDate, from: u32, to: u32) -> Result<(), TestCaseError> {
    let now = turn.at - Duration::days(30);
    let desk = Desk {
        zone: turn.zone,
        now,
        ..desk()
    };
    let planned = desk.plan(&draft(&date.to_string(), &wall(from), &wall(to)));
    let problems = &planned.plan.problems;
    prop_assert_eq!(
        planned.writes.len(),
        usize::from(problems.is_empty()),
        "{:?}",
        &planned
    );
    let reads = |minutes: u32| {
        let start = turn.zone.day_start(date);
        let length = i64::from(turn.zone.day_frame(date).minutes);
        (0..length).any(|offset| {
            let wall = turn.zone.wall(start + Duration::minutes(offset));
            wall.hour() * 60 + wall.minute() == minutes
        })
    };
    let skipped = |field| {
        problems
            .iter()
            .any(|it| it.field == field && it.code == ProblemCode::TimeSkipped)
    };
    prop_assert_eq!(
        skipped(Field::From),
        !reads(from),
        "{:?} {} {}",
        turn,
        date,
        from
    );
    prop_assert_eq!(
        skipped(Field::To),
        to < 1_440 && !reads(to),
        "{:?} {} {}",
        turn,
        date,
        to
    );
    for write in &planned.writes {
        let (start, end) = (turn.zone.wall(write.start), turn.zone.wall(write.end));
        prop_assert_eq!(start.date(), date);
        prop_assert_eq!(
            start.hour() * 60 + start.minute(),
            from,
            "{:?} {}",
            turn,
            date
        );
        if to == 1_440 {
            prop_assert_eq!(write.end, turn.zone.end_of_day(date));
        } else {
            prop_assert_eq!(end.date(), date);
            prop_assert_eq!(end.hour() * 60 + end.minute(), to, "{:?} {}", turn, date);
        }
        prop_assert!(turn.zone.day_start(date) <= write.start);
        prop_assert!(write.end <= turn.zone.end_of_day(date));
        let length = write.end - write.start;
        prop_assert!(Duration::minutes(1) <= length && length < Duration::hours(24));
    }
    Ok(())
}

#[test]
fn no_change_of_any_zone_shifts_an_hour_or_crosses_midnight() {
    let turns = turns();
    let strategy = (0..turns.len(), -1_i64..=1, 0_u32..1_440, 1_u32..=1_440);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(3_000));
    runner
        .run(&strategy, |(index, away, from, to)| {
            let turn = &turns[index];
            let date = turn.zone.day_of(turn.at) + Duration::days(away);
            check(turn, date, from, to)
        })
        .unwrap();
    // And the minutes beside each change, in each zone.
    for turn in &turns {
        let at = turn.zone.wall(turn.at);
        let minute = at.hour() * 60 + at.minute();
        for from in [minute.saturating_sub(90), minute.saturating_sub(30), minute] {
            for to in [minute + 1, (minute + 45).min(1_440), 1_440] {
                check(turn, at.date(), from, to).unwrap();
            }
        }
    }
}

/// The instants of `date` at which chrono-tz, not the code under test, shows `minutes` after midnight near a change.
fn readings(turn: &Turn, date: NaiveDate, minutes: u32) -> Vec<DateTime<Utc>> {
    let tz: Tz = turn.zone.name().parse().unwrap();
    let wall = date.and_time(NaiveTime::MIN) + Duration::minutes(minutes.into());
    let east = i64::from(turn.at.with_timezone(&tz).offset().fix().local_minus_utc());
    let mut instants: Vec<_> = [east - i64::from(turn.jump), east]
        .into_iter()
        .map(|east| (wall - Duration::seconds(east)).and_utc())
        .filter(|instant| instant.with_timezone(&tz).naive_local() == wall)
        .collect();
    instants.sort_unstable();
    instants.dedup();
    instants
}

/// Where a time comes twice, a visit starts at the first and ends at the second; where it does not come, its field is told so.
fn books_as_asked(desk: &Desk, turn: &Turn, date: NaiveDate, from: u32, to: u32) {
    let context = || format!("{turn:?} {date} {}–{}", wall(from), wall(to));
    let planned = desk.plan(&draft(&date.to_string(), &wall(from), &wall(to)));
    let (starts, ends) = (readings(turn, date, from), readings(turn, date, to));
    let skipped: Vec<_> = [(Field::From, &starts), (Field::To, &ends)]
        .into_iter()
        .filter(|(_, instants)| instants.is_empty())
        .map(|(field, _)| (field, ProblemCode::TimeSkipped))
        .collect();
    let problems: Vec<_> = planned
        .plan
        .problems
        .iter()
        .map(|it| (it.field, it.code))
        .collect();
    assert_eq!(problems, skipped, "{}", context());
    let writes: Vec<_> = planned.writes.iter().map(|it| (it.start, it.end)).collect();
    let expected: Vec<_> = starts
        .first()
        .copied()
        .zip(ends.last().copied())
        .into_iter()
        .collect();
    assert_eq!(writes, expected, "{}", context());
}

/// The minutes of a day, each a start, around which a change leads astray.
fn starts_near(turn: &Turn) -> impl Iterator<Item = (NaiveDate, u32)> + use<> {
    let after = turn.zone.wall(turn.at);
    let before = after - Duration::seconds(turn.jump.into());
    (-1..=1).flat_map(move |away| {
        let date = after.date() + Duration::days(away);
        [before, after].into_iter().flat_map(move |around| {
            let minute = around.hour() * 60 + around.minute();
            [minute.saturating_sub(30), minute, minute + 15].map(|from| (date, from))
        })
    })
}

#[test]
fn every_zone_books_the_hours_that_were_asked_around_every_change() {
    let turns = every_turn();
    assert!(turns.len() > 3_000, "{} changes", turns.len());
    for turn in &turns {
        let desk = Desk {
            zone: turn.zone,
            now: turn.at - Duration::days(30),
            ..desk()
        };
        for (date, from) in starts_near(turn) {
            let to = from + 30;
            if to < 1_440 {
                books_as_asked(&desk, turn, date, from, to);
            }
        }
    }
}

/// That the test above would find a shifted hour: reckoned with the distance from UTC from before a change, some start beside it is
/// wrong.
#[test]
fn a_conversion_that_knows_no_changes_is_caught_at_each_of_them() {
    for turn in &every_turn() {
        let tz: Tz = turn.zone.name().parse().unwrap();
        let before = turn.at - Duration::seconds(1);
        let east = before.with_timezone(&tz).offset().fix().local_minus_utc();
        let caught = starts_near(turn).any(|(date, from)| {
            let wall = date.and_time(NaiveTime::MIN) + Duration::minutes(from.into());
            let naive = (wall - Duration::seconds(east.into())).and_utc();
            readings(turn, date, from).first() != Some(&naive)
        });
        assert!(caught, "{turn:?}");
    }
}

proptest! {
    #[test]
    fn no_draft_breaks_the_rules(
        date in "[0-9-]{0,10}|2026-10-2[0-9]",
        last_date in "[0-9-]{0,10}|2026-10-2[0-9]",
        from in ".{0,6}|[0-2]?[0-9]:[0-5][0-9]",
        to in ".{0,6}|[0-2]?[0-9]:[0-5][0-9]",
        by_group: bool,
        ids in proptest::collection::vec(-1_i64..12, 0..4),
    ) {
        let place = if by_group { groups(&ids) } else { doors(&ids) };
        let asked = at(place, until(&last_date, draft(&date, &from, &to)));
        let planned = desk().plan(&asked);
        prop_assert_eq!(planned.plan.problems.is_empty(), !planned.writes.is_empty());
        prop_assert!(planned.plan.problems.is_sorted_by_key(|problem| problem.field as u8));
        prop_assert!(planned.writes.is_sorted_by_key(|write| write.start));
    }
}
