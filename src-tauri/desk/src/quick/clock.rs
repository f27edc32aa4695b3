//! Times of day and lengths in a text.

use crate::booking::{TimeOfDay, parse_time};
use crate::import::length_of;

/// Twelve hours, in seconds.
const HALF_DAY: i64 = 12 * 3600;
/// The hours that mean the afternoon where nothing says so: nobody visits from one to six at night.
const AFTERNOON: std::ops::RangeInclusive<i64> = 1..=6;

/// A time as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    /// Seconds after midnight, as written.
    seconds: i64,
    /// Either half of the day may be meant.
    loose: bool,
    /// Which half is meant was said: by am or pm, or by its name.
    half_said: bool,
}

impl Clock {
    /// The time as a start, or with nothing beside it.
    pub(super) fn as_start(self) -> Option<TimeOfDay> {
        let afternoon = self.loose && AFTERNOON.contains(&(self.seconds / 3600));
        TimeOfDay::after_midnight(self.seconds + if afternoon { HALF_DAY } else { 0 })
    }

    /// The time as the end of what starts then: the first such time after it, else as written.
    pub(super) fn as_end(self, start: TimeOfDay) -> Option<TimeOfDay> {
        let start = TimeOfDay::MIDNIGHT.seconds_until(start);
        if self.seconds == 0 {
            return Some(TimeOfDay::END_OF_DAY);
        }
        if self.loose && self.seconds <= start && self.seconds + HALF_DAY > start {
            return TimeOfDay::after_midnight(self.seconds + HALF_DAY);
        }
        TimeOfDay::after_midnight(self.seconds)
    }
}

/// A start and an end: `9-5`, `9 to 5`, `9am-5pm`, `1-5pm`, `14:00-15:30`. Bare hours are those of a desk's day: `9-5` ends at 17:00,
/// `1-3` starts at 13:00.
pub(super) fn range_of(text: &str) -> Option<(TimeOfDay, TimeOfDay)> {
    let (text, between) = match text.strip_prefix("between ") {
        Some(text) => (text, true),
        None => (text.strip_prefix("from ").unwrap_or(text), false),
    };
    let dividers = ["-", " to ", " till ", " til ", " until ", " and "];
    let dividers = &dividers[..if between { 6 } else { 5 }];
    dividers.iter().find_map(|divider| {
        let (from, to) = text.split_once(divider)?;
        both(clock_of(from.trim(), true)?, clock_of(to.trim(), true)?)
    })
}

fn both(from: Clock, to: Clock) -> Option<(TimeOfDay, TimeOfDay)> {
    if !from.loose {
        let start = TimeOfDay::after_midnight(from.seconds)?;
        return Some((start, to.as_end(start)?));
    }
    // `1-5pm` is four hours, `11-1pm` two: the start is the last such time before an end of which the half is said. Beside `20:00` a start
    // counts from midnight, too.
    if !to.loose {
        let later = from.seconds + HALF_DAY;
        let end = if to.seconds == 0 {
            24 * 3600
        } else {
            to.seconds
        };
        let start = if to.half_said && later < end {
            later
        } else {
            from.seconds
        };
        return Some((
            TimeOfDay::after_midnight(start)?,
            TimeOfDay::after_midnight(end)?,
        ));
    }
    let start = from.as_start()?;
    let end = to.as_end(start)?;
    if end > start {
        return Some((start, end));
    }
    let start = TimeOfDay::after_midnight(from.seconds)?;
    Some((start, to.as_end(start)?))
}

/// A time: `9am`, `14:00`, `1430`, `half 9`, `quarter past 9`, `noon`; `9` alone only where something says that it is a time (`bare`).
pub(super) fn clock_of(text: &str, bare: bool) -> Option<Clock> {
    if let Some((part, hour)) = part_of_hour(text) {
        let clock = clock_of(hour, true)?;
        let on_the_hour = clock.seconds % 3600 == 0 && clock.seconds >= 3600;
        // `quarter to 1` is 12:45.
        let past_noon = clock.loose && part < 0 && clock.seconds == 3600;
        let hour = if past_noon { 13 * 3600 } else { clock.seconds };
        return on_the_hour.then_some(Clock {
            seconds: hour + part,
            ..clock
        });
    }
    let called = ["o'clock", "o’clock"]
        .iter()
        .find_map(|ending| text.strip_suffix(ending));
    let (text, bare) = called.map_or((text, bare), |hour| (hour.trim_end(), true));
    let time = parse_time(text)?;
    let seconds = TimeOfDay::MIDNIGHT.seconds_until(time);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let named = digits == 0;
    let alone = text.len() == digits;
    let half = text.ends_with(['m', 'a', 'p', '.']) && !named;
    // A row of digits is a time only where it looks like one: `1430`, and not `4711` or `2026`.
    let row = alone && digits > 2;
    if row && (digits != 4 || seconds % 300 != 0) || alone && digits <= 2 && !bare {
        return None;
    }
    let loose = !named
        && !half
        && !row
        && !text.starts_with('0')
        && seconds / 3600 <= 12
        && !text.contains('h');
    Some(Clock {
        seconds,
        loose,
        half_said: half || named,
    })
}

