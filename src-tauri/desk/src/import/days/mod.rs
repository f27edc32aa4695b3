//! Days as people and spreadsheets write them.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::directory::folded;

/// Which of two numbers is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DateOrder {
    /// `28/11/2026`
    DayFirst,
    /// `11/28/2026`
    MonthFirst,
}

/// What a cell says of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) reading: Reading,
    /// What stands beside the day, such as a time; empty where nothing does.
    pub(crate) rest: String,
}

/// A day, as far as it can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// This one, whatever the order.
    Sure(NaiveDate),
    /// Two numbers of which either could be the day: with the day first, and with the month first.
    Either(NaiveDate, NaiveDate),
    /// Only this order makes a day of it.
    Only(DateOrder, NaiveDate),
    /// An instant, which names its own distance from UTC.
    Instant(DateTime<Utc>),
}

impl Reading {
    /// The day under an order; none while that is to be chosen.
    pub(crate) fn day(self, order: Option<DateOrder>) -> Option<NaiveDate> {
        match (self, order) {
            (Self::Sure(day) | Self::Only(_, day), _)
            | (Self::Either(day, _), Some(DateOrder::DayFirst))
            | (Self::Either(_, day), Some(DateOrder::MonthFirst)) => Some(day),
            (Self::Either(..), None) | (Self::Instant(_), _) => None,
        }
    }
}

/// The day before which a spreadsheet counts: 1 is 1900-01-01, and there is a 29 February 1900 that never was.
const SERIAL_ORIGIN: Option<NaiveDate> = NaiveDate::from_ymd_opt(1899, 12, 30);
/// The serial numbers of 2000 to 2099: others are no days but numbers.
const SERIALS: std::ops::RangeInclusive<u64> = 36_526..=73_050;

/// The names of the months, folded: English, German, French, Spanish. Their beginnings count as well, from three letters on.
const MONTHS: [&[&str]; 12] = [
    &["january", "januar", "janner", "janvier", "enero"],
    &["february", "februar", "fevrier", "febrero"],
    &["march", "marz", "maerz", "mars", "marzo"],
    &["april", "avril", "abril"],
    &["may", "mai", "mayo"],
    &["june", "juni", "juin", "junio"],
    &["july", "juli", "juillet", "julio"],
    &["august", "aout", "agosto"],
    &["september", "septembre", "septiembre", "setiembre"],
    &["october", "oktober", "octobre", "octubre"],
    &["november", "novembre", "noviembre"],
    &["december", "dezember", "decembre", "diciembre"],
];

/// Words that stand in a date and say nothing.
const FILLERS: &[&str] = &["de", "del", "of", "le", "the", "den", "el", "on", "am"];
/// Days of the week, and how they are shortened; not `mar`, which is more often March.
const WEEKDAYS: &[&str] = &[
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonnabend",
    "sonntag",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lunes",
    "martes",
    "miercoles",
    "jueves",
    "viernes",
    "sabado",
    "domingo",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mo",
    "di",
    "mi",
    "do",
    "fr",
    "sa",
    "so",
    "tues",
    "thur",
    "thurs",
    "lun",
    "mer",
    "jeu",
    "ven",
    "sam",
    "dim",
    "mie",
    "jue",
    "vie",
    "sab",
    "dom",
];

/// Reads a day. A year that is not given is the one in which the day comes next, from `today` on.
pub(crate) fn day_of(text: &str, today: NaiveDate) -> Option<Day> {
    let text = text.trim();
    if let Ok(instant) = DateTime::parse_from_rfc3339(&text.replacen(' ', "T", 1)) {
        let reading = Reading::Instant(instant.to_utc());
        let known = (1970..=2100).contains(&instant.year());
        return known.then_some(Day {
            reading,
            rest: String::new(),
        });
    }
    if let Some(day) = serial(text).or_else(|| relative(text, today)) {
        return Some(day);
    }
    let (date, rest) = parted(text);
    let reading = written(&date, today)?;
    Some(Day { reading, rest })
}

/// Whether a cell is a day by its looks; a number alone is not.
pub(super) fn looks_like_day(text: &str) -> bool {
    let today = NaiveDate::default();
    text.bytes().any(|byte| byte.is_ascii_digit())
        && text.parse::<f64>().is_err()
        && day_of(text, today).is_some()
}

/// A spreadsheet's own number of a day, with a time as its fraction.
fn serial(text: &str) -> Option<Day> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 5 || !digits(whole) || !digits(fraction) {
        return None;
    }
    let number = whole.parse().ok().filter(|it| SERIALS.contains(it))?;
    let day = SERIAL_ORIGIN?.checked_add_days(Days::new(number))?;
    let rest = if fraction.is_empty() {
        String::new()
    } else {
        format!("0.{fraction}")
    };
    Some(Day {
        reading: Reading::Sure(day),
        rest,
    })
}

fn relative(text: &str, today: NaiveDate) -> Option<Day> {
    let ahead = match folded(text).as_str() {
        "today" | "heute" | "aujourdhui" | "hoy" => 0,
        "tomorrow" | "morgen" | "demain" | "manana" => 1,
        _ => return None,
    };
    Some(Day {
        reading: Reading::Sure(today.checked_add_days(Days::new(ahead))?),
        rest: String::new(),
    })
}

