//! Finds out what became of writes whose answers were lost, by reading the full list.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::find::{Finding, alike, find, whole_list};
use super::{EntryKind, Limits, Reason, newcomer};
use crate::booking::VisitKind;
use crate::building::Building;
use crate::store::StoreError;
use crate::store::outbox::{self as table, EntryRow, EntryState};
use crate::store::visits::VisitRow;

/// The longest sleep between two glances at the clock, which may be set meanwhile.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

impl Limits {
    /// When the next look is, for a write that became unknown at `unknown_at`; `None` after the last.
    pub(super) fn next_look(
        &self,
        unknown_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        self.looks
            .iter()
            .map(|look| after(unknown_at, *look))
            .find(|at| *at > now)
    }

    /// Whether a look at `now` decides.
    pub(super) fn decides(&self, unknown_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        now >= after(unknown_at, self.looks[self.looks.len() - 2])
    }
}

pub(super) fn after(at: DateTime<Utc>, wait: Duration) -> DateTime<Utc> {
    at + TimeDelta::from_std(wait).unwrap_or(TimeDelta::MAX)
}

impl Building {
    /// The outcome is not known: it is looked for from now on.
    pub(super) async fn lost(&self, entry: EntryRow, reason: Reason) -> Result<(), StoreError> {
        let now = self.now();
        let entry = EntryRow {
            unknown_at: Some(now),
            next_look: self.outbox.limits.next_look(now, now),
            ..entry.into_state(EntryState::Unknown, reason, now)
        };
        self.keep(&entry).await?;
        self.outbox.look.notify_one();
        Ok(())
    }

    /// Has a booking looked for instead of sent, if nobody has decided of it meanwhile.
    pub(crate) async fn doubt(&self, entry: EntryRow) -> Result<(), StoreError> {
        let (now, was, reason) = (self.now(), entry.state, entry.reason);
        let entry = EntryRow {
            unknown_at: Some(now),
            next_look: self.outbox.limits.next_look(now, now),
            ..entry.into_state(EntryState::Unknown, reason, now)
        };
        let booking = entry.booking;
        self.outbox
            .store
            .run(move |c| {
                let still = table::get(c, entry.id)?.is_some_and(|entry| entry.state == was);
                Ok(still && table::update(c, &entry)?)
            })
            .await?;
        self.tell_moved(booking).await;
        self.outbox.look.notify_one();
        Ok(())
    }
}

/// Looks for what is not known when its time has come, for as long as somebody is signed in.
pub(crate) async fn keep_settling(building: Arc<Building>) {
    loop {
        let open = match building.open_entries().await {
            Ok(open) => open,
            Err(error) => {
                tracing::error!(%error, "the outbox could not be read");
                tokio::time::sleep(LONGEST_SLEEP).await;
                continue;
            }
        };
        let now = building.now();
        let Some(first) = open.iter().filter_map(|entry| entry.next_look).min() else {
            building.outbox.look.notified().await;
            continue;
        };
        if first > now {
            let wait = (first - now).to_std().unwrap_or_default();
            tokio::select! {
                biased;
                () = tokio::time::sleep(wait.min(LONGEST_SLEEP)) => {}
                () = building.outbox.look.notified() => {}
            }
            continue;
        }
        for entry in &open {
            if !entry.what.is_visit() && entry.next_look.is_some_and(|at| at <= now) {
                settle_other(&building, entry.id).await;
            }
        }
        for kind in [VisitKind::Reservation, VisitKind::GroupReservation] {
            let due: Vec<i64> = open
                .iter()
                .filter(|entry| entry.what.is_visit() && entry.kind == kind)
                .filter(|entry| entry.next_look.is_some_and(|at| at <= now))
                .map(|entry| entry.id)
                .collect();
            if due.is_empty() {
                continue;
            }
            let listed = whole_list(&building, kind).await.unwrap_or_else(|error| {
                tracing::info!(%error, "could not look yet");
                None
            });
            for id in due {
                if let Err(error) = settle(&building, id, listed.as_deref(), now).await {
                    tracing::error!(%error, "the outbox could not be written");
                    // The disk may be full: it is looked for again when that may have changed.
                    tokio::time::sleep(LONGEST_SLEEP).await;
                    break;
                }
            }
        }
    }
}

