//! Slips of the finger.

use rand::prelude::*;

/// The text with one slip in each word of four letters or more: a letter wrong, too many, missing, or two swapped, anywhere in the word.
#[must_use]
pub fn slipped(text: &str, dice: &mut impl Rng) -> String {
    let words: Vec<String> = text.split(' ').map(|word| slip(word, dice)).collect();
    words.join(" ")
}

/// The word with one slip in it, if it is long enough.
fn slip(word: &str, dice: &mut impl Rng) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 {
        return word.to_owned();
    }
    // A wrong letter is one of the same script: of its own letters, where that is not Latin.
    let own = letters
        .iter()
        .copied()
        .filter(|letter| letter.is_alphabetic());
    let latin = letters[0] < '\u{250}';
    let alphabet: Vec<char> = if latin {
        ('a'..='z').collect()
    } else {
        own.collect()
    };
    let Some(other) = alphabet.choose(dice).copied() else {
        return word.to_owned();
    };
    let at = dice.random_range(0..letters.len());
    match dice.random_range(0..4) {
        0 => letters[at] = other,
        1 => letters.insert(at, other),
        2 => {
            letters.remove(at);
        }
        _ => {
            let at = at.min(letters.len() - 2);
            letters.swap(at, at + 1);
        }
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn only_words_of_four_letters_or_more_have_one() {
        let mut dice = ChaCha8Rng::seed_from_u64(1);
        assert_eq!(slipped("Li Wei", &mut dice), "Li Wei");
        let many: Vec<String> = (0..50).map(|_| slipped("Ольга Li", &mut dice)).collect();
        assert!(many.iter().all(|text| text.ends_with(" Li")));
        assert!(many.iter().filter(|text| *text != "Ольга Li").count() > 40);
    }
}
