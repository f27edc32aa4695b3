//! Rows of numbers, kept close together: each in order, as the distance from the one before, seven bits a byte.

/// Some rows, each with its numbers.
#[derive(Debug, Default)]
pub(super) struct Rows {
    distances: Vec<u8>,
    /// Where each row begins in `distances`, and their length.
    begins: Vec<u32>,
}

/// Rows in the making.
#[derive(Debug, Default)]
pub(super) struct Filling {
    rows: Vec<Row>,
}

#[derive(Clone, Debug, Default)]
struct Row {
    distances: Vec<u8>,
    /// One past the last number.
    next: u32,
}

impl Filling {
    /// So many empty rows.
    pub(super) fn new(many: usize) -> Self {
        Self {
            rows: vec![Row::default(); many],
        }
    }

    /// Puts a number into a row, once. Numbers come in order.
    pub(super) fn add(&mut self, row: usize, number: u32) {
        let row = &mut self.rows[row];
        if number + 1 == row.next {
            return;
        }
        let mut distance = number - row.next;
        while distance >= 0x80 {
            row.distances.push(0x80 | distance.to_le_bytes()[0]);
            distance >>= 7;
        }
        row.distances.push(distance.to_le_bytes()[0]);
        row.next = number + 1;
    }

    /// Closes them.
    pub(super) fn finish(self) -> Rows {
        let many = self.rows.iter().map(|row| row.distances.len()).sum();
        let mut rows = Rows {
            distances: Vec::with_capacity(many),
            begins: Vec::with_capacity(self.rows.len() + 1),
        };
        for row in self.rows {
            rows.begin();
            rows.distances.extend(row.distances);
        }
        rows.begin();
        rows
    }
}

impl Rows {
    fn begin(&mut self) {
        self.begins
            .push(u32::try_from(self.distances.len()).unwrap_or(u32::MAX));
    }

    /// How much memory they take, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.distances.capacity() + 4 * self.begins.capacity()
    }

    /// There are none.
    pub(super) fn is_empty(&self) -> bool {
        self.begins.is_empty()
    }

    /// The numbers that are in all of these rows, in order, and some others: no more than the three shortest rows are read.
    pub(super) fn in_all(&self, places: impl Iterator<Item = usize>) -> Vec<u32> {
        let mut rows: Vec<&[u8]> = places.filter_map(|place| self.row(place)).collect();
        rows.sort_unstable_by_key(|row| row.len());
        rows.dedup();
        let Some((rarest, others)) = rows.split_first() else {
            return Vec::new();
        };
        let mut numbers: Vec<u32> = each(rarest).collect();
        for row in others.iter().take(2) {
            // Where few are left they are sooner looked at than a long row is read.
            if numbers.len() * 64 < row.len() {
                break;
            }
            let mut also = each(row).peekable();
            numbers.retain(|number| {
                while also.next_if(|other| other < number).is_some() {}
                also.peek() == Some(number)
            });
        }
        numbers
    }

    fn row(&self, place: usize) -> Option<&[u8]> {
        let (from, to) = (*self.begins.get(place)?, *self.begins.get(place + 1)?);
        self.distances.get(from as usize..to as usize)
    }
}

/// The numbers of a row.
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
        let number = next + distance;
        next = number + 1;
        Some(number)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_in_all_rows_is_found(
            rows in proptest::collection::vec(proptest::collection::btree_set(0_u32..9_000, 0..60), 1..4),
        ) {
            let mut filling = Filling::new(rows.len());
            for (place, row) in rows.iter().enumerate() {
                for number in row {
                    filling.add(place, *number);
                    filling.add(place, *number);
                }
            }
            let kept = filling.finish();
            let found: BTreeSet<u32> = kept.in_all(0..rows.len()).into_iter().collect();
            let in_all = |number: &u32| rows.iter().all(|row| row.contains(number));
            prop_assert!(rows[0].iter().filter(|number| in_all(number)).all(|number| found.contains(number)));
            for (place, row) in rows.iter().enumerate() {
                prop_assert_eq!(kept.in_all(std::iter::once(place)), row.iter().copied().collect::<Vec<_>>());
            }
            prop_assert!(kept.in_all(std::iter::once(rows.len())).is_empty());
        }
    }
}
