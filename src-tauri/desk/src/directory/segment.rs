//! People indexed together: they are in order of their names, and do not change but to be buried.

use std::collections::HashSet;

use doorflow::PersonId;

use super::Entry;
use super::fold::Folded;
use super::gather::{Gathered, gather};
use super::kept::Kept;
use super::lexicon::Lexicon;
use super::phones::Phones;
use super::query::{Query, Token};
use super::scratch::{Found, Scratch};

/// Some of the people, with an index of their own.
#[derive(Debug)]
pub(super) struct Segment {
    /// In order of their names.
    kept: Kept,
    /// Everybody's id, in order, and their place.
    ids: Vec<PersonId>,
    places: Vec<u32>,
    /// What decides about each but for the words.
    standing: Vec<Standing>,
    /// First and last names.
    names: Lexicon,
    /// E-mail, department, job title and system id.
    others: Lexicon,
    phones: Phones,
    /// How many are left.
    pub(super) living: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Standing {
    /// Letters of the name, 255 at most.
    letters: u8,
    disabled: bool,
    /// Forgotten, or known anew elsewhere.
    gone: bool,
    /// Booked here lately.
    lately: bool,
}

/// How far the search goes for somebody: each goes further than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// Words and their beginnings, and digits of phone numbers.
    Words,
    /// Any part of a name.
    Parts,
    /// One slip in a word of a name.
    Slip,
    /// Two slips in a long one.
    TwoSlips,
    /// Any part of anything.
    Anything,
}

impl Reach {
    /// How many slips in a word are looked past.
    pub(super) fn slips(self) -> usize {
        match self {
            Self::Words | Self::Parts => 0,
            Self::Slip => 1,
            Self::TwoSlips | Self::Anything => 2,
        }
    }
}

/// How well a word of the query fits a person; less is better, and the words' sum ranks the person.
mod fit {
    pub(super) const NAME: u8 = 0;
    pub(super) const NAME_BEGINNING: u8 = 1;
    pub(super) const OTHER: u8 = 2;
    pub(super) const OTHER_BEGINNING: u8 = 3;
    pub(super) const NAME_PART: u8 = 4;
    pub(super) const OTHER_PART: u8 = 5;
    /// All of a name but for a slip; two more for a second slip.
    pub(super) const NAME_WITH_SLIP: u8 = 6;
    pub(super) const NAME_BEGINNING_WITH_SLIP: u8 = 7;
}

