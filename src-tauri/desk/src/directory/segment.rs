//! People indexed together: they are in order of their names, and do not change but to be buried.

use super::Entry;
use super::fold::Folded;
use super::lexicon::{Gathering, Lexicon};
use super::query::{Query, Token};

/// Some of the people, with an index of their own.
#[derive(Debug)]
pub(super) struct Segment {
    /// In order of their names; nothing where somebody was forgotten, or is known anew elsewhere.
    entries: Vec<Option<Entry>>,
    /// The same in a byte each, for going over all of them quickly.
    standing: Vec<Standing>,
    /// First and last names.
    names: Lexicon,
    /// Everything else that can be searched.
    others: Lexicon,
    /// How many are left.
    pub(super) living: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Enabled,
    Disabled,
    Gone,
}

/// How well a word of the query fits a person; less is better, and the words' sum ranks the person.
mod fit {
    pub(super) const NAME: u8 = 0;
    pub(super) const NAME_BEGINNING: u8 = 1;
    pub(super) const NAME_PART: u8 = 2;
    pub(super) const OTHER: u8 = 3;
    pub(super) const OTHER_BEGINNING: u8 = 4;
    pub(super) const OTHER_PART: u8 = 5;
    pub(super) const NAME_WITH_SLIP: u8 = 6;
    pub(super) const NOT_AT_ALL: u8 = u8::MAX;
}

/// Added to the rank of people whom DoorFlow lets in nowhere: they come last.
const DISABLED: u32 = 1 << 24;

impl Segment {
    /// Indexes people, each of whom is there once.
    pub(super) fn new(entries: Vec<Entry>) -> Self {
        let mut keyed: Vec<(String, Entry)> = entries
            .into_iter()
            .map(|entry| (order(&entry), entry))
            .collect();
        keyed.sort_unstable_by(|one, other| {
            one.0.cmp(&other.0).then_with(|| one.1.id.cmp(&other.1.id))
        });
        let (mut names, mut others) = (Gathering::default(), Gathering::default());
        let mut folded = Folded::default();
        for (slot, (_, entry)) in (0_u32..).zip(&keyed) {
            for text in [&entry.first_name, &entry.last_name] {
                folded.refill(text);
                names.add(&folded, slot);
            }
            for text in [
                &entry.email,
                &entry.department,
                &entry.job_title,
                &entry.system_id,
            ] {
                folded.refill(text);
                others.add(&folded, slot);
            }
            for text in [&entry.mobile, &entry.telephone] {
                others.add(&Folded::digits(text), slot);
            }
        }
        let standing = |(_, entry): &(String, Entry)| {
            if entry.enabled {
                Standing::Enabled
            } else {
                Standing::Disabled
            }
        };
        Self {
            standing: keyed.iter().map(standing).collect(),
            living: keyed.len(),
            entries: keyed.into_iter().map(|(_, entry)| Some(entry)).collect(),
            names: names.finish(),
            others: others.finish(),
        }
    }

    /// How many places there are, of the living and the buried.
    pub(super) fn places(&self) -> usize {
        self.entries.len()
    }

