//! Looking for people in one segment: how far, how well each word fits whom, and who is best.

use super::fold::Folded;
use super::lexicon::{Lexicon, WordId};
use super::meanings::{How, Meanings};
use super::query::{Query, Token};
use super::scratch::{Fits, Found, Scratch};
use super::segment::Segment;

/// How far the search goes for somebody: each goes further than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// Words and their beginnings, and digits of phone numbers.
    Words,
    /// Any part of a name, and initials.
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

/// Among fewer people than this, words are soon looked for again.
const MANY: usize = 2_000;

/// One look-up in one segment.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    pub(super) segment: &'a Segment,
    /// What tells this segment from others.
    pub(super) number: u32,
    pub(super) query: &'a Query,
    pub(super) reach: Reach,
}

impl Look<'_> {
    /// The best of those whom the query may mean, as many as are wanted, unsorted, and how many there are in all.
    pub(super) fn best(self, wanted: usize, scratch: &mut Scratch) -> Found {
        let (segment, query) = (self.segment, self.query);
        let mut found = Found::new(wanted);
        if query.is_empty() {
            found.total = segment.living;
            found.best = segment.slots().take(wanted).map(u64::from).collect();
            return found;
        }
        let Scratch {
            fits,
            best,
            meanings,
        } = scratch;
        let mut judge = Judge::new(self, &mut found);
        let initials = query.initials.as_ref();
        let initials = initials.filter(|_| self.reach >= Reach::Parts);
        if let ([reading], None) = (&query.readings[..], initials) {
            self.search(reading, fits, meanings, |slot, sum| judge.take(slot, sum));
            return found;
        }
        best.begin(segment.len());
        for reading in query.readings.iter().chain(initials) {
            self.search(reading, fits, meanings, |slot, sum| best.add(slot, sum));
        }
        for (slot, sum) in best.all() {
            judge.take(slot, sum);
        }
        found
    }

    /// Sums up how well each person fits every word.
    fn search(
        self,
        words: &[Token],
        fits: &mut Fits,
        meanings: &mut Meanings,
        mut each: impl FnMut(u32, u8),
    ) {
        let places = self.segment.len();
        if let [word] = words {
            fits.begin_alone(places);
            self.fit(word, meanings, |people, fit| {
                fits.alone(people, |slot| each(slot, fit));
            });
            return;
        }
        // The word that fewest people have leaves the fewest for the others; what takes long to look for may not be needed at all.
        let effort = |word: &Token| (word.slips(self.reach.slips()) > 1, self.share(word));
        let mut order: Vec<((bool, usize), &Token)> =
            words.iter().map(|word| (effort(word), word)).collect();
        order.sort_by_key(|(effort, _)| *effort);
        let [(_, first), between @ .., (_, last)] = &order[..] else {
            return;
        };
        fits.begin(places);
        self.fit(first, meanings, |people, fit| fits.first(people, fit));
        if !fits.any() {
            return;
        }
        for (_, word) in between {
            self.fit(word, meanings, |people, fit| fits.next(people, fit));
            if !fits.sum_up() {
                return;
            }
        }
        self.fit(last, meanings, |people, fit| {
            fits.last(people, fit, &mut each);
        });
    }

    /// About how many people have a word.
    fn share(self, word: &Token) -> usize {
        let people = |lexicon: &Lexicon| lexicon.people(lexicon.beginning(&word.text)).len();
        people(&self.segment.names) + people(&self.segment.others)
    }

    /// Names the people whom one word fits, and how well, from the best to the least; some more than once.
    fn fit(self, word: &Token, meanings: &mut Meanings, mut mark: impl FnMut(&[u32], u8)) {
        let token = word.text.as_str();
        let Segment { names, others, .. } = self.segment;
        let (whole, beginning) = words(if word.address { others } else { names }, token);
        mark(whole, fit::NAME);
        mark(beginning, fit::NAME_BEGINNING);
        if word.address || word.initial {
            return;
        }
        let significant = if word.is_number() {
            token.trim_start_matches('0')
        } else {
            token
        };
        let (whole, beginning) = words(others, token);
        let (other_whole, other_beginning) = match significant.len() {
            many if many > 0 && many < token.len() => words(others, significant),
            _ => (&[][..], &[][..]),
        };
        mark(whole, fit::OTHER);
        mark(other_whole, fit::OTHER);
        if word.may_be_inside() {
            mark(beginning, fit::OTHER_BEGINNING);
            mark(other_beginning, fit::OTHER_BEGINNING);
        }
        if self.reach >= Reach::Parts && word.may_be_inside() {
            let found = self.meaning(meanings, How::InName, token, |found| {
                names.containing(token, |word| found.push((word, fit::NAME_PART)));
            });
            mark_each(names, found, &mut mark);
        }
        if word.is_number() {
            mark(&self.dialled(token), fit::OTHER_PART);
        }
        if self.reach == Reach::Anything && word.letters > 2 {
            let found = self.meaning(meanings, How::InOther, token, |found| {
                others.containing(token, |word| found.push((word, fit::OTHER_PART)));
            });
            mark_each(others, found, &mut mark);
        }
        let slips = word.slips(self.reach.slips());
        if slips > 0 {
            let found = self.meaning(meanings, How::WithSlips(slips), token, |found| {
                names.nearly(token, slips, |word, meant, whole| {
                    let fit = if whole {
                        fit::NAME_WITH_SLIP
                    } else {
                        fit::NAME_BEGINNING_WITH_SLIP
                    };
                    found.push((word, if meant.slips > 1 { fit + 2 } else { fit }));
                });
                found.sort_by_key(|(_, fit)| *fit);
            });
            mark_each(names, found, &mut mark);
        }
    }

    /// The words that a typed one may mean, looked for unless they were found before.
    fn meaning<'m>(
        self,
        meanings: &'m mut Meanings,
        how: How,
        token: &str,
        find: impl FnOnce(&mut Vec<(WordId, u8)>),
    ) -> &'m [(WordId, u8)] {
        if self.segment.len() < MANY {
            return meanings.once(find);
        }
        meanings.of(self.number, how, token, find)
    }

    /// The people with these digits in a phone number, in a row.
    fn dialled(self, digits: &str) -> Vec<u32> {
        let mut people = self.segment.phones.candidates(digits);
        if digits.len() > 3 {
            people.retain(|slot| {
                let texts = self.segment.kept.texts(*slot).unwrap_or_default();
                texts[PHONES]
                    .iter()
                    .any(|phone| Folded::digits_alone(phone).contains(digits))
            });
        }
        people
    }
}

