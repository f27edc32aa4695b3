//! Drafts that repeat: each date is judged by itself.

use chrono::{Days, NaiveDate, NaiveTime, Timelike};
use proptest::prelude::*;

use super::*;
use crate::zone::Local;

fn daily(until: &str, draft: Draft) -> Draft {
    repeating(
        Pattern::Daily,
        Ends::On {
            date: until.to_owned(),
        },
        draft,
    )
}

fn repeating(pattern: Pattern, ends: Ends, draft: Draft) -> Draft {
    Draft {
        repeat: Some(Repeat {
            pattern,
            ends,
            left_out: Vec::new(),
        }),
        ..draft
    }
}

fn without(dates: &[&str], mut draft: Draft) -> Draft {
    if let Some(repeat) = &mut draft.repeat {
        repeat.left_out = dates.iter().map(|date| (*date).to_owned()).collect();
    }
    draft
}

fn starts(planned: &Planned) -> Vec<DateTime<Utc>> {
    planned.writes.iter().map(|write| write.start).collect()
}

/// Each date with what is wrong with it.
fn amiss(planned: &Planned) -> Vec<(&str, Vec<ProblemCode>)> {
    let codes = |date: &PlanDate| date.problems.iter().map(|it| it.code).collect();
    let dates = planned.plan.dates.iter();
    dates.map(|it| (it.date.as_str(), codes(it))).collect()
}

#[test]
fn the_same_wall_times_on_each_date_whatever_the_clocks_do() {
    let planned = desk().plan(&daily("2026-03-30", draft("2026-03-28", "9", "10")));
    assert_eq!(planned.plan.problems, []);
    assert_eq!(
        starts(&planned),
        [
            utc("2026-03-28T09:00:00Z"),
            utc("2026-03-29T08:00:00Z"),
            utc("2026-03-30T08:00:00Z")
        ]
    );
    assert_eq!(planned.plan.items.len(), 3);
    assert_eq!(
        amiss(&planned),
        [
            ("2026-03-28", vec![]),
            ("2026-03-29", vec![]),
            ("2026-03-30", vec![])
        ]
    );
    assert!(planned.rule.is_some(), "they belong together");
}

#[test]
fn a_time_that_a_day_skips_is_left_out_by_itself() {
    let draft = daily("2026-03-30", draft("2026-03-28", "01:30", "05:00"));
    let planned = desk().plan(&draft);
    assert_eq!(
        amiss(&planned),
        [
            ("2026-03-28", vec![]),
            ("2026-03-29", vec![ProblemCode::TimeSkipped]),
            ("2026-03-30", vec![])
        ]
    );
    assert_eq!(
        desk().problems(&draft),
        [(Field::Repeat, ProblemCode::DatesAmiss, "1".to_owned())]
    );
    let planned = desk().plan(&without(&["2026-03-29"], draft));
    assert_eq!(planned.plan.problems, []);
    assert_eq!(
        starts(&planned),
        [utc("2026-03-28T01:30:00Z"), utc("2026-03-30T00:30:00Z")]
    );
    assert!(planned.plan.dates[1].left_out);
    assert_eq!(
        planned.plan.dates[1].problems[0].code,
        ProblemCode::TimeSkipped,
        "why stays to be seen"
    );
}

#[test]
fn what_has_passed_what_is_not_valid_and_what_clashes_is_said_of_its_date() {
    let mut desk = desk();
    desk.now = utc("2026-03-02T12:00:00Z");
    if let Some(person) = &mut desk.person {
        person.valid_to = Some(utc("2026-03-04T12:00:00Z"));
    }
    desk.others = vec![Busy {
        start: utc("2026-03-03T09:30:00Z"),
        end: utc("2026-03-03T09:45:00Z"),
    }];
    let planned = desk.plan(&daily("2026-03-05", draft("2026-03-02", "9", "10")));
    assert_eq!(
        amiss(&planned),
        [
            ("2026-03-02", vec![ProblemCode::InThePast]),
            ("2026-03-03", vec![]),
            ("2026-03-04", vec![]),
            ("2026-03-05", vec![ProblemCode::AfterValidity])
        ]
    );
    let notes: Vec<usize> = (planned.plan.dates.iter())
        .map(|date| date.notes.len())
        .collect();
    assert_eq!(notes, [0, 1, 0, 0]);
    assert_eq!(planned.plan.dates[1].notes[0].code, NoteCode::Overlaps);
    assert_eq!(planned.plan.notes, [], "it is said there, and not twice");
    assert_eq!(planned.writes, []);
}

