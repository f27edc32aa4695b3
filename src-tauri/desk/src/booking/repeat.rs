//! Dates that repeat: pure, on the calendar alone. What a date's times come to is `when`'s business, date by date, so that a day on which
//! the clocks change shifts none of the others.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::time_of_day::parse_date;

/// The most dates that one series may hold: each is a write of its own.
pub const MAX_DATES: usize = 130;

/// The last year in which a date is looked for: the zones are known up to it.
const LAST_YEAR: i32 = 2100;

/// A visit that comes again. Its first possible date is the draft's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Repeat {
    /// On which dates.
    pub pattern: Pattern,
    /// Until when.
    pub ends: Ends,
    /// Dates of it that are left out, `YYYY-MM-DD` in the account's zone; what is no date of it says nothing.
    #[serde(default)]
    pub left_out: Vec<String>,
}

/// On which dates, from the first on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Pattern {
    /// Every day.
    Daily,
    /// Monday to Friday.
    Weekdays,
    /// On some days of every week, or of every second and so on.
    Weekly {
        /// 1 for every week, 2 for every other; weeks begin on Monday, and the first date's is the first.
        every: u32,
        /// 1 is Monday, 7 is Sunday; none for the first date's own.
        days: Vec<u8>,
    },
    /// On the first date's day of each month; months that do not have it are left out.
    MonthlyByDate,
    /// On the first date's weekday in each month: the first to the fourth as it is there, or the last where it is a fifth.
    MonthlyByWeekday,
}

/// Until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Ends {
    /// Up to and with this day.
    On {
        /// `YYYY-MM-DD` in the account's zone.
        date: String,
    },
    /// After so many dates, those that are left out among them.
    After {
        /// From 1 to [`MAX_DATES`].
        count: u32,
    },
}

/// Why no dates come of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoRule {
    /// The last day is no date.
    BadDate,
    /// The last day is before the first.
    Backwards,
    /// Every zeroth week, an eighth weekday, no times at all.
    Nonsense,
    /// More than [`MAX_DATES`].
    TooMany,
    /// The rule meets no date up to its end.
    NoDate,
}

impl Repeat {
    /// The dates, ascending: at least one, at most [`MAX_DATES`].
    pub(super) fn dates(&self, first: NaiveDate) -> Result<Vec<NaiveDate>, NoRule> {
        if let Pattern::Weekly { every, days } = &self.pattern
            && (*every == 0 || days.iter().any(|day| !(1..=7).contains(day)))
        {
            return Err(NoRule::Nonsense);
        }
        let (until, most) = match &self.ends {
            Ends::On { date } => {
                let until = parse_date(date).ok_or(NoRule::BadDate)?;
                if until < first {
                    return Err(NoRule::Backwards);
                }
                (until, MAX_DATES + 1)
            }
            Ends::After { count: 0 } => return Err(NoRule::Nonsense),
            Ends::After { count } => {
                let count = usize::try_from(*count).unwrap_or(usize::MAX);
                (NaiveDate::MAX, count.min(MAX_DATES + 1))
            }
        };
        let dates: Vec<NaiveDate> = self
            .pattern
            .from(first)
            .take_while(|date| *date <= until)
            .take(most)
            .collect();
        match dates.len() {
            0 => Err(NoRule::NoDate),
            more if more > MAX_DATES => Err(NoRule::TooMany),
            _ => Ok(dates),
        }
    }

    /// Whether a date is left out.
    pub(super) fn leaves_out(&self, date: NaiveDate) -> bool {
        self.left_out.iter().any(|it| parse_date(it) == Some(date))
    }
}

impl Pattern {
    /// The dates of it, ascending and without an end but that of the calendar.
    fn from(&self, first: NaiveDate) -> Box<dyn Iterator<Item = NaiveDate> + '_> {
        match self {
            Self::Daily => Box::new(days_from(first)),
            Self::Weekdays => Box::new(
                days_from(first)
                    .filter(|date| !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)),
            ),
            Self::Weekly { every, days } => {
                let own = [number(first.weekday())];
                let every = i64::from((*every).max(1));
                let monday = monday_of(first);
                Box::new(days_from(first).filter(move |date| {
                    let days = if days.is_empty() { &own[..] } else { days };
                    let weeks = (monday_of(*date) - monday).num_weeks();
                    weeks % every == 0 && days.contains(&number(date.weekday()))
                }))
            }
            Self::MonthlyByDate => {
                Box::new(months_of(first).filter_map(move |month| month.with_day(first.day())))
            }
            Self::MonthlyByWeekday => {
                // 1 to 4; a fifth is the last, which every month has.
                let nth = first.day0() / 7 + 1;
                Box::new(months_of(first).filter_map(move |month| {
                    let (year, month) = (month.year(), month.month());
                    let weekday = first.weekday();
                    let nth_of = |nth: u32| {
                        let nth = u8::try_from(nth).ok()?;
                        NaiveDate::from_weekday_of_month_opt(year, month, weekday, nth)
                    };
                    nth_of(nth).or_else(|| nth_of(4))
                }))
            }
        }
    }
}

/// The first day of each month, from that of a date on.
fn months_of(first: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let start = first.with_day(1).unwrap_or(first);
    (0..)
        .map_while(move |ahead| start.checked_add_months(Months::new(ahead)))
        .take_while(|month| month.year() <= LAST_YEAR)
}

/// Each day from a date on.
fn days_from(first: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    first
        .iter_days()
        .take_while(|date| date.year() <= LAST_YEAR)
}

/// The Monday of a date's week.
fn monday_of(date: NaiveDate) -> NaiveDate {
    let since = u64::from(date.weekday().num_days_from_monday());
    date.checked_sub_days(Days::new(since)).unwrap_or(date)
}

/// 1 for Monday.
fn number(weekday: Weekday) -> u8 {
    u8::try_from(weekday.number_from_monday()).unwrap_or(1)
}

#[cfg(test)]
mod tests;
