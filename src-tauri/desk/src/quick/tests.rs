use std::fmt::Write as _;

use proptest::prelude::*;

use super::answer::{Kind, Reading};
use super::probe::Reception;
use crate::booking::{Ends, Pattern, Place, ProblemCode};
use crate::import::DateOrder;

mod phrases;

impl Reception {
    /// The best reading, in a line: who · when · where; what was not understood.
    fn line(&self, text: &str) -> String {
        let answer = self.read(text);
        answer
            .readings
            .first()
            .map_or_else(|| "-".to_owned(), |reading| line(text, reading))
    }
}

fn line(text: &str, reading: &Reading) -> String {
    let mut said: Vec<String> = Vec::new();
    let people = reading.hits.iter().take(1).chain(&reading.others);
    let names: Vec<&str> = people.map(|hit| hit.name.as_str()).collect();
    if !names.is_empty() {
        said.push(names.join(" and "));
    } else if !reading.newcomer.is_empty() {
        said.push(format!("new {}", reading.newcomer));
    }
    let mut when = reading.date.clone();
    if !reading.last_date.is_empty() {
        let _ = write!(when, " to {}", reading.last_date);
    }
    if !reading.from.is_empty() {
        let _ = write!(when, " {}", reading.from);
    }
    if !reading.to.is_empty() {
        let _ = write!(when, "-{}", reading.to);
    }
    if !when.is_empty() {
        said.push(when.trim().to_owned());
    }
    if let Some(repeat) = &reading.repeat {
        let pattern = match &repeat.pattern {
            Pattern::Weekly { every, days } => format!("weekly {every} {days:?}"),
            other => format!("{other:?}").to_lowercase(),
        };
        let ends = match &repeat.ends {
            Ends::On { date } => date.clone(),
            Ends::After { count } => format!("x{count}"),
        };
        said.push(format!("{pattern} {ends}"));
    }
    match &reading.place {
        Some(Place::Doors { channel_ids }) => {
            let ids: Vec<String> = channel_ids.iter().map(|id| id.0.to_string()).collect();
            said.push(format!("doors {}", ids.join(" ")));
        }
        Some(Place::Groups { group_ids }) => {
            let ids: Vec<String> = group_ids.iter().map(|id| id.0.to_string()).collect();
            said.push(format!("groups {}", ids.join(" ")));
        }
        None => {}
    }
    if reading.pin {
        said.push("pin".to_owned());
    }
    let mut line = said.join(" · ");
    for (sign, kind) in [("?", Kind::Unknown), ("~", Kind::Unclear)] {
        for part in reading.parts.iter().filter(|part| part.kind == kind) {
            let _ = write!(line, " {sign}{}", of(text, part.start, part.len));
        }
    }
    line
}

/// The units of a text.
fn of(text: &str, start: u16, len: u16) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    String::from_utf16(&units[usize::from(start)..usize::from(start + len)]).unwrap()
}

#[test]
fn a_number_of_a_month_is_read_as_the_region_writes_it() {
    let mut here = Reception::new();
    assert_eq!(
        here.line("ana 5/12 9-5"),
        "Ana Kos · 2026-12-05 09:00-17:00"
    );
    here.order = DateOrder::MonthFirst;
    assert_eq!(
        here.line("ana 5/12 9-5"),
        "Ana Kos · 2027-05-12 09:00-17:00"
    );
    assert_eq!(
        here.line("ana 12/5 9-5"),
        "Ana Kos · 2026-12-05 09:00-17:00"
    );
    assert_eq!(
        here.line("ana 25/12 9-5"),
        "Ana Kos · 2026-12-25 09:00-17:00",
        "there is no month 25"
    );
}

#[test]
fn whoever_is_called_like_a_day_is_not_lost() {
    let here = Reception::new();
    let names = |text: &str| -> Vec<String> {
        let answer = here.read(text);
        answer
            .readings
            .iter()
            .map(|reading| line(text, reading))
            .collect()
    };
    assert_eq!(names("mon 9-5")[0], "Mon Kim · 2026-12-03 09:00-17:00");
    assert_eq!(
        names("friday 9-5")[0],
        "Joe Friday · 2026-12-03 09:00-17:00"
    );
    assert_eq!(
        names("sun yat tomorrow 9-5")[0],
        "Sun Yat · 2026-12-04 09:00-17:00"
    );
    assert_eq!(
        names("mon kim 9-5"),
        [
            "Mon Kim · 2026-12-03 09:00-17:00",
            "Mon Kim · 2026-12-07 09:00-17:00"
        ],
        "and Mon or Tessa Kim on Monday"
    );
    assert_eq!(names("may lin 5pm"), ["May Lin · 2026-12-03 17:00"]);
    assert_eq!(
        names("april ludgate 5 april 10am"),
        ["April Ludgate · 2027-04-05 10:00"]
    );
    assert!(here.read("mon kim").is_name, "nothing but a name");
    assert!(!here.read("tessa kim").is_name);
    assert_eq!(names("tessa kim"), Vec::<String>::new());
    assert_eq!(
        names("work tomorrow 9-5")[0],
        "Work Shoemaker · 2026-12-04 09:00-17:00",
        "and no workshop"
    );
}

#[test]
fn whoever_is_found_only_by_a_slip_may_be_somebody_new() {
    let reception = Reception::new();
    let newcomer = |text: &str| reception.read(text).readings.remove(0).newcomer;
    assert_eq!(newcomer("Marta Swiadek tomorrow 9-5"), "Marta Swiadek");
    assert_eq!(newcomer("marta swi tomorrow 9-5"), "");
    let marta = reception
        .read("Marta Newman tomorrow 9-5")
        .readings
        .remove(0);
    assert_eq!(
        (marta.hits.len(), marta.newcomer.as_str()),
        (0, "Marta Newman"),
        "another Marta"
    );
}

