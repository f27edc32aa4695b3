//! The PIN that unlocks a desk, and what is kept of it: a slow hash with a salt of its own, and how often it was missed.

use std::fmt::Write as _;

use argon2::{Algorithm, Argon2, Params, Version};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

use super::rule::Tries;
use crate::hour::Clocks;

/// How many digits a PIN has.
const DIGITS: std::ops::RangeInclusive<usize> = 4..=12;

/// How slow a new hash is made: 19 MiB, gone over twice, as OWASP advises. Ten thousand PINs are few all the same, which is why the hash lies in the
/// keychain.
const COST: Cost = Cost {
    memory: 19_456,
    passes: 2,
    lanes: 1,
};
/// What a hash may cost that was found in the keychain: no entry has the desk ask for all the memory there is.
const DEAREST: Cost = Cost {
    memory: 262_144,
    passes: 16,
    lanes: 4,
};

/// How what is kept begins.
const KIND: &str = "argon2id";

/// A PIN as somebody typed it. It can be neither printed nor written anywhere, and nothing of it is left in memory when it goes.
pub struct UnlockPin(Zeroizing<String>);

impl UnlockPin {
    /// As it was typed.
    #[must_use]
    pub fn new(typed: impl Into<String>) -> Self {
        Self(Zeroizing::new(typed.into()))
    }

    /// Whether somebody can choose it: 4 to 12 digits.
    #[must_use]
    pub fn can_be_chosen(&self) -> bool {
        DIGITS.contains(&self.0.len()) && self.0.bytes().all(|byte| byte.is_ascii_digit())
    }
}

impl<'de> Deserialize<'de> for UnlockPin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Cost {
    /// KiB.
    memory: u32,
    passes: u32,
    lanes: u32,
}

/// The hash of a PIN. It cannot be printed; it is written into the keychain alone.
#[derive(Clone)]
pub(crate) struct Hash {
    cost: Cost,
    salt: [u8; 16],
    sum: Zeroizing<[u8; 32]>,
}

impl Hash {
    /// Takes a while.
    pub(crate) fn of(pin: &UnlockPin) -> Result<Self, argon2::Error> {
        let salt = rand::random();
        Ok(Self {
            cost: COST,
            salt,
            sum: sum(pin, COST, salt)?,
        })
    }

    /// Whether it is of this PIN. Takes as long.
    pub(crate) fn is_of(&self, pin: &UnlockPin) -> Result<bool, argon2::Error> {
        let typed = sum(pin, self.cost, self.salt)?;
        // All of both is looked at, wherever they differ.
        let differ = typed.iter().zip(self.sum.iter());
        Ok(differ.fold(0, |all, (one, other)| all | (one ^ other)) == 0)
    }
}

fn sum(pin: &UnlockPin, cost: Cost, salt: [u8; 16]) -> Result<Zeroizing<[u8; 32]>, argon2::Error> {
    let params = Params::new(cost.memory, cost.passes, cost.lanes, Some(32))?;
    let mut sum = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(
        pin.0.as_bytes(),
        &salt,
        sum.as_mut_slice(),
    )?;
    Ok(sum)
}

/// What the keychain has, as one line of text: the hash with its cost and salt, how many tries were wrong, and until when nobody may try.
pub(crate) fn written(hash: &Hash, tries: &Tries, now: Clocks) -> Zeroizing<String> {
    let Cost {
        memory,
        passes,
        lanes,
    } = hash.cost;
    let mut text = Zeroizing::new(format!("{KIND} {memory} {passes} {lanes} "));
    push_hex(&mut text, &hash.salt);
    text.push(' ');
    push_hex(&mut text, hash.sum.as_slice());
    // Writing to a String cannot fail.
    let _ = write!(text, " {} {}", tries.wrong, tries.until(now).timestamp());
    text
}

