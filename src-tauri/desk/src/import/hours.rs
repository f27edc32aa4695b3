//! Times of day and lengths as people and spreadsheets write them.

use crate::booking::{TimeOfDay, parse_time};

/// Seconds of a day.
const DAY: f64 = 86_400.0;

/// A time of day: as the booking drawer reads it, and as the fraction of a day that a spreadsheet keeps.
pub(super) fn hour_of(text: &str) -> Option<TimeOfDay> {
    let text = text.trim();
    if let Some(fraction) = fraction(text) {
        return time_at(fraction * DAY);
    }
    let low = text.to_lowercase();
    let low = ["uhr", "o’clock", "o'clock", "hrs", "hr"]
        .iter()
        .find_map(|ending| low.strip_suffix(ending))
        .unwrap_or(&low);
    parse_time(low.trim_end())
}

/// The start and the end that stand in one cell: `9:00–17:00`, `9 to 5 pm`.
pub(super) fn hours_of(text: &str) -> Option<(TimeOfDay, TimeOfDay)> {
    let low = text.trim().to_lowercase();
    let dividers = [
        "–", "—", " - ", "-", " to ", " until ", " till ", " bis ", " à ", " a ", " hasta ", "/",
    ];
    dividers.iter().find_map(|divider| {
        let (from, to) = low.split_once(divider)?;
        let from = from
            .trim()
            .trim_start_matches("von ")
            .trim_start_matches("from ");
        let (to, end) = (to.trim(), hour_of(to)?);
        // `1–5 pm`: both are in the afternoon.
        let half = ["am", "pm"].iter().find(|half| to.ends_with(**half));
        let with_half = half.and_then(|half| hour_of(&format!("{from}{half}")));
        let start = match (hour_of(from), with_half) {
            (_, Some(start)) if start < end => start,
            (start, _) => start?,
        };
        Some((start, end))
    })
}

/// What a length counts that is a number alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Hours,
    Minutes,
}

/// A length in seconds: `90 min`, `1.5`, `1:30`, `2 h 15`, `PT2H`; a number alone counts hours.
pub(crate) fn length_of(text: &str) -> Option<i64> {
    length_in(Unit::Hours, text)
}

/// The same, where a number alone counts these.
pub(super) fn length_in(unit: Unit, text: &str) -> Option<i64> {
    let low = text.trim().to_lowercase().replace(',', ".");
    let low = low.strip_prefix("pt").unwrap_or(&low).trim();
    if let Some((hours, minutes)) = low.split_once(':') {
        let minutes = minutes.strip_suffix(":00").unwrap_or(minutes);
        return seconds(number(hours)?, number(minutes).filter(|it| *it < 60.0)?);
    }
    // What a spreadsheet keeps of `1:30` is `0.0625`; `0.25` is typed, and a quarter of an hour.
    let kept = "0.000".len();
    if let Some(part) = fraction(low).filter(|_| low.len() >= kept) {
        return seconds(part * 24.0, 0.0);
    }
    let at = low.find(|c: char| !(c.is_ascii_digit() || c == '.'));
    let Some(at) = at else {
        let alone = number(low)?;
        return match unit {
            Unit::Hours => seconds(alone, 0.0),
            Unit::Minutes => seconds(0.0, alone),
        };
    };
    let (first, rest) = (number(&low[..at])?, low[at..].trim_start());
    let unit_ends = rest
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(rest.len());
    let (unit, rest) = (&rest[..unit_ends], rest[unit_ends..].trim());
    match unit {
        "m" | "min" | "mins" | "minute" | "minutes" | "minuten" | "minutos" if rest.is_empty() => {
            seconds(0.0, first)
        }
        "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunde" | "stunden" | "heure"
        | "heures" | "hora" | "horas" => {
            let minutes = rest
                .trim_end_matches(|c: char| c.is_alphabetic() || c == '.')
                .trim();
            let minutes = if minutes.is_empty() {
                0.0
            } else {
                number(minutes)?
            };
            seconds(first, minutes)
        }
        _ => None,
    }
}

/// The end that a length makes; none where that is past the end of the day.
pub(super) fn end_after(start: TimeOfDay, length: i64) -> Option<TimeOfDay> {
    let midnight = TimeOfDay::MIDNIGHT;
    let end = midnight.seconds_until(start).checked_add(length)?;
    TimeOfDay::after_midnight(end)
}

/// Whether a cell is a time by its looks; a number alone is not.
pub(super) fn looks_like_hour(text: &str) -> bool {
    let low = text.to_lowercase();
    let marked =
        low.contains(':') || low.ends_with('m') || low.ends_with('h') || low.ends_with("uhr");
    (marked || text.contains('.')) && hour_of(text).is_some()
}

