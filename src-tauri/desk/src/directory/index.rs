//! Everybody, in memory, found by any part of what is known of them.

mod beside;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Mutex;

use chrono::{DateTime, Utc};
use doorflow::PersonId;

use super::look::{Look, Reach};
use super::query::Query;
use super::scratch::{Found, Scratch};
use super::segment::{Segment, order};
use super::{Answer, Entry, marks};

/// With fewer people found by the beginnings of words than this, those are looked for too who have a word somewhere inside.
const SOME: usize = 50;

/// With fewer people found than this, those are looked for too whom a word with a slip may mean.
const FEW: usize = 5;

/// So many segments of about one size become one.
const FAN: usize = 8;

/// The local copy of the people, with its search index.
///
/// A person is found by any part of their first or last name, in any order and without regard to case, accents, hyphens and
/// apostrophes; by words of their e-mail, department, job title and system id and their beginnings; by the digits of a phone number in
/// any grouping. A whole word comes before the beginning of one, that before a part of one; the name before other fields; then those
/// whose whole name it is, and those who were booked here lately; people who are disabled come last. When few are found, slips are
/// forgiven: one in a word of four letters or more, two in one of eight. With nothing to search for it is everybody, by name.
///
/// People come in segments, each with an index of its own. What is new makes a small segment, and segments of one size are made one
/// when there are many: a pull of a hundred thousand people in pages indexes each person a few times, not a thousand times.
#[derive(Debug, Default)]
pub struct Directory {
    /// By the number that each was given when it was made.
    segments: BTreeMap<u32, Segment>,
    /// The number of the next segment.
    next: u32,
    /// How many people there are.
    living: usize,
    /// Who was booked here lately.
    lately: HashSet<PersonId>,
    /// What one search at a time needs.
    scratch: Mutex<Scratch>,
    /// How often everybody was forgotten.
    era: u64,
}

impl Directory {
    /// Adds people, or takes the newer knowledge of those who are there.
    pub fn upsert(&mut self, entries: impl Iterator<Item = Entry>) {
        let mut news = once_each(entries);
        if !self.is_empty() {
            news.retain(|entry| self.get(entry.id).as_ref() != Some(entry));
            for entry in &news {
                self.bury(entry.id);
            }
        }
        if !news.is_empty() {
            self.add(&news);
            self.tidy();
        }
    }

    /// Forgets people.
    pub fn remove(&mut self, ids: &[PersonId]) {
        for id in ids {
            self.bury(*id);
        }
        self.tidy();
    }

    /// Knows that people were booked here lately: of those whom a text fits as well, they come first.
    pub fn booked(&mut self, ids: impl IntoIterator<Item = PersonId>) {
        for id in ids {
            if !self.lately.insert(id) {
                continue;
            }
            for segment in self.segments.values_mut() {
                if let Some(slot) = segment.place(id) {
                    segment.booked(slot);
                }
            }
        }
    }

    /// Forgets everybody.
    pub fn clear(&mut self) {
        *self = Self {
            era: self.era + 1,
            ..Self::default()
        };
    }

