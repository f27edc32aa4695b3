//! How a series was asked for.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::booking::time_of_day::{parse_date, parse_time};
use crate::booking::{Draft, Ends, NewTimes, Pattern, Place, Repeat};
use crate::store::outbox::EntryRow;
use crate::store::outbox::series::{self as table, InSeries};
use crate::zone::AccountZone;

/// How a series was asked for. It lies in the outbox, beside each of its writes: days and times, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    date: String,
    last_date: String,
    from: String,
    to: String,
    repeat: Repeat,
    /// By so many days all of its visits were moved since: each still belongs to the date that it was asked for.
    #[serde(default)]
    shift: i64,
}

impl Rule {
    /// Of a draft that comes to several visits; `None` for one that comes to one.
    pub(in crate::booking) fn of(draft: &Draft, visits: usize) -> Option<Self> {
        // By groups several days are one stay.
        let stays = matches!(draft.place, Place::Groups { .. });
        let repeat = match &draft.repeat {
            Some(repeat) => Repeat {
                // What was left out is what is not there.
                left_out: Vec::new(),
                ..repeat.clone()
            },
            None if visits > 1 => Repeat {
                pattern: Pattern::Daily,
                ends: if draft.last_date.trim().is_empty() || stays {
                    Ends::After { count: 1 }
                } else {
                    Ends::On {
                        date: draft.last_date.clone(),
                    }
                },
                left_out: Vec::new(),
            },
            None => return None,
        };
        let alone = draft.repeat.is_none() && !stays;
        Some(Self {
            date: draft.date.clone(),
            last_date: if alone {
                String::new()
            } else {
                draft.last_date.clone()
            },
            from: draft.from.clone(),
            to: draft.to.clone(),
            repeat,
            shift: 0,
        })
    }

    pub(super) fn dates(&self) -> Vec<NaiveDate> {
        let first = parse_date(&self.date);
        first
            .and_then(|first| self.repeat.dates(first).ok())
            .unwrap_or_default()
    }

    /// On which day a visit of one of its dates would be.
    pub(super) fn takes_place(&self, date: NaiveDate) -> NaiveDate {
        by(date, self.shift)
    }

    /// For which of its dates a visit of a day is.
    pub(super) fn asked_for(&self, day: NaiveDate) -> NaiveDate {
        by(day, -self.shift)
    }

    /// From when to when its visits would be, as a clock shows it, where each is within a day.
    pub(super) fn hours(&self) -> Option<(String, String)> {
        let (from, to) = (parse_time(&self.from)?, parse_time(&self.to)?);
        let within_a_day = self.length() == TimeDelta::zero();
        within_a_day.then(|| (from.to_string(), to.to_string()))
    }

    /// The same once all of its visits are so many days later, at the hours of these times.
    fn moved(self, times: &NewTimes, days: TimeDelta) -> Self {
        let length = between(&times.date, &times.last_date).num_days();
        let last = parse_date(&self.date).map(|first| by(first, length).to_string());
        Self {
            last_date: last.unwrap_or_default(),
            from: times.from.clone(),
            to: times.to.clone(),
            shift: self.shift + days.num_days(),
            ..self
        }
    }

    /// What is asked for on one of the days of its visits.
    pub(super) fn times_on(&self, date: NaiveDate) -> NewTimes {
        NewTimes {
            date: date.to_string(),
            last_date: (date + self.length()).to_string(),
            from: self.from.clone(),
            to: self.to.clone(),
        }
    }

    /// From the first day of each to its last.
    fn length(&self) -> TimeDelta {
        between(&self.date, &self.last_date)
    }
}

fn between(first: &str, last: &str) -> TimeDelta {
    match (parse_date(first), parse_date(last)) {
        (Some(first), Some(last)) => last - first,
        _ => TimeDelta::zero(),
    }
}

fn by(date: NaiveDate, days: i64) -> NaiveDate {
    let days = TimeDelta::try_days(days);
    // No calendar goes that far.
    days.and_then(|days| date.checked_add_signed(days))
        .unwrap_or(date)
}

impl InSeries {
    /// The same place once all visits of its series are so many days later, at the hours of these times: what is added then is as they are.
    pub(super) fn moved(self, times: &NewTimes, days: TimeDelta) -> Self {
        let rule = serde_json::from_str::<Rule>(&self.rule).ok();
        let rule = rule.map(|rule| rule.moved(times, days));
        match rule.and_then(|rule| serde_json::to_string(&rule).ok()) {
            Some(rule) => Self { rule, ..self },
            None => self,
        }
    }
}

/// The writes of a plan as those of a new series, where it comes to one.
pub(crate) fn in_series(
    mut entries: Vec<EntryRow>,
    rule: Option<&Rule>,
    zone: AccountZone,
) -> Vec<EntryRow> {
    // It is made of texts alone, and so can be written.
    let Some(rule) = rule.and_then(|rule| serde_json::to_string(rule).ok()) else {
        return entries;
    };
    for entry in &mut entries {
        entry.series = Some(InSeries {
            number: table::NEW,
            rule: rule.clone(),
            date: zone.day_of(entry.start),
        });
    }
    entries
}
