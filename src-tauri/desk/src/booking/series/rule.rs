//! How a series was asked for.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::booking::time_of_day::parse_date;
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
        })
    }

    pub(super) fn dates(&self) -> Vec<NaiveDate> {
        let first = parse_date(&self.date);
        first
            .and_then(|first| self.repeat.dates(first).ok())
            .unwrap_or_default()
    }

    /// What is asked for on one of its dates.
    pub(super) fn times_on(&self, date: NaiveDate) -> NewTimes {
        let length = match (parse_date(&self.date), parse_date(&self.last_date)) {
            (Some(first), Some(last)) => last - first,
            _ => TimeDelta::zero(),
        };
        NewTimes {
            date: date.to_string(),
            last_date: (date + length).to_string(),
            from: self.from.clone(),
            to: self.to.clone(),
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