/// Looks for what is no visit, if no person decided meanwhile.
async fn settle_other(building: &Building, id: i64) {
    let looked = match building.entry(id).await {
        Ok(Some(entry)) if entry.next_look.is_some() => newcomer::settle(building, entry).await,
        Ok(_) => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = looked {
        tracing::error!(%error, "the outbox could not be written");
        // The disk may be full: it is looked for again when that may have changed.
        tokio::time::sleep(LONGEST_SLEEP).await;
    }
}

/// Judges one write by a list that was begun at `now`.
async fn settle(
    building: &Building,
    id: i64,
    listed: Option<&[VisitRow]>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let read = building
        .outbox
        .store
        .run(move |c| Ok((table::get(c, id)?, table::visits_of_others(c, id)?)))
        .await?;
    let (Some(entry), taken) = read else {
        return Ok(());
    };
    // A person decided meanwhile.
    if entry.next_look.is_none_or(|at| at > now) {
        return Ok(());
    }
    match judge(&building.outbox.limits, entry, listed, &taken, now) {
        Verdict::Is(entry, row) => {
            tracing::info!(entry = entry.id, visit = row.id, "found");
            building.accept(entry, row).await
        }
        Verdict::Gone(entry) => building.cancelled(entry).await,
        Verdict::Stays(entry) => {
            tracing::info!(entry = entry.id, state = ?entry.state, "looked");
            building.keep(&entry).await?;
            building.send.notify_one();
            Ok(())
        }
    }
}

/// What a look says of a write.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// It became this visit.
    Is(EntryRow, VisitRow),
    /// The visit that it takes back is gone.
    Gone(EntryRow),
    /// Neither, or not yet.
    Stays(EntryRow),
}

/// Judges a write by a list; without one, by the time alone.
fn judge(
    limits: &Limits,
    entry: EntryRow,
    listed: Option<&[VisitRow]>,
    taken: &[i64],
    now: DateTime<Utc>,
) -> Verdict {
    let unknown_at = entry.unknown_at.unwrap_or(entry.since);
    let next_look = limits.next_look(unknown_at, now);
    let Some(listed) = listed else {
        // Nothing is decided without a list, however long that takes.
        return Verdict::Stays(EntryRow {
            next_look: next_look.or_else(|| Some(after(now, limits.looks[2]))),
            ..entry
        });
    };
    if entry.what.takes_away() {
        let stands = listed.iter().any(|row| {
            Some(row.id) == entry.visit_id && row.kind == entry.kind && !row.deactivated
        });
        // DoorFlow lists no past: that it is not there proves nothing.
        let proves_nothing = entry.what == EntryKind::Cancel && entry.end <= now;
        return if proves_nothing && !stands {
            Verdict::Stays(EntryRow {
                next_look: None,
                ..entry.into_state(EntryState::NeedsYou, Reason::StartPassed, now)
            })
        } else if stands {
            // To take back the same visit twice does no harm.
            Verdict::Stays(EntryRow {
                next_look: None,
                ..entry.into_state(EntryState::Queued, Reason::None, now)
            })
        } else {
            Verdict::Gone(entry)
        };
    }
    match find(&entry, listed, taken) {
        Finding::Found(row) => Verdict::Is(entry, row),
        Finding::Several(ids) => Verdict::Stays(EntryRow {
            alike: ids,
            next_look,
            ..entry.into_state(EntryState::NeedsYou, Reason::Several, now)
        }),
        Finding::Absent => {
            let (state, reason) = if !limits.decides(unknown_at, now) {
                (EntryState::Unknown, Reason::AnswerLost)
            } else if entry.start <= now {
                // DoorFlow lists no past: that it is not there proves nothing.
                (EntryState::NeedsYou, Reason::StartPassed)
            } else {
                (EntryState::NotBooked, Reason::NotThere)
            };
            let reason = match (state, entry.reason) {
                (EntryState::Unknown, Reason::Closed | Reason::Restored) => entry.reason,
                _ => reason,
            };
            Verdict::Stays(EntryRow {
                alike: Vec::new(),
                next_look,
                ..entry.into_state(state, reason, now)
            })
        }
    }
}

/// How a write stands before it is sent (again).
pub(super) enum Proof {
    /// DoorFlow has it already.
    Is(VisitRow),
    /// Several look like it.
    Several(Vec<i64>),
    /// It is not there; these were there before, and are not to be taken for it.
    Absent(Vec<i64>),
}

/// Looks whether a write is in a list already.
pub(super) fn prove(entry: &EntryRow, listed: &[VisitRow], taken: &[i64]) -> Proof {
    match find(entry, listed, taken) {
        Finding::Found(row) => Proof::Is(row),
        Finding::Several(ids) => Proof::Several(ids),
        Finding::Absent => Proof::Absent(alike(entry, listed).map(|row| row.id).collect()),
    }
}

#[cfg(test)]
mod tests;
