//! What was typed, taken apart.

use super::fold::{CONSIDERED, Folded};

/// One word of what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Folded.
    pub(super) text: String,
    /// How many letters.
    letters: usize,
}

impl Token {
    fn new(text: String) -> Self {
        Self {
            letters: text.chars().count(),
            text,
        }
    }

    /// A single Latin letter or digit is the start of a word: as part of one it would be in everybody's name.
    pub(super) fn may_be_inside(&self) -> bool {
        self.letters > 1 || !self.text.is_ascii()
    }

    /// Long enough that a slip leaves something to go by.
    pub(super) fn may_have_slip(&self) -> bool {
        self.letters >= 4 && !self.is_number()
    }

    fn is_number(&self) -> bool {
        self.text.bytes().all(|byte| byte.is_ascii_digit())
    }
}

/// What was typed: people match who match every word of one reading.
#[derive(Debug)]
pub(super) struct Query {
    /// The words as they stand; then, where there is a phone number in groups or with leading zeros, with that number in one piece.
    pub(super) readings: Vec<Vec<Token>>,
}

impl Query {
    /// Takes a text apart.
    pub(super) fn new(text: &str) -> Self {
        let text: String = text.chars().take(CONSIDERED).collect();
        let mut words: Vec<Token> = text
            .replace("(0)", " ")
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
            .map(|word| Token::new(Folded::new(word).text))
            .filter(|token| !token.text.is_empty())
            .collect();
        let numbers = in_one_piece(&words);
        distinct(&mut words);
        let mut readings = vec![words];
        if let Some(mut numbers) = numbers {
            distinct(&mut numbers);
            readings.push(numbers);
        }
        Self { readings }
    }

    /// Nothing to go by.
    pub(super) fn is_empty(&self) -> bool {
        self.readings.iter().all(Vec::is_empty)
    }

    /// Some word may have a slip in it.
    pub(super) fn may_have_slip(&self) -> bool {
        self.readings.iter().flatten().any(Token::may_have_slip)
    }
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
            [vec!["annemarie", "oneil"]]
        );
        assert_eq!(readings("a.b@c.d"), [vec!["abcd"]]);
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
    }
}
