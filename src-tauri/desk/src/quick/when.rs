//! From what was said of days and times to a draft's: what follows from the hour, and what was left out.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Timelike, Utc};

use super::clock::Clock;
use super::days::{Again, Calendar, Until};
use super::read::{Here, Said, WORKING};
use crate::booking::{Draft, Repeat, TimeOfDay};
use crate::zone::{AccountZone, Local};

/// Starts that nobody named are on this step, in minutes.
const STEP: i64 = 5;
/// How long a visit is in the drawer where nobody said, in minutes.
const USUAL: i64 = 60;

/// When, as far as it was said: what was not is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct When {
    pub(super) date: String,
    pub(super) last_date: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) repeat: Option<Repeat>,
    /// It would go past midnight, and ends there.
    pub(super) cut: bool,
}

impl Said {
    /// Days and times, with what follows from what was said. A day that nobody named is today, or tomorrow once that hour is over.
    pub(super) fn when(&self, by: Here<'_>) -> When {
        let today = by.zone.day_of(by.now);
        let calendar = Calendar {
            today,
            order: by.order,
        };
        let mut when = When::default();
        let mut date = self.date;
        let again = self.again_until(date.unwrap_or(today));
        if let Some((first, repeat)) = again.and_then(|again| calendar.repeat(&again, date)) {
            date = Some(first);
            when.repeat = Some(repeat);
        }
        let begins_now = self.ahead.is_some()
            || (!self.has_start() && self.has_length() && date.is_none_or(|date| date == today));
        let times = if begins_now {
            let (first, times, cut) = self.starting_now(by);
            date = Some(first);
            when.cut = cut;
            times
        } else {
            let times = self.of_day();
            // What is over today is meant for tomorrow.
            if date.is_none()
                && let Some(end) = self.end_on(times, today, by.zone)
            {
                let over = end <= by.now;
                date = if over { today.succ_opt() } else { Some(today) };
            }
            let (times, cut) = self.lasting(times, date.unwrap_or(today), by.zone);
            when.cut = cut;
            times
        };
        let first = date.unwrap_or(today);
        if let Some(last) = self.last_day(first).filter(|_| when.repeat.is_none()) {
            date = Some(first);
            if last != first {
                when.last_date = last.to_string();
            }
        }
        when.date = date.map(|date| date.to_string()).unwrap_or_default();
        when.from = times.0.map(|time| time.to_string()).unwrap_or_default();
        when.to = times.1.map(|time| time.to_string()).unwrap_or_default();
        when
    }

    /// The last day that was said, of what begins on this one: a weekday is the next one from there on.
    fn last_day(&self, first: NaiveDate) -> Option<NaiveDate> {
        let last = self.last.map(|last| match self.last_weekday {
            Some(weekday) if last < first => {
                let days = weekday.days_since(first.weekday());
                first.checked_add_days(chrono::Days::new(u64::from(days)))
            }
            _ => Some(last),
        });
        last.unwrap_or_else(|| {
            let days = self.days?.checked_sub(1)?;
            first.checked_add_days(chrono::Days::new(days))
        })
    }

    /// What comes again; a last day that was said without it is its end.
    fn again_until(&self, first: NaiveDate) -> Option<Again> {
        let again = self.again.clone()?;
        let ends = again.ends.or(self.last_day(first).map(Until::Day));
        Some(Again { ends, ..again })
    }

    fn has_start(&self) -> bool {
        self.range.is_some() || self.from.is_some()
    }

    fn has_length(&self) -> bool {
        self.length.is_some() || self.to.is_some()
    }

    /// The times of a day, as far as they were said.
    fn of_day(&self) -> (Option<TimeOfDay>, Option<TimeOfDay>) {
        if let Some((from, to)) = self.range {
            return (Some(from), Some(to));
        }
        let from = self.from.and_then(Clock::as_start);
        let morning = TimeOfDay::after_midnight(WORKING.0 * 3600);
        let from = from.or(morning.filter(|_| self.has_length()));
        let to = self.to.and_then(|to| to.as_end(from?));
        (from, to)
    }

