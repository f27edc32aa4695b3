//! The key of the cache: random, and in the system's keychain alone.

use std::fmt;
use std::fmt::Write as _;

use rand::TryRngCore as _;
use rand::rngs::OsRng;
use zeroize::Zeroizing;

/// A key's length, bytes.
const LENGTH: usize = 32;

/// What the cache is encrypted with: 256 random bits, used as they are. It cannot be printed, and is wiped when dropped.
#[derive(Clone)]
pub(crate) struct StoreKey(Zeroizing<[u8; LENGTH]>);

impl StoreKey {
    /// A new key; the error is the system's, when it has no random bits to give.
    pub(crate) fn random() -> Result<Self, rand::rand_core::OsError> {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        OsRng.try_fill_bytes(bytes.as_mut_slice())?;
        Ok(Self(bytes))
    }

    /// Reads what [`text`](Self::text) wrote; `None` if it is anything else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        if text.len() != 2 * LENGTH || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// The key as it stands in the keychain: hexadecimal digits.
    pub(crate) fn text(&self) -> Zeroizing<String> {
        // With room for all of it: a text that grew would leave a copy behind.
        let mut text = Zeroizing::new(String::with_capacity(2 * LENGTH));
        for byte in self.0.iter() {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }

    /// The key as `SQLCipher` takes it: `x'..'` is the key itself, where any other text would be a passphrase.
    pub(super) fn raw(&self) -> Zeroizing<String> {
        let mut raw = Zeroizing::new(String::with_capacity(2 * LENGTH + 3));
        raw.push_str("x'");
        raw.push_str(&self.text());
        raw.push('\'');
        raw
    }
}

impl fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_written_and_never_printed() {
        let key = StoreKey::random().unwrap();
        let text = key.text();
        let again = StoreKey::parse(&text).expect("what was written can be read");
        assert_eq!(again.0, key.0);
        assert_eq!(format!("{key:?}"), "StoreKey(..)");
        assert_ne!(*StoreKey::random().unwrap().text(), *text, "no key twice");
    }

    #[test]
    fn what_is_no_key_is_not_taken_for_one() {
        let short = "0".repeat(2 * LENGTH - 1);
        for text in [
            "",
            "secret",
            &short,
            &"é".repeat(LENGTH),
            &"g".repeat(2 * LENGTH),
        ] {
            assert!(StoreKey::parse(text).is_none(), "{text}");
        }
    }
}
