//! What two full lists say is gone. DoorFlow reports no deletion, and its pages shift under the walk. Pure.

use std::collections::BTreeSet;

/// The ids that one walk through a full list met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Snapshot {
    ids: BTreeSet<i64>,
    /// No id was met twice: nothing was pushed from one page to the next.
    steady: bool,
    /// Every record could be read.
    readable: bool,
}

impl Snapshot {
    /// What a walk met, in its order, and how many records could not be read.
    pub(super) fn of(met: impl IntoIterator<Item = i64>, unreadable: usize) -> Self {
        let (mut ids, mut steady) = (BTreeSet::new(), true);
        for id in met {
            steady &= ids.insert(id);
        }
        Self {
            ids,
            steady,
            readable: unreadable == 0,
        }
    }

    /// The ids of `known` that the walk did not meet.
    pub(super) fn lacks(&self, known: &[i64]) -> Vec<i64> {
        let lacks = known.iter().filter(|id| !self.ids.contains(id));
        lacks.copied().collect()
    }
}

/// The ids of `known` that are gone, by two walks one after the other; `None` when the list moved meanwhile and it is not settled.
///
/// A walk passes over a record only where one that it met was removed, which the second walk then lacks, or where one that was added
/// pushed another to the next page, which is then met twice.
pub(super) fn gone(known: &[i64], first: &Snapshot, second: &Snapshot) -> Option<Vec<i64>> {
    if !(first.readable && second.readable) {
        // A record that cannot be read may be any of these, and still stand. Asking again at once would not mend it.
        return Some(Vec::new());
    }
    (first.steady && second.steady && first.ids == second.ids).then(|| first.lacks(known))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What happens to the list between one page and the next.
    #[derive(Clone, Debug)]
    enum Shift {
        Add(prop::sample::Index),
        Remove(prop::sample::Index),
    }

    fn shift() -> impl Strategy<Value = Shift> {
        prop_oneof![
            any::<prop::sample::Index>().prop_map(Shift::Add),
            any::<prop::sample::Index>().prop_map(Shift::Remove),
        ]
    }

    /// Walks through `list` by pages of `size`, while it shifts after each page.
    fn walk(
        list: &mut Vec<i64>,
        next_id: &mut i64,
        size: usize,
        shifts: &[Vec<Shift>],
    ) -> Snapshot {
        let mut met = Vec::new();
        for page in 0.. {
            let records: Vec<i64> = list.iter().skip(page * size).take(size).copied().collect();
            met.extend(&records);
            for shift in shifts.get(page).into_iter().flatten() {
                match shift {
                    Shift::Add(at) => {
                        list.insert(at.index(list.len() + 1), *next_id);
                        *next_id += 1;
                    }
                    Shift::Remove(at) if !list.is_empty() => {
                        list.remove(at.index(list.len()));
                    }
                    Shift::Remove(_) => {}
                }
            }
            if records.len() < size {
                break;
            }
        }
        Snapshot::of(met, 0)
    }

    #[test]
    fn only_what_two_equal_lists_lack_is_gone() {
        let of = |ids: &[i64]| Snapshot::of(ids.iter().copied(), 0);
        let known = [1, 2, 3];
        assert_eq!(
            gone(&known, &of(&[1, 3, 4]), &of(&[4, 3, 1])),
            Some(vec![2])
        );
        assert_eq!(
            gone(&known, &of(&[1, 3]), &of(&[1, 2, 3])),
            None,
            "it was there"
        );
        assert_eq!(
            gone(&known, &of(&[1, 3]), &of(&[1, 3, 4])),
            None,
            "it moved"
        );
        assert_eq!(gone(&known, &of(&[1, 3, 1]), &of(&[1, 3])), None, "pushed");
        let unreadable = Snapshot::of([1, 3], 1);
        assert_eq!(gone(&known, &of(&[1, 3]), &unreadable), Some(vec![]));
        assert_eq!(gone(&known, &unreadable, &of(&[1, 3])), Some(vec![]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn pages_that_shift_under_the_walk_lose_nothing(
            count in 0_i64..14,
            size in 1_usize..5,
            first in prop::collection::vec(prop::collection::vec(shift(), 0..3), 0..5),
            second in prop::collection::vec(prop::collection::vec(shift(), 0..3), 0..5),
        ) {
            let known: Vec<i64> = (0..count).collect();
            let (mut list, mut next_id) = (known.clone(), count);
            let one = walk(&mut list, &mut next_id, size, &first);
            let two = walk(&mut list, &mut next_id, size, &second);
            for id in gone(&known, &one, &two).unwrap_or_default() {
                prop_assert!(!list.contains(&id), "{} still stands in {:?}: {:?}, {:?}", id, list, one, two);
            }
        }

        #[test]
        fn a_list_that_stands_still_settles_at_once(
            known in prop::collection::btree_set(0_i64..40, 0..20),
            listed in prop::collection::btree_set(0_i64..40, 0..20),
            size in 1_usize..5,
        ) {
            let known: Vec<i64> = known.into_iter().collect();
            let (mut list, mut next_id) = (listed.iter().copied().collect::<Vec<_>>(), 40);
            let one = walk(&mut list, &mut next_id, size, &[]);
            let two = walk(&mut list, &mut next_id, size, &[]);
            let wanted: Vec<i64> = known.iter().copied().filter(|id| !listed.contains(id)).collect();
            prop_assert_eq!(gone(&known, &one, &two), Some(wanted));
        }
    }
}
