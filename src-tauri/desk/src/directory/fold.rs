//! How text is compared: without case, accents, hyphens and apostrophes, and with the place of each letter in the original.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

/// How much of a text is looked at, in characters.
pub(super) const CONSIDERED: usize = 200;

/// A text made comparable: its letters and digits alone, closed up (`Anne-Marie O’Neil` is `annemarieoneil`).
///
/// Latin letters lose their marks and strokes (`Łukasz` is `lukasz`, `Åse` is `ase`, `Weiß` is `weiss`), whatever is typed on either
/// side; Arabic and Hebrew their vowel points; kana their voicing. Other scripts keep their letters, in compatibility decomposition.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// The letters and digits.
    pub(super) text: String,
    /// The bytes of `text` at which a word starts: after a space, a hyphen, an apostrophe or any other sign.
    pub(super) starts: Vec<usize>,
    /// For each byte of `text`, the UTF-16 units of the original from which it comes: first, and one past the last.
    origins: Vec<(u16, u16)>,
}

impl Folded {
    /// Folds a text.
    pub(super) fn new(text: &str) -> Self {
        let mut folded = Self::default();
        folded.refill(text);
        folded
    }

    /// Folds a text that has letters in it which fold to two, leaving these as they are: one slip may spoil both. `None` where there
    /// are none.
    pub(super) fn with_ligatures(text: &str) -> Option<Self> {
        let is_ligature = |letter: char| {
            letter
                .to_lowercase()
                .any(|lower| plain(lower).is_some_and(|it| it.len() > 1 && it.is_ascii()))
        };
        if text.is_ascii() || !text.contains(is_ligature) {
            return None;
        }
        let mut folded = Self::default();
        folded.fold(text, true);
        Some(folded)
    }

    /// Folds another text in the same memory.
    pub(super) fn refill(&mut self, text: &str) {
        self.fold(text, false);
    }

    fn fold(&mut self, text: &str, ligatures: bool) {
        self.clear();
        if text.is_ascii() {
            let mut apart = true;
            for (at, byte) in (0_u16..).zip(text.bytes().take(CONSIDERED)) {
                if byte.is_ascii_alphanumeric() {
                    self.push(char::from(byte.to_ascii_lowercase()), (at, at + 1), apart);
                }
                apart = !byte.is_ascii_alphanumeric();
            }
            return;
        }
        let mut apart = true;
        for (part, origin) in decompose(text) {
            if is_latin_mark(part) {
                self.widen(origin, apart);
            } else if is_sign(part) {
                apart = true;
            } else if !is_invisible(part) {
                for lower in part.to_lowercase().filter(|lower| !is_latin_mark(*lower)) {
                    let lower = hiragana(lower);
                    match plain(lower) {
                        Some(letters) if !ligatures || letters.len() == 1 => {
                            for letter in letters.chars() {
                                self.push(letter, origin, apart);
                                apart = false;
                            }
                        }
                        _ => self.push(lower, origin, apart),
                    }
                    apart = false;
                }
            }
        }
    }

    /// The digits of a phone number, however it is grouped; a trunk zero in brackets, `+44 (0)20`, is left out.
    pub(super) fn digits(text: &str) -> Self {
        let mut folded = Self::default();
        let mut unit = 0_u16;
        let mut rest = text;
        for _ in 0..CONSIDERED {
            if let Some(after) = rest.strip_prefix("(0)") {
                (rest, unit) = (after, unit + 3);
                continue;
            }
            let Some(next) = rest.chars().next() else {
                break;
            };
            rest = &rest[next.len_utf8()..];
            let after = unit + units(next);
            if let Some(digit) = std::iter::once(next).nfkd().find(char::is_ascii_digit) {
                folded.push(digit, (unit, after), unit == 0);
            }
            unit = after;
        }
        folded.starts = if folded.text.is_empty() {
            Vec::new()
        } else {
            vec![0]
        };
        folded
    }

    /// The words with a space between them: what tells `anne marie` from `annemarie`.
    pub(super) fn words(&self) -> String {
        let mut words = String::with_capacity(self.text.len() + self.starts.len());
        for (index, start) in self.starts.iter().enumerate() {
            if index > 0 {
                words.push(' ');
            }
            let end = self
                .starts
                .get(index + 1)
                .copied()
                .unwrap_or(self.text.len());
            words.push_str(&self.text[*start..end]);
        }
        words
    }

    /// The digits of a phone number as [`Self::digits`] has them, alone.
    pub(super) fn digits_alone(text: &str) -> String {
        let mut digits = String::new();
        Self::refill_digits(text, &mut digits);
        digits
    }

