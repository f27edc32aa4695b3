//! The distinct words of many people, found by their beginning, by any part, or with slips.

use std::collections::HashMap;
use std::ops::Range;

use memchr::memmem;

use super::slip::{Meant, Typed};

/// The number of a distinct word, in the order of the words.
pub(super) type WordId = u32;

/// A closed collection of words. Each is kept once, however many people share it.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    /// Every word in order, each followed by a line end.
    arena: Vec<u8>,
    /// Where each word begins in `arena`, and the arena's length.
    begins: Vec<u32>,
    /// Where the people of each word begin in `slots`, and how many there are: those of words that begin alike are together.
    shares: Vec<u32>,
    /// The people of each word, in order.
    slots: Vec<u32>,
    /// What letters each word has.
    letters: Vec<Letters>,
}

/// A lexicon in the making.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    known: HashMap<String, WordId>,
    /// The last person to whom each word was given.
    last: Vec<u32>,
    pairs: Vec<(WordId, u32)>,
}

impl Gathering {
    /// The number that a word has until the lexicon is closed; none for no word.
    pub(super) fn number(&mut self, word: &str) -> Option<WordId> {
        if word.is_empty() {
            return None;
        }
        if let Some(id) = self.known.get(word) {
            return Some(*id);
        }
        let id = number(self.last.len());
        self.known.insert(word.to_owned(), id);
        self.last.push(u32::MAX);
        Some(id)
    }

    /// Gives a person one more word. People come in order.
    pub(super) fn give(&mut self, word: WordId, slot: u32) {
        let last = &mut self.last[word as usize];
        if *last != slot {
            *last = slot;
            self.pairs.push((word, slot));
        }
    }

    /// The same for a word as it is written.
    pub(super) fn add(&mut self, word: &str, slot: u32) {
        if let Some(id) = self.number(word) {
            self.give(id, slot);
        }
    }

    /// Closes it.
    pub(super) fn finish(self) -> Lexicon {
        let mut words: Vec<(u64, String, WordId)> = self
            .known
            .into_iter()
            .map(|(word, id)| (first_eight(word.as_bytes()), word, id))
            .collect();
        // Most differ in the first eight bytes, which are compared as one number.
        words.sort_unstable_by(|one, other| one.0.cmp(&other.0).then_with(|| one.1.cmp(&other.1)));
        let mut lexicon = Lexicon {
            arena: Vec::with_capacity(words.iter().map(|(_, word, _)| word.len() + 1).sum()),
            begins: Vec::with_capacity(words.len() + 1),
            letters: words
                .iter()
                .map(|(_, word, _)| Letters::of(word, BEGINNING + 1))
                .collect(),
            ..Lexicon::default()
        };
        let mut place = vec![0; words.len()];
        for (now, (_, word, before)) in (0..).zip(&words) {
            lexicon.begins.push(number(lexicon.arena.len()));
            lexicon.arena.extend_from_slice(word.as_bytes());
            lexicon.arena.push(b'\n');
            place[*before as usize] = now;
        }
        lexicon.begins.push(number(lexicon.arena.len()));
        lexicon.share_out(&place, &self.pairs);
        lexicon
    }
}

