//! Phone numbers, found by any three or more of their digits in a row.

/// How many rows of three digits there are.
const ROWS: usize = 1000;

/// For each row of three digits, the people who have it in a number: in order, each as the distance from the one before, seven bits
/// a byte.
#[derive(Debug, Default)]
pub(super) struct Phones {
    distances: Vec<u8>,
    /// Where each row begins in `distances`, and their length.
    begins: Vec<u32>,
}

/// Phone numbers in the making.
#[derive(Debug, Default)]
pub(super) struct Dialled {
    rows: Vec<Row>,
}

#[derive(Clone, Debug, Default)]
struct Row {
    distances: Vec<u8>,
    /// One past the last person.
    next: u32,
}

impl Dialled {
    /// Gives a person a number. People come in order.
    pub(super) fn add(&mut self, digits: &str, slot: u32) {
        if self.rows.is_empty() {
            self.rows.resize(ROWS, Row::default());
        }
        for place in rows_of(digits) {
            let row = &mut self.rows[place];
            if slot + 1 == row.next {
                continue;
            }
            let mut distance = slot - row.next;
            while distance >= 0x80 {
                row.distances.push(0x80 | distance.to_le_bytes()[0]);
                distance >>= 7;
            }
            row.distances.push(distance.to_le_bytes()[0]);
            row.next = slot + 1;
        }
    }

    /// Closes them.
    pub(super) fn finish(self) -> Phones {
        let mut phones = Phones::default();
        for row in self.rows {
            phones
                .begins
                .push(u32::try_from(phones.distances.len()).unwrap_or(u32::MAX));
            phones.distances.extend(row.distances);
        }
        phones
            .begins
            .push(u32::try_from(phones.distances.len()).unwrap_or(u32::MAX));
        phones.distances.shrink_to_fit();
        phones
    }
}

impl Phones {
    /// How much memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.distances.capacity() + 4 * self.begins.capacity()
    }

    /// The people who may have these digits in a number, in order: all who have, and of more than three digits some who have not.
    pub(super) fn candidates(&self, digits: &str) -> Vec<u32> {
        let mut rows: Vec<&[u8]> = rows_of(digits)
            .filter_map(|place| self.row(place))
            .collect();
        rows.sort_unstable_by_key(|row| row.len());
        rows.dedup();
        let Some((rarest, others)) = rows.split_first() else {
            return Vec::new();
        };
        let mut people: Vec<u32> = each(rarest).collect();
        for row in others.iter().take(2) {
            let mut also = each(row).peekable();
            people.retain(|slot| {
                while also.next_if(|other| other < slot).is_some() {}
                also.peek() == Some(slot)
            });
        }
        people
    }

    fn row(&self, place: usize) -> Option<&[u8]> {
        let (from, to) = (*self.begins.get(place)?, *self.begins.get(place + 1)?);
        self.distances.get(from as usize..to as usize)
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

/// The people of a row.
fn each(distances: &[u8]) -> impl Iterator<Item = u32> {
    let mut next = 0_u32;
    let mut rest = distances.iter();
    std::iter::from_fn(move || {
        let (mut distance, mut shift) = (0_u32, 0);
        loop {
            let byte = *rest.next()?;
            distance |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
            shift += 7;
        }
        let slot = next + distance;
        next = slot + 1;
        Some(slot)
    })
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
