//! The account's time zone: from wall time to instants and back.
//!
//! A wall time on a date is one instant, or two where the clocks go back over it, or none where they go forward over it. Nothing
//! here guesses or panics: each case has its name, and the rules of booking decide what it means for them.
//!
//! A day is the run of instants between two day starts. Where midnight is skipped (Beirut, Cairo) the day starts at its first
//! instant; a day that a place left out of its calendar (Samoa, 30 December 2011) has no minutes at all.

use chrono::{
    DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Timelike,
    Utc,
};
use chrono_tz::{OffsetName, Tz};

use crate::wall::{Clock, DayFrame, HourMark, Moment};

/// No zone of the IANA database has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no time zone is called {0:?}")]
pub struct UnknownZone(pub String);

/// What a wall time on a date stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Local {
    /// One instant, as nearly always.
    One(DateTime<Utc>),
    /// The clocks go back over it: the first and the second time that the wall shows it.
    Twice(DateTime<Utc>, DateTime<Utc>),
    /// The clocks go forward over it: the wall never shows it.
    Skipped,
}

/// The zone in which DoorFlow keeps an account's calendar (`time_zone` of `GET /account`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountZone(Tz);

/// Looking for a change of the clocks goes in steps of this many minutes, then halves them. No two changes of any zone are closer.
const STEP: i64 = 15;

impl AccountZone {
    /// The zone of that IANA name, written as it is there (`Europe/London`).
    pub fn parse(name: &str) -> Result<Self, UnknownZone> {
        name.trim()
            .parse()
            .map(Self)
            .map_err(|_| UnknownZone(name.trim().to_owned()))
    }

    /// Its IANA name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The instants at which the wall of this zone shows `time` on `date`, between that day's start and its end.
    #[must_use]
    pub fn resolve(self, date: NaiveDate, time: NaiveTime) -> Local {
        match self.readings(date.and_time(time)) {
            // Where the clocks went back from just after midnight, the first reading belongs to the day before.
            Local::Twice(first, second) if first < self.day_start(date) => Local::One(second),
            other => other,
        }
    }

    /// When the day begins: midnight, or the first instant of the day where the clocks go forward over midnight.
    ///
    /// Where midnight comes twice it is the first one, unless the wall went back into the day before in between. A date that the
    /// place left out begins, and ends, where the next one begins.
    #[must_use]
    pub fn day_start(self, date: NaiveDate) -> DateTime<Utc> {
        let midnight = date.and_time(NaiveTime::MIN);
        match self.readings(midnight) {
            Local::One(instant) => instant,
            Local::Twice(first, second) => {
                let went_back = self
                    .changes(first, second + Duration::seconds(1))
                    .iter()
                    .any(|change| self.wall(*change).date() < date);
                if went_back { second } else { first }
            }
            Local::Skipped => {
                let (from, to) = around(midnight);
                self.changes(from, to)
                    .into_iter()
                    .find(|change| self.wall(*change) >= midnight)
                    .unwrap_or_else(|| midnight.and_utc())
            }
        }
    }

    /// When the day ends, which is when the next begins.
    #[must_use]
    pub fn end_of_day(self, date: NaiveDate) -> DateTime<Utc> {
        self.day_start(date.succ_opt().unwrap_or(date))
    }

    /// The day that holds an instant: its start is not after it, its end is.
    #[must_use]
    pub fn day_of(self, instant: DateTime<Utc>) -> NaiveDate {
        let date = self.wall(instant).date();
        // Only in the minutes after a midnight that comes back does the wall show a later date than the day that is running.
        if instant < self.day_start(date) {
            date.pred_opt().unwrap_or(date)
        } else {
            date
        }
    }

    /// What the wall shows at an instant, with neither date nor time of any other place in it.
    #[must_use]
    pub fn wall(self, instant: DateTime<Utc>) -> NaiveDateTime {
        let utc = instant.naive_utc();
        utc.checked_add_offset(self.0.offset_from_utc_datetime(&utc).fix())
            .unwrap_or(utc)
    }

    /// The instant as the page receives it.
    ///
    /// The time says which of two it is, by the zone's abbreviation (`01:30 GMT`) or, where the zone has none, by its distance
    /// from UTC (`01:30 UTC+11`).
    #[must_use]
    pub fn moment(self, instant: DateTime<Utc>) -> Moment {
        let date = self.day_of(instant);
        let wall = self.wall(instant);
        let time = match self.readings(wall) {
            Local::Twice(first, second) => {
                format!("{} {}", label(wall), self.which(instant, first, second))
            }
            Local::One(_) | Local::Skipped => label(wall),
        };
        Moment {
            utc: instant,
            date,
            offset: minutes(instant - self.day_start(date)),
            time,
        }
    }

    /// The day as the calendar draws it.
    ///
    /// Elapsed minutes and wall minutes agree exactly wherever the zone keeps whole minutes, which every zone does since 1972. A
    /// day that was left out has no minutes and no marks.
    #[must_use]
    pub fn day_frame(self, date: NaiveDate) -> DayFrame {
        let (start, end) = (self.day_start(date), self.end_of_day(date));
        let length = minutes(end - start);
        DayFrame {
            date,
            weekday: small(date.weekday().number_from_monday()),
            day: small(date.day()),
            month: small(date.month()),
            year: date.year(),
            minutes: length,
            marks: self.marks(start, end),
            change: difference(i32::from(length) - 24 * 60),
        }
    }

    /// The clock of the building.
    #[must_use]
    pub fn clock(self, now: DateTime<Utc>) -> Clock {
        Clock {
            now: self.moment(now),
            zone: self.name().to_owned(),
            utc_offset: distance(self.seconds_east(now)),
        }
    }

