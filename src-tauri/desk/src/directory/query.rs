//! What was typed, taken apart.

use super::fold::{CONSIDERED, Folded};

/// One word of what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Folded.
    pub(super) text: String,
    /// How many letters.
    pub(super) letters: usize,
    /// A piece of what was typed in one go.
    piece: bool,
    /// What it is a piece of is an e-mail address.
    pub(super) address: bool,
    /// It is what a name begins with.
    pub(super) initial: bool,
}

impl Token {
    fn new(text: String) -> Self {
        Self {
            letters: text.chars().count(),
            text,
            piece: false,
            address: false,
            initial: false,
        }
    }

    /// A single letter or digit is the start of a word: as part of one it would be in everybody's name. An ideograph is a word.
    pub(super) fn may_be_inside(&self) -> bool {
        self.letters > 1 || self.text.starts_with(is_ideograph)
    }

    /// How many slips may be in it, of at most `most`. Three letters may be a word of four that lacks one, six one of eight that lacks
    /// two.
    pub(super) fn slips(&self, most: usize) -> usize {
        if self.piece || self.is_number() {
            return 0;
        }
        match self.letters {
            0..3 => 0,
            3..6 => most.min(1),
            _ => most.min(2),
        }
    }

    /// Digits alone.
    pub(super) fn is_number(&self) -> bool {
        self.text.bytes().all(|byte| byte.is_ascii_digit())
    }
}