/// Whether a cell is a start and an end by its looks.
pub(super) fn looks_like_hours(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        && !text.contains('/')
        && hours_of(text).is_some()
}

/// `0.375`, as a part of a day.
fn fraction(text: &str) -> Option<f64> {
    let digits = text
        .strip_prefix("0.")
        .or_else(|| text.strip_prefix("0,"))?;
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain {
        format!("0.{digits}").parse().ok()
    } else {
        None
    }
}

/// The time so many seconds into a day, to the nearest minute: a fraction is never quite what was typed.
fn time_at(seconds: f64) -> Option<TimeOfDay> {
    #[expect(clippy::cast_possible_truncation, reason = "it is within a day")]
    let minutes = (seconds / 60.0).round() as i64;
    TimeOfDay::after_midnight(minutes * 60)
}

fn number(text: &str) -> Option<f64> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    if plain && text.len() < 9 {
        text.parse().ok()
    } else {
        None
    }
}

/// Seconds of hours and minutes, if that is a length that a visit may have.
fn seconds(hours: f64, minutes: f64) -> Option<i64> {
    let minutes = (hours * 60.0 + minutes).round();
    #[expect(clippy::cast_possible_truncation, reason = "it is within some days")]
    let seconds = (minutes.clamp(0.0, 1e6) as i64) * 60;
    (60..=31 * 86_400).contains(&seconds).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(text: &str) -> Option<String> {
        hour_of(text).map(|time| time.to_string())
    }

    #[test]
    fn times_are_read_as_the_drawer_reads_them_and_as_spreadsheets_keep_them() {
        for (text, read) in [
            ("9", "09:00"),
            ("9:30 pm", "21:30"),
            ("12 am", "00:00"),
            ("9h30", "09:30"),
            ("14.30 Uhr", "14:30"),
            ("9 Uhr", "09:00"),
            ("0900 hrs", "09:00"),
            ("0.375", "09:00"),
            ("0,729166667", "17:30"),
            ("0.5", "12:00"),
            ("09:00:00", "09:00"),
        ] {
            assert_eq!(hour(text).as_deref(), Some(read), "{text}");
        }
        for text in ["", "x", "25:00", "0.", "0.x", "1.5.2", "-0.5", "9-17"] {
            assert_eq!(hour(text), None, "{text}");
        }
    }

    #[test]
    fn a_start_and_an_end_may_share_a_cell() {
        for (text, from, to) in [
            ("9:00-17:00", "09:00", "17:00"),
            ("9–17", "09:00", "17:00"),
            ("9 to 17", "09:00", "17:00"),
            ("1-5pm", "13:00", "17:00"),
            ("11 am – 1 pm", "11:00", "13:00"),
            ("11-1pm", "11:00", "13:00"),
            ("von 9 bis 17 Uhr", "09:00", "17:00"),
            ("9h à 17h", "09:00", "17:00"),
        ] {
            let read = hours_of(text).map(|(from, to)| (from.to_string(), to.to_string()));
            assert_eq!(read, Some((from.to_owned(), to.to_owned())), "{text}");
        }
        for text in ["", "9:00", "-", "9-", "a-b", "–5"] {
            assert_eq!(hours_of(text), None, "{text}");
        }
    }

    #[test]
    fn lengths_are_read_in_hours_and_minutes() {
        for (text, minutes) in [
            ("1", 60),
            ("1.5", 90),
            ("1,5 h", 90),
            ("1:30", 90),
            ("1:30:00", 90),
            ("90 min", 90),
            ("2 hours", 120),
            ("2h 15", 135),
            ("2 h 15 min", 135),
            ("1 Stunde", 60),
            ("0.5", 30),
            ("0.25", 15),
            ("0,75", 45),
            ("0.0625", 90),
            ("0,041666667", 60),
            ("0.5 h", 30),
            ("0,5 h", 30),
            ("0.25h", 15),
            ("0.5 min", 1),
            ("PT2H", 120),
            ("PT0.5H", 30),
        ] {
            assert_eq!(length_of(text), Some(minutes * 60), "{text}");
        }
        for text in [
            "", "0", "0.", "0.000", "x", "2 x", "1:99", "-1", "1e9", "99999999", "h", "2 h x 5",
        ] {
            assert_eq!(length_of(text), None, "{text}");
        }
    }

    #[test]
    fn an_end_stays_within_its_day() {
        let start = hour_of("22:00").unwrap();
        assert_eq!(
            end_after(start, 7200).map(|it| it.to_string()).as_deref(),
            Some("24:00")
        );
        assert_eq!(end_after(start, 7260), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_the_reading(text in ".{0,40}") {
            let _ = (hour_of(&text), hours_of(&text), length_of(&text));
            let _ = (looks_like_hour(&text), looks_like_hours(&text));
        }
    }
}
