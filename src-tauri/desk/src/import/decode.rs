//! From the bytes of a file to its text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::NotRead;

/// How much of a file says in which encoding it is, in bytes.
const SAMPLE: usize = 64 * 1024;

/// The text of a file, in whatever encoding a spreadsheet wrote it: by its mark, as UTF-8 where it is that, as UTF-16 without a mark,
/// or as the old encoding that its letters look like.
pub(super) fn text_of(bytes: &[u8]) -> Result<String, NotRead> {
    // What every xlsx and ods, and every old xls, begins with.
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(NotRead::Workbook);
    }
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None => without_mark(bytes),
    };
    let (text, _, _) = encoding.decode(bytes);
    if text.contains('\0') {
        return Err(NotRead::NotText);
    }
    Ok(text.into_owned())
}

fn without_mark(bytes: &[u8]) -> &'static Encoding {
    if let Some(encoding) = wide(bytes) {
        return encoding;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return encoding_rs::UTF_8;
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    if !detector.feed(sample, true) {
        return WINDOWS_1252;
    }
    detector.guess(None, Utf8Detection::Deny)
}

/// UTF-16 without a mark: of two bytes, nearly always the same one is zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let (pairs, _) = sample.as_chunks::<2>();
    let zeros = |at: usize| pairs.iter().filter(|pair| pair[at] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    let many = pairs.len() / 3;
    if pairs.len() < 2 {
        None
    } else if second > many && first * 10 < second {
        Some(UTF_16LE)
    } else if first > many && second * 10 < first {
        Some(UTF_16BE)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "Vorname;Nachname;E-Mail\nJürgen;Müller-Weiß;j@example.org\nZoë;García;z@example.org\n";

    fn wide_bytes(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes_of).collect()
    }

    #[test]
    fn every_encoding_that_a_spreadsheet_writes_is_read() {
        let little = wide_bytes(TEXT, u16::to_le_bytes);
        let big = wide_bytes(TEXT, u16::to_be_bytes);
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        let (old, _, _) = WINDOWS_1252.encode(TEXT);
        for (what, bytes) in [
            ("UTF-8", TEXT.as_bytes().to_vec()),
            ("with a mark", marked(b"\xef\xbb\xbf", TEXT.as_bytes())),
            ("UTF-16LE", marked(b"\xff\xfe", &little)),
            ("UTF-16BE", marked(b"\xfe\xff", &big)),
            ("UTF-16LE without a mark", little),
            ("UTF-16BE without a mark", big),
            ("Windows-1252", old.into_owned()),
        ] {
            assert_eq!(text_of(&bytes).as_deref(), Ok(TEXT), "{what}");
        }
    }

    #[test]
    fn other_old_encodings_are_told_by_their_letters() {
        for (encoding, text) in [
            (
                encoding_rs::WINDOWS_1250,
                "Imię;Nazwisko\nŁukasz;Żółć\nZdzisław;Świątek\nAgnieszka;Dąbrowska\n",
            ),
            (
                encoding_rs::WINDOWS_1251,
                "Имя;Фамилия\nАлександра;Иванова\nДмитрий;Ёлкин\n",
            ),
            (
                encoding_rs::SHIFT_JIS,
                "名前;部署\n田中さくら;デザイン\n鈴木一郎;営業\n",
            ),
        ] {
            let (bytes, _, lost) = encoding.encode(text);
            assert!(!lost);
            assert_eq!(text_of(&bytes).as_deref(), Ok(text), "{}", encoding.name());
        }
    }

    #[test]
    fn what_is_no_text_says_so() {
        assert_eq!(text_of(b"PK\x03\x04more"), Err(NotRead::Workbook));
        assert_eq!(text_of(b"a\0b\0\0\0c"), Err(NotRead::NotText));
    }
}
