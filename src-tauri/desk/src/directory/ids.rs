//! The ids of many people, in order: mostly they are near each other, and half as long then.

use doorflow::PersonId;

/// Ids in order, each once.
#[derive(Debug)]
pub(super) enum Ids {
    /// How far each is from the first.
    Near(i64, Vec<u32>),
    /// As they are.
    Far(Vec<i64>),
}

impl Ids {
    /// Takes ids that are in order.
    pub(super) fn new(ids: &[PersonId]) -> Self {
        let first = ids.first().map_or(0, |id| id.0);
        let mut near = Vec::with_capacity(ids.len());
        for id in ids {
            match distance(first, *id) {
                Some(distance) => near.push(distance),
                None => return Self::Far(ids.iter().map(|id| id.0).collect()),
            }
        }
        Self::Near(first, near)
    }

    /// As the how manieth an id comes.
    pub(super) fn place(&self, id: PersonId) -> Option<usize> {
        match self {
            Self::Near(first, ids) => ids.binary_search(&distance(*first, id)?).ok(),
            Self::Far(ids) => ids.binary_search(&id.0).ok(),
        }
    }

    /// How much memory they take, in bytes.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Near(_, ids) => ids.capacity() * size_of::<u32>(),
            Self::Far(ids) => ids.capacity() * size_of::<i64>(),
        }
    }
}

fn distance(first: i64, id: PersonId) -> Option<u32> {
    u32::try_from(id.0.checked_sub(first)?).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_is_found_in_its_place_and_no_other(
            all in prop_oneof![
                proptest::collection::btree_set(-20_i64..200, 0..40),
                proptest::collection::btree_set(any::<i64>(), 0..40),
            ],
            others in proptest::collection::btree_set(-20_i64..200, 0..40),
        ) {
            let sorted: Vec<PersonId> = all.iter().copied().map(PersonId::from).collect();
            let ids = Ids::new(&sorted);
            for (place, id) in sorted.iter().enumerate() {
                prop_assert_eq!(ids.place(*id), Some(place));
            }
            let known: BTreeSet<i64> = all;
            for other in others.difference(&known) {
                prop_assert_eq!(ids.place(PersonId::from(*other)), None);
            }
        }
    }
}
