//! Phone numbers, found by any three or more of their digits in a row.

use super::rows::{Filling, Rows};

/// How many rows of three digits there are.
const ROWS: usize = 1000;

/// For each row of three digits, the people who have it in a number.
#[derive(Debug, Default)]
pub(super) struct Phones(Rows);

/// Phone numbers in the making.
#[derive(Debug, Default)]
pub(super) struct Dialled(Option<Filling>);

impl Dialled {
    /// Gives a person a number. People come in order.
    pub(super) fn add(&mut self, digits: &str, slot: u32) {
        let rows = self.0.get_or_insert_with(|| Filling::new(ROWS));
        for place in rows_of(digits) {
            rows.add(place, slot);
        }
    }

    /// Closes them.
    pub(super) fn finish(self) -> Phones {
        Phones(self.0.map(Filling::finish).unwrap_or_default())
    }
}

impl Phones {
    /// How much memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.0.bytes()
    }

    /// The people who may have these digits in a number, in order: all who have, and of more than three digits some who have not.
    pub(super) fn candidates(&self, digits: &str) -> Vec<u32> {
        self.0.in_all(rows_of(digits))
    }
}

/// The rows of three digits in a number.
fn rows_of(digits: &str) -> impl Iterator<Item = usize> {
    let value = |digit: u8| usize::from(digit.wrapping_sub(b'0') % 10);
    digits
        .as_bytes()
        .windows(3)
        .map(move |three| value(three[0]) * 100 + value(three[1]) * 10 + value(three[2]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_in_a_row_find_their_people() {
        let mut dialled = Dialled::default();
        for (digits, slot) in [
            ("447700900123", 0),
            ("4477", 3),
            ("123", 3),
            ("7009001", 400),
            ("12", 401),
        ] {
            dialled.add(digits, slot);
        }
        let phones = dialled.finish();
        assert_eq!(phones.candidates("477"), [0, 3]);
        assert_eq!(phones.candidates("123"), [0, 3]);
        assert_eq!(phones.candidates("7009001"), [0, 400]);
        assert_eq!(phones.candidates("4770"), [0]);
        assert_eq!(phones.candidates("999"), [0; 0]);
        assert_eq!(phones.candidates("12"), [0; 0], "two digits are too few");
        assert_eq!(Dialled::default().finish().candidates("123"), [0; 0]);
    }
}
