//! Finds out what became of a write whose answer was lost, by reading the full list.

use std::sync::Weak;
use std::time::Duration;

use super::send::{accept, keep};
use crate::building::Building;
use crate::store::outbox::{self as table, EntryRow, EntryState};
use crate::store::visits::VisitRow;
use crate::sync;

/// When the list is looked at, from the time that the answer was lost. The last look decides.
const LOOKS: [Duration; 4] = [
    Duration::from_secs(2),
    Duration::from_secs(10),
    Duration::from_secs(30),
    Duration::from_mins(2),
];

/// What one full list says of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Finding {
    /// It is not there.
    Absent,
    /// It is there, once.
    Found(VisitRow),
    /// More than one new reservation looks like it.
    Several(usize),
}

/// Looks for a write in a full list: same person, instants and places, and not there before it was sent. `taken` are visits that
/// another write of this desk became.
fn find(entry: &EntryRow, listed: &[VisitRow], taken: &[i64]) -> Finding {
    let mut like: Vec<&VisitRow> = listed
        .iter()
        .filter(|row| {
            row.kind == entry.kind
                && row.person_id == entry.person_id
                && row.start.timestamp() == entry.start.timestamp()
                && row.end.timestamp() == entry.end.timestamp()
                && row.place_ids == entry.place_ids
                && !entry.held.contains(&row.id)
                && !taken.contains(&row.id)
        })
        .collect();
    like.sort_by_key(|row| row.id);
    like.dedup_by_key(|row| row.id);
    match like.as_slice() {
        [] => Finding::Absent,
        [row] => Finding::Found((*row).clone()),
        several => Finding::Several(several.len()),
    }
}

/// Looks until the write is found, or was absent from every list up to the last look.
pub(super) async fn settle(building: Weak<Building>, entry: EntryRow) {
    let mut waited = Duration::ZERO;
    let mut absent = 0_usize;
    for look in LOOKS {
        tokio::time::sleep(look.saturating_sub(waited)).await;
        waited = look;
        let Some(building) = building.upgrade() else {
            return;
        };
        let entry = match building
            .store
            .run({
                let id = entry.id;
                move |c| table::get(c, id)
            })
            .await
        {
            Ok(Some(entry)) if entry.state == EntryState::Unknown => entry,
            // Somebody took it off meanwhile.
            Ok(_) => return,
            Err(error) => {
                tracing::error!(%error, "the outbox could not be read");
                return;
            }
        };
        let (listed, all_read) = match sync::snapshot(&building, entry.kind).await {
            Ok(listed) => listed,
            Err(error) => {
                tracing::info!(entry = entry.id, %error, "could not look yet");
                continue;
            }
        };
        let taken = match building
            .store
            .run({
                let id = entry.id;
                move |c| table::visits_of_others(c, id)
            })
            .await
        {
            Ok(taken) => taken,
            Err(error) => {
                tracing::error!(%error, "the outbox could not be read");
                return;
            }
        };
        let result = match find(&entry, &listed, &taken) {
            Finding::Found(row) => {
                tracing::info!(entry = entry.id, visit = row.id, "found");
                let done = accept(&building, entry, row).await;
                if let Err(error) = done {
                    tracing::error!(%error, "the outbox could not be written");
                }
                return;
            }
            Finding::Several(count) => {
                let detail = format!("DoorFlow has {count} new reservations like this one.");
                keep(&building, &EntryRow { detail, ..entry }).await
            }
            // A record that cannot be read may be the very one.
            Finding::Absent if !all_read => Ok(()),
            Finding::Absent => {
                absent += 1;
                if look == LOOKS[LOOKS.len() - 1] && absent >= 2 && entry.start > building.now() {
                    tracing::info!(entry = entry.id, "not there");
                    let detail = "DoorFlow does not have it.".to_owned();
                    keep(
                        &building,
                        &EntryRow {
                            state: EntryState::NotBooked,
                            detail,
                            ..entry
                        },
                    )
                    .await
                } else {
                    Ok(())
                }
            }
        };
        if let Err(error) = result {
            tracing::error!(%error, "the outbox could not be written");
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use doorflow::PersonId;

    use super::*;
    use crate::booking::VisitKind;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    fn entry(held: Vec<i64>) -> EntryRow {
        EntryRow {
            id: 1,
            booking: 1,
            kind: VisitKind::Reservation,
            person_id: PersonId(3),
            start: at("2026-11-19T13:00:00Z"),
            end: at("2026-11-19T15:00:00Z"),
            place_ids: vec![1, 2],
            held,
            state: EntryState::Unknown,
            visit_id: None,
            problems: Vec::new(),
            detail: String::new(),
            made_at: at("2026-11-19T09:00:00Z"),
            sent_at: None,
        }
    }

    fn row(id: i64) -> VisitRow {
        VisitRow {
            kind: VisitKind::Reservation,
            id,
            person_id: PersonId(3),
            start: at("2026-11-19T13:00:00Z"),
            end: at("2026-11-19T15:00:00Z"),
            place_ids: vec![1, 2],
            deactivated: false,
            created_at: None,
        }
    }

    #[test]
    fn a_write_is_found_by_person_instants_and_places() {
        let others = [
            VisitRow {
                person_id: PersonId(4),
                ..row(8)
            },
            VisitRow {
                place_ids: vec![1],
                ..row(9)
            },
            VisitRow {
                end: at("2026-11-19T15:30:00Z"),
                ..row(10)
            },
            VisitRow {
                kind: VisitKind::GroupReservation,
                ..row(11)
            },
        ];
        assert_eq!(find(&entry(vec![]), &others, &[]), Finding::Absent);
        let mut listed = others.to_vec();
        listed.push(row(7));
        assert_eq!(find(&entry(vec![]), &listed, &[]), Finding::Found(row(7)));
    }

    #[test]
    fn what_was_there_before_or_belongs_to_another_write_is_not_taken_for_it() {
        assert_eq!(find(&entry(vec![7]), &[row(7)], &[]), Finding::Absent);
        assert_eq!(find(&entry(vec![]), &[row(7)], &[7]), Finding::Absent);
        assert_eq!(
            find(&entry(vec![7]), &[row(7), row(8)], &[]),
            Finding::Found(row(8))
        );
    }

    #[test]
    fn two_that_look_alike_are_for_a_person_to_tell_apart() {
        assert_eq!(
            find(&entry(vec![]), &[row(7), row(8)], &[]),
            Finding::Several(2)
        );
        // The same record twice, as a page that shifts under the walk shows it, is one.
        assert_eq!(
            find(&entry(vec![]), &[row(7), row(7)], &[]),
            Finding::Found(row(7))
        );
    }
}