/// Ranks people: those who may be booked, then by how well the words fit, then those whose whole name was typed, then those who were
/// booked here lately, then by name.
struct Judge<'a> {
    look: Look<'a>,
    found: &'a mut Found,
    /// Whether the last name that was looked at is the whole of what was typed: namesakes follow each other.
    named: Option<([&'a str; 2], bool)>,
}

impl<'a> Judge<'a> {
    fn new(look: Look<'a>, found: &'a mut Found) -> Self {
        Self {
            look,
            found,
            named: None,
        }
    }

    fn take(&mut self, slot: u32, sum: u8) {
        let Look {
            segment,
            query,
            reach,
            ..
        } = self.look;
        let packed = |first: u64, lately: bool| (first << 1 | u64::from(!lately)) << 32;
        let least = packed(u64::from(sum) << 4, true);
        if segment.living == segment.len() && self.found.passes_over(least) {
            return;
        }
        let standing = segment.standing[slot as usize];
        if standing.is_gone() {
            return;
        }
        let rest = match usize::from(standing.letters).abs_diff(query.letters) {
            0 if sum == 0 && self.is_named(slot) => 0,
            0 => 1,
            // Slips leave a letter out, or bring one in.
            few @ (1 | 2) if reach.slips() > 0 => few + 1,
            _ => 4,
        };
        let first = u64::from(standing.is_disabled()) << 16 | u64::from(sum) << 4 | rest as u64;
        self.found
            .push(packed(first, standing.was_booked_lately()) | u64::from(slot));
    }

    /// Whether somebody's whole name is what was typed, in either order.
    fn is_named(&mut self, slot: u32) -> bool {
        let [first, last, ..] = self.look.segment.kept.texts(slot).unwrap_or_default();
        if let Some((_, is_named)) = self.named.filter(|(names, _)| *names == [first, last]) {
            return is_named;
        }
        let (one, other) = (Folded::new(first).text, Folded::new(last).text);
        let is = |one: &str, other: &str| self.look.query.together.strip_prefix(one) == Some(other);
        let is_named = is(&one, &other) || is(&other, &one);
        self.named = Some(([first, last], is_named));
        is_named
    }
}

/// Names the people of words, each with how well it fits.
fn mark_each(lexicon: &Lexicon, found: &[(WordId, u8)], mut mark: impl FnMut(&[u32], u8)) {
    for (word, fit) in found {
        mark(lexicon.people(*word..word + 1), *fit);
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