    /// Each full hour between two instants, the first instant, and each change of the clocks.
    fn marks(self, start: DateTime<Utc>, end: DateTime<Utc>) -> Vec<HourMark> {
        let mut marks = Vec::with_capacity(25);
        let mut runs = vec![start];
        runs.extend(self.changes(start, end));
        for (index, &from) in runs.iter().enumerate() {
            let until = runs.get(index + 1).copied().unwrap_or(end);
            let mut at = from;
            while at < until {
                let wall = self.wall(at);
                marks.push(HourMark {
                    offset: minutes(at - start),
                    wall: u16::try_from(wall.num_seconds_from_midnight() / 60).unwrap_or(0),
                    label: label(wall),
                });
                let into_hour = i64::from(wall.num_seconds_from_midnight() % 3600);
                let Some(next) = at.checked_add_signed(Duration::seconds(3600 - into_hour)) else {
                    break;
                };
                at = next;
            }
        }
        marks
    }

    /// The instants whose wall reading is `wall`, without regard to where days begin.
    fn readings(self, wall: NaiveDateTime) -> Local {
        match self.0.from_local_datetime(&wall) {
            chrono::LocalResult::Single(instant) => Local::One(instant.to_utc()),
            chrono::LocalResult::Ambiguous(one, other) => {
                let (one, other) = (one.to_utc(), other.to_utc());
                Local::Twice(one.min(other), one.max(other))
            }
            chrono::LocalResult::None => Local::Skipped,
        }
    }

    /// The instants after `from` and before `to` at which the zone's distance from UTC changes.
    fn changes(self, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<DateTime<Utc>> {
        let mut found = Vec::new();
        let mut low = from;
        while low < to {
            let Some(next) = low.checked_add_signed(Duration::minutes(STEP)) else {
                break;
            };
            let high = next.min(to);
            if self.seconds_east(low) != self.seconds_east(high) {
                let change = self.change_within(low, high);
                if change < to {
                    found.push(change);
                }
            }
            low = high;
        }
        found
    }

    /// The second at which the distance from UTC at `low` gives way to the one at `high`.
    fn change_within(self, low: DateTime<Utc>, high: DateTime<Utc>) -> DateTime<Utc> {
        let before = self.seconds_east(low);
        let (mut same, mut other) = (low.timestamp(), high.timestamp());
        while other - same > 1 {
            let middle = i64::midpoint(same, other);
            let at = DateTime::from_timestamp(middle, 0).unwrap_or(high);
            if self.seconds_east(at) == before {
                same = middle;
            } else {
                other = middle;
            }
        }
        DateTime::from_timestamp(other, 0).unwrap_or(high)
    }

    /// How far the wall is ahead of UTC, in seconds.
    fn seconds_east(self, instant: DateTime<Utc>) -> i32 {
        self.0
            .offset_from_utc_datetime(&instant.naive_utc())
            .fix()
            .local_minus_utc()
    }

    /// What tells an instant from the other one with the same reading.
    fn which(self, instant: DateTime<Utc>, first: DateTime<Utc>, second: DateTime<Utc>) -> String {
        let abbreviation = |at: DateTime<Utc>| {
            let offset = self.0.offset_from_utc_datetime(&at.naive_utc());
            offset
                .abbreviation()
                .filter(|name| name.chars().all(|c| c.is_ascii_alphabetic()))
                .map(str::to_owned)
        };
        match (
            abbreviation(first),
            abbreviation(second),
            abbreviation(instant),
        ) {
            (Some(one), Some(other), Some(this)) if one != other => this,
            _ => distance(self.seconds_east(instant)),
        }
    }
}

/// Instants that lie on either side of any that could read `wall`: no zone is a day and a bit away from UTC.
fn around(wall: NaiveDateTime) -> (DateTime<Utc>, DateTime<Utc>) {
    let middle = wall.and_utc();
    let reach = Duration::hours(27);
    (
        middle.checked_sub_signed(reach).unwrap_or(middle),
        middle.checked_add_signed(reach).unwrap_or(middle),
    )
}

/// `HH:MM`.
fn label(wall: NaiveDateTime) -> String {
    format!("{:02}:{:02}", wall.hour(), wall.minute())
}

/// Whole minutes of a length of time, 0 where it is negative.
fn minutes(length: Duration) -> u16 {
    u16::try_from(length.num_minutes().max(0)).unwrap_or(u16::MAX)
}

/// A month, a day or a weekday, which all fit.
fn small(number: u32) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

/// `+1 h`, `−30 min`, `+1 h 30 min`, or nothing for 0 minutes.
fn difference(minutes: i32) -> String {
    if minutes == 0 {
        return String::new();
    }
    let sign = if minutes < 0 { '−' } else { '+' };
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    match (hours, rest) {
        (0, rest) => format!("{sign}{rest} min"),
        (hours, 0) => format!("{sign}{hours} h"),
        (hours, rest) => format!("{sign}{hours} h {rest} min"),
    }
}

/// `UTC+0`, `UTC+5:30`, `UTC−3`.
fn distance(seconds_east: i32) -> String {
    let sign = if seconds_east < 0 { '−' } else { '+' };
    let minutes = seconds_east.abs() / 60;
    if minutes % 60 == 0 {
        format!("UTC{sign}{}", minutes / 60)
    } else {
        format!("UTC{sign}{}:{:02}", minutes / 60, minutes % 60)
    }
}

#[cfg(test)]
pub(crate) mod tests;
