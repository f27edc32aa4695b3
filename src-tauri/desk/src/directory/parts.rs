//! Which words of a lexicon have a row of letters somewhere inside.

use memchr::memmem;

use super::lexicon::{Lexicon, WordId, number};
use super::rows::{Filling, Rows};

/// So many rows there are: one for each two of the plain letters and digits, and the others for what else there is. Those that share a
/// row are told apart by a look at the word.
const ROWS: usize = 4_096;

/// Plain letters and digits.
const PLAIN: usize = 36;

/// Fewer words than these are sooner gone over.
const MANY: usize = 1_024;

/// The words that have two bytes in a row somewhere after the first, for each such row.
#[derive(Debug, Default)]
pub(super) struct Parts(Rows);

impl Parts {
    /// How much memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.0.bytes()
    }
}

impl Lexicon {
    /// Makes ready for parts of words.
    pub(super) fn with_parts(self) -> Self {
        self.with_parts_from(MANY)
    }

    /// The same, if there are at least so many words.
    fn with_parts_from(mut self, many: usize) -> Self {
        if self.len() >= many {
            let mut rows = Filling::new(ROWS);
            for word in 0..self.len() {
                // What is at the beginning of a word only is no part.
                let rest = self.word(word).as_bytes().get(1..).unwrap_or_default();
                rows_of(rest).for_each(|row| rows.add(row, number(word)));
            }
            self.parts = Parts(rows.finish());
        }
        self
    }

    /// Visits each word that has `token` in it, but not at its beginning, in order; and some that begin with it.
    pub(super) fn containing(&self, token: &str, mut visit: impl FnMut(WordId)) {
        let token = token.as_bytes();
        if token.len() < 2 || self.parts.0.is_empty() {
            return self.going_over(token, visit);
        }
        if let [one, other] = token
            && plain(*one).is_some()
            && plain(*other).is_some()
        {
            self.parts
                .0
                .in_all(rows_of(token))
                .into_iter()
                .for_each(visit);
            return;
        }
        let finder = memmem::Finder::new(token);
        for word in self.parts.0.in_all(rows_of(token)) {
            let rest = self.word(word as usize).as_bytes().get(1..);
            if rest.is_some_and(|rest| finder.find(rest).is_some()) {
                visit(word);
            }
        }
    }

    /// The same, word for word.
    fn going_over(&self, token: &[u8], mut visit: impl FnMut(WordId)) {
        let mut word = 0;
        let mut seen = None;
        for at in memmem::find_iter(self.arena.as_bytes(), token) {
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
}

/// The rows of two bytes in a text.
fn rows_of(text: &[u8]) -> impl Iterator<Item = usize> {
    text.windows(2).map(|two| {
        if let (Some(one), Some(other)) = (plain(two[0]), plain(two[1])) {
            return one * PLAIN + other;
        }
        let two = usize::from(two[0]) << 8 | usize::from(two[1]);
        PLAIN * PLAIN + two % (ROWS - PLAIN * PLAIN)
    })
}

/// As the how manieth a plain letter or digit comes.
fn plain(byte: u8) -> Option<usize> {
    match byte {
        b'a'..=b'z' => Some(usize::from(byte - b'a')),
        b'0'..=b'9' => Some(usize::from(byte - b'0') + 26),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::lexicon::Gathering;
    use super::*;

    proptest! {
        #[test]
        fn those_words_are_visited_that_have_it_inside(
            token in "[abé王]{1,5}",
            words in proptest::collection::btree_set("[abé王]{1,9}", 0..200),
            from in prop_oneof![Just(0_usize), Just(MANY)],
        ) {
            let mut gathering = Gathering::default();
            for word in &words {
                gathering.add(word, 0);
            }
            let lexicon = gathering.finish().with_parts_from(from);
            let inside = |word: &&String| word.contains(&token) && !word.starts_with(&token);
            let expected: Vec<&String> = words.iter().filter(inside).collect();
            let mut visited = Vec::new();
            lexicon.containing(&token, |word| visited.push(lexicon.word(word as usize).to_owned()));
            prop_assert_eq!(visited.iter().filter(|word| !word.starts_with(&token)).collect::<Vec<_>>(), expected);
        }
    }
}
