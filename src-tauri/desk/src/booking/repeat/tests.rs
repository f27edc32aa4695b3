use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    parse_date(text).expect("a date")
}

fn after(count: u32, pattern: Pattern) -> Repeat {
    Repeat {
        pattern,
        ends: Ends::After { count },
        left_out: Vec::new(),
    }
}

fn until(date: &str, pattern: Pattern) -> Repeat {
    Repeat {
        ends: Ends::On {
            date: date.to_owned(),
        },
        ..after(1, pattern)
    }
}

fn weekly(every: u32, days: &[u8]) -> Pattern {
    Pattern::Weekly {
        every,
        days: days.to_vec(),
    }
}

fn dates(first: &str, repeat: &Repeat) -> Vec<String> {
    let dates = repeat.dates(day(first)).expect("dates");
    dates.iter().map(ToString::to_string).collect()
}

#[test]
fn each_pattern_means_what_a_calendar_means_by_it() {
    // A Thursday.
    let first = "2026-11-19";
    assert_eq!(
        dates(first, &after(3, Pattern::Daily)),
        ["2026-11-19", "2026-11-20", "2026-11-21"]
    );
    assert_eq!(
        dates(first, &until("2026-11-24", Pattern::Weekdays)),
        ["2026-11-19", "2026-11-20", "2026-11-23", "2026-11-24"]
    );
    assert_eq!(
        dates(first, &after(3, weekly(1, &[]))),
        ["2026-11-19", "2026-11-26", "2026-12-03"],
        "its own day"
    );
    assert_eq!(
        dates(first, &after(4, weekly(2, &[2, 4]))),
        ["2026-11-19", "2026-12-01", "2026-12-03", "2026-12-15"],
        "the Tuesday of the first week has passed"
    );
    assert_eq!(
        dates("2026-11-17", &after(2, weekly(1, &[1]))),
        ["2026-11-23", "2026-11-30"],
        "the first date need not be one of them"
    );
    assert_eq!(
        dates("2026-12-31", &after(3, Pattern::MonthlyByDate)),
        ["2026-12-31", "2027-01-31", "2027-03-31"],
        "February has no 31st"
    );
    assert_eq!(
        dates(first, &after(3, Pattern::MonthlyByWeekday)),
        ["2026-11-19", "2026-12-17", "2027-01-21"],
        "the third Thursday"
    );
    assert_eq!(
        dates("2026-10-29", &after(3, Pattern::MonthlyByWeekday)),
        ["2026-10-29", "2026-11-26", "2026-12-31"],
        "a fifth Thursday is the last one"
    );
}

#[test]
fn a_rule_without_dates_says_why() {
    let first = day("2026-11-19");
    for (repeat, why) in [
        (after(0, Pattern::Daily), NoRule::Nonsense),
        (after(3, weekly(0, &[])), NoRule::Nonsense),
        (after(3, weekly(1, &[0])), NoRule::Nonsense),
        (after(3, weekly(1, &[8])), NoRule::Nonsense),
        (until("2026-11-18", Pattern::Daily), NoRule::Backwards),
        (until("soon", Pattern::Daily), NoRule::BadDate),
        (until("2026-11-20", weekly(1, &[1])), NoRule::NoDate),
        (after(131, Pattern::Daily), NoRule::TooMany),
        (until("2100-12-31", Pattern::Daily), NoRule::TooMany),
    ] {
        assert_eq!(repeat.dates(first), Err(why), "{repeat:?}");
    }
}

#[test]
fn what_is_left_out_is_known_by_its_date() {
    let repeat = Repeat {
        left_out: vec!["2026-11-20".to_owned(), "never".to_owned()],
        ..after(2, Pattern::Daily)
    };
    assert!(repeat.leaves_out(day("2026-11-20")));
    assert!(!repeat.leaves_out(day("2026-11-19")));
}

fn patterns() -> impl Strategy<Value = Pattern> {
    prop_oneof![
        Just(Pattern::Daily),
        Just(Pattern::Weekdays),
        (1_u32..9, prop::collection::vec(1_u8..=7, 0..8))
            .prop_map(|(every, days)| Pattern::Weekly { every, days }),
        Just(Pattern::MonthlyByDate),
        Just(Pattern::MonthlyByWeekday),
    ]
}

/// Whether a date is one of the rule's, said anew and not as the rule finds them.
fn belongs(pattern: &Pattern, first: NaiveDate, date: NaiveDate) -> bool {
    let weekday = |date: NaiveDate| date.weekday().number_from_monday();
    match pattern {
        Pattern::Daily => true,
        Pattern::Weekdays => weekday(date) <= 5,
        Pattern::Weekly { every, days } => {
            let monday = |date: NaiveDate| {
                date.num_days_from_ce() - date.weekday().num_days_from_monday().cast_signed()
            };
            let apart = (monday(date) - monday(first)) / 7;
            let on = if days.is_empty() {
                weekday(date) == weekday(first)
            } else {
                days.iter().any(|day| u32::from(*day) == weekday(date))
            };
            on && apart % i32::try_from(*every).unwrap() == 0
        }
        Pattern::MonthlyByDate => date.day() == first.day(),
        Pattern::MonthlyByWeekday => {
            let last = (date + Days::new(7)).month() != date.month();
            let same = date.day0() / 7 == first.day0() / 7;
            weekday(date) == weekday(first) && if first.day() > 28 { last } else { same }
        }
    }
}

proptest! {
    /// Exactly those dates from the first to the last that belong to it, each once and in order.
    #[test]
    fn a_rule_finds_all_of_its_dates_and_no_others(
        pattern in patterns(),
        first in 0_u64..30_000,
        length in 0_u64..400,
    ) {
        let first = day("1990-01-01") + Days::new(first);
        let last = first + Days::new(length);
        let all: Vec<_> = first
            .iter_days()
            .take_while(|date| *date <= last)
            .filter(|date| belongs(&pattern, first, *date))
            .collect();
        let found = until(&last.to_string(), pattern).dates(first);
        match all.len() {
            0 => prop_assert_eq!(found, Err(NoRule::NoDate)),
            1..=MAX_DATES => prop_assert_eq!(found, Ok(all)),
            _ => prop_assert_eq!(found, Err(NoRule::TooMany)),
        }
    }

    /// A count ends it after so many, and they are the beginning of any longer one.
    #[test]
    fn a_count_is_a_beginning_of_the_same(
        pattern in patterns(),
        first in 0_u64..30_000,
        count in 1_u32..60,
    ) {
        let first = day("1990-01-01") + Days::new(first);
        let some = after(count, pattern.clone()).dates(first).unwrap();
        prop_assert_eq!(some.len(), count as usize);
        let more = after(count + 9, pattern).dates(first).unwrap();
        prop_assert_eq!(&more[..some.len()], &some[..]);
    }

    /// Whatever the page sends, there is an answer.
    #[test]
    fn no_rule_is_too_odd(
        every in any::<u32>(),
        days in prop::collection::vec(any::<u8>(), 0..4),
        count in any::<u32>(),
        date in ".{0,12}",
        ends_on in any::<bool>(),
    ) {
        let ends = if ends_on { Ends::On { date } } else { Ends::After { count } };
        let repeat = Repeat { ends, ..after(1, Pattern::Weekly { every, days }) };
        for first in ["1970-01-01", "2100-12-31"] {
            if let Ok(dates) = repeat.dates(day(first)) {
                prop_assert!((1..=MAX_DATES).contains(&dates.len()));
            }
        }
    }
}