/// The first and last place of [`Entry::texts`] that hold phone numbers.
const PHONES: std::ops::Range<usize> = 6..8;

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
            ids: Vec::new(),
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
            segment.standing.push(Standing {
                letters,
                disabled: !segment.kept.is_enabled(slot),
                gone: false,
                lately: lately.contains(&id),
            });
        }
        places.sort_unstable();
        segment.ids = places.iter().map(|(id, _)| *id).collect();
        segment.places = places.into_iter().map(|(_, slot)| slot).collect();
        segment
    }

    /// How many there are, of the living and the buried.
    pub(super) fn len(&self) -> usize {
        self.standing.len()
    }

    /// How much memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let ids = self.ids.capacity() * size_of::<PersonId>() + self.places.capacity() * 4;
        let standing = self.standing.capacity() * size_of::<Standing>();
        let words = self.names.bytes() + self.others.bytes() + self.phones.bytes();
        self.kept.bytes() + ids + standing + words
    }

    /// Where a person is, unless they are buried.
    pub(super) fn place(&self, id: PersonId) -> Option<u32> {
        let slot = self.places[self.ids.binary_search(&id).ok()?];
        (!self.standing[slot as usize].gone).then_some(slot)
    }

    /// Who is at a place.
    pub(super) fn get(&self, slot: u32) -> Option<Entry> {
        self.kept.get(slot)
    }

    /// The places of the living.
    fn slots(&self) -> impl Iterator<Item = u32> {
        let living = |(slot, standing): (u32, &Standing)| (!standing.gone).then_some(slot);
        (0..).zip(&self.standing).filter_map(living)
    }

    /// Everybody, for another segment.
    pub(super) fn people(&self) -> impl Iterator<Item = Entry> {
        self.slots().filter_map(|slot| self.get(slot))
    }

    /// Forgets whoever is at a place.
    pub(super) fn bury(&mut self, slot: u32) {
        if let Some(standing) = self.standing.get_mut(slot as usize)
            && !standing.gone
        {
            standing.gone = true;
            self.living -= 1;
        }
    }

    /// Knows that whoever is at a place was booked here.
    pub(super) fn booked(&mut self, slot: u32) {
        if let Some(standing) = self.standing.get_mut(slot as usize) {
            standing.lately = true;
        }
    }

    /// The best of those whom the query may mean, as many as are wanted, unsorted, and how many there are in all.
    pub(super) fn search(
        &self,
        query: &Query,
        reach: Reach,
        wanted: usize,
        scratch: &mut Scratch,
    ) -> Found {
        let mut found = Found::new(wanted);
        if query.is_empty() {
            found.total = self.living;
            found.best = self.slots().take(wanted).map(u64::from).collect();
            return found;
        }
        if let [reading] = &query.readings[..] {
            self.search_reading(reading, reach, scratch);
            for (slot, sum) in scratch.sums() {
                self.judge(slot, sum, query, reach, &mut found);
            }
            return found;
        }
        let mut all: Vec<(u32, u8)> = Vec::new();
        for reading in query.readings.iter().filter(|reading| !reading.is_empty()) {
            self.search_reading(reading, reach, scratch);
            all.extend(scratch.sums());
        }
        // By whichever reading fits best.
        all.sort_unstable();
        all.dedup_by_key(|(slot, _)| *slot);
        for (slot, sum) in all {
            self.judge(slot, sum, query, reach, &mut found);
        }
        found
    }

    /// Ranks somebody: those who may be booked, then by how well the words fit, then those whose whole name was typed, then those who
    /// were booked here lately, then by name.
    fn judge(&self, slot: u32, sum: u8, query: &Query, reach: Reach, found: &mut Found) {
        let standing = self.standing[slot as usize];
        if standing.gone {
            return;
        }
        let rest = match usize::from(standing.letters).abs_diff(query.letters) {
            0 if sum == 0 && self.is_named(slot, &query.together) => 0,
            0 => 1,
            // Slips leave a letter out, or bring one in.
            few @ (1 | 2) if reach.slips() > 0 => few + 1,
            _ => 4,
        };
        let first = u64::from(standing.disabled) << 16 | u64::from(sum) << 4 | rest as u64;
        let rank = first << 1 | u64::from(!standing.lately);
        found.push(rank << 32 | u64::from(slot));
    }

    /// Whether somebody's whole name is this, in either order.
    fn is_named(&self, slot: u32, together: &str) -> bool {
        let [first, last, ..] = self.kept.texts(slot).unwrap_or_default();
        let (first, last) = (Folded::new(first).text, Folded::new(last).text);
        let is = |one: &str, other: &str| together.strip_prefix(one) == Some(other);
        is(&first, &last) || is(&last, &first)
    }

    /// Sums up how well each person fits every word.
    fn search_reading(&self, words: &[Token], reach: Reach, scratch: &mut Scratch) {
        scratch.begin(self.len());
        // The word that fewest people have leaves the fewest for the others.
        let mut order: Vec<(usize, &Token)> =
            words.iter().map(|word| (self.share(word), word)).collect();
        order.sort_by_key(|(share, _)| *share);
        for (_, word) in order {
            self.fit(word, reach, |people, fit| scratch.mark(people, fit));
            if !scratch.sum_up() {
                return;
            }
        }
    }

    /// About how many people have a word.
    fn share(&self, word: &Token) -> usize {
        let people = |lexicon: &Lexicon| lexicon.people(lexicon.beginning(&word.text)).len();
        people(&self.names) + people(&self.others)
    }

    /// How well one word fits whom.
    fn fit(&self, word: &Token, reach: Reach, mut mark: impl FnMut(&[u32], u8)) {
        let token = word.text.as_str();
        if word.address {
            let (whole, beginning) = words(&self.others, token);
            mark(whole, fit::NAME);
            mark(beginning, fit::NAME_BEGINNING);
            return;
        }
        let (whole, beginning) = words(&self.names, token);
        mark(whole, fit::NAME);
        mark(beginning, fit::NAME_BEGINNING);
        self.fit_others(word, token, &mut mark);
        if word.is_number() {
            let significant = token.trim_start_matches('0');
            if significant.len() < token.len() && !significant.is_empty() {
                self.fit_others(word, significant, &mut mark);
            }
            mark(&self.dialled(token), fit::OTHER_PART);
        }
        if reach >= Reach::Parts && word.may_be_inside() {
            self.names.containing(token, |word| {
                mark(self.names.people(word..word + 1), fit::NAME_PART);
            });
        }
        let slips = word.slips(reach.slips());
        if slips > 0 {
            self.names.nearly(token, slips, |word, meant, whole| {
                let fit = if whole {
                    fit::NAME_WITH_SLIP
                } else {
                    fit::NAME_BEGINNING_WITH_SLIP
                };
                let fit = if meant.slips > 1 { fit + 2 } else { fit };
                mark(self.names.people(word..word + 1), fit);
            });
        }
        if reach == Reach::Anything && word.letters > 2 {
            self.others.containing(token, |word| {
                mark(self.others.people(word..word + 1), fit::OTHER_PART);
            });
        }
    }

    fn fit_others(&self, word: &Token, token: &str, mut mark: impl FnMut(&[u32], u8)) {
        let (whole, beginning) = words(&self.others, token);
        mark(whole, fit::OTHER);
        if word.may_be_inside() {
            mark(beginning, fit::OTHER_BEGINNING);
        }
    }

    /// The people with these digits in a phone number, in a row.
    fn dialled(&self, digits: &str) -> Vec<u32> {
        let mut people = self.phones.candidates(digits);
        if digits.len() > 3 {
            people.retain(|slot| {
                let texts = self.kept.texts(*slot).unwrap_or_default();
                texts[PHONES]
                    .iter()
                    .any(|phone| Folded::digits_alone(phone).contains(digits))
            });
        }
        people
    }
}

/// The people with a word, and those with a longer one that begins with it.
fn words<'a>(lexicon: &'a Lexicon, token: &str) -> (&'a [u32], &'a [u32]) {
    let words = lexicon.beginning(token);
    let mut longer = words.start;
    if !words.is_empty() && lexicon.is(words.start, token) {
        longer += 1;
    }
    (
        lexicon.people(words.start..longer),
        lexicon.people(longer..words.end),
    )
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
