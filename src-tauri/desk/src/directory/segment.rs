//! People indexed together: they are in order of their names, and do not change but to be buried.

use std::collections::HashSet;

use doorflow::PersonId;

use super::Entry;
use super::fold::Folded;
use super::gather::{Gathered, gather};
use super::ids::Ids;
use super::kept::Kept;
use super::lexicon::Lexicon;
use super::phones::Phones;

/// Some of the people, with an index of their own.
#[derive(Debug)]
pub(super) struct Segment {
    /// In order of their names.
    pub(super) kept: Kept,
    /// Everybody's id, in order, and their place.
    ids: Ids,
    places: Vec<u32>,
    /// What decides about each but for the words.
    pub(super) standing: Vec<Standing>,
    /// First and last names.
    pub(super) names: Lexicon,
    /// E-mail, department, job title and system id.
    pub(super) others: Lexicon,
    pub(super) phones: Phones,
    /// How many are left.
    pub(super) living: usize,
}

/// What is kept of everybody, in two bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Standing {
    /// Letters of the name, 255 at most.
    pub(super) letters: u8,
    bits: u8,
}

impl Standing {
    const DISABLED: u8 = 1;
    /// Forgotten, or known anew elsewhere.
    const GONE: u8 = 2;
    /// Booked here lately.
    const LATELY: u8 = 4;

    fn new(letters: u8, disabled: bool, lately: bool) -> Self {
        let disabled = if disabled { Self::DISABLED } else { 0 };
        let lately = if lately { Self::LATELY } else { 0 };
        let bits = disabled | lately;
        Self { letters, bits }
    }

    pub(super) fn is_disabled(self) -> bool {
        self.bits & Self::DISABLED != 0
    }

    pub(super) fn is_gone(self) -> bool {
        self.bits & Self::GONE != 0
    }

    pub(super) fn was_booked_lately(self) -> bool {
        self.bits & Self::LATELY != 0
    }
}

impl Segment {
    /// Indexes people, each of whom is there once. `lately` are those who were booked here.
    pub(super) fn new(entries: &[Entry], lately: &HashSet<PersonId>) -> Self {
        let Gathered {
            kept,
            letters,
            names,
            others,
            phones,
        } = gather(entries);
        let mut segment = Self {
            ids: Ids::new(&[]),
            places: Vec::new(),
            standing: Vec::with_capacity(entries.len()),
            living: entries.len(),
            kept,
            names,
            others,
            phones,
        };
        let mut places: Vec<(PersonId, u32)> = Vec::with_capacity(entries.len());
        for (slot, letters) in (0..).zip(letters) {
            let Some(id) = segment.kept.id(slot) else {
                continue;
            };
            places.push((id, slot));
            let disabled = !segment.kept.is_enabled(slot);
            let standing = Standing::new(letters, disabled, lately.contains(&id));
            segment.standing.push(standing);
        }
        places.sort_unstable();
        let ids: Vec<PersonId> = places.iter().map(|(id, _)| *id).collect();
        segment.ids = Ids::new(&ids);
        // Not in the memory of what it is made from, which is four times as long.
        segment.places = places.iter().map(|(_, slot)| *slot).collect();
        segment
    }

    /// How many there are, of the living and the buried.
    pub(super) fn len(&self) -> usize {
        self.standing.len()
    }

    /// How much memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let ids = self.ids.bytes() + self.places.capacity() * 4;
        let standing = self.standing.capacity() * size_of::<Standing>();
        let words = self.names.bytes() + self.others.bytes() + self.phones.bytes();
        self.kept.bytes() + ids + standing + words
    }

    /// Where a person is, unless they are buried.
    pub(super) fn place(&self, id: PersonId) -> Option<u32> {
        let slot = self.places[self.ids.place(id)?];
        (!self.standing[slot as usize].is_gone()).then_some(slot)
    }

    /// Who is at a place.
    pub(super) fn get(&self, slot: u32) -> Option<Entry> {
        self.kept.get(slot)
    }

    /// The places of the living.
    pub(super) fn slots(&self) -> impl Iterator<Item = u32> {
        let living = |(slot, standing): (u32, &Standing)| (!standing.is_gone()).then_some(slot);
        (0..).zip(&self.standing).filter_map(living)
    }

    /// Everybody, for another segment.
    pub(super) fn people(&self) -> impl Iterator<Item = Entry> {
        self.slots().filter_map(|slot| self.get(slot))
    }

    /// Forgets whoever is at a place.
    pub(super) fn bury(&mut self, slot: u32) {
        if let Some(standing) = self.standing.get_mut(slot as usize)
            && !standing.is_gone()
        {
            standing.bits |= Standing::GONE;
            self.living -= 1;
        }
    }

    /// Knows that whoever is at a place was booked here.
    pub(super) fn booked(&mut self, slot: u32) {
        if let Some(standing) = self.standing.get_mut(slot as usize) {
            standing.bits |= Standing::LATELY;
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