#[test]
fn times_are_those_of_the_zone_on_the_days_when_the_clocks_change() {
    // The clocks go forward on 28 March 2027 from 01:00 to 02:00, and back on 25 October 2026 from 02:00 to 01:00.
    let here = Reception::at("2027-03-28T00:40:00Z", "Europe/London");
    let reading = here.read("ana in 30 min for 2h").readings.remove(0);
    assert_eq!(
        (reading.from.as_str(), reading.to.as_str()),
        ("02:10", "04:10"),
        "past the gap"
    );
    let reading = here.read("ana today 00:45 for 2h").readings.remove(0);
    assert_eq!(reading.to, "03:45", "two hours that really pass");
    let reading = here.read("ana today 01:30-03:00").readings.remove(0);
    assert_eq!(reading.problems[0].code, ProblemCode::TimeSkipped);
    assert_eq!(reading.problems[0].subject, "2027-03-28 01:30");
    let here = Reception::at("2026-10-24T12:00:00Z", "Europe/London");
    let reading = here.read("ana tomorrow 01:30-01:45").readings.remove(0);
    let codes: Vec<_> = reading.notes.iter().map(|note| note.code).collect();
    assert_eq!(
        codes,
        [
            crate::booking::NoteCode::StartsAtFirst,
            crate::booking::NoteCode::EndsAtSecond
        ]
    );
    let here = Reception::at("2026-10-25T00:20:00Z", "Europe/London");
    let reading = here.read("ana in 20 min for 2h").readings.remove(0);
    assert_eq!(
        (reading.from.as_str(), reading.to.as_str()),
        ("01:40", "02:40"),
        "an hour comes twice in between"
    );
}

#[test]
fn today_is_the_accounts() {
    let here = Reception::at("2026-12-03T22:30:00Z", "Asia/Tokyo");
    assert_eq!(
        here.line("ana today 9-5"),
        "Ana Kos · 2026-12-04 09:00-17:00"
    );
    let here = Reception::at("2026-12-03T18:30:00Z", "Europe/London");
    assert_eq!(
        here.line("ana 9-5"),
        "Ana Kos · 2026-12-04 09:00-17:00",
        "today's are over"
    );
    let here = Reception::at("2026-12-03T23:10:00Z", "Europe/London");
    let reading = here.read("ana in 20 min for 2h").readings.remove(0);
    assert_eq!((reading.to.as_str(), reading.cut), ("24:00", true));
}

#[test]
fn what_has_begun_and_is_not_over_is_meant_for_today() {
    let here = Reception::new();
    for (text, read) in [
        ("ana 10am for 2h", "Ana Kos · 2026-12-03 10:00-12:00"),
        ("ana 10am", "Ana Kos · 2026-12-03 10:00"),
        ("ana 9am", "Ana Kos · 2026-12-04 09:00"),
        ("ana 8am for 2h", "Ana Kos · 2026-12-04 08:00-10:00"),
        ("ana 22:00-02:00", "Ana Kos · 2026-12-03 22:00-02:00"),
    ] {
        assert_eq!(here.line(text), read, "{text}");
    }
}

#[test]
fn a_last_day_is_one_after_the_first_or_said_to_be_none() {
    let here = Reception::new();
    let days = "Ana Kos · 2026-12-07 to 2026-12-11 09:00-17:00";
    for text in ["ana mon 9-5 till fri", "ana till fri 9-5 mon"] {
        assert_eq!(here.line(text), days, "{text}");
    }
    let amiss = |here: &Reception, text: &str| {
        let reading = here.read(text).readings.remove(0);
        let codes = reading.problems.iter().map(|it| it.code);
        assert!(!reading.last_date.is_empty(), "{text}");
        codes.collect::<Vec<_>>()
    };
    let wrong = ProblemCode::LastDateBeforeFirst;
    assert_eq!(amiss(&here, "ana mon 9-5 till 5 dec"), [wrong]);
    let evening = Reception::at("2026-12-04T18:30:00Z", "Europe/London");
    assert_eq!(
        evening.line("ana 9-5 till fri"),
        "Ana Kos · 2026-12-05 to 2026-12-11 09:00-17:00"
    );
    assert_eq!(amiss(&evening, "ana 9-5 till 4 dec"), [wrong]);
}

#[test]
fn what_is_unclear_of_the_places_is_said() {
    let here = Reception::new();
    let codes = |text: &str| -> Vec<(ProblemCode, String)> {
        let reading = here.read(text).readings.remove(0);
        let problems = reading.problems.into_iter();
        problems.map(|it| (it.code, it.subject)).collect()
    };
    assert_eq!(
        codes("ana tomorrow 9-5 server room"),
        [(ProblemCode::SeveralPlaces, "server room".to_owned())]
    );
    assert_eq!(
        codes("ana tomorrow 9-5 front door visitors"),
        [(ProblemCode::DoorsAndGroups, "visitors".to_owned())]
    );
}

proptest! {
    #[test]
    fn no_text_breaks_the_reading(text in ".{0,60}") {
        Reception::new().holds(&text);
    }

    #[test]
    fn no_saying_breaks_the_reading(
        words in proptest::collection::vec(proptest::sample::select(phrases::WORDS), 0..10),
        minutes in 0_i64..600_000,
        zone in proptest::sample::select(&["Europe/London", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Beirut"][..]),
        month_first in any::<bool>(),
    ) {
        let mut here = Reception::at("2026-03-01T00:00:00Z", zone);
        here.now += chrono::Duration::minutes(minutes);
        if month_first {
            here.order = DateOrder::MonthFirst;
        }
        here.holds(&words.join(" "));
    }
}
