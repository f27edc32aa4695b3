//! Days and times as the drawer's fields hold them.

use std::fmt;

use chrono::{Datelike, NaiveDate, NaiveTime};

/// A time on the wall, from 00:00 to 24:00, to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay(u32);

impl TimeOfDay {
    /// 00:00.
    pub const MIDNIGHT: Self = Self(0);
    /// 24:00, the end of a day.
    pub const END_OF_DAY: Self = Self(24 * 3600);

    /// The time of a clock; nothing for 24:00, which is on no clock.
    #[must_use]
    pub fn on_the_clock(self) -> Option<NaiveTime> {
        NaiveTime::from_num_seconds_from_midnight_opt(self.0, 0)
    }

    /// The time so many seconds after 00:00; nothing for what is no time of a day.
    #[must_use]
    pub fn after_midnight(seconds: i64) -> Option<Self> {
        let time = Self(u32::try_from(seconds).ok()?);
        (time <= Self::END_OF_DAY).then_some(time)
    }

    /// Seconds from this time to a later one; negative where it is earlier.
    #[must_use]
    pub fn seconds_until(self, later: Self) -> i64 {
        i64::from(later.0) - i64::from(self.0)
    }
}

impl fmt::Display for TimeOfDay {
    /// `09:00`, or `09:00:30` where there are seconds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, minutes, seconds) = (self.0 / 3600, self.0 / 60 % 60, self.0 % 60);
        write!(f, "{hours:02}:{minutes:02}")?;
        if seconds == 0 {
            Ok(())
        } else {
            write!(f, ":{seconds:02}")
        }
    }
}

/// A day written `YYYY-MM-DD`, from 1970 to 2100: the years for which the zones are known.
#[must_use]
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let date = if shape {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?
    } else {
        return None;
    };
    (1970..=2100).contains(&date.year()).then_some(date)
}

/// A time as people write it: `9`, `930`, `09:30`, `9.30`, `9h30`, `9am`, `9:30 p.m.`, `noon`, `midnight` (00:00), `24:00`; with
/// seconds too (`09:00:30`).
#[must_use]
pub fn parse_time(text: &str) -> Option<TimeOfDay> {
    let text = text.trim().to_lowercase();
    match text.as_str() {
        "noon" | "midday" => return Some(TimeOfDay(12 * 3600)),
        "midnight" => return Some(TimeOfDay::MIDNIGHT),
        _ => {}
    }
    let (clock, half) = half_of_day(&text);
    let (hour, minute, second) = numbers(clock)?;
    let hour = match half {
        None => hour,
        Some(_) if hour > 12 => return None,
        Some(Half::Morning) => hour % 12,
        Some(Half::Afternoon) if hour == 0 => return None,
        Some(Half::Afternoon) => hour % 12 + 12,
    };
    let time = TimeOfDay(hour * 3600 + minute * 60 + second);
    (minute < 60 && second < 60 && time <= TimeOfDay::END_OF_DAY).then_some(time)
}

#[derive(Clone, Copy)]
enum Half {
    Morning,
    Afternoon,
}

/// Takes `am` or `pm` off the end.
fn half_of_day(text: &str) -> (&str, Option<Half>) {
    for (ending, half) in [
        ("a.m.", Half::Morning),
        ("am", Half::Morning),
        ("a", Half::Morning),
        ("p.m.", Half::Afternoon),
        ("pm", Half::Afternoon),
        ("p", Half::Afternoon),
    ] {
        if let Some(clock) = text.strip_suffix(ending) {
            return (clock.trim_end(), Some(half));
        }
    }
    (text, None)
}

/// Hours, minutes and seconds, each as written: the hours may still be too many.
fn numbers(clock: &str) -> Option<(u32, u32, u32)> {
    let clock = clock.strip_suffix('h').unwrap_or(clock).trim_end();
    let mut parts = clock.split([':', '.', 'h']);
    let (hour, minute, second) = (parts.next()?, parts.next(), parts.next());
    if parts.next().is_some() {
        return None;
    }
    match (hour, minute, second) {
        (digits, None, None) if digits.len() > 2 && digits.is_ascii() => {
            let (hour, minute) = digits.split_at(digits.len() - 2);
            Some((number(hour, 1..=2)?, number(minute, 2..=2)?, 0))
        }
        (hour, None, None) => Some((number(hour, 1..=2)?, 0, 0)),
        (hour, Some(minute), second) => Some((
            number(hour, 1..=2)?,
            number(minute, 2..=2)?,
            second.map_or(Some(0), |second| number(second, 2..=2))?,
        )),
        (_, None, Some(_)) => None,
    }
}

/// A number of so many digits.
fn number(digits: &str, length: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let plain = length.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, read) in [
            ("9", "09:00"),
            ("09", "09:00"),
            ("930", "09:30"),
            ("0930", "09:30"),
            ("9:30", "09:30"),
            ("9.30", "09:30"),
            ("9h30", "09:30"),
            ("14h", "14:00"),
            ("9am", "09:00"),
            ("9 a.m.", "09:00"),
            ("9:30 pm", "21:30"),
            ("930PM", "21:30"),
            ("12am", "00:00"),
            ("12pm", "12:00"),
            ("12:15 am", "00:15"),
            ("9:30\u{a0}am", "09:30"),
            ("9.30pm", "21:30"),
            ("2p", "14:00"),
            (" noon ", "12:00"),
            ("midnight", "00:00"),
            ("0", "00:00"),
            ("00:00", "00:00"),
            ("24:00", "24:00"),
            ("2400", "24:00"),
            ("24", "24:00"),
            ("09:00:30", "09:00:30"),
        ] {
            assert_eq!(
                parse_time(text).map(|time| time.to_string()).as_deref(),
                Some(read),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            " ",
            "x",
            "9:5",
            "9:60",
            "25",
            "24:01",
            "24:00:01",
            "2430",
            "13pm",
            "0pm",
            "9:30:61",
            "12345",
            "-9",
            "+9",
            "9:30:00:00",
            ":30",
            "9:",
            "am",
            "9 30 1",
            "٩",
            "9:3０",
            "９",
            "99999999999999999999",
            "1:000",
            "9::30",
        ] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }

    #[test]
    fn only_whole_dates_are_dates() {
        assert_eq!(
            parse_date(" 2026-02-28 "),
            NaiveDate::from_ymd_opt(2026, 2, 28)
        );
        for text in [
            "",
            "2026-02-29",
            "2026-2-28",
            "28/02/2026",
            "1969-12-31",
            "2101-01-01",
            "+026-01-01",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_the_reading(text in ".{0,40}") {
            let _ = (parse_time(&text), parse_date(&text));
        }

        #[test]
        fn every_minute_is_read_back(minute in 0_u32..=24 * 60) {
            let time = TimeOfDay(minute * 60);
            proptest::prop_assert_eq!(parse_time(&time.to_string()), Some(time));
        }
    }
}