#[test]
fn what_is_wrong_with_every_date_is_said_once_at_its_field() {
    let backwards = daily("2026-07-05", draft("2026-07-01", "10", "9"));
    assert_eq!(
        desk().problems(&backwards),
        [(Field::To, ProblemCode::PastMidnight, String::new())]
    );
    let no_end = daily("whenever", draft("2026-07-01", "9", "10"));
    assert_eq!(
        desk().problems(&no_end),
        [(Field::Repeat, ProblemCode::BadDate, String::new())]
    );
    let none_left = without(
        &["2026-07-01", "2026-07-02"],
        daily("2026-07-02", draft("2026-07-01", "9", "10")),
    );
    assert_eq!(
        desk().problems(&none_left),
        [(Field::Repeat, ProblemCode::NoDates, String::new())]
    );
    let stays = until(
        "2026-07-02",
        daily("2026-07-20", draft("2026-07-01", "9", "10")),
    );
    assert_eq!(
        desk().problems(&stays),
        [(Field::LastDate, ProblemCode::RepeatedStay, String::new())],
        "by doors a stay is several visits already"
    );
    let endless = repeating(
        Pattern::Daily,
        Ends::After { count: 400 },
        draft("2026-07-01", "9", "10"),
    );
    assert_eq!(
        desk().problems(&endless),
        [(
            Field::Repeat,
            ProblemCode::TooManyDays,
            MAX_DATES.to_string()
        )]
    );
}

#[test]
fn nights_by_groups_repeat_whole() {
    let weekly = Pattern::Weekly {
        every: 2,
        days: vec![5],
    };
    let nights = repeating(
        weekly,
        Ends::After { count: 2 },
        at(
            groups(&[10]),
            until("2026-07-04", draft("2026-07-03", "22", "6")),
        ),
    );
    let planned = desk().plan(&nights);
    assert_eq!(planned.plan.problems, []);
    let times: Vec<_> = planned.writes.iter().map(|it| (it.start, it.end)).collect();
    assert_eq!(
        times,
        [
            (utc("2026-07-03T21:00:00Z"), utc("2026-07-04T05:00:00Z")),
            (utc("2026-07-17T21:00:00Z"), utc("2026-07-18T05:00:00Z"))
        ]
    );
}

#[test]
fn several_days_by_doors_belong_together_too() {
    let planned = desk().plan(&until("2026-07-03", draft("2026-07-01", "9", "10")));
    assert!(planned.rule.is_some());
    let planned = desk().plan(&draft("2026-07-01", "9", "10"));
    assert_eq!(planned.rule, None);
}

proptest! {
    /// In any zone, each date is on the wall what it was asked for, and is refused only where the wall never shows that.
    #[test]
    fn every_date_has_its_own_instants(
        zone in prop::sample::select(chrono_tz::TZ_VARIANTS.to_vec()),
        first in 0_u64..3_000,
        count in 1_u32..40,
        from in 0_u32..1_438,
        length in 1_u32..400,
    ) {
        let zone = AccountZone::parse(zone.name()).unwrap();
        let to = (from + length).min(1_439);
        let wall = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let first = NaiveDate::from_ymd_opt(2026, 3, 3).unwrap() + Days::new(first);
        let asked = repeating(
            Pattern::Daily,
            Ends::After { count },
            draft(&first.to_string(), &wall(from), &wall(to)),
        );
        let desk = Desk { zone, ..desk() };
        let planned = desk.plan(&asked);
        prop_assert_eq!(planned.plan.dates.len(), count as usize);
        for date in &planned.plan.dates {
            let day: NaiveDate = date.date.parse().unwrap();
            let shown = |minutes: u32| {
                let time = NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0).unwrap();
                zone.resolve(day, time) != Local::Skipped
            };
            let skipped = date.problems.iter().any(|it| it.code == ProblemCode::TimeSkipped);
            prop_assert_eq!(skipped, !shown(from) || !shown(to), "{:?}", date);
            if let Some(start) = &date.start {
                let reads = zone.wall(start.utc);
                prop_assert_eq!((reads.date(), reads.hour() * 60 + reads.minute()), (day, from));
            }
        }
        // Leaving out what cannot be makes the rest bookable.
        let bad: Vec<&str> = amiss(&planned)
            .into_iter()
            .filter(|(_, codes)| !codes.is_empty())
            .map(|(date, _)| date)
            .collect();
        let rest = count as usize - bad.len();
        let mended = desk.plan(&without(&bad, asked));
        let everywhere = mended.plan.problems.iter().any(|it| it.field != Field::Repeat);
        if rest > 0 && !everywhere {
            prop_assert_eq!(mended.writes.len(), rest, "{:?}", mended.plan.problems);
        }
    }
}
