//! The words of a text, with where each stands in it.

use crate::directory::folded;

/// As much of a text is read, in characters: nobody types more of a booking in one line.
pub(super) const LONGEST: usize = 200;

/// One word, or what stands between quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// In small letters, with plain hyphens and without a full stop at its end.
    pub(super) low: String,
    /// As names are compared.
    pub(super) folded: String,
    /// As it was typed, without quotation marks.
    pub(super) typed: String,
    /// The first byte, that of a quotation mark where there is one.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
    pub(super) quoted: bool,
}

/// Takes a text apart at blanks, commas and semicolons.
pub(super) fn words_of(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, first)) = rest.next() {
        if divides(first) {
            continue;
        }
        let inside = start + first.len_utf8();
        if let Some(length) = is_mark(first)
            .then(|| quoted_length(&text[inside..]))
            .flatten()
        {
            let closing = inside + length;
            let mark = text[closing..].chars().next().map_or(0, char::len_utf8);
            let end = closing + mark;
            while rest.next_if(|(at, _)| *at < end).is_some() {}
            words.push(word(&text[inside..closing], start, end, true));
            continue;
        }
        let mut end = inside;
        while let Some((at, letter)) = rest.next_if(|(_, letter)| !divides(*letter)) {
            end = at + letter.len_utf8();
        }
        words.push(word(&text[start..end], start, end, false));
    }
    words
}

fn word(typed: &str, start: usize, end: usize, quoted: bool) -> Word {
    let low = typed.to_lowercase().replace(['–', '—', '−'], "-");
    let low = low.trim_end_matches(['.', '!', '?', ':']);
    Word {
        low: low.to_owned(),
        folded: folded(typed),
        typed: typed.trim().to_owned(),
        start,
        end,
        quoted,
    }
}

fn divides(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, ',' | ';')
}

fn is_mark(letter: char) -> bool {
    matches!(letter, '"' | '“' | '”' | '„' | '«' | '»')
}

/// How many bytes stand before the mark that closes; none where there is nothing to be quoted.
fn quoted_length(text: &str) -> Option<usize> {
    text.find(is_mark)
        .filter(|length| !text[..*length].trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_place() {
        let text = "lin  “Front Door”, 9–5. \"x";
        let words = words_of(text);
        let seen: Vec<_> = words
            .iter()
            .map(|word| (word.low.as_str(), &text[word.start..word.end], word.quoted))
            .collect();
        assert_eq!(
            seen,
            [
                ("lin", "lin", false),
                ("front door", "“Front Door”", true),
                ("9-5", "9–5.", false),
                ("\"x", "\"x", false),
            ]
        );
    }
}