/// The same, read; `None` for what this program has not written.
pub(crate) fn read(text: &str, now: Clocks) -> Option<(Hash, Tries)> {
    let parts: Vec<&str> = text.split(' ').collect();
    let [KIND, memory, passes, lanes, salt, sum, wrong, until] = parts[..] else {
        return None;
    };
    let cost = Cost {
        memory: at_most(memory, DEAREST.memory)?,
        passes: at_most(passes, DEAREST.passes)?,
        lanes: at_most(lanes, DEAREST.lanes)?,
    };
    let hash = Hash {
        cost,
        salt: *from_hex(salt)?,
        sum: from_hex(sum)?,
    };
    let until = DateTime::<Utc>::from_timestamp(until.parse().ok()?, 0)?;
    Some((hash, Tries::kept(wrong.parse().ok()?, until, now)))
}

fn at_most(text: &str, most: u32) -> Option<u32> {
    text.parse().ok().filter(|number| *number <= most)
}

fn push_hex(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
}

fn from_hex<const N: usize>(text: &str) -> Option<Zeroizing<[u8; N]>> {
    let mut bytes = Zeroizing::new([0; N]);
    if text.len() != 2 * N || !text.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use std::fmt::{Debug, Display};

    use chrono::TimeDelta;
    use serde::Serialize;
    use tokio::time::Instant;

    use super::*;

    fn now() -> Clocks {
        Clocks {
            wall: DateTime::UNIX_EPOCH + TimeDelta::days(20_000),
            steady: Instant::now(),
        }
    }

    #[test]
    fn a_pin_is_four_to_twelve_digits() {
        for (typed, can_be) in [
            ("1234", true),
            ("123456789012", true),
            ("123", false),
            ("1234567890123", false),
            ("12a4", false),
            ("12 4", false),
            ("١٢٣٤", false),
            ("", false),
        ] {
            assert_eq!(UnlockPin::new(typed).can_be_chosen(), can_be, "{typed:?}");
        }
    }

    #[test]
    fn what_is_kept_knows_its_pin_and_does_not_hold_it() {
        let pin = UnlockPin::new("28461937");
        let hash = Hash::of(&pin).expect("memory");
        let at = now();
        let tries = (0..6).fold(Tries::none(at), |tries, _| tries.missed(at));
        let text = written(&hash, &tries, at);
        assert!(!text.contains("28461937"));
        let other = Hash::of(&pin).expect("memory");
        assert!(
            *written(&other, &tries, at) != *text,
            "each has a salt of its own"
        );
        let (hash, tries) = read(&text, at).expect("it is as it was written");
        assert_eq!((tries.wrong, tries.left(at).as_secs()), (6, 60));
        assert!(hash.is_of(&pin).expect("memory"));
        for wrong in ["28461938", "2846193", "284619370", ""] {
            assert!(
                !hash.is_of(&UnlockPin::new(wrong)).expect("memory"),
                "{wrong}"
            );
        }
    }

    #[test]
    fn what_this_program_has_not_written_is_no_hash() {
        let hash = Hash::of(&UnlockPin::new("1234")).expect("memory");
        let text = written(&hash, &Tries::none(now()), now());
        for broken in [
            String::new(),
            text.replace(KIND, "md5"),
            text.replace("19456", "4294967295"),
            text.replace(" 0 ", " many "),
            text[..text.len() / 2].to_owned(),
            format!("{} more", *text),
        ] {
            assert!(read(&broken, now()).is_none());
        }
    }

    /// Which of them is meant is clear only where the type is of no kind but the first: else what asks for one does not compile.
    trait OneOf<Kind> {
        const SO: () = ();
    }
    impl<T: ?Sized> OneOf<()> for T {}
    impl<T: Debug + ?Sized> OneOf<u8> for T {}
    impl<T: Display + ?Sized> OneOf<u16> for T {}
    impl<T: Serialize + ?Sized> OneOf<u32> for T {}

    #[test]
    fn it_can_be_neither_printed_nor_written() {
        let () = <UnlockPin as OneOf<_>>::SO;
        let () = <Hash as OneOf<_>>::SO;
    }
}
