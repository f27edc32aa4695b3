//! The words of a lexicon that a typed word may mean with slips.

use std::ops::Range;

use super::lexicon::{Lexicon, WordId, number};
use super::near::Near;
use super::slip::{Meant, Typed};

/// A slip in a word of more letters than these is looked for by going over all words.
const LONG: usize = 40;

/// What words with slips are found by.
#[derive(Debug, Default)]
pub(super) struct Slips {
    /// How many bytes at the beginning of each word are those of the word before, or fewer.
    shared: Vec<u8>,
    /// The words in the order of their tails, which is what follows two letters.
    tails: Vec<WordId>,
}

impl Slips {
    /// How much memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.shared.capacity() + 4 * self.tails.capacity()
    }
}

impl Lexicon {
    /// Makes ready for words with slips.
    pub(super) fn with_slips(mut self) -> Self {
        let shared = |word: usize| {
            let before = word.checked_sub(1).map_or("", |before| self.word(before));
            let letters = before.chars().zip(self.word(word).chars());
            let same = letters.take_while(|(one, other)| one == other);
            let ends = same.scan(0, |end, (letter, _)| {
                *end += letter.len_utf8();
                u8::try_from(*end).ok()
            });
            ends.last().unwrap_or(0)
        };
        let mut tails: Vec<WordId> = (0..number(self.len())).collect();
        tails.sort_unstable_by_key(|word| self.tail(*word));
        self.slips = Slips {
            shared: (0..self.len()).map(shared).collect(),
            tails,
        };
        self
    }

    /// Visits each word that `token` may mean with slips, one to `most`; and whether all of the word is meant.
    pub(super) fn nearly(
        &self,
        token: &str,
        most: usize,
        mut visit: impl FnMut(WordId, Meant, bool),
    ) {
        let mut hopeful = Vec::new();
        let letters = token.chars().count();
        let all = 0..number(self.len());
        match most {
            1 if (3..=LONG).contains(&letters) => {
                self.with_one_slip(token, letters, &mut hopeful);
            }
            2 if (4..=LONG).contains(&letters) => {
                self.with_two_slips(token, letters / 2, &mut hopeful);
            }
            _ => self.with_slips_anywhere(&Near::new(token, most), all, &mut hopeful),
        }
        hopeful.sort_unstable();
        hopeful.dedup();
        let typed = Typed::new(token, most);
        for word in hopeful {
            let bytes = self.word(word as usize).as_bytes();
            if let Some(meant) = typed.meant(bytes)
                && meant.slips > 0
            {
                visit(word, meant, meant.length == bytes.len());
            }
        }
    }

    /// Adds the words of a range, which follow each other, that begin nearly as what was typed.
    fn with_slips_anywhere(&self, near: &Near, range: Range<WordId>, hopeful: &mut Vec<WordId>) {
        let (from, to) = (range.start as usize, range.end as usize);
        let shared = self.slips.shared.get(from..to).unwrap_or_default();
        let word = |place| self.word(from + place);
        near.visit(shared, word, |place| hopeful.push(number(from + place)));
    }

    /// Adds all words that begin as `token` but for two slips, and some others, some more than once. Either there is at most one slip
    /// in the first `half` of its letters, or both are before the last of these, and all that follows is as it was typed.
    fn with_two_slips(&self, token: &str, half: usize, hopeful: &mut Vec<WordId>) {
        let near = Near::new(token, 2).with_a_second_slip_after(half);
        self.with_slips_anywhere(&near, 0..number(self.len()), hopeful);
        let mut rest = token.chars();
        rest.by_ref().take(half - 1).for_each(drop);
        hopeful.extend(self.beginning(rest.as_str()));
        self.containing(rest.as_str(), |word| hopeful.push(word));
    }

