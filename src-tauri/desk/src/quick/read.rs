//! A text as a booking: which words say when and where, and which are left for the name. Pure; of people it knows nothing.

use chrono::{DateTime, NaiveDate, Utc};

use super::answer::Kind;
use super::clock::{Clock, clock_of, minutes_of, range_of};
use super::days::{Again, Calendar, Until, day_count, pattern_of, times_of};
use super::sayings::may_say;
use super::spots::{Fit, LONGEST_NAME, Named, Spot, Spots};
use super::words::Word;
use crate::booking::{Field, Problem, ProblemCode, TimeOfDay};
use crate::import::DateOrder;
use crate::zone::AccountZone;

/// The hours of `all day`, `morning` and `afternoon`.
pub(super) const WORKING: (i64, i64) = (9, 17);
const NOON: i64 = 12;
/// As many words in a row may say one thing.
const LONGEST_SAYING: usize = 8;

/// Where and when a text is typed.
#[derive(Clone, Copy, Debug)]
pub struct Here<'a> {
    /// This moment.
    pub now: DateTime<Utc>,
    /// The account's zone: all days and times are of it.
    pub zone: AccountZone,
    /// What `5/12` is.
    pub order: DateOrder,
    /// The doors and groups.
    pub spots: &'a Spots,
}

/// What some words in a row were taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    /// The first word.
    pub(super) from: usize,
    /// One past the last.
    pub(super) to: usize,
    pub(super) kind: Kind,
    /// It is words that may be somebody's name as well.
    pub(super) may_be_name: bool,
}

/// What was said.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) claims: Vec<Claim>,
    pub(super) date: Option<NaiveDate>,
    pub(super) last: Option<NaiveDate>,
    pub(super) from: Option<Clock>,
    pub(super) to: Option<Clock>,
    pub(super) range: Option<(TimeOfDay, TimeOfDay)>,
    /// Minutes from now.
    pub(super) ahead: Option<i64>,
    /// Minutes.
    pub(super) length: Option<i64>,
    /// Days.
    pub(super) days: Option<u64>,
    pub(super) again: Option<Again>,
    pub(super) pin: bool,
    pub(super) spots: Vec<Spot>,
    /// Why words that name places are not understood.
    pub(super) unclear: Vec<Problem>,
}

/// Reads what can be read. Words that are `kept` for the name are passed over.
pub(super) fn read(words: &[Word], kept: &[bool], by: Here<'_>) -> Said {
    let mut said = Said::default();
    let calendar = Calendar {
        today: by.zone.day_of(by.now),
        order: by.order,
    };
    let mut reader = Reader {
        words,
        may_say: words.iter().map(may_say).collect(),
        may_place: words
            .iter()
            .map(|word| by.spots.may_hold(&word.folded))
            .collect(),
        calendar,
        by,
        said: &mut said,
    };
    let mut at = 0;
    while at < words.len() {
        let free = kept[at..].iter().take_while(|kept| !**kept).count();
        at += reader.saying(at, free).unwrap_or(1).max(1);
    }
    reader.bare_time(kept);
    said
}

struct Reader<'a, 'b> {
    words: &'a [Word],
    /// For each word, whether it can be part of what says when, or where.
    may_say: Vec<bool>,
    may_place: Vec<bool>,
    calendar: Calendar,
    by: Here<'a>,
    said: &'b mut Said,
}

impl Reader<'_, '_> {
    /// Reads what begins at a word; answers how many words it took.
    fn saying(&mut self, at: usize, free: usize) -> Option<usize> {
        if free == 0 {
            return None;
        }
        if self.words[at].quoted {
            return self.place(at, 1);
        }
        let unquoted = self.words[at..]
            .iter()
            .take(free)
            .take_while(|word| !word.quoted)
            .count();
        let most = unquoted.min(LONGEST_SAYING);
        let run = |may: &[bool]| may[at..].iter().take(most).take_while(|may| **may).count();
        let says = run(&self.may_say);
        // What leads to a place need be no part of its name.
        let places = if self.leads(at) {
            most
        } else {
            run(&self.may_place)
        };
        for count in (1..=says.max(places)).rev() {
            if count <= says && self.when(&self.text(at, count), at, count) {
                return Some(count);
            }
            if count <= places && self.place(at, count).is_some() {
                return Some(count);
            }
        }
        self.unclear_place(at, unquoted)
    }