/// The day and what stands behind it: a time is whatever has a colon, or an `am` or `pm`, or follows a `T`.
fn parted(text: &str) -> (String, String) {
    let text = match text.find('T') {
        Some(at) if text[..at].ends_with(|c: char| c.is_ascii_digit()) => {
            format!("{} {}", &text[..at], &text[at + 1..])
        }
        _ => text.to_owned(),
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_time = |word: &&str| {
        let low = word.to_lowercase();
        let clock = ["am", "pm", "h"]
            .iter()
            .find_map(|ending| low.strip_suffix(ending));
        let clock = clock.or_else(|| low.contains('h').then_some(&low));
        let digits = |text: &str| {
            text.split(['h', '.'])
                .all(|part| part.parse::<u32>().is_ok())
        };
        low.contains(':') || clock.is_some_and(digits)
    };
    let at = words.iter().position(is_time).unwrap_or(words.len());
    // `9 am`: the number before it belongs to it.
    let halves = ["am", "pm", "a.m.", "p.m.", "uhr"];
    let at = words
        .iter()
        .position(|word| halves.contains(&word.to_lowercase().as_str()))
        .map_or(at, |half| at.min(half.saturating_sub(1)));
    let rest = words[at..].join(" ");
    let rest = rest.trim_end_matches(".000").trim_matches(',').to_owned();
    (words[..at].join(" "), rest)
}

/// A day without a time.
fn written(date: &str, today: NaiveDate) -> Option<Reading> {
    let mut numbers: Vec<(u32, usize)> = Vec::new();
    let mut month = None;
    // Where in the row of numbers the month's name stands.
    let mut named_at = 0;
    let words: Vec<&str> = date
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    for (at, word) in words.iter().enumerate() {
        if word.bytes().all(|byte| byte.is_ascii_digit()) {
            numbers.push((word.parse().ok()?, word.len()));
            continue;
        }
        let word = folded(word);
        if let Some(number) = ordinal(&word) {
            numbers.push(number);
        } else if is_filler(&word, at == 0 && words.len() > 2) {
            // It says nothing that the numbers do not.
        } else if month.is_none() {
            month = Some(month_called(&word)?);
            named_at = numbers.len();
        } else {
            return None;
        }
    }
    if numbers.iter().any(|(_, length)| *length > 4) {
        return compact(&numbers, month);
    }
    match (month, numbers.as_slice()) {
        (Some(month), [day]) => next_of(month, day.0, today).map(Reading::Sure),
        (Some(month), [year @ (_, 4), day]) if named_at <= 1 => ymd(*year, month, day.0),
        (Some(month), [day, year]) => ymd(*year, month, day.0),
        (None, [year @ (_, 4), month, day]) => ymd(*year, month.0, day.0),
        (None, [one, other, year]) if year.1 != 3 && year.1 != 1 => {
            let of = |day: u32, month: u32| date_of(*year, month, day);
            // Nobody writes the month first between points.
            if date.contains('.') {
                return of(one.0, other.0).map(Reading::Sure);
            }
            either(of(one.0, other.0), of(other.0, one.0))
        }
        (None, [one, other]) if date.contains(['/', '.', '-']) => {
            let of = |day: u32, month: u32| next_of(month, day, today);
            if date.contains('.') {
                return of(one.0, other.0).map(Reading::Sure);
            }
            either(of(one.0, other.0), of(other.0, one.0))
        }
        _ => None,
    }
}

fn is_filler(word: &str, may_be_weekday: bool) -> bool {
    FILLERS.contains(&word) || (may_be_weekday && WEEKDAYS.contains(&word))
}

fn either(day_first: Option<NaiveDate>, month_first: Option<NaiveDate>) -> Option<Reading> {
    match (day_first, month_first) {
        (Some(one), Some(other)) if one == other => Some(Reading::Sure(one)),
        (Some(one), Some(other)) => Some(Reading::Either(one, other)),
        (Some(one), None) => Some(Reading::Only(DateOrder::DayFirst, one)),
        (None, Some(other)) => Some(Reading::Only(DateOrder::MonthFirst, other)),
        (None, None) => None,
    }
}

/// `20261128`
fn compact(numbers: &[(u32, usize)], month: Option<u32>) -> Option<Reading> {
    match (numbers, month) {
        ([(number, 8)], None) => ymd((number / 10_000, 4), number / 100 % 100, number % 100),
        _ => None,
    }
}

/// `28th`, `1er`.
fn ordinal(word: &str) -> Option<(u32, usize)> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = &word[digits.len()..];
    if digits.is_empty() || !["st", "nd", "rd", "th", "er"].contains(&ending) {
        return None;
    }
    Some((digits.parse().ok()?, digits.len()))
}

pub(crate) fn month_called(word: &str) -> Option<u32> {
    if word.chars().count() < 3 {
        return None;
    }
    let mut found = None;
    for (number, names) in (1..).zip(MONTHS) {
        if names.contains(&word) {
            return Some(number);
        }
        if names.iter().any(|name| name.starts_with(word)) {
            // One beginning of two months (`jui`) is neither.
            if found.is_some() {
                return None;
            }
            found = Some(number);
        }
    }
    found
}

fn ymd(year: (u32, usize), month: u32, day: u32) -> Option<Reading> {
    date_of(year, month, day).map(Reading::Sure)
}

/// A year of two digits is of this century.
fn date_of((year, length): (u32, usize), month: u32, day: u32) -> Option<NaiveDate> {
    let year = if length <= 2 { 2000 + year } else { year };
    let year = i32::try_from(year).ok()?;
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    (1970..=2100).contains(&year).then_some(date)
}

/// The next such day, from today on.
fn next_of(month: u32, day: u32, today: NaiveDate) -> Option<NaiveDate> {
    (today.year()..today.year() + 9)
        .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
        .find(|date| *date >= today)
}

#[cfg(test)]
mod tests;
