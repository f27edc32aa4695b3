//! Words that say when: a day, a time, how long, and what comes again.

use super::super::answer::Kind;
use super::super::clock::{clock_of, minutes_of, range_of};
use super::super::days::{Again, Until, day_count, pattern_of, times_of, weekday_of};
use super::{NOON, Reader, Said, WORKING};
use crate::booking::TimeOfDay;

impl Reader<'_, '_> {
    /// Reads words as a time or a day.
    pub(super) fn when(&mut self, text: &str, at: usize, count: usize) -> bool {
        if [
            "pin",
            "with pin",
            "with a pin",
            "and pin",
            "and a pin",
            "+ pin",
            "+pin",
            "plus pin",
        ]
        .contains(&text)
        {
            self.said.pin = true;
            return self.claim(at, count, Kind::Pin);
        }
        self.again(text, at, count)
            || self.lasting(text, at, count)
            || self.hours(text, at, count)
            || self.day(text, at, count)
    }

    fn again(&mut self, text: &str, at: usize, count: usize) -> bool {
        if let Some(pattern) = pattern_of(text) {
            if self.said.again.is_some() {
                return self.twice(at, count);
            }
            self.said.again = Some(Again {
                pattern,
                ends: None,
            });
            return self.claim(at, count, Kind::Repeat);
        }
        let until = times_of(text).or_else(|| {
            let day = ["till ", "til ", "until ", "to "]
                .iter()
                .find_map(|word| text.strip_prefix(word))?;
            self.calendar.day(day).map(Until::Day)
        });
        let ends_already = self.has_last_day();
        let (Some(until), Some(again)) = (until, self.said.again.as_mut()) else {
            return false;
        };
        if ends_already {
            return self.twice(at, count);
        }
        again.ends = Some(until);
        self.claim(at, count, Kind::Repeat)
    }

    /// `in 20 min`, `now`, `for 2h`, `for 3 days`, `till 6`, `till fri`, `all day`.
    fn lasting(&mut self, text: &str, at: usize, count: usize) -> bool {
        let ahead = match text {
            "now" | "right now" | "from now" => Some(0),
            _ => text
                .strip_prefix("in ")
                .and_then(minutes_of)
                .filter(|minutes| *minutes <= 24 * 60),
        };
        if let Some(ahead) = ahead {
            let another_day = self
                .said
                .date
                .is_some_and(|date| date != self.calendar.today);
            if self.has_time() || another_day {
                return self.twice(at, count);
            }
            self.said.ahead = Some(ahead);
            return self.claim(at, count, Kind::When);
        }
        if let Some(minutes) = text.strip_prefix("for ").and_then(minutes_of) {
            if self.has_end() {
                return self.twice(at, count);
            }
            self.said.length = Some(minutes);
            return self.claim(at, count, Kind::When);
        }
        if let Some(days) = day_count(text) {
            if self.has_last_day() {
                return self.twice(at, count);
            }
            self.said.days = Some(days);
            return self.claim(at, count, Kind::When);
        }
        let of_hours = |from: i64, to: i64| {
            Some((
                TimeOfDay::after_midnight(from * 3600)?,
                TimeOfDay::after_midnight(to * 3600)?,
            ))
        };
        let part = match text {
            "all day" | "whole day" | "the whole day" | "all-day" => of_hours(WORKING.0, WORKING.1),
            "morning" | "in the morning" | "this morning" => of_hours(WORKING.0, NOON),
            "afternoon" | "in the afternoon" | "this afternoon" => of_hours(NOON + 1, WORKING.1),
            _ => None,
        };
        if let Some(part) = part {
            if self.has_time() || self.has_end() {
                return self.twice(at, count);
            }
            self.said.range = Some(part);
            if text.starts_with("this") && self.said.date.is_none() {
                self.said.date = Some(self.calendar.today);
            }
            return self.claim(at, count, Kind::When);
        }
        let end = ["till ", "til ", "until ", "by "]
            .iter()
            .find_map(|word| text.strip_prefix(word));
        let Some(end) = end else {
            return false;
        };
        if let Some(clock) = clock_of(end, true) {
            if self.has_end() {
                return self.twice(at, count);
            }
            self.said.to = Some(clock);
            return self.claim(at, count, Kind::When);
        }
        if let Some(day) = self.calendar.day(end) {
            if self.has_last_day() {
                return self.twice(at, count);
            }
            self.said.last = Some(day);
            self.said.last_weekday = weekday_of(end);
            return self.claim(at, count, Kind::When);
        }
        false
    }

    fn hours(&mut self, text: &str, at: usize, count: usize) -> bool {
        let plain = text
            .strip_prefix("at ")
            .or_else(|| text.strip_prefix('@'))
            .map(str::trim_start);
        if let Some((from, to)) = range_of(plain.unwrap_or(text)) {
            if self.has_time() || self.has_end() {
                return self.twice(at, count);
            }
            self.said.range = Some((from, to));
            return self.claim(at, count, Kind::When);
        }
        // Groups of digits are a phone number.
        let digits = |at: Option<usize>| {
            let word = at.and_then(|at| self.words.get(at));
            word.is_some_and(|word| word.low.bytes().all(|it| it.is_ascii_digit() || it == b'+'))
        };
        if digits(Some(at)) && (digits(at.checked_sub(1)) || digits(Some(at + 1))) {
            return false;
        }
        let started = plain.or_else(|| text.strip_prefix("from "));
        if let Some(clock) = clock_of(started.unwrap_or(text), started.is_some()) {
            if self.has_time() {
                return self.twice(at, count);
            }
            self.said.from = Some(clock);
            return self.claim(at, count, Kind::When);
        }
        false
    }

    fn day(&mut self, text: &str, at: usize, count: usize) -> bool {
        let said = |said: &Said| said.date.is_some() || said.ahead.is_some();
        if let Some((first, last)) = self.calendar.days(text) {
            if said(self.said) || self.has_last_day() {
                return self.twice(at, count);
            }
            (self.said.date, self.said.last) = (Some(first), Some(last));
            return self.claim(at, count, Kind::When);
        }
        if let Some(day) = self.calendar.day(text) {
            let from_now = self.said.date.is_none() && day == self.calendar.today;
            if said(self.said) && !from_now {
                return self.twice(at, count);
            }
            self.said.date = Some(day);
            return self.claim(at, count, Kind::When);
        }
        false
    }

    /// A number alone is the start, where a day was named and no time.
    pub(super) fn bare_time(&mut self, kept: &[bool]) {
        let said = &*self.said;
        let of_a_visit =
            said.date.is_some() || said.again.is_some() || !said.spots.is_empty() || self.has_end();
        if self.has_time() || !of_a_visit {
            return;
        }
        let claimed = |at: usize| {
            self.said
                .claims
                .iter()
                .any(|claim| (claim.from..claim.to).contains(&at))
        };
        let found = (0..self.words.len()).find_map(|at| {
            let counts = at > 0 && ["for", "in", "x"].contains(&self.words[at - 1].low.as_str());
            let free = !counts && !kept[at] && !self.words[at].quoted && !claimed(at);
            Some((at, clock_of(&self.words[at].low, true).filter(|_| free)?))
        });
        if let Some((at, clock)) = found {
            self.said.from = Some(clock);
            self.claim(at, 1, Kind::When);
        }
    }
}
