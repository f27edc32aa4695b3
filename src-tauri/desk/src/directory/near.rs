//! Which of many words have a beginning that is as good as what was typed, but for a slip or two: all words at once.
//!
//! The words are in order, and what holds of a beginning holds of all words that share it. So each beginning is gone through once,
//! letter by letter, and whatever begins with one that has become hopeless is passed over.

/// More letters than these are not looked at: they have a bit each.
const LETTERS: usize = 60;

/// What was typed, ready to be held against the letters of many words in turn.
#[derive(Debug)]
pub(super) struct Near {
    /// Where each ASCII letter is in what was typed, a bit a place.
    plain: [u64; 128],
    /// The same for the others.
    others: Vec<(char, u64)>,
    /// The bit that says that all was met.
    all: u64,
    most: usize,
    /// The numbers of letters after which there may not have been two slips yet.
    early: u64,
}

/// How much of what was typed is met by the beginning of a word: a bit for each number of letters, set where so many are.
#[derive(Clone, Copy, Debug)]
struct Met {
    /// With no slip, at most one, at most two.
    with: [u64; 3],
    /// The same one letter of the word before.
    before: [u64; 3],
    /// Where the letter just seen is in what was typed.
    seen: u64,
    /// How much of the word this is, in bytes.
    end: usize,
    /// All of what was typed was met, here or before.
    found: bool,
}

impl Near {
    /// Takes a word that was typed, in which at most `most` slips, one or two, are looked past.
    pub(super) fn new(typed: &str, most: usize) -> Self {
        let mut near = Self {
            plain: [0; 128],
            others: Vec::new(),
            all: 1,
            most: most.min(2),
            early: 0,
        };
        for letter in typed.chars().take(LETTERS) {
            if let Some(places) = near.plain.get_mut(letter as usize) {
                *places |= near.all;
            } else if let Some((_, places)) = near.others.iter_mut().find(|it| it.0 == letter) {
                *places |= near.all;
            } else {
                near.others.push((letter, near.all));
            }
            near.all <<= 1;
        }
        near
    }

    /// Looks past no second slip before so many letters are met: most words are hopeless sooner then.
    pub(super) fn with_a_second_slip_after(mut self, letters: usize) -> Self {
        self.early = (1 << letters.min(LETTERS)) - 1;
        self
    }

    /// Visits the number of each of `words`, which are in order, that has a beginning with so few slips; where more was typed than is
    /// looked at, others too. `shared` says of each how many bytes at its beginning are those of the word before, or fewer.
    pub(super) fn visit<'a>(
        &self,
        shared: &[u8],
        word: impl Fn(usize) -> &'a str,
        mut visit: impl FnMut(usize),
    ) {
        let mut path = vec![self.nothing()];
        let mut number = 0;
        while let Some(same) = shared.get(number).map(|same| usize::from(*same)) {
            while path.len() > 1 && path.last().is_some_and(|met| met.end > same) {
                path.pop();
            }
            let met = self.follow(word(number), &mut path);
            number += 1;
            if met.found {
                visit(number - 1);
            } else if self.is_hopeless(&met) {
                // Whoever begins with what is hopeless is so too.
                let alike = |same: &&u8| usize::from(**same) >= met.end;
                number += shared[number..].iter().take_while(alike).count();
            }
        }
    }

    /// Goes on along a word until it is found or hopeless, or ends.
    fn follow(&self, word: &str, path: &mut Vec<Met>) -> Met {
        let mut met = path.last().copied().unwrap_or_else(|| self.nothing());
        for letter in word.get(met.end..).unwrap_or_default().chars() {
            if met.found || self.is_hopeless(&met) {
                break;
            }
            met = self.step(&met, letter);
            path.push(met);
        }
        met
    }

    fn is_hopeless(&self, met: &Met) -> bool {
        // The next letter may be the other one of two that are swapped; no slip is counted before that.
        let half_swapped = (met.before[self.most - 1] << 1) & met.seen;
        met.with[self.most] | met.with[self.most - 1] | half_swapped == 0
    }

    /// Before the first letter: what was typed may have letters too many.
    fn nothing(&self) -> Met {
        let with = [0b1, 0b11, 0b111 & !self.early];
        Met {
            with,
            before: [0; 3],
            seen: 0,
            end: 0,
            found: with[self.most] & self.all != 0,
        }
    }

    /// After one more letter of the word.
    fn step(&self, met: &Met, letter: char) -> Met {
        let seen = self.places(letter);
        let mut with = [(met.with[0] & seen) << 1, 0, 0];
        for slips in 1..=self.most {
            let (same, fewer) = (met.with[slips], met.with[slips - 1]);
            let swapped = ((met.before[slips - 1] & seen) << 2) & (met.seen << 1);
            // A letter of the word is too many, or another was meant; one that was typed is too many; two are swapped.
            let one_more = fewer | fewer << 1 | with[slips - 1] << 1 | swapped;
            with[slips] = (same & seen) << 1 | with[slips - 1] | one_more;
        }
        with[2] &= !self.early;
        Met {
            with,
            before: met.with,
            seen,
            end: met.end + letter.len_utf8(),
            found: with[self.most] & self.all != 0,
        }
    }

    fn places(&self, letter: char) -> u64 {
        if let Some(places) = self.plain.get(letter as usize) {
            return *places;
        }
        let there = self.others.iter().find(|it| it.0 == letter);
        there.map_or(0, |it| it.1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::directory::slip::walk;

    /// How many bytes of each word are those of the word before.
    fn shared(words: &[String]) -> Vec<u8> {
        let before = std::iter::once("").chain(words.iter().map(String::as_str));
        let same = |(one, other): (&str, &String)| {
            let letters = one
                .chars()
                .zip(other.chars())
                .take_while(|(one, other)| one == other);
            u8::try_from(letters.map(|it| it.0.len_utf8()).sum::<usize>()).unwrap()
        };
        before.zip(words).map(same).collect()
    }

    proptest! {
        #[test]
        fn those_are_visited_that_begin_nearly_so(
            typed in "[abcé]{1,9}",
            words in proptest::collection::btree_set("[abcé]{0,9}", 0..60),
            most in 1_usize..3,
        ) {
            let words: Vec<String> = words.into_iter().collect();
            let letters = |text: &str| text.chars().collect::<Vec<char>>();
            let meant = |word: &String| walk(&letters(&typed), &letters(word), most).is_some();
            let expected: Vec<usize> = (0..words.len()).filter(|number| meant(&words[*number])).collect();
            let mut visited = Vec::new();
            Near::new(&typed, most).visit(&shared(&words), |number| words[number].as_str(), |number| visited.push(number));
            prop_assert_eq!(visited, expected);
        }
    }

    #[test]
    fn two_slips_at_the_beginning_are_too_many_where_the_second_may_only_follow() {
        let words = ["kowalczyk", "kowlaczyk", "oqqalczyk"];
        for (after, found) in [(0, &[0, 1, 2][..]), (4, &[0, 1])] {
            let mut visited = Vec::new();
            let near = Near::new("okwalczyk", 2).with_a_second_slip_after(after);
            near.visit(
                &[0; 3],
                |number| words[number],
                |number| visited.push(number),
            );
            assert_eq!(visited, found);
        }
    }

    #[test]
    fn of_a_very_long_word_the_beginning_counts() {
        let (typed, words) = ("a".repeat(200), ["a".repeat(70), "b".repeat(70)]);
        let mut visited = Vec::new();
        Near::new(&typed, 2).visit(
            &[0, 0],
            |number| words[number].as_str(),
            |number| visited.push(number),
        );
        assert_eq!(visited, [0]);
    }
}
