//! What holds of any line that is typed; for the fuzz target `line`, and for the tests that replay its corpus.

use chrono::{DateTime, NaiveDate, Utc};
use doorflow::{ChannelId, GroupId, PersonId};

use super::{Here, QuickAdd, Reading, Spots, understand};
use crate::booking::{ProblemCode, TimeOfDay, parse_date, parse_time};
use crate::directory::{Directory, Entry};
use crate::import::DateOrder;
use crate::zone::{AccountZone, Local};

/// Reads bytes as a line that was typed, at several desks.
///
/// # Panics
/// When reading panics, passes over a word in silence, or names a day or a time that there is not.
pub fn line(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut here = Reception::new();
    here.holds(&text);
    here.order = DateOrder::MonthFirst;
    // An hour before the clocks go forward over midnight.
    here.zone = AccountZone::parse("Africa/Cairo").expect("a zone");
    here.now = "2026-04-23T21:00:00Z".parse().expect("a time");
    here.holds(&text);
}

const DOORS: &[(i64, &str, &str)] = &[
    (1, "Front Door", "Harbour House"),
    (2, "Lift Lobby 2nd Floor", "Harbour House"),
    (3, "Lift Lobby 3rd Floor", "Harbour House"),
    (4, "Meeting Rooms East", "Harbour House"),
    (5, "Café Terrace", "Harbour House"),
    (6, "Server Room", "Harbour House"),
    (7, "Server Room", "Mill Works"),
    (8, "Workshop", "Mill Works"),
];
const GROUPS: &[(i64, &str)] = &[(15, "Visitors"), (16, "Contractors"), (20, "Event guests")];
const PEOPLE: &[(&str, &str)] = &[
    ("Linh", "Nguyễn"),
    ("Marta", "Świątek"),
    ("Ana", "Kos"),
    ("Mon", "Kim"),
    ("Tessa", "Kim"),
    ("May", "Lin"),
    ("Joe", "Friday"),
    ("Sun", "Yat"),
    ("April", "Ludgate"),
    ("Work", "Shoemaker"),
    ("Jean-Luc", "O’Neill"),
];

/// A desk at which something is typed.
pub(super) struct Reception {
    pub(super) directory: Directory,
    pub(super) spots: Spots,
    pub(super) zone: AccountZone,
    pub(super) now: DateTime<Utc>,
    pub(super) order: DateOrder,
}

impl Reception {
    /// At reception in London, on Thursday 3 December 2026 at 10:02.
    pub(super) fn new() -> Self {
        Self::at("2026-12-03T10:02:00Z", "Europe/London")
    }

    pub(super) fn at(now: &str, zone: &str) -> Self {
        let mut directory = Directory::default();
        let entry = |(at, (first, last)): (usize, &(&str, &str))| Entry {
            id: PersonId(i64::try_from(at).expect("what is written here") + 1),
            first_name: (*first).to_owned(),
            last_name: (*last).to_owned(),
            email: String::new(),
            department: String::new(),
            job_title: String::new(),
            system_id: String::new(),
            mobile: String::new(),
            telephone: String::new(),
            enabled: true,
            valid_from: None,
            valid_to: None,
        };
        directory.upsert(PEOPLE.iter().enumerate().map(entry));
        let mut spots = Spots::default();
        for (id, name, site) in DOORS {
            spots.door(ChannelId(*id), name, Some(site));
        }
        for (id, name) in GROUPS {
            spots.group(GroupId(*id), name);
        }
        Self {
            directory,
            spots,
            zone: AccountZone::parse(zone).expect("what is written here"),
            now: now.parse().expect("what is written here"),
            order: DateOrder::DayFirst,
        }
    }

    pub(super) fn read(&self, text: &str) -> QuickAdd {
        let by = Here {
            now: self.now,
            zone: self.zone,
            order: self.order,
            spots: &self.spots,
        };
        understand(text, by, &|name| self.directory.find(name, 0, 5, self.now))
    }

    /// What must hold of whatever was typed.
    pub(super) fn holds(&self, text: &str) {
        let here = self;
        let answer = here.read(text);
        assert_eq!(answer.text, text);
        let units: Vec<u16> = text.encode_utf16().collect();
        for reading in &answer.readings {
            let mut covered = vec![false; units.len()];
            for part in &reading.parts {
                let (start, end) = (
                    usize::from(part.start),
                    usize::from(part.start) + usize::from(part.len),
                );
                assert!(
                    part.len > 0 && end <= units.len(),
                    "{part:?} is out of bounds: {text:?}"
                );
                assert!(
                    String::from_utf16(&units[start..end]).is_ok(),
                    "{part:?} cuts a character: {text:?}"
                );
                for unit in &mut covered[start..end] {
                    assert!(!*unit, "{part:?} is there twice: {text:?}");
                    *unit = true;
                }
            }
            for (at, unit) in units.iter().enumerate() {
                let blank = char::from_u32(u32::from(*unit))
                    .is_some_and(|it| it.is_whitespace() || matches!(it, ',' | ';'));
                assert!(
                    covered[at] || blank,
                    "unit {at} is passed over in silence: {text:?} {reading:?}"
                );
            }
            let date = |text: &str| {
                let date = parse_date(text);
                assert!(text.is_empty() || date.is_some(), "{text}");
                date
            };
            let (first, last) = (date(&reading.date), date(&reading.last_date));
            // Without hours nothing is judged yet: the drawer says it.
            let told = reading.to.is_empty()
                || (reading.problems.iter())
                    .any(|problem| problem.code == ProblemCode::LastDateBeforeFirst);
            let before = |first| last.is_none_or(|last| first < last || told && first != last);
            assert!(last.is_none() || first.is_some_and(before), "{reading:?}");
            let today = here.zone.day_of(here.now);
            assert!(
                first.is_none_or(|first| first >= today),
                "{text:?} is in the past: {reading:?}"
            );
            for time in [&reading.from, &reading.to] {
                assert!(time.is_empty() || parse_time(time).is_some(), "{time}");
            }
            check_zone(here, text, reading, first);
            if let Some(repeat) = &reading.repeat {
                assert!(first.is_some(), "{repeat:?}");
            }
        }
    }
}

/// A time that the day does not have is said to be none.
fn check_zone(here: &Reception, text: &str, reading: &Reading, first: Option<NaiveDate>) {
    let (Some(first), false) = (first, reading.to.is_empty()) else {
        return;
    };
    let Some(from) = parse_time(&reading.from).and_then(TimeOfDay::on_the_clock) else {
        return;
    };
    if here.zone.resolve(first, from) == Local::Skipped {
        let told = reading
            .problems
            .iter()
            .any(|problem| problem.code == ProblemCode::TimeSkipped);
        assert!(
            told,
            "{text:?}: nothing is said of a skipped time: {reading:?}"
        );
    }
}

#[cfg(test)]
#[path = "probe_tests.rs"]
mod tests;
