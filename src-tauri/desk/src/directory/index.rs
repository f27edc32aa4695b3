//! Everybody, in memory, found by any part of what is known of them.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use doorflow::PersonId;

use super::query::Query;
use super::segment::{Segment, order};
use super::{Answer, Entry, marks};

/// With fewer people found than this, those are looked for whom a word with one slip may mean.
const FEW: usize = 5;

/// So many segments of about one size become one.
const FAN: usize = 8;

/// The local copy of the people, with its search index.
///
/// A person is found by any part of their first or last name, in any order and without regard to case, accents, hyphens and
/// apostrophes; by e-mail, department, job title and system id; by the digits of a phone number in any grouping. A whole word comes
/// before the beginning of one, that before a part of one; the name before other fields; people who are disabled come last. When few
/// are found, one slip in a word of four letters or more is forgiven. With nothing to search for it is everybody, by name.
///
/// People come in segments, each with an index of its own. What is new makes a small segment, and segments of one size are made one
/// when there are many: a pull of a hundred thousand people in pages indexes each person a few times, not a thousand times.
#[derive(Debug, Default)]
pub struct Directory {
    /// By the number that each was given when it was made.
    segments: BTreeMap<u32, Segment>,
    /// The number of the next segment.
    next: u32,
    /// Where each person is: the segment, and the place in it.
    places: HashMap<PersonId, (u32, u32)>,
}

impl Directory {
    /// Adds people, or takes the newer knowledge of those who are there.
    pub fn upsert(&mut self, entries: impl Iterator<Item = Entry>) {
        let mut news: HashMap<PersonId, Entry> = entries.map(|entry| (entry.id, entry)).collect();
        news.retain(|id, entry| self.get(*id) != Some(&*entry));
        if news.is_empty() {
            return;
        }
        for id in news.keys() {
            self.bury(*id);
        }
        self.add(news.into_values().collect());
        self.tidy();
    }

    /// Forgets people.
    pub fn remove(&mut self, ids: &[PersonId]) {
        for id in ids {
            self.bury(*id);
        }
        self.tidy();
    }

    /// Forgets everybody.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// How many people there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// How much memory it all takes, people and index, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let place = size_of::<(PersonId, (u32, u32))>() + 1;
        let segments: usize = self.segments.values().map(Segment::bytes).sum();
        segments + self.places.capacity() * 8 / 7 * place
    }

    /// What the directory knows of a person.
    #[must_use]
    pub fn get(&self, id: PersonId) -> Option<&Entry> {
        let (segment, slot) = self.places.get(&id)?;
        self.segments.get(segment)?.get(*slot)
    }

    /// The people whom `text` may mean, best first: those from `offset`, at most `limit`. `now` decides who is barred.
    ///
    /// The first 200 characters of `text` are considered.
    #[must_use]
    pub fn find(&self, text: &str, offset: usize, limit: usize, now: DateTime<Utc>) -> Answer {
        let query = Query::new(text);
        let mut with_slips = false;
        let mut found = self.search(&query, with_slips);
        if count(&found) < FEW && query.may_have_slip() {
            with_slips = true;
            found = self.search(&query, with_slips);
        }
        let total = count(&found);
        let page = self.page(found, offset, limit);
        Answer {
            text: text.to_owned(),
            hits: page
                .into_iter()
                .map(|entry| marks::hit(entry, &query, with_slips, now))
                .collect(),
            total: u32::try_from(total).unwrap_or(u32::MAX),
            people: u32::try_from(self.len()).unwrap_or(u32::MAX),
        }
    }

    /// What each segment finds.
    fn search(&self, query: &Query, with_slips: bool) -> Vec<Vec<u64>> {
        self.segments
            .values()
            .map(|segment| segment.search(query, with_slips))
            .collect()
    }

    /// The part of what was found that was asked for, in order.
    fn page(&self, mut found: Vec<Vec<u64>>, offset: usize, limit: usize) -> Vec<&Entry> {
        let wanted = offset.saturating_add(limit).min(count(&found));
        if offset >= wanted {
            return Vec::new();
        }
        for ranks in &mut found {
            if ranks.len() > wanted {
                ranks.select_nth_unstable(wanted);
                ranks.truncate(wanted);
            }
            ranks.sort_unstable();
        }
        let mut best: Vec<(u64, &Entry)> = Vec::new();
        let several = found.iter().filter(|ranks| !ranks.is_empty()).count() > 1;
        for (segment, ranks) in self.segments.values().zip(found) {
            let people = ranks.into_iter().filter_map(|packed| {
                let slot = u32::try_from(packed & u64::from(u32::MAX)).ok()?;
                Some((packed >> 32, segment.get(slot)?))
            });
            best.extend(people);
        }
        if several {
            best.sort_by_cached_key(|(rank, entry)| (*rank, order(entry), entry.id));
        }
        best.into_iter()
            .take(wanted)
            .skip(offset)
            .map(|(_, entry)| entry)
            .collect()
    }

    /// Makes a segment of people who are nowhere else.
    fn add(&mut self, entries: Vec<Entry>) {
        let segment = Segment::new(entries);
        let number = self.next;
        self.next += 1;
        self.places.extend(
            segment
                .people()
                .map(|(slot, entry)| (entry.id, (number, slot))),
        );
        self.segments.insert(number, segment);
    }

    fn bury(&mut self, id: PersonId) {
        if let Some((segment, slot)) = self.places.remove(&id)
            && let Some(segment) = self.segments.get_mut(&segment)
        {
            segment.bury(slot);
        }
    }

    /// Makes one segment of many of about one size, and builds anew what is mostly buried.
    fn tidy(&mut self) {
        let size = |segment: &Segment| segment.living.checked_ilog(FAN).unwrap_or(0);
        loop {
            let crowded = (0..usize::BITS)
                .find(|of| self.segments.values().filter(|it| size(it) == *of).count() >= FAN);
            let stale = |segment: &Segment| {
                segment.living * 2 < segment.places()
                    || crowded.is_some_and(|of| size(segment) <= of)
            };
            let old: Vec<Segment> = self
                .segments
                .extract_if(.., |_, segment| stale(segment))
                .map(|(_, it)| it)
                .collect();
            if old.is_empty() {
                return;
            }
            let people: Vec<Entry> = old.into_iter().flat_map(Segment::into_people).collect();
            if !people.is_empty() {
                self.add(people);
            }
        }
    }
}

/// How many were found in all.
fn count(found: &[Vec<u64>]) -> usize {
    found.iter().map(Vec::len).sum()
}
