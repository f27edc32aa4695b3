//! Which words of a lexicon a typed word may mean, kept for the next keystroke: all words but the last are typed already.

use super::lexicon::WordId;

/// So many typed words are kept.
const TYPED: usize = 32;

/// A typed word that may mean more words than this is not kept.
const MOST: usize = 1_024;

/// In what way a word is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// As a part of one that is in a name.
    InName,
    /// As one that is in a name, with so many slips at most.
    WithSlips(usize),
    /// As a part of one that is in another field.
    InOther,
}

/// What was found lately. The words of a segment never change, so that what was found stays true for as long as there is that segment.
#[derive(Debug, Default)]
pub(super) struct Meanings {
    kept: Vec<Meaning>,
    /// The one that is next to be forgotten.
    oldest: usize,
    /// What is not kept.
    passing: Vec<(WordId, u8)>,
}

#[derive(Debug)]
struct Meaning {
    segment: u32,
    how: How,
    typed: String,
    /// The words, and how well each fits.
    words: Vec<(WordId, u8)>,
}

impl Meanings {
    /// The words that `typed` may mean in a segment, and how well each fits; `find` adds them where they are not known.
    pub(super) fn of(
        &mut self,
        segment: u32,
        how: How,
        typed: &str,
        find: impl FnOnce(&mut Vec<(WordId, u8)>),
    ) -> &[(WordId, u8)] {
        let is_it = |it: &Meaning| (it.segment, it.how, it.typed.as_str()) == (segment, how, typed);
        let place = self.kept.iter().position(is_it).unwrap_or_else(|| {
            let place = self.make_room();
            let it = &mut self.kept[place];
            (it.segment, it.how) = (segment, how);
            it.typed.clear();
            it.typed.push_str(typed);
            it.words.clear();
            find(&mut it.words);
            place
        });
        &self.kept[place].words
    }

    /// What `find` adds, which is not kept.
    pub(super) fn once(&mut self, find: impl FnOnce(&mut Vec<(WordId, u8)>)) -> &[(WordId, u8)] {
        self.passing.clear();
        find(&mut self.passing);
        &self.passing
    }

    /// A place for one more.
    fn make_room(&mut self) -> usize {
        if self.kept.len() < TYPED {
            self.kept.push(Meaning {
                segment: 0,
                how: How::InName,
                typed: String::new(),
                words: Vec::new(),
            });
            return self.kept.len() - 1;
        }
        let place = self.oldest;
        self.oldest = (place + 1) % TYPED;
        place
    }

    /// Forgets what takes more room than it is worth.
    pub(super) fn shorten(&mut self) {
        self.kept.retain(|it| it.words.capacity() <= MOST);
        self.passing.shrink_to(MOST);
    }

    /// How much memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let each =
            |it: &Meaning| it.typed.capacity() + it.words.capacity() * size_of::<(WordId, u8)>();
        let passing = self.passing.capacity() * size_of::<(WordId, u8)>();
        self.kept.capacity() * size_of::<Meaning>()
            + self.kept.iter().map(each).sum::<usize>()
            + passing
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_how() -> impl Strategy<Value = How> {
        prop_oneof![
            Just(How::InName),
            (1_usize..3).prop_map(How::WithSlips),
            Just(How::InOther)
        ]
    }

    proptest! {
        #[test]
        fn what_is_kept_is_what_would_be_found(
            asked in proptest::collection::vec((0_u32..3, any_how(), "[ab]{1,3}"), 0..300),
        ) {
            let mut meanings = Meanings::default();
            for (segment, how, typed) in asked {
                let words: Vec<(WordId, u8)> = format!("{segment} {how:?} {typed}").bytes().map(|it| (it.into(), it)).collect();
                let found = meanings.of(segment, how, &typed, |found| found.extend(&words)).to_vec();
                prop_assert_eq!(found, words);
                prop_assert!(meanings.kept.len() <= TYPED);
            }
        }
    }

    #[test]
    fn it_is_looked_for_once_unless_it_means_too_many() {
        let mut meanings = Meanings::default();
        let mut found = 0;
        for many in [3, 3, MOST + 1, MOST + 1] {
            let words = vec![(0, 0); many];
            meanings.of(0, How::WithSlips(many), "anna", |kept| {
                found += 1;
                kept.extend(words);
            });
            meanings.shorten();
        }
        assert_eq!(found, 3);
        assert!(meanings.bytes() < MOST * size_of::<(WordId, u8)>());
    }
}
