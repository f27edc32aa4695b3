//! Folded texts of many people, found by the beginning of any of their words, by any part, or with a slip.

use std::collections::HashMap;

use memchr::memmem;

use super::fold::Folded;
use super::slip;

/// The number of a distinct text.
pub(super) type TextId = u32;

/// A closed collection of texts. Each distinct text is kept once, however many people share it.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    /// Every distinct text, each followed by a line end.
    arena: Vec<u8>,
    /// Where each text begins in `arena`, and the arena's length.
    begins: Vec<u32>,
    /// Where the people of each text begin in `slots`, and how many there are.
    shares: Vec<u32>,
    /// The people of each text.
    slots: Vec<u32>,
    /// Each start of a word with its text, in the order of what follows it: the people whose word begins with a text are together.
    words: Vec<(u32, TextId)>,
    /// One bit for each byte of `arena`: a word starts there.
    starts: Vec<u64>,
}

/// A lexicon in the making.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    lexicon: Lexicon,
    known: HashMap<String, TextId>,
    pairs: Vec<(TextId, u32)>,
}

impl Gathering {
    /// Gives a person one more text.
    pub(super) fn add(&mut self, folded: &Folded, slot: u32) {
        if folded.text.is_empty() {
            return;
        }
        let arena = &mut self.lexicon.arena;
        let words = folded.words();
        let next = number(self.known.len());
        let text = *self.known.entry(words).or_insert_with(|| {
            let begin = arena.len();
            self.lexicon.begins.push(number(begin));
            let starts = folded
                .starts
                .iter()
                .map(|start| (number(begin + start), next));
            self.lexicon.words.extend(starts);
            arena.extend_from_slice(folded.text.as_bytes());
            arena.push(b'\n');
            next
        });
        self.pairs.push((text, slot));
    }

    /// Closes it.
    pub(super) fn finish(self) -> Lexicon {
        let Self {
            mut lexicon,
            known,
            pairs,
        } = self;
        drop(known);
        lexicon.begins.push(number(lexicon.arena.len()));
        lexicon.share_out(&pairs);
        lexicon.order_words();
        lexicon.starts = vec![0; lexicon.arena.len().div_ceil(64)];
        for (at, _) in &lexicon.words {
            lexicon.starts[*at as usize / 64] |= 1 << (at % 64);
        }
        lexicon.arena.shrink_to_fit();
        lexicon.begins.shrink_to_fit();
        lexicon
    }
}

impl Lexicon {
    /// How much memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let numbers = self.begins.capacity() + self.shares.capacity() + self.slots.capacity();
        self.arena.capacity() + 4 * numbers + 8 * (self.words.capacity() + self.starts.capacity())
    }

    /// The people who have a text.
    pub(super) fn people(&self, text: TextId) -> &[u32] {
        let text = text as usize;
        &self.slots[self.shares[text] as usize..self.shares[text + 1] as usize]
    }

    /// Visits each text of which a word begins with `token`, and whether the word ends with it too.
    pub(super) fn beginning(&self, token: &str, mut visit: impl FnMut(TextId, bool)) {
        let token = token.as_bytes();
        let head = |at: u32| {
            let rest = &self.arena[at as usize..];
            &rest[..rest.len().min(token.len())]
        };
        let from = self.words.partition_point(|word| head(word.0) < token);
        for &(at, text) in self.words[from..]
            .iter()
            .take_while(|word| head(word.0) == token)
        {
            visit(text, self.ends_word(at as usize + token.len()));
        }
    }

    /// Visits each text that has `token` in it.
    pub(super) fn containing(&self, token: &str, mut visit: impl FnMut(TextId)) {
        let mut text = 0;
        let mut seen = None;
        for at in memmem::find_iter(&self.arena, token.as_bytes()) {
            // Both go up, so following the one from the other costs one walk in all.
            while self.begins[text + 1] as usize <= at {
                text += 1;
            }
            if seen != Some(text) {
                seen = Some(text);
                visit(number(text));
            }
        }
    }

    /// Visits each text of which a word begins as `token` does but for one slip.
    pub(super) fn nearly(&self, token: &str, mut visit: impl FnMut(TextId)) {
        for &(at, text) in &self.words {
            let end = self.begins[text as usize + 1] as usize - 1;
            let word = std::str::from_utf8(&self.arena[at as usize..end]).unwrap_or_default();
            if slip::meant(token, word).is_some() {
                visit(text);
            }
        }
    }

    fn ends_word(&self, at: usize) -> bool {
        self.arena.get(at) == Some(&b'\n')
            || self
                .starts
                .get(at / 64)
                .is_some_and(|bits| bits >> (at % 64) & 1 == 1)
    }

    /// Puts the people of each text together.
    fn share_out(&mut self, pairs: &[(TextId, u32)]) {
        let texts = self.begins.len() - 1;
        let mut shares = vec![0_u32; texts + 1];
        for (text, _) in pairs {
            shares[*text as usize + 1] += 1;
        }
        for text in 0..texts {
            shares[text + 1] += shares[text];
        }
        let mut next = shares.clone();
        self.slots = vec![0; pairs.len()];
        for (text, slot) in pairs {
            let place = &mut next[*text as usize];
            self.slots[*place as usize] = *slot;
            *place += 1;
        }
        self.shares = shares;
    }

    /// Sorts the starts of words by what follows them, most of the time by the first eight bytes of it alone.
    fn order_words(&mut self) {
        let arena = &self.arena;
        let key = |at: u32| {
            let mut first = [0; 8];
            for (byte, letter) in first.iter_mut().zip(&arena[at as usize..]) {
                *byte = *letter;
            }
            u64::from_be_bytes(first)
        };
        let mut keyed: Vec<(u64, u32, TextId)> = self
            .words
            .iter()
            .map(|&(at, text)| (key(at), at, text))
            .collect();
        keyed.sort_unstable_by(|one, other| {
            one.0
                .cmp(&other.0)
                .then_with(|| arena[one.1 as usize..].cmp(&arena[other.1 as usize..]))
        });
        self.words = keyed.into_iter().map(|(_, at, text)| (at, text)).collect();
    }
}

/// Offsets are kept in 32 bits: four gigabytes of names are further than any account goes.
fn number(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