    /// When it would end on a day; a start alone is of the usual length, and what goes past midnight ends with the day here.
    fn end_on(
        &self,
        (from, to): (Option<TimeOfDay>, Option<TimeOfDay>),
        date: NaiveDate,
        zone: AccountZone,
    ) -> Option<DateTime<Utc>> {
        let from = from?;
        let at = |time: TimeOfDay| time.on_the_clock().map(|time| zone.resolve(date, time));
        let closes = zone.end_of_day(date);
        let end = if let Some(to) = to {
            match at(to).filter(|_| from < to) {
                Some(Local::One(instant) | Local::Twice(_, instant)) => instant,
                Some(Local::Skipped) | None => closes,
            }
        } else {
            let length = Duration::minutes(self.length.unwrap_or(USUAL));
            match at(from) {
                Some(Local::One(start) | Local::Twice(start, _)) => closes.min(start + length),
                Some(Local::Skipped) | None => closes,
            }
        };
        Some(end)
    }

    /// Adds the length to a start, counted in time that really passes.
    fn lasting(
        &self,
        (from, to): (Option<TimeOfDay>, Option<TimeOfDay>),
        date: NaiveDate,
        zone: AccountZone,
    ) -> ((Option<TimeOfDay>, Option<TimeOfDay>), bool) {
        let (Some(from), None, Some(minutes)) = (from, to, self.length) else {
            return ((from, to), false);
        };
        let start = match from.on_the_clock().map(|time| zone.resolve(date, time)) {
            Some(Local::One(instant) | Local::Twice(instant, _)) => instant,
            // The plan says that there is no such time.
            Some(Local::Skipped) | None => return ((Some(from), None), false),
        };
        let (to, cut) = end_after(start, minutes, date, zone);
        ((Some(from), to), cut)
    }

    /// From now on, or from so many minutes ahead.
    fn starting_now(
        &self,
        by: Here<'_>,
    ) -> (NaiveDate, (Option<TimeOfDay>, Option<TimeOfDay>), bool) {
        let start = if let Some(minutes) = self.ahead {
            by.now + Duration::minutes(minutes)
        } else {
            let into = by.zone.wall(by.now).num_seconds_from_midnight();
            let step = STEP * 60;
            by.now + Duration::seconds((step - i64::from(into) % step) % step)
        };
        let date = by.zone.day_of(start);
        let wall = by.zone.wall(start);
        let from = TimeOfDay::after_midnight(i64::from(wall.hour() * 3600 + wall.minute() * 60));
        let (to, cut) = match (self.length, self.to, from) {
            (Some(minutes), _, _) => end_after(start, minutes, date, by.zone),
            (None, Some(to), Some(from)) => (to.as_end(from), false),
            _ => (None, false),
        };
        (date, (from, to), cut)
    }
}

/// The end so many minutes after a start, on the wall; the end of the day where it would be past that.
fn end_after(
    start: DateTime<Utc>,
    minutes: i64,
    date: NaiveDate,
    zone: AccountZone,
) -> (Option<TimeOfDay>, bool) {
    let end = start + Duration::minutes(minutes);
    let closes = zone.end_of_day(date);
    if end >= closes {
        return (Some(TimeOfDay::END_OF_DAY), end > closes);
    }
    let wall = zone.wall(end);
    (
        TimeOfDay::after_midnight(i64::from(wall.hour() * 3600 + wall.minute() * 60)),
        false,
    )
}

impl When {
    /// The draft of this, for its times to be judged by.
    pub(super) fn draft(&self) -> Option<Draft> {
        let whole = !self.date.is_empty() && !self.from.is_empty() && !self.to.is_empty();
        whole.then(|| Draft {
            date: self.date.clone(),
            last_date: self.last_date.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            ..Draft::default()
        })
    }
}
