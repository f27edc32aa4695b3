//! Days, and how they repeat, in a text.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::clock::range_of;
use crate::booking::{Ends, Pattern, Repeat};
use crate::import::{DateOrder, day_of};

/// As often as a visit comes again where nothing says how often: what the booking drawer offers at first.
const USUAL_COUNT: u32 = 10;

/// By what a day is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calendar {
    /// The account's day.
    pub(super) today: NaiveDate,
    /// What `5/12` is.
    pub(super) order: DateOrder,
}

impl Calendar {
    /// A day: `today`, `fri`, `next tue`, `in 3 days`, `5/12`, `5 dec`, `dec 5th`, `2026-12-05`, `5th`.
    pub(super) fn day(self, text: &str) -> Option<NaiveDate> {
        let led = ["on ", "from ", "starting "]
            .iter()
            .find_map(|word| text.strip_prefix(word));
        let text = led.unwrap_or(text);
        let text = text.strip_prefix("the ").unwrap_or(text);
        self.word(text).or_else(|| self.written(text))
    }

    fn ahead(self, days: u64) -> Option<NaiveDate> {
        let day = self.today.checked_add_days(Days::new(days))?;
        (day.year() <= 2100).then_some(day)
    }

    fn word(self, text: &str) -> Option<NaiveDate> {
        match text {
            "today" => return self.ahead(0),
            "tomorrow" | "tmrw" | "tmr" | "tmw" | "tomo" | "2moro" | "tomorow" | "tommorow"
            | "tommorrow" => {
                return self.ahead(1);
            }
            "day after tomorrow" => return self.ahead(2),
            _ => {}
        }
        if let Some(rest) = text.strip_prefix("in ") {
            let (count, unit) = rest.split_once(' ')?;
            let count = match count {
                "a" | "one" => 1,
                "two" => 2,
                "three" => 3,
                digits if digits.len() <= 3 => digits.parse().ok()?,
                _ => return None,
            };
            return match unit {
                "day" | "days" => self.ahead(count),
                "week" | "weeks" => self.ahead(count * 7),
                _ => None,
            };
        }
        // `next tue` is that of next week; a bare `tue` is the nearest, today included; `tue week` is the one after that.
        let (text, next) = match text.strip_prefix("next ") {
            Some(text) => (text, true),
            None => (text.strip_prefix("this ").unwrap_or(text), false),
        };
        let (text, next) = match text.strip_suffix(" next week") {
            Some(text) => (text, true),
            None => (text, next),
        };
        let (text, after) = match text.strip_suffix(" week") {
            Some(text) => (text, 7),
            None => (text, 0),
        };
        let weekday = weekday_of(text)?;
        if next {
            let distance = i64::from(weekday.num_days_from_monday())
                - i64::from(self.today.weekday().num_days_from_monday());
            return self.ahead(u64::try_from(distance + 7).ok()? + after);
        }
        self.ahead(u64::from(weekday.days_since(self.today.weekday())) + after)
    }

    fn written(self, text: &str) -> Option<NaiveDate> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        if digits == text.len() || !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let ending = &text[digits..];
        if (1..=2).contains(&digits) && ["st", "nd", "rd", "th"].contains(&ending) {
            return self.of_month(text[..digits].parse().ok()?);
        }
        // `5 dec` and `5/12`; what else has a hyphen in several words is no day.
        if text.contains(' ') && text.contains('-') || text.contains('@') {
            return None;
        }
        let day = day_of(text, self.today).filter(|day| day.rest.is_empty())?;
        let day = day.reading.day(Some(self.order))?;
        (day >= self.today).then_some(day)
    }

    /// The next day of that number.
    fn of_month(self, day: u32) -> Option<NaiveDate> {
        let next = self.today.iter_days().take(62);
        next.filter(|date| date.day() == day).min()
    }

    /// A first and a last day: `mon-fri`, `5-9 dec`, `dec 5-9`, `5/12 to 9/12`.
    pub(super) fn days(self, text: &str) -> Option<(NaiveDate, NaiveDate)> {
        let text = text.strip_prefix("from ").unwrap_or(text);
        let dividers = [
            " - ",
            " to ",
            " till ",
            " til ",
            " until ",
            " through ",
            " thru ",
            "-",
        ];
        dividers.iter().find_map(|divider| {
            let (from, to) = text.split_once(divider)?;
            let (from, to) = (from.trim(), to.trim());
            // `9-5 till fri` is hours and a last day.
            if range_of(from).is_some() && range_of(to).is_none() {
                return None;
            }
            let bare = |text: &str| {
                (1..=2).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit())
            };
            let first = self.day(from).or_else(|| {
                // `5-9 dec`
                let (_, month) = to.split_once(' ').filter(|_| bare(from))?;
                self.day(&format!("{from} {month}"))
            })?;
            let from_then = Self {
                today: first,
                ..self
            };
            let last = if bare(to) {
                // `dec 5-9`
                let (month, _) = from.split_once(' ')?;
                from_then.day(&format!("{month} {to}"))?
            } else {
                // A weekday is the next one after the first day.
                let last = self.day(to).filter(|last| *last > first);
                last.or_else(|| from_then.day(to))?
            };
            (first < last).then_some((first, last))
        })
    }

    /// What comes again, and from when on: `every mon and wed`, `weekdays`, `every 2 weeks`. `first` is the day that was named.
    pub(super) fn repeat(
        self,
        pattern: &Again,
        first: Option<NaiveDate>,
    ) -> Option<(NaiveDate, Repeat)> {
        let from = first.unwrap_or(self.today);
        let on = |date: &NaiveDate| match &pattern.pattern {
            Pattern::Weekdays => !matches!(date.weekday(), Weekday::Sat | Weekday::Sun),
            Pattern::Weekly { days, .. } if !days.is_empty() => days
                .iter()
                .any(|day| u32::from(*day) == date.weekday().number_from_monday()),
            _ => true,
        };
        let first = from.iter_days().take(7).find(on)?;
        let ends = match pattern.ends {
            None => Ends::After { count: USUAL_COUNT },
            Some(Until::Day(day)) => Ends::On {
                date: day.to_string(),
            },
            Some(Until::Times(count)) => Ends::After { count },
            Some(Until::Weeks(weeks)) => Ends::On {
                date: first
                    .checked_add_days(Days::new(u64::from(weeks) * 7))?
                    .pred_opt()?
                    .to_string(),
            },
        };
        let repeat = Repeat {
            pattern: pattern.pattern.clone(),
            ends,
            left_out: Vec::new(),
        };
        Some((first, repeat))
    }
}