impl Lexicon {
    /// How much memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let numbers = [&self.begins, &self.shares, &self.slots];
        let numbers = 4 * numbers.map(Vec::capacity).into_iter().sum::<usize>();
        self.arena.capacity() + numbers + self.letters.capacity() * size_of::<Letters>()
    }

    /// The words that begin with `token`; the first of them is the token itself if it is a word.
    pub(super) fn beginning(&self, token: &str) -> Range<WordId> {
        let token = token.as_bytes();
        let words = &self.begins[..self.len()];
        let head = |at: u32| {
            let rest = &self.arena[at as usize..];
            &rest[..rest.len().min(token.len())]
        };
        let from = words.partition_point(|at| head(*at) < token);
        let many = words[from..].partition_point(|at| head(*at) == token);
        number(from)..number(from + many)
    }

    /// The people of words that stand together, each as often as they have one of these.
    pub(super) fn people(&self, words: Range<WordId>) -> &[u32] {
        if words.is_empty() {
            return &[];
        }
        let (from, to) = (
            self.shares[words.start as usize],
            self.shares[words.end as usize],
        );
        &self.slots[from as usize..to as usize]
    }

    /// Whether a word is this one.
    pub(super) fn is(&self, word: WordId, token: &str) -> bool {
        self.bytes_of(word) == token.as_bytes()
    }

    /// Visits each word that has `token` in it, but not at its beginning only.
    pub(super) fn containing(&self, token: &str, mut visit: impl FnMut(WordId)) {
        let mut word = 0;
        let mut seen = None;
        for at in memmem::find_iter(&self.arena, token.as_bytes()) {
            // Both go up, so following the one from the other costs one walk in all.
            while self.begins[word + 1] as usize <= at {
                word += 1;
            }
            if seen != Some(word) && self.begins[word] as usize != at {
                seen = Some(word);
                visit(number(word));
            }
        }
    }

    /// Visits each word that `token` may mean with slips, at most `most`; and whether all of the word is meant.
    pub(super) fn nearly(
        &self,
        token: &str,
        most: usize,
        mut visit: impl FnMut(WordId, Meant, bool),
    ) {
        let wanted = Letters::of(token, BEGINNING);
        let typed = Typed::new(token, most);
        for (block, letters) in (0_u32..).step_by(BLOCK).zip(self.letters.chunks(BLOCK)) {
            // A slip spoils one letter at most: whoever lacks more is passed over, a block at a time.
            let hopeful = letters
                .iter()
                .fold(false, |any, has| any | wanted.are_in(*has, most));
            if !hopeful {
                continue;
            }
            for (word, has) in (block..).zip(letters) {
                if !wanted.are_in(*has, most) {
                    continue;
                }
                let bytes = self.bytes_of(word);
                if let Some(meant) = typed.meant(bytes)
                    && meant.slips > 0
                {
                    visit(word, meant, meant.length == bytes.len());
                }
            }
        }
    }

    fn len(&self) -> usize {
        self.begins.len().saturating_sub(1)
    }

    fn bytes_of(&self, word: WordId) -> &[u8] {
        let word = word as usize;
        &self.arena[self.begins[word] as usize..self.begins[word + 1] as usize - 1]
    }

    /// Puts the people of each word together. `place` says where each word went.
    fn share_out(&mut self, place: &[WordId], pairs: &[(WordId, u32)]) {
        let mut shares = vec![0_u32; place.len() + 1];
        for (word, _) in pairs {
            shares[place[*word as usize] as usize + 1] += 1;
        }
        for word in 0..place.len() {
            shares[word + 1] += shares[word];
        }
        let mut next = shares.clone();
        self.slots = vec![0; pairs.len()];
        for (word, slot) in pairs {
            let share = &mut next[place[*word as usize] as usize];
            self.slots[*share as usize] = *slot;
            *share += 1;
        }
        self.shares = shares;
    }
}

/// So many words are judged together.
const BLOCK: usize = 16;

/// So many letters are the beginning of a word. With one slip they are among the first of the word meant, and one more.
const BEGINNING: usize = 4;

/// A bit for each letter that is there. Thirty-two letters that follow each other in Unicode, such as an alphabet, have a bit each;
/// others share one, which only means that a word is looked at in vain.
#[derive(Clone, Copy, Debug)]
struct Letters {
    anywhere: u32,
    at_first: u32,
}

impl Letters {
    /// Those of a word, and those of its first letters.
    fn of(word: &str, first: usize) -> Self {
        let bits = |letters: u32, letter: char| letters | 1 << (u32::from(letter) % 32);
        Self {
            anywhere: word.chars().fold(0, bits),
            at_first: word.chars().take(first).fold(0, bits),
        }
    }

    /// Whether the letters of what was typed can be in a word that has these, but for slips.
    fn are_in(self, has: Self, most: usize) -> bool {
        let at_first = if most > 1 { has.anywhere } else { has.at_first };
        few(self.anywhere & !has.anywhere, most) & few(self.at_first & !at_first, most)
    }
}

/// Whether at most so many bits are there: one or two.
fn few(bits: u32, most: usize) -> bool {
    let less_one = bits & bits.wrapping_sub(1);
    let less_two = less_one & less_one.wrapping_sub(1);
    (if most > 1 { less_two } else { less_one }) == 0
}

/// The first eight bytes as a number that compares as they do.
fn first_eight(text: &[u8]) -> u64 {
    let mut first = [0; 8];
    for (byte, letter) in first.iter_mut().zip(text) {
        *byte = *letter;
    }
    u64::from_be_bytes(first)
}

/// Offsets are kept in 32 bits: four gigabytes of names are further than any account goes.
fn number(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