    /// The same, in the same memory as those before.
    pub(super) fn refill_digits(text: &str, digits: &mut String) {
        digits.clear();
        if !text.is_ascii() || text.contains('(') {
            digits.push_str(&Self::digits(text).text);
            return;
        }
        let all = text.bytes().take(CONSIDERED);
        digits.extend(all.filter(u8::is_ascii_digit).map(char::from));
    }

    /// Each word by itself.
    pub(super) fn each_word(&self) -> impl Iterator<Item = &str> {
        let ends = self.starts.iter().skip(1).copied().chain([self.text.len()]);
        self.starts
            .iter()
            .zip(ends)
            .map(|(start, end)| &self.text[*start..end])
    }

    /// What follows each start of a word to the end, without spaces; but for the last word, which is one anyway.
    pub(super) fn each_rest(&self) -> impl Iterator<Item = &str> {
        let but_last = self.starts.len().saturating_sub(1);
        self.starts[..but_last]
            .iter()
            .map(|start| &self.text[*start..])
    }

    /// How many letters and digits there are.
    pub(super) fn letters(&self) -> usize {
        self.text.chars().count()
    }

    /// The units of the original from which bytes of `text` come.
    pub(super) fn origin(&self, from: usize, to: usize) -> Option<(u16, u16)> {
        let run = self.origins.get(from..to)?;
        Some((run.first()?.0, run.iter().map(|origin| origin.1).max()?))
    }

    fn clear(&mut self) {
        self.text.clear();
        self.starts.clear();
        self.origins.clear();
    }

    fn push(&mut self, letter: char, origin: (u16, u16), starts: bool) {
        if starts {
            self.starts.push(self.text.len());
        }
        self.text.push(letter);
        self.origins.resize(self.text.len(), origin);
    }

    /// Counts a mark that is left out to the letter before it.
    fn widen(&mut self, mark: (u16, u16), apart: bool) {
        if let (Some(last), false) = (self.origins.last_mut(), apart) {
            last.1 = last.1.max(mark.1);
        }
    }
}

/// Whether two names are the same to whoever searches: case, accents, hyphens, apostrophes and spaces aside.
#[must_use]
pub fn same_name(one: &str, other: &str) -> bool {
    Folded::new(one).text == Folded::new(other).text
}

/// A text as names are compared: its letters and digits alone, without case and accents. Only its first 200 characters count.
#[must_use]
pub fn folded(text: &str) -> String {
    Folded::new(text).text
}

/// What names are ordered by: their words folded, then the name as it is written.
#[must_use]
pub(crate) fn order_of(name: &str) -> String {
    format!("{}\u{1}{name}", Folded::new(name).words())
}

/// The compatibility decomposition in canonical order, each character with the units that it comes from.
fn decompose(text: &str) -> Vec<(char, (u16, u16))> {
    let mut parts: Vec<(char, (u16, u16))> = Vec::with_capacity(text.len());
    let mut unit = 0_u16;
    for character in text.chars().take(CONSIDERED) {
        let after = unit + units(character);
        parts.extend(
            std::iter::once(character)
                .nfkd()
                .map(|part| (part, (unit, after))),
        );
        unit = after;
    }
    let class = |part: &(char, (u16, u16))| canonical_combining_class(part.0);
    for run in parts.chunk_by_mut(|_, next| class(next) != 0) {
        // The first of a run is the letter, whose class is 0 and which therefore stays first.
        run.sort_by_key(class);
    }
    parts
}

/// Its length in UTF-16.
fn units(character: char) -> u16 {
    if character.len_utf16() == 1 { 1 } else { 2 }
}

/// A mark that stands on Latin, Greek and Cyrillic letters, a vowel point of Arabic or Hebrew, which most people leave out, or what
/// makes another kana of one.
fn is_latin_mark(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36f}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{fe20}'..='\u{fe2f}'
            | '\u{591}'..='\u{5bd}'
            | '\u{5bf}'..='\u{5c7}'
            | '\u{64b}'..='\u{65f}'
            | '\u{670}'
            | '\u{3099}'..='\u{309a}'
    )
}

/// Neither letter nor digit nor a mark of one: hyphens, apostrophes (those that Unicode calls letters too), spaces.
fn is_sign(character: char) -> bool {
    match character {
        '\u{2b9}'..='\u{2c1}' | '\u{2c8}' | '\u{a78b}' | '\u{a78c}' => true,
        _ if is_invisible(character) => false,
        _ => !character.is_alphanumeric() && !is_combining_mark(character),
    }
}