/// How something comes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Again {
    pub(super) pattern: Pattern,
    pub(super) ends: Option<Until>,
}

/// Until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Until {
    Day(NaiveDate),
    Times(u32),
    Weeks(u32),
}

/// `every mon`, `every tue and thu`, `weekdays`, `daily`, `every 2 weeks`, `fortnightly`, `monthly`.
pub(super) fn pattern_of(text: &str) -> Option<Pattern> {
    let weekly = |every| Pattern::Weekly {
        every,
        days: Vec::new(),
    };
    Some(match text {
        "daily" | "every day" | "each day" => Pattern::Daily,
        "weekdays" | "every weekday" | "each weekday" => Pattern::Weekdays,
        "weekly" | "every week" | "each week" => weekly(1),
        "fortnightly" | "every other week" | "every fortnight" | "biweekly" => weekly(2),
        "monthly" | "every month" | "each month" => Pattern::MonthlyByDate,
        _ => {
            let rest = text
                .strip_prefix("every ")
                .or_else(|| text.strip_prefix("each "))?;
            if let Some(count) = rest.strip_suffix(" weeks") {
                let every = count
                    .parse()
                    .ok()
                    .filter(|every| (1..=52).contains(every))?;
                return Some(weekly(every));
            }
            let (rest, every) = match rest.strip_prefix("other ") {
                Some(rest) => (rest, 2),
                None => (rest, 1),
            };
            let mut days = Vec::new();
            for word in rest
                .split(' ')
                .filter(|word| !matches!(*word, "and" | "&" | "+"))
            {
                let day = weekday_of(word)?.number_from_monday();
                let day = u8::try_from(day).ok()?;
                if !days.contains(&day) {
                    days.push(day);
                }
            }
            if days.is_empty() {
                return None;
            }
            days.sort_unstable();
            Pattern::Weekly { every, days }
        }
    })
}

/// `for 5 weeks`, `5 times`, `x5`: how often what repeats does.
pub(super) fn times_of(text: &str) -> Option<Until> {
    let number = |text: &str| text.parse().ok().filter(|count| (1..=999).contains(count));
    if let Some(count) = text.strip_suffix(" times") {
        return number(count.trim()).map(Until::Times);
    }
    if let Some(count) = text.strip_prefix('x').filter(|rest| rest.len() < 4) {
        return number(count).map(Until::Times);
    }
    let weeks = text.strip_prefix("for ")?;
    let weeks = weeks
        .strip_suffix(" weeks")
        .or_else(|| weeks.strip_suffix(" week"))?;
    number(weeks).map(Until::Weeks)
}

/// How many days `for 3 days` lasts.
pub(super) fn day_count(text: &str) -> Option<u64> {
    let days = text.strip_prefix("for ")?;
    let days = days
        .strip_suffix(" days")
        .or_else(|| days.strip_suffix(" day"))?;
    days.parse().ok().filter(|days| (1..=366).contains(days))
}

/// A weekday by its English name, or what it is shortened to: at least three letters.
pub(super) fn weekday_of(word: &str) -> Option<Weekday> {
    const NAMES: [(&str, Weekday); 7] = [
        ("monday", Weekday::Mon),
        ("tuesday", Weekday::Tue),
        ("wednesday", Weekday::Wed),
        ("thursday", Weekday::Thu),
        ("friday", Weekday::Fri),
        ("saturday", Weekday::Sat),
        ("sunday", Weekday::Sun),
    ];
    if word.len() < 3 {
        return None;
    }
    let plural = word.strip_suffix("days").map(|day| format!("{day}day"));
    let word = plural.as_deref().unwrap_or(word);
    if word == "weds" {
        return Some(Weekday::Wed);
    }
    NAMES
        .iter()
        .find(|(name, _)| name.starts_with(word))
        .map(|(_, day)| *day)
}