/// The part of an hour that is named, in seconds, and the hour.
fn part_of_hour(text: &str) -> Option<(i64, &str)> {
    let parts = [
        ("half past ", 1800),
        ("half ", 1800),
        ("quarter past ", 900),
        ("quarter after ", 900),
        ("quarter to ", -900),
    ];
    let text = text.strip_prefix("a ").unwrap_or(text);
    parts
        .iter()
        .find_map(|(words, part)| Some((*part, text.strip_prefix(words)?)))
}

/// A length in minutes: `2h`, `90 min`, `1h30`, `an hour`, `half an hour`, `an hour and a half`.
pub(super) fn minutes_of(text: &str) -> Option<i64> {
    match text {
        "an hour" | "a hour" | "one hour" => return Some(60),
        "half an hour" | "half a hour" | "half hour" | "half-hour" => return Some(30),
        "an hour and a half" | "one and a half hours" => return Some(90),
        "two hours" => return Some(120),
        _ => {}
    }
    // A number alone could be anything.
    if !text.contains(|letter: char| letter.is_alphabetic()) {
        return None;
    }
    Some(length_of(text)? / 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Option<String> {
        let (from, to) = range_of(text)?;
        Some(format!("{from}-{to}"))
    }

    #[test]
    fn bare_hours_are_those_of_a_desks_day() {
        for (text, read) in [
            ("9-5", "09:00-17:00"),
            ("9 to 5", "09:00-17:00"),
            ("from 9 till 5", "09:00-17:00"),
            ("between 9 and 5", "09:00-17:00"),
            ("9am-5pm", "09:00-17:00"),
            ("9am-5", "09:00-17:00"),
            ("1-5pm", "13:00-17:00"),
            ("11-1pm", "11:00-13:00"),
            ("1-3", "13:00-15:00"),
            ("12-1", "12:00-13:00"),
            ("7-9", "07:00-09:00"),
            ("6-2", "06:00-14:00"),
            ("10-12", "10:00-12:00"),
            ("9.30-10.15", "09:30-10:15"),
            ("0900-1730", "09:00-17:30"),
            ("02:00-04:00", "02:00-04:00"),
            ("8pm-midnight", "20:00-24:00"),
            ("noon-2", "12:00-14:00"),
            ("half 9-half 10", "09:30-10:30"),
            ("quarter to 9-5", "08:45-17:00"),
            ("22:00-02:00", "22:00-02:00"),
            ("8-midnight", "20:00-24:00"),
            ("7:30-20:00", "07:30-20:00"),
            ("6:30-19:00", "06:30-19:00"),
            ("9-22", "09:00-22:00"),
            ("7-2000", "07:00-20:00"),
            ("8-24:00", "08:00-24:00"),
        ] {
            assert_eq!(range(text).as_deref(), Some(read), "{text}");
        }
        for text in ["9-", "-5", "mon-fri", "9/5", "25-26", "9-5-1", "9 and 5"] {
            assert_eq!(range(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_alone_is_a_time_only_where_it_is_said_to_be_one() {
        let start = |text, bare| clock_of(text, bare)?.as_start().map(|it| it.to_string());
        for (text, read) in [
            ("9am", "09:00"),
            ("2pm", "14:00"),
            ("2:30", "14:30"),
            ("02:30", "02:30"),
            ("1430", "14:30"),
            ("half 2", "14:30"),
            ("9 o'clock", "09:00"),
            ("noon", "12:00"),
            ("midnight", "00:00"),
        ] {
            assert_eq!(start(text, false).as_deref(), Some(read), "{text}");
        }
        for text in ["9", "14", "4711", "2026", "930", "half", "half 9:30", "x"] {
            assert_eq!(start(text, false), None, "{text}");
        }
        assert_eq!(start("9", true).as_deref(), Some("09:00"));
        assert_eq!(start("3", true).as_deref(), Some("15:00"));
    }

    #[test]
    fn lengths_are_read_as_they_are_said() {
        for (text, minutes) in [
            ("2h", 120),
            ("0.5h", 30),
            ("0.5 h", 30),
            ("0,5 h", 30),
            ("an hour and a half", 90),
        ] {
            assert_eq!(minutes_of(text), Some(minutes), "{text}");
        }
        assert_eq!(minutes_of("0.25"), None, "it could be anything");
    }
}
