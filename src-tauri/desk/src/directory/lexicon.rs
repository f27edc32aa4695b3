//! The distinct words of many people, found by their beginning, by any part, or with slips.

use std::hash::BuildHasher as _;
use std::ops::Range;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::nearly::Slips;
use super::parts::Parts;

/// The number of a distinct word, in the order of the words.
pub(super) type WordId = u32;

/// A closed collection of words. Each is kept once, however many people share it.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    /// Every word in order, each followed by a line end.
    pub(super) arena: String,
    /// Where each word begins in `arena`, and the arena's length.
    pub(super) begins: Vec<u32>,
    /// Where the people of each word begin in `slots`, and how many there are: those of words that begin alike are together.
    shares: Vec<u32>,
    /// The people of each word, in any order.
    slots: Vec<u32>,
    /// What words with slips are found by; nothing where slips are not looked past.
    pub(super) slips: Slips,
    /// What parts of words are found by; without it all words are gone over.
    pub(super) parts: Parts,
}

/// A lexicon in the making.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    /// Each word once, one after the other, in the order in which they came.
    arena: String,
    /// Where each begins in `arena`.
    begins: Vec<u32>,
    /// The numbers of the words, by what they are.
    known: HashTable<WordId>,
    hasher: DefaultHashBuilder,
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
        let Self {
            arena,
            begins,
            known,
            hasher,
            ..
        } = self;
        let hash = hasher.hash_one(word);
        if let Some(id) = known.find(hash, |id| written(arena, begins, *id) == word) {
            return Some(*id);
        }
        let id = number(begins.len());
        begins.push(number(arena.len()));
        arena.push_str(word);
        let again = |id: &WordId| hasher.hash_one(written(arena, begins, *id));
        known.insert_unique(hash, id, again);
        self.last.push(u32::MAX);
        Some(id)
    }

    /// Gives a person one more word. All words of one person come together.
    pub(super) fn give(&mut self, word: WordId, person: u32) {
        let last = &mut self.last[word as usize];
        if *last != person {
            *last = person;
            self.pairs.push((word, person));
        }
    }

    /// The same for a word as it is written.
    pub(super) fn add(&mut self, word: &str, person: u32) {
        if let Some(id) = self.number(word) {
            self.give(id, person);
        }
    }

    /// Closes it.
    pub(super) fn finish(self) -> Lexicon {
        let word = |id: WordId| written(&self.arena, &self.begins, id);
        let mut words: Vec<(u64, WordId)> = (0..number(self.begins.len()))
            .map(|id| (first_eight(word(id).as_bytes()), id))
            .collect();
        // Most differ in the first eight bytes, which are compared as one number.
        words.sort_unstable_by(|one, other| {
            one.0
                .cmp(&other.0)
                .then_with(|| word(one.1).cmp(word(other.1)))
        });
        let mut lexicon = Lexicon {
            arena: String::with_capacity(self.arena.len() + words.len()),
            begins: Vec::with_capacity(words.len() + 1),
            ..Lexicon::default()
        };
        let mut place = vec![0; words.len()];
        for (now, (_, before)) in (0..).zip(&words) {
            lexicon.begins.push(number(lexicon.arena.len()));
            lexicon.arena.push_str(word(*before));
            lexicon.arena.push('\n');
            place[*before as usize] = now;
        }
        lexicon.begins.push(number(lexicon.arena.len()));
        lexicon.share_out(&place, &self.pairs);
        lexicon
    }
}

/// A word of a lexicon in the making.
fn written<'a>(arena: &'a str, begins: &[u32], id: WordId) -> &'a str {
    let id = id as usize;
    let end = begins.get(id + 1).map_or(arena.len(), |end| *end as usize);
    arena.get(begins[id] as usize..end).unwrap_or_default()
}

impl Lexicon {
    /// How much memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let numbers = [&self.begins, &self.shares, &self.slots];
        let numbers = 4 * numbers.map(Vec::capacity).into_iter().sum::<usize>();
        self.arena.capacity() + numbers + self.slips.bytes() + self.parts.bytes()
    }

    /// The words that begin with `token`; the first of them is the token itself if it is a word.
    pub(super) fn beginning(&self, token: &str) -> Range<WordId> {
        let token = token.as_bytes();
        let words = &self.begins[..self.len()];
        let head = |at: u32| {
            let rest = &self.arena.as_bytes()[at as usize..];
            &rest[..rest.len().min(token.len())]
        };
        let from = words.partition_point(|at| head(*at) < token);
        // Mostly there are few, so the end is looked for from the beginning.
        let rest = &words[from..];
        let mut far = 8;
        while rest.get(far).is_some_and(|at| head(*at) == token) {
            far *= 8;
        }
        let near = &rest[..rest.len().min(far)];
        let many = near.partition_point(|at| head(*at) == token);
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
        self.word(word as usize) == token
    }

    /// Gives everybody another number: `places` says which.
    pub(super) fn move_people(&mut self, places: &[u32]) {
        for person in &mut self.slots {
            *person = places[*person as usize];
        }
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.begins.len().saturating_sub(1)
    }

    /// A word.
    pub(super) fn word(&self, word: usize) -> &str {
        let (from, to) = (self.begins[word] as usize, self.begins[word + 1] as usize);
        self.arena.get(from..to - 1).unwrap_or_default()
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

/// The first eight bytes as a number that compares as they do.
fn first_eight(text: &[u8]) -> u64 {
    let mut first = [0; 8];
    for (byte, letter) in first.iter_mut().zip(text) {
        *byte = *letter;
    }
    u64::from_be_bytes(first)
}

/// Offsets are kept in 32 bits: four gigabytes of names are further than any account goes.
pub(super) fn number(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