    /// Some words in small letters.
    fn text(&self, at: usize, count: usize) -> String {
        let words: Vec<&str> = self.words[at..at + count]
            .iter()
            .map(|word| word.low.as_str())
            .collect();
        words.join(" ")
    }

    fn claim(&mut self, at: usize, count: usize, kind: Kind) -> bool {
        let letters = |word: &Word| {
            word.low
                .chars()
                .all(|letter| letter.is_alphabetic() || matches!(letter, '\'' | '’' | '-'))
        };
        let words = &self.words[at..at + count];
        let may_be_name = words.iter().all(|word| letters(word) && !word.quoted);
        self.said.claims.push(Claim {
            from: at,
            to: at + count,
            kind,
            may_be_name,
        });
        true
    }

    /// Said a second time, it is not understood.
    fn twice(&mut self, at: usize, count: usize) -> bool {
        self.claim(at, count, Kind::Unknown)
    }

    /// Whether a last day was said, or when what comes again ends.
    fn has_last_day(&self) -> bool {
        let said = &self.said;
        let again_ends = said.again.as_ref().is_some_and(|it| it.ends.is_some());
        said.last.is_some() || said.days.is_some() || again_ends
    }

    fn has_time(&self) -> bool {
        let said = &self.said;
        said.range.is_some() || said.from.is_some() || said.ahead.is_some()
    }

    fn has_end(&self) -> bool {
        let said = &self.said;
        said.range.is_some() || said.to.is_some() || said.length.is_some()
    }

    /// Reads words as a time or a day.
    fn when(&mut self, text: &str, at: usize, count: usize) -> bool {
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

    fn named(&self, at: usize, count: usize) -> Named {
        let words = &self.words[at..at + count];
        // In quotation marks several words are one.
        if !words[0].quoted && !self.may_place[at..at + count].iter().all(|may| *may) {
            return Named::Nothing;
        }
        let folded: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
        self.by.spots.named(&folded, words[0].quoted)
    }

    /// Whether a word is one of those that may stand before a place.
    fn leads(&self, at: usize) -> bool {
        ["at", "via", "by", "through", "in", "to", "the"].contains(&self.words[at].low.as_str())
    }

    fn place(&mut self, at: usize, count: usize) -> Option<usize> {
        let led = count > 1 && self.leads(at);
        let (from, of) = if led {
            (at + 1, count - 1)
        } else {
            (at, count)
        };
        if of > LONGEST_NAME || self.words[from].quoted && of > 1 {
            return None;
        }
        let Named::One(spot, fit) = self.named(from, of) else {
            return None;
        };
        // One word that only begins a name is as likely the beginning of a person's.
        let may_be_name = of == 1 && fit == Fit::Beginnings;
        let is_door = |spot: &Spot| matches!(spot, Spot::Door(_));
        let mixed = self
            .said
            .spots
            .first()
            .is_some_and(|first| is_door(first) != is_door(&spot));
        let kind = if mixed {
            self.unclear(ProblemCode::DoorsAndGroups, from, of);
            Kind::Unclear
        } else {
            if !self.said.spots.contains(&spot) {
                self.said.spots.push(spot);
            }
            Kind::Where
        };
        self.claim(at, count, kind);
        if let Some(claim) = self.said.claims.last_mut() {
            claim.may_be_name &= may_be_name || of == 1;
        }
        Some(count)
    }

    /// Words that name several places, where they are whole words of their names.
    fn unclear_place(&mut self, at: usize, free: usize) -> Option<usize> {
        let count = (1..=free.min(LONGEST_NAME)).rev().find(
            |count| matches!(self.named(at, *count), Named::Several(fit) if fit != Fit::Beginnings),
        )?;
        self.unclear(ProblemCode::SeveralPlaces, at, count);
        self.claim(at, count, Kind::Unclear);
        Some(count)
    }

    fn unclear(&mut self, code: ProblemCode, at: usize, count: usize) {
        let typed: Vec<&str> = self.words[at..at + count]
            .iter()
            .map(|word| word.typed.as_str())
            .collect();
        let why = Problem {
            field: Field::Place,
            code,
            subject: typed.join(" "),
        };
        if !self.said.unclear.contains(&why) {
            self.said.unclear.push(why);
        }
    }

    /// A number alone is the start, where a day was named and no time.
    fn bare_time(&mut self, kept: &[bool]) {
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
