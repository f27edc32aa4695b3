//! One slip of the finger: a letter wrong, missing, too many, or two swapped.

/// How much of `word`, in bytes, `token` means when it is read with exactly one slip; nothing when it takes more, or none.
///
/// `token` may be the beginning of the word only, as words are searched while they are typed.
pub(super) fn meant(token: &str, word: &str) -> Option<usize> {
    if token.is_ascii() && word.is_ascii() {
        return with_one_slip(token.as_bytes(), word.as_bytes());
    }
    let token: Vec<char> = token.chars().collect();
    let word: Vec<char> = word.chars().take(token.len() + 1).collect();
    let length = with_one_slip(&token, &word)?;
    Some(
        word.iter()
            .take(length)
            .map(|letter| letter.len_utf8())
            .sum(),
    )
}

/// The same in letters.
fn with_one_slip<T: PartialEq>(token: &[T], word: &[T]) -> Option<usize> {
    let same = token
        .iter()
        .zip(word)
        .take_while(|(one, other)| one == other)
        .count();
    if same == token.len() {
        return None;
    }
    let (typed, there) = (&token[same..], &word[same..]);
    // The first difference is where the slip is, or as good as where it is.
    let wrong = !there.is_empty() && there[1..].starts_with(&typed[1..]);
    let swapped = typed.len() > 1
        && there.len() > 1
        && typed[0] == there[1]
        && typed[1] == there[0]
        && there[2..].starts_with(&typed[2..]);
    if wrong || swapped {
        Some(token.len())
    } else if !there.is_empty() && there[1..].starts_with(typed) {
        Some(token.len() + 1)
    } else if there.starts_with(&typed[1..]) {
        Some(token.len() - 1)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_understood_and_two_are_not() {
        for (token, word, length) in [
            ("smoth", "smith", Some(5)),
            ("smtih", "smithson", Some(5)),
            ("smth", "smith", Some(5)),
            ("smiith", "smith", Some(5)),
            ("msith", "smith", Some(5)),
            ("smitz", "smit", Some(4)),
            ("mith", "smith", Some(5)),
            ("smith", "smith", None),
            ("smi", "smith", None),
            ("smoht", "smith", None),
            ("smith", "sm", None),
            ("петор", "петров", Some(10)),
            ("anna", "aнna", Some(5)),
            ("abcd", "", None),
        ] {
            assert_eq!(meant(token, word), length, "{token} for {word}");
        }
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
        fn it_is_damerau_distance_one_from_some_beginning(token in "[abcé]{1,6}", word in "[abcé]{0,8}") {
            let (letters, whole): (Vec<char>, Vec<char>) = (token.chars().collect(), word.chars().collect());
            let nearest = (0..=whole.len()).map(|end| distance(&letters, &whole[..end])).min();
            proptest::prop_assert_eq!(meant(&token, &word).is_some(), nearest == Some(1));
            if let Some(length) = meant(&token, &word) {
                let beginning: Vec<char> = word[..length].chars().collect();
                proptest::prop_assert_eq!(distance(&letters, &beginning), 1);
            }
        }
    }
}
