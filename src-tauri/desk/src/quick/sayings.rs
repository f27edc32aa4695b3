//! Which words can be part of what says when: all others are soon passed over.

use super::days::weekday_of;
use super::words::Word;
use crate::import::month_called;

/// The words that sayings are made of, besides numbers and the names of days and months; in order, to be looked up.
const WORDS: &[&str] = &[
    "&",
    "+",
    "+pin",
    "-",
    "@",
    "a",
    "a.m",
    "after",
    "afternoon",
    "all",
    "all-day",
    "am",
    "an",
    "and",
    "at",
    "aujourdhui",
    "between",
    "biweekly",
    "by",
    "clock",
    "daily",
    "day",
    "days",
    "de",
    "del",
    "demain",
    "den",
    "each",
    "el",
    "every",
    "for",
    "fortnight",
    "fortnightly",
    "from",
    "h",
    "half",
    "half-hour",
    "heure",
    "heures",
    "heute",
    "hora",
    "horas",
    "hour",
    "hours",
    "hoy",
    "hr",
    "hrs",
    "in",
    "le",
    "m",
    "manana",
    "midday",
    "midnight",
    "min",
    "mins",
    "minute",
    "minuten",
    "minutes",
    "minutos",
    "month",
    "monthly",
    "morgen",
    "morning",
    "next",
    "noon",
    "now",
    "o'clock",
    "of",
    "on",
    "one",
    "other",
    "o’clock",
    "p.m",
    "past",
    "pin",
    "plus",
    "pm",
    "quarter",
    "right",
    "starting",
    "std",
    "stunde",
    "stunden",
    "the",
    "this",
    "three",
    "through",
    "thru",
    "til",
    "till",
    "times",
    "tmr",
    "tmrw",
    "tmw",
    "to",
    "today",
    "tommorow",
    "tommorrow",
    "tomo",
    "tomorow",
    "tomorrow",
    "two",
    "uhr",
    "until",
    "week",
    "weekday",
    "weekdays",
    "weekly",
    "weeks",
    "whole",
    "with",
];

/// Whether a word can be part of a saying.
pub(super) fn may_say(word: &Word) -> bool {
    let low = word.low.as_str();
    let known = |part: &str| {
        WORDS.binary_search(&part).is_ok()
            || weekday_of(part).is_some()
            || month_called(part).is_some()
    };
    low.bytes().any(|byte| byte.is_ascii_digit())
        || known(low)
        || known(&word.folded)
        || low.contains('-') && low.split('-').all(|part| part.is_empty() || known(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_in_order() {
        assert!(WORDS.is_sorted());
    }
}