    /// Adds all words that begin as `token` but for one slip, and some others, some more than once. Either the first two letters are as
    /// they were typed, or the slip is in them and all that follows is as it was typed.
    fn with_one_slip(&self, token: &str, letters: usize, hopeful: &mut Vec<WordId>) {
        let after = |many: usize| {
            let mut rest = token.chars();
            rest.by_ref().take(many).for_each(drop);
            rest.as_str()
        };
        let (one, two, three) = (after(1), after(2), after(3));
        let (first, second) = (
            &token[..token.len() - one.len()],
            &one[..one.len() - two.len()],
        );
        let begins = |word: &WordId, letter: &str| self.word(*word as usize).starts_with(letter);
        let goes_on = |word: &WordId, letter: &str| {
            let mut rest = self.word(*word as usize).chars();
            rest.next();
            rest.as_str().starts_with(letter)
        };
        let first_two = self.beginning(&token[..token.len() - two.len()]);
        let lacks_one = |word: &WordId| begins(word, first) || goes_on(word, first);
        if letters < 4 {
            // Three letters may be a word of four that lacks one, and nothing else.
            let is_of_four = |word: &WordId| self.word(*word as usize).chars().count() == 4;
            let ends = |word: &WordId| self.word(*word as usize).ends_with(two);
            hopeful.extend(first_two.filter(|word| ends(word) && is_of_four(word)));
            let words = self.with_tail(one).iter().copied();
            hopeful.extend(words.filter(|word| is_of_four(word) && lacks_one(word)));
            return;
        }
        self.with_slips_anywhere(&Near::new(token, 1), first_two, hopeful);
        // A letter is missing from the first two.
        hopeful.extend(self.with_tail(one).iter().copied().filter(lacks_one));
        // One of them is another, or they are swapped.
        let as_one = |word: &WordId| {
            begins(word, first)
                || goes_on(word, second)
                || begins(word, second) && goes_on(word, first)
        };
        hopeful.extend(self.with_tail(two).iter().copied().filter(as_one));
        // One of them is too many.
        hopeful.extend(self.beginning(one));
        hopeful.extend(self.beginning(&format!("{first}{two}")));
        // The second and the third are swapped.
        let third = &two[..two.len() - three.len()];
        hopeful.extend(self.beginning(&format!("{first}{third}{second}{three}")));
    }

    /// The words of which what follows two letters begins so.
    fn with_tail(&self, beginning: &str) -> &[WordId] {
        let words = &self.slips.tails;
        let from = words.partition_point(|word| self.tail(*word) < beginning);
        let many = words[from..].partition_point(|word| self.tail(*word).starts_with(beginning));
        &words[from..from + many]
    }

    /// What follows the first two letters of a word.
    fn tail(&self, word: WordId) -> &str {
        let mut letters = self.word(word as usize).chars();
        letters.by_ref().take(2).for_each(drop);
        letters.as_str()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::lexicon::Gathering;
    use super::*;

    #[test]
    fn a_second_slip_that_swaps_letters_across_the_half_is_found() {
        let mut gathering = Gathering::default();
        gathering.add("bééabééc", 0);
        let lexicon = gathering.finish().with_slips();
        let mut visited = Vec::new();
        lexicon.nearly("aéaébééc", 2, |_, meant, _| visited.push(meant.slips));
        assert_eq!(visited, [2]);
    }

    proptest! {
        #[test]
        fn those_words_are_visited_that_are_meant(
            typed in "[abcé]{3,9}",
            words in proptest::collection::btree_set("[abcé]{1,9}", 0..200),
            most in 1_usize..3,
        ) {
            let mut gathering = Gathering::default();
            for word in &words {
                gathering.add(word, 0);
            }
            let lexicon = gathering.finish().with_slips();
            let meant = |word: &String| {
                let meant = Typed::new(&typed, most).meant(word.as_bytes());
                let slips = meant.filter(|meant| meant.slips > 0)?;
                Some((word.clone(), slips, slips.length == word.len()))
            };
            let expected: Vec<_> = words.iter().filter_map(meant).collect();
            let mut visited = Vec::new();
            lexicon.nearly(&typed, most, |word, meant, whole| {
                visited.push((lexicon.word(word as usize).to_owned(), meant, whole));
            });
            prop_assert_eq!(visited, expected);
        }
    }
}
