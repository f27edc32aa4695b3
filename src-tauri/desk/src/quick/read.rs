//! A text as a booking: which words say when and where, and which are left for the name. Pure; of people it knows nothing.

mod places;
mod times;

use chrono::{DateTime, NaiveDate, Utc, Weekday};

use super::answer::Kind;
use super::clock::Clock;
use super::days::{Again, Calendar};
use super::sayings::may_say;
use super::spots::{Spot, Spots};
use super::words::Word;
use crate::booking::{Problem, TimeOfDay};
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
    /// By which the last day was named.
    pub(super) last_weekday: Option<Weekday>,
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
}