/// Han, kana and their like: one of them can be a name.
pub(super) fn is_ideograph(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// What was typed: people match who match every word of one reading.
#[derive(Debug)]
pub(super) struct Query {
    /// The words as they stand; then, where a word has signs in it, with its pieces apart; then, where there is a phone number in
    /// groups or with leading zeros, with that number in one piece, and without what may be its country's code; and with the letters
    /// kept that fold to two.
    pub(super) readings: Vec<Vec<Token>>,
    /// Where all that was typed is two or three letters: each as what another name begins with.
    pub(super) initials: Option<Vec<Token>>,
    /// The words as they stand, without a space between them.
    pub(super) together: String,
    /// How many letters there are in all.
    pub(super) letters: usize,
}

/// So many of the last digits of a phone number are the same in every country.
const LOCAL_DIGITS: usize = 9;

impl Query {
    /// Takes a text apart.
    pub(super) fn new(text: &str) -> Self {
        let text: String = text.chars().take(CONSIDERED).collect();
        let text = text.replace("(0)", " ");
        let typed: Vec<(&str, Folded)> = text
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
            .map(|word| (word, Folded::new(word)))
            .filter(|(_, folded)| !folded.text.is_empty())
            .collect();
        let words: Vec<Token> = typed
            .iter()
            .map(|(_, word)| Token::new(word.text.clone()))
            .collect();
        let letters = words.iter().map(|word| word.letters).sum();
        let together = words.iter().map(|word| word.text.as_str()).collect();
        let mut readings = Vec::new();
        let address = |word: &str| word.contains('@');
        if typed
            .iter()
            .any(|(text, word)| word.starts.len() > 1 || address(text))
        {
            let pieces = typed.iter().flat_map(|(text, word)| {
                let (piece, address) = (word.starts.len() > 1, address(text));
                word.each_word().map(move |text| Token {
                    piece,
                    address,
                    ..Token::new(text.to_owned())
                })
            });
            readings.push(pieces.collect());
        }
        let closed = in_one_piece(&words);
        let local = without_country(closed.as_ref().unwrap_or(&words));
        readings.extend(closed.into_iter().chain(local));
        if let Some(kept) = Folded::with_ligatures(&text) {
            readings.push(
                kept.each_word()
                    .map(|word| Token::new(word.to_owned()))
                    .collect(),
            );
        }
        let initials = as_initials(&words);
        readings.insert(0, words);
        readings.iter_mut().for_each(distinct);
        Self {
            readings,
            initials,
            together,
            letters,
        }
    }

    /// Nothing to go by.
    pub(super) fn is_empty(&self) -> bool {
        self.readings.iter().all(Vec::is_empty)
    }

    /// Some word may have so many slips in it.
    pub(super) fn may_have_slips(&self, many: usize) -> bool {
        self.readings
            .iter()
            .flatten()
            .any(|word| word.slips(many) >= many)
    }

    /// Some word is more than a number.
    pub(super) fn has_letters(&self) -> bool {
        self.readings.iter().flatten().any(|word| !word.is_number())
    }

    /// It is one word.
    pub(super) fn is_one_word(&self) -> bool {
        self.readings[0].len() == 1
    }
}

/// The letters of the only word, if they may be initials. Letters that are the same do not tell whether there are as many names.
fn as_initials(words: &[Token]) -> Option<Vec<Token>> {
    let [word] = words else { return None };
    let initial = |letter: char| Token {
        initial: true,
        ..Token::new(letter.to_string())
    };
    let mut letters: Vec<Token> = word.text.chars().map(initial).collect();
    distinct(&mut letters);
    let cased = word.text.chars().all(char::is_lowercase);
    ((2..=3).contains(&word.letters) && cased && letters.len() == word.letters).then_some(letters)
}

/// The words with long numbers cut to what is dialled within a country, if there is one.
fn without_country(words: &[Token]) -> Option<Vec<Token>> {
    let is_long = |word: &Token| word.is_number() && word.text.len() > LOCAL_DIGITS;
    let cut = |word: &Token| {
        if is_long(word) {
            Token::new(word.text[word.text.len() - LOCAL_DIGITS..].to_owned())
        } else {
            word.clone()
        }
    };
    words
        .iter()
        .any(is_long)
        .then(|| words.iter().map(cut).collect())
}

/// The words with neighbouring numbers closed up and without the zeros that a phone number has in one country only, if that
/// changes anything.
fn in_one_piece(words: &[Token]) -> Option<Vec<Token>> {
    let mut closed: Vec<Token> = Vec::with_capacity(words.len());
    for run in words.chunk_by(|one, next| one.is_number() && next.is_number()) {
        if run[0].is_number() {
            let digits: String = run.iter().map(|token| token.text.as_str()).collect();
            let significant = digits.trim_start_matches('0');
            let number = if significant.len() >= 4 {
                significant
            } else {
                &digits
            };
            closed.push(Token::new(number.to_owned()));
        } else {
            closed.extend_from_slice(run);
        }
    }
    (closed != words).then_some(closed)
}

/// The longest first, which leaves the fewest people soonest, and each once.
fn distinct(words: &mut Vec<Token>) {
    words.sort_by(|one, other| {
        other
            .text
            .len()
            .cmp(&one.text.len())
            .then_with(|| one.text.cmp(&other.text))
    });
    words.dedup();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings(text: &str) -> Vec<Vec<String>> {
        let texts = |reading: Vec<Token>| reading.into_iter().map(|token| token.text).collect();
        Query::new(text).readings.into_iter().map(texts).collect()
    }

    #[test]
    fn words_are_taken_apart_and_numbers_closed_up() {
        assert_eq!(
            readings("O'Neil, Anne-Marie anne-marie"),
            [
                vec!["annemarie", "oneil"],
                vec!["marie", "anne", "neil", "o"]
            ]
        );
        assert_eq!(
            readings("a.b@c.d"),
            [vec!["abcd"], vec!["a", "b", "c", "d"]]
        );
        let phone = "+44 7700 900123";
        let closed = vec!["447700900123"];
        assert_eq!(readings(phone)[1..], [closed, vec!["700900123"]]);
        let phone = vec![vec!["7946", "020"], vec!["207946"]];
        assert_eq!(readings("020 7946"), phone);
        assert_eq!(
            readings("+44 (0)20 7946"),
            [vec!["7946", "20", "44"], vec!["44207946"]]
        );
        assert_eq!(readings("4711"), [vec!["4711"]]);
        assert_eq!(
            readings("anna 00 12"),
            [vec!["anna", "00", "12"], vec!["0012", "anna"]]
        );
        assert!(Query::new(" -- ' ").is_empty());
        let initials = |text| Query::new(text).initials.map(|letters| letters.len());
        assert_eq!(
            ["al", "A.L.", "jfk"].map(initials),
            [Some(2), Some(2), Some(3)]
        );
        assert_eq!(
            ["a", "aa", "a l", "adal", "a1", "王小"].map(initials),
            [None; 6]
        );
    }
}