    /// How many people there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.living
    }

    /// Whether there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.living == 0
    }

    /// How much memory it all takes, people, index and what a search needs meanwhile, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let lately = self.lately.capacity() * (size_of::<PersonId>() + 1);
        let scratch = self.scratch.try_lock().map_or(0, |it| it.bytes());
        self.segments.values().map(Segment::bytes).sum::<usize>() + lately + scratch
    }

    /// What the directory knows of a person.
    #[must_use]
    pub fn get(&self, id: PersonId) -> Option<Entry> {
        self.segments
            .values()
            .find_map(|segment| segment.get(segment.place(id)?))
    }

    /// Whether there is such a person.
    pub(crate) fn knows(&self, id: PersonId) -> bool {
        self.segments
            .values()
            .any(|segment| segment.place(id).is_some())
    }

    /// Everybody, in no order.
    pub(super) fn everybody(&self) -> impl Iterator<Item = Entry> {
        self.segments.values().flat_map(Segment::people)
    }

    /// The people whom `text` may mean, best first: those from `offset`, at most `limit`. `now` decides who is barred.
    ///
    /// The first 200 characters of `text` are considered.
    #[must_use]
    pub fn find(&self, text: &str, offset: usize, limit: usize, now: DateTime<Utc>) -> Answer {
        let query = Query::new(text);
        let wanted = offset.saturating_add(limit).min(self.len());
        let (found, reach) = match self.scratch.try_lock() {
            Ok(mut scratch) => self.look(&query, wanted, &mut scratch),
            // Somebody else is searching at this moment.
            Err(_) => self.look(&query, wanted, &mut Scratch::default()),
        };
        let total = found.iter().map(|found| found.total).sum::<usize>();
        let page = self.page(found, offset, wanted);
        Answer {
            text: text.to_owned(),
            hits: page
                .iter()
                .map(|entry| marks::hit(entry, &query, reach.slips(), now))
                .collect(),
            total: u32::try_from(total).unwrap_or(u32::MAX),
            people: u32::try_from(self.len()).unwrap_or(u32::MAX),
        }
    }

    /// What each segment finds, going as far as is needed; and how far that was.
    fn look(&self, query: &Query, wanted: usize, scratch: &mut Scratch) -> (Vec<Found>, Reach) {
        let mut search = |reach| -> (Vec<Found>, usize) {
            let each = |(number, segment): (&u32, &Segment)| {
                let look = Look {
                    segment,
                    number: *number,
                    query,
                    reach,
                };
                look.best(wanted, scratch)
            };
            let found: Vec<Found> = self.segments.iter().map(each).collect();
            let total = found.iter().map(|found| found.total).sum();
            (found, total)
        };
        let mut reach = Reach::Words;
        let (mut found, mut total) = search(reach);
        let next = match total {
            ..FEW if query.may_have_slips(1) => Some(Reach::Slip),
            ..SOME if query.has_letters() => Some(Reach::Parts),
            _ => None,
        };
        if let Some(next) = next {
            reach = next;
            (found, total) = search(reach);
        }
        let last = [
            (Reach::TwoSlips, query.may_have_slips(2)),
            (Reach::Anything, query.is_one_word()),
        ];
        for (next, makes_sense) in last {
            if total == 0 && makes_sense {
                reach = next;
                (found, total) = search(reach);
            }
        }
        scratch.shorten();
        (found, reach)
    }

    /// The part of what was found that was asked for, in order.
    fn page(&self, found: Vec<Found>, offset: usize, wanted: usize) -> Vec<Entry> {
        let several = found.iter().filter(|found| !found.best.is_empty()).count() > 1;
        let mut best: Vec<(u64, u32, &Segment)> = Vec::new();
        for (segment, found) in self.segments.values().zip(found) {
            let mut ranks = found.best;
            ranks.sort_unstable();
            ranks.truncate(wanted);
            best.extend(
                ranks
                    .into_iter()
                    .map(|packed| (packed >> 32, low(packed), segment)),
            );
        }
        let entry = |(_, slot, segment): (u64, u32, &Segment)| segment.get(slot);
        if !several {
            return best
                .into_iter()
                .take(wanted)
                .skip(offset)
                .filter_map(entry)
                .collect();
        }
        let mut people: Vec<(u64, Entry)> = best
            .into_iter()
            .filter_map(|it| Some((it.0, entry(it)?)))
            .collect();
        people.sort_by_cached_key(|(rank, entry)| (*rank, order(entry), entry.id));
        people
            .into_iter()
            .take(wanted)
            .skip(offset)
            .map(|(_, entry)| entry)
            .collect()
    }

    /// Makes a segment of people who are nowhere else.
    fn add(&mut self, entries: &[Entry]) {
        self.segments
            .insert(self.next, Segment::new(entries, &self.lately));
        self.next += 1;
        self.living += entries.len();
    }

    fn bury(&mut self, id: PersonId) {
        for segment in self.segments.values_mut() {
            if let Some(slot) = segment.place(id) {
                segment.bury(slot);
                self.living -= 1;
            }
        }
    }

    /// Makes one segment of many of about one size, and builds anew what is mostly buried.
    fn tidy(&mut self) {
        loop {
            let worn = self.worn();
            if worn.is_empty() {
                return;
            }
            let people = self.people_of(&worn);
            self.drop_segments(&worn);
            if !people.is_empty() {
                self.add(&people);
            }
        }
    }

    /// The segments that are to be made one.
    fn worn(&self) -> Vec<u32> {
        let size = |segment: &Segment| segment.living.checked_ilog(FAN).unwrap_or(0);
        let crowded = (0..usize::BITS)
            .find(|of| self.segments.values().filter(|it| size(it) == *of).count() >= FAN);
        let stale = |segment: &Segment| {
            segment.living * 2 < segment.len() || crowded.is_some_and(|of| size(segment) <= of)
        };
        let worn = self.segments.iter().filter(|(_, segment)| stale(segment));
        worn.map(|(number, _)| *number).collect()
    }

    /// Everybody in these segments.
    fn people_of(&self, numbers: &[u32]) -> Vec<Entry> {
        let segments = numbers
            .iter()
            .filter_map(|number| self.segments.get(number));
        segments.flat_map(Segment::people).collect()
    }

    fn drop_segments(&mut self, numbers: &[u32]) {
        for number in numbers {
            let living = self.segments.remove(number).map_or(0, |it| it.living);
            self.living -= living;
        }
    }
}

/// Of two of one id the later one counts.
fn once_each(entries: impl Iterator<Item = Entry>) -> Vec<Entry> {
    let news: Vec<Entry> = entries.collect();
    if news.windows(2).all(|pair| pair[0].id < pair[1].id) {
        return news;
    }
    let latest: HashMap<PersonId, Entry> =
        news.into_iter().map(|entry| (entry.id, entry)).collect();
    latest.into_values().collect()
}

/// The place in a packed number.
fn low(packed: u64) -> u32 {
    u32::try_from(packed & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}
