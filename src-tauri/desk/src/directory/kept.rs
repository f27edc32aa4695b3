//! People as they are written, close together: a String each for eight fields would take twice as much as what is in them.

use chrono::{DateTime, Utc};
use doorflow::PersonId;

use super::Entry;

/// Bits of the first byte of somebody.
const ENABLED: u8 = 1;
const HAS_FROM: u8 = 2;
const HAS_TO: u8 = 4;

/// People, each with a number, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Of each: bits, the id, the instants that there are, the lengths of the eight texts, the texts.
    bytes: Vec<u8>,
    /// Where each begins in `bytes`.
    begins: Vec<u32>,
}

impl Kept {
    /// How much memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes.capacity() + 4 * self.begins.capacity()
    }

    /// Keeps somebody; the number is one more than the last one's.
    pub(super) fn push(&mut self, entry: &Entry) {
        self.begins
            .push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
        let mut bits = if entry.enabled { ENABLED } else { 0 };
        bits |= entry.valid_from.map_or(0, |_| HAS_FROM) | entry.valid_to.map_or(0, |_| HAS_TO);
        self.bytes.push(bits);
        self.number(entry.id.0.cast_unsigned());
        for instant in [entry.valid_from, entry.valid_to].into_iter().flatten() {
            self.bytes.extend(instant.timestamp().to_le_bytes());
            self.bytes
                .extend(instant.timestamp_subsec_nanos().to_le_bytes());
        }
        let texts = entry.texts();
        for text in texts {
            self.number(text.len() as u64);
        }
        for text in texts {
            self.bytes.extend_from_slice(text.as_bytes());
        }
    }

    /// Seven bits at a time, the last byte without the eighth.
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(0x80 | number.to_le_bytes()[0]);
            number >>= 7;
        }
        self.bytes.push(number.to_le_bytes()[0]);
    }

    /// Gives back what was taken too much of.
    pub(super) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.begins.shrink_to_fit();
    }

    /// Somebody's id.
    pub(super) fn id(&self, number: u32) -> Option<PersonId> {
        let mut rest = self
            .bytes
            .get(*self.begins.get(number as usize)? as usize + 1..)?;
        take_number(&mut rest).map(|id| PersonId(id.cast_signed()))
    }

    /// Whether somebody may come in at all.
    pub(super) fn is_enabled(&self, number: u32) -> bool {
        let bits = self
            .begins
            .get(number as usize)
            .and_then(|at| self.bytes.get(*at as usize));
        bits.is_some_and(|bits| bits & ENABLED != 0)
    }

    /// Somebody, whole.
    pub(super) fn get(&self, number: u32) -> Option<Entry> {
        let (head, texts) = self.parts(number)?;
        let [
            first_name,
            last_name,
            email,
            department,
            job_title,
            system_id,
            mobile,
            telephone,
        ] = texts.map(str::to_owned);
        Some(Entry {
            id: head.id,
            first_name,
            last_name,
            email,
            department,
            job_title,
            system_id,
            mobile,
            telephone,
            enabled: head.bits & ENABLED != 0,
            valid_from: head.from,
            valid_to: head.to,
        })
    }

    /// Somebody's texts, in the order of [`Entry::texts`].
    pub(super) fn texts(&self, number: u32) -> Option<[&str; 8]> {
        Some(self.parts(number)?.1)
    }

    fn parts(&self, number: u32) -> Option<(Head, [&str; 8])> {
        let mut rest = self
            .bytes
            .get(*self.begins.get(number as usize)? as usize..)?;
        let [bits] = take(&mut rest)?;
        let id = PersonId(take_number(&mut rest)?.cast_signed());
        let from = if bits & HAS_FROM == 0 {
            None
        } else {
            Some(instant(&mut rest)?)
        };
        let to = if bits & HAS_TO == 0 {
            None
        } else {
            Some(instant(&mut rest)?)
        };
        let mut lengths = [0; 8];
        for length in &mut lengths {
            *length = usize::try_from(take_number(&mut rest)?).ok()?;
        }
        let mut texts = [""; 8];
        for (text, length) in texts.iter_mut().zip(lengths) {
            let (bytes, after) = rest.split_at_checked(length)?;
            (*text, rest) = (std::str::from_utf8(bytes).ok()?, after);
        }
        Some((Head { id, bits, from, to }, texts))
    }
}

/// What stands before the texts.
struct Head {
    id: PersonId,
    bits: u8,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (bytes, after) = rest.split_first_chunk::<N>()?;
    *rest = after;
    Some(*bytes)
}

/// What [`Kept::number`] made.
fn take_number(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..u64::BITS).step_by(7) {
        let [byte] = take(rest)?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

fn instant(rest: &mut &[u8]) -> Option<DateTime<Utc>> {
    let seconds = i64::from_le_bytes(take(rest)?);
    DateTime::from_timestamp(seconds, u32::from_le_bytes(take(rest)?))
}