/// Joiners, soft hyphens, marks of direction, and the stroke that only makes an Arabic word longer.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{640}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
    )
}

/// The hiragana of a katakana: names are written in either.
fn hiragana(letter: char) -> char {
    match letter {
        'ァ'..='ヶ' => char::from_u32(u32::from(letter) - 0x60).unwrap_or(letter),
        _ => letter,
    }
}

/// What a letter without a decomposition is typed as by somebody whose keyboard lacks it.
fn plain(lower: char) -> Option<&'static str> {
    Some(match lower {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' | 'ɔ' => "o",
        'đ' | 'ð' | 'ɗ' => "d",
        'ł' => "l",
        'ħ' => "h",
        'ı' | 'ɨ' => "i",
        'ȷ' => "j",
        'ĸ' | 'ƙ' => "k",
        'ŋ' => "n",
        'ŧ' => "t",
        'ə' | 'ǝ' | 'ɛ' => "e",
        'ɓ' => "b",
        'ƴ' => "y",
        'ʉ' => "u",
        'ς' => "σ",
        'ґ' => "г",
        'ى' | 'ی' => "ي",
        'ة' => "ه",
        'ک' => "ك",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_folded_to_what_anybody_can_type() {
        for (name, folded) in [
            ("Łukasz Żółć", "lukaszzolc"),
            ("Søren Ångström", "sorenangstrom"),
            ("Weiß", "weiss"),
            ("WEIẞ", "weiss"),
            ("Đorđe", "dorde"),
            ("İbrahim Işık", "ibrahimisik"),
            ("Þórður Æsir Œuvre", "thorduraesiroeuvre"),
            ("Nguye\u{302}\u{303}n", "nguyen"),
            ("O’Neill-d'Arcy", "oneilldarcy"),
            ("Kaʻahumanu", "kaahumanu"),
            ("Γιώργος", "γιωργοσ"),
            ("Ёлкина", "елкина"),
            ("ＦＵＬＬ１", "full1"),
            ("王小明", "王小明"),
            ("ハナコ", "はなこ"),
            ("ガブリポ", "かふりほ"),
            ("أحمد مُحَمَّد فاطمة", "احمدمحمدفاطمه"),
            ("עַבְרִי", "עברי"),
            ("क्षितिज", "क्षितिज"),
            ("🦀", ""),
        ] {
            let expected: String = folded.nfkd().filter(|c| !is_latin_mark(*c)).collect();
            assert_eq!(Folded::new(name).text, expected, "{name}");
        }
    }

    #[test]
    fn words_start_after_any_sign() {
        assert_eq!(
            Folded::new("Anne-Marie  O'Neil (Dr.)").words(),
            "anne marie o neil dr"
        );
        assert_eq!(Folded::new("Éa-Ü").words(), "ea u");
        assert_eq!(Folded::digits("+44 (0)20 7946-0018").text, "442079460018");
        assert_eq!(Folded::digits_alone("+44 (0)20 7946-0018"), "442079460018");
        assert!(Folded::digits("none").starts.is_empty());
    }

    #[test]
    fn each_letter_knows_where_it_came_from() {
        let folded = Folded::new("🦀 Jose\u{301} Weiß");
        assert_eq!(folded.text, "joseweiss");
        assert_eq!(
            folded.origin(0, 4),
            Some((3, 8)),
            "with the accent that stands apart"
        );
        assert_eq!(folded.origin(7, 8), Some((12, 13)), "half a ß is all of it");
        assert_eq!(folded.origin(4, 99), None);
    }

    proptest::proptest! {
        #[test]
        fn folding_what_is_folded_changes_nothing(text in ".{0,60}") {
            let once = Folded::new(&text);
            let twice = Folded::new(&once.text);
            proptest::prop_assert_eq!(&once.text, &twice.text);
            proptest::prop_assert_eq!(once.origins.len(), once.text.len());
            let units = u16::try_from(text.encode_utf16().count()).unwrap();
            proptest::prop_assert!(once.origins.iter().all(|it| it.0 < it.1 && it.1 <= units));
            proptest::prop_assert!(once.starts.iter().all(|at| once.text.is_char_boundary(*at)));
        }

        #[test]
        fn composed_and_decomposed_are_the_same(text in "\\PC{0,40}") {
            let composed: String = text.nfc().collect();
            let decomposed: String = text.nfd().collect();
            proptest::prop_assert_eq!(Folded::new(&composed).text, Folded::new(&decomposed).text);
        }
    }
}
