//! First and last names out of one cell.

use crate::directory::folded;

/// What stands before a name and is none.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "sir",
    "dame",
    "herr",
    "frau",
    "m",
    "mme",
    "mlle",
    "monsieur",
    "madame",
    "sr",
    "sra",
    "srta",
    "ing",
    "dipl",
];

/// Small words that belong to the last name which they stand before.
const PARTICLES: &[&str] = &[
    "van", "von", "der", "den", "ten", "ter", "zu", "zum", "zur", "vom", "da", "das", "dos", "di",
    "del", "della", "la", "le", "du", "de", "des", "el", "al", "bin", "ibn", "ben", "bint", "af",
    "av", "mac", "st", "san", "y",
];

/// First and last name of `Ana Maria Kos`, `Kos, Ana Maria`, `Dr. Ana van der Kos`. The last is empty where there is only one word.
pub(super) fn parted(name: &str) -> (String, String) {
    if let Some((last, first)) = name.split_once(',') {
        return (untitled(first).join(" "), untitled(last).join(" "));
    }
    let words = untitled(name);
    let mut at = words.len().saturating_sub(1);
    while at > 1 && is_one_of(PARTICLES, words[at - 1]) {
        at -= 1;
    }
    if words.len() < 2 {
        return (words.join(" "), String::new());
    }
    (words[..at].join(" "), words[at..].join(" "))
}

/// The words without the titles before them.
fn untitled(name: &str) -> Vec<&str> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let titles = words
        .iter()
        .take_while(|word| is_one_of(TITLES, word))
        .count();
    // Somebody may be called Sir, but not Sir alone.
    if titles == words.len() {
        words
    } else {
        words[titles..].to_vec()
    }
}

fn is_one_of(words: &[&str], word: &str) -> bool {
    words.contains(&folded(word).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parted_before_the_last_of_their_words() {
        for (name, first, last) in [
            ("Ana Kos", "Ana", "Kos"),
            ("  Ana  Maria   Kos ", "Ana Maria", "Kos"),
            ("Kos, Ana Maria", "Ana Maria", "Kos"),
            ("Dr. Ana Kos", "Ana", "Kos"),
            ("Prof. Dr. Kos, Ana", "Ana", "Kos"),
            ("Ludwig van der Rohe", "Ludwig", "van der Rohe"),
            ("Vincent van Gogh", "Vincent", "van Gogh"),
            ("Van Morrison", "Van", "Morrison"),
            ("Jean-Luc O’Neill", "Jean-Luc", "O’Neill"),
            ("Ana", "Ana", ""),
            ("Dr.", "Dr.", ""),
            ("Kos,", "", "Kos"),
            ("", "", ""),
            ("李 小龍", "李", "小龍"),
        ] {
            assert_eq!(parted(name), (first.to_owned(), last.to_owned()), "{name}");
        }
    }
}
