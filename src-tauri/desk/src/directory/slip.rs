//! Slips of the finger: a letter wrong, missing, too many, or two swapped.

/// How a word was meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meant {
    /// How much of the word, in bytes.
    pub(super) length: usize,
    /// With so many slips.
    pub(super) slips: usize,
}

/// A word as it was typed, ready to be held against many.
#[derive(Debug)]
pub(super) struct Typed<'a> {
    text: &'a str,
    letters: Vec<char>,
    /// Only ASCII, so that bytes are letters.
    plain: bool,
    most: usize,
}

/// Longer words than this are compared by their beginning.
const LONG: usize = 48;

impl<'a> Typed<'a> {
    /// Takes a word, in which at most `most` slips are looked past.
    pub(super) fn new(text: &'a str, most: usize) -> Self {
        Self {
            text,
            letters: text.chars().take(LONG - most).collect(),
            plain: text.is_ascii(),
            most,
        }
    }

    /// How much of `word`, which is UTF-8, is meant, with the fewest slips.
    ///
    /// What was typed may be the beginning of the word only, as words are searched while they are typed. One slip is forgiven where it,
    /// or the word when all of it is meant, has four letters, and two where it has eight.
    pub(super) fn meant(&self, word: &[u8]) -> Option<Meant> {
        if self.plain && word.is_ascii() {
            // Two slips in fewer than eight letters are only looked past where all of a word of eight is meant.
            let (typed, there) = (self.text.len(), word.len());
            let two = typed >= 8 || (8..=typed + 2).contains(&there);
            let most = if two { self.most } else { self.most.min(1) };
            let meant = walk(self.text.as_bytes(), word, most)?;
            return meant.forgiven(self.text.len(), word.len(), meant.length == word.len());
        }
        let mut room = ['\0'; LONG];
        let mut many = 0;
        let word = std::str::from_utf8(word).ok()?;
        for (place, letter) in room.iter_mut().zip(word.chars()) {
            *place = letter;
            many += 1;
        }
        let whole = &room[..many];
        let meant = walk(&self.letters, whole, self.most)?;
        let all = meant.length == many;
        let length = whole[..meant.length]
            .iter()
            .map(|letter| letter.len_utf8())
            .sum();
        let meant = meant.forgiven(self.letters.len(), many, all)?;
        Some(Meant { length, ..meant })
    }
}

impl Meant {
    fn forgiven(self, typed: usize, there: usize, all: bool) -> Option<Self> {
        let letters = if all { typed.max(there) } else { typed };
        (self.slips <= forgiven(letters)).then_some(self)
    }
}

/// How many slips are forgiven in so many letters.
pub(super) fn forgiven(letters: usize) -> usize {
    match letters {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    }
}

/// How much of a word is meant by what was typed, with the fewest slips and at most `most`, in letters.
pub(super) fn walk<T: PartialEq>(token: &[T], word: &[T], most: usize) -> Option<Meant> {
    let same = token
        .iter()
        .zip(word)
        .take_while(|(one, other)| one == other)
        .count();
    if same == token.len() {
        return Some(Meant {
            length: same,
            slips: 0,
        });
    }
    if most == 0 {
        return None;
    }
    // The first difference is where a slip is, or as good as where it is.
    let (typed, there) = (&token[same..], &word[same..]);
    let mut best: Option<Meant> = None;
    let mut consider = |skipped_typed: usize, skipped_there: usize| {
        let found =
            walk(&typed[skipped_typed..], &there[skipped_there..], most - 1).map(|rest| Meant {
                length: same + skipped_there + rest.length,
                slips: rest.slips + 1,
            });
        if let Some(found) = found
            && best.is_none_or(|best| (found.slips, best.length) < (best.slips, found.length))
        {
            best = Some(found);
        }
    };
    if !there.is_empty() {
        consider(1, 1);
        consider(0, 1);
    }
    consider(1, 0);
    if typed.len() > 1 && there.len() > 1 && typed[0] == there[1] && typed[1] == there[0] {
        consider(2, 2);
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(token: &str, word: &str, most: usize) -> Option<Meant> {
        Typed::new(token, most).meant(word.as_bytes())
    }

    #[test]
    fn slips_are_understood_up_to_a_number() {
        for (token, word, length, slips) in [
            ("smoth", "smith", 5, 1),
            ("smtih", "smithson", 5, 1),
            ("smth", "smith", 5, 1),
            ("smiith", "smith", 5, 1),
            ("msith", "smith", 5, 1),
            ("smitz", "smit", 4, 1),
            ("mith", "smith", 5, 1),
            ("smith", "smith", 5, 0),
            ("ang", "wang", 4, 1),
            ("петор", "петров", 10, 1),
            ("anna", "aнna", 5, 1),
            ("kowlaski", "kowalski", 8, 1),
            ("kwoalsky", "kowalski", 8, 2),
            ("kwlski", "kowalski", 8, 2),
        ] {
            assert_eq!(
                meant(token, word, 2),
                Some(Meant { length, slips }),
                "{token} for {word}"
            );
        }
        for (token, word) in [
            ("smoht", "smith"),
            ("smith", "sm"),
            ("abcd", ""),
            ("ang", "wangari"),
            ("kwlski", "kowalskis"),
            ("wi", "wei"),
        ] {
            assert_eq!(meant(token, word, 2), None, "{token} for {word}");
        }
        assert_eq!(
            meant("kwoalsky", "kowalski", 1),
            None,
            "only one was asked for"
        );
    }

    /// Optimal string alignment, as in the books.
    fn distance(one: &[char], other: &[char]) -> usize {
        let mut rows = vec![vec![0; other.len() + 1]; one.len() + 1];
        for i in 0..=one.len() {
            for j in 0..=other.len() {
                rows[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let cost = usize::from(one[i - 1] != other[j - 1]);
                    let mut best = (rows[i - 1][j] + 1)
                        .min(rows[i][j - 1] + 1)
                        .min(rows[i - 1][j - 1] + cost);
                    if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                        best = best.min(rows[i - 2][j - 2] + 1);
                    }
                    best
                };
            }
        }
        rows[one.len()][other.len()]
    }

    proptest::proptest! {
        #[test]
        fn it_is_the_distance_from_the_nearest_beginning(token in "[abcé]{1,9}", word in "[abcé]{0,11}") {
            let (letters, whole): (Vec<char>, Vec<char>) = (token.chars().collect(), word.chars().collect());
            let nearest = (0..=whole.len()).map(|end| distance(&letters, &whole[..end])).min().unwrap();
            let found = walk(&letters, &whole, 2);
            proptest::prop_assert_eq!(found.map(|it| it.slips), (nearest <= 2).then_some(nearest));
            if let Some(found) = found {
                proptest::prop_assert_eq!(distance(&letters, &whole[..found.length]), found.slips);
            }
        }
    }
}