    /// How much memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let entries = self.entries.capacity() * size_of::<Option<Entry>>();
        let texts: usize = self.people().map(|(_, entry)| entry.heap()).sum();
        entries + texts + self.standing.capacity() + self.names.bytes() + self.others.bytes()
    }

    /// Who is at a place.
    pub(super) fn get(&self, slot: u32) -> Option<&Entry> {
        self.entries.get(slot as usize)?.as_ref()
    }

    /// Everybody, with their places.
    pub(super) fn people(&self) -> impl Iterator<Item = (u32, &Entry)> {
        (0_u32..)
            .zip(&self.entries)
            .filter_map(|(slot, entry)| Some((slot, entry.as_ref()?)))
    }

    /// Everybody, for another segment.
    pub(super) fn into_people(self) -> impl Iterator<Item = Entry> {
        self.entries.into_iter().flatten()
    }

    /// Forgets whoever is at a place.
    pub(super) fn bury(&mut self, slot: u32) {
        if let Some(entry) = self.entries.get_mut(slot as usize)
            && entry.take().is_some()
        {
            self.standing[slot as usize] = Standing::Gone;
            self.living -= 1;
        }
    }

    /// Everybody whom the query may mean, unsorted: the rank in the upper half, the place in the lower, so that numbers sort by rank
    /// and then by name.
    pub(super) fn search(&self, query: &Query, with_slips: bool) -> Vec<u64> {
        if query.is_empty() {
            return self.people().map(|(slot, _)| u64::from(slot)).collect();
        }
        let mut best: Vec<Option<u16>> = vec![None; self.places()];
        for reading in query.readings.iter().filter(|reading| !reading.is_empty()) {
            self.search_reading(reading, with_slips, &mut best);
        }
        let rank = |(slot, (best, standing)): (u64, (&Option<u16>, &Standing))| {
            let rank = u32::from((*best)?);
            match standing {
                Standing::Enabled => Some(u64::from(rank) << 32 | slot),
                Standing::Disabled => Some(u64::from(rank + DISABLED) << 32 | slot),
                Standing::Gone => None,
            }
        };
        (0_u64..)
            .zip(best.iter().zip(&self.standing))
            .filter_map(rank)
            .collect()
    }

    /// Takes over the sums of people who fit every word, where they are better than what was known.
    fn search_reading(&self, words: &[Token], with_slips: bool, best: &mut [Option<u16>]) {
        let mut sums: Vec<Option<u16>> = vec![Some(0); self.places()];
        let mut fits = vec![fit::NOT_AT_ALL; self.places()];
        for word in words {
            fits.fill(fit::NOT_AT_ALL);
            self.fit(word, with_slips, &mut fits);
            let mut any = false;
            for (sum, fit) in sums.iter_mut().zip(&fits) {
                *sum = match sum {
                    Some(sum) if *fit != fit::NOT_AT_ALL => Some(*sum + u16::from(*fit)),
                    _ => None,
                };
                any |= sum.is_some();
            }
            if !any {
                return;
            }
        }
        for (best, sum) in best.iter_mut().zip(&sums) {
            *best = match (*best, *sum) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
    }

    /// How well one word fits each person.
    fn fit(&self, word: &Token, with_slips: bool, fits: &mut [u8]) {
        let mut mark = |people: &[u32], fit: u8| {
            for slot in people {
                let known = &mut fits[*slot as usize];
                *known = fit.min(*known);
            }
        };
        let token = word.text.as_str();
        self.names.beginning(token, |text, whole| {
            mark(
                self.names.people(text),
                if whole {
                    fit::NAME
                } else {
                    fit::NAME_BEGINNING
                },
            );
        });
        self.others.beginning(token, |text, whole| {
            if whole {
                mark(self.others.people(text), fit::OTHER);
            } else if word.may_be_inside() {
                mark(self.others.people(text), fit::OTHER_BEGINNING);
            }
        });
        if word.may_be_inside() {
            self.names
                .containing(token, |text| mark(self.names.people(text), fit::NAME_PART));
            self.others.containing(token, |text| {
                mark(self.others.people(text), fit::OTHER_PART);
            });
        }
        if with_slips && word.may_have_slip() {
            self.names.nearly(token, |text| {
                mark(self.names.people(text), fit::NAME_WITH_SLIP);
            });
        }
    }
}

/// What people are ordered by: the first name, then the last, folded; then both as they are written.
pub(super) fn order(entry: &Entry) -> String {
    let folded = |text: &str| Folded::new(text).words();
    let name = entry.name();
    if entry.first_name.trim().is_empty() && entry.last_name.trim().is_empty() {
        return format!("{}\u{1}\u{1}{name}", folded(&name));
    }
    format!(
        "{}\u{1}{}\u{1}{name}",
        folded(&entry.first_name),
        folded(&entry.last_name)
    )
}
