//! Taking a visit back.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ask::Key;
use crate::building::{Building, VisitId};
use crate::desk::Desk;
use crate::error::{Code, DeskError};
use crate::outbox::{EntryKind, Reason};
use crate::store::outbox::{EntryRow, EntryState};

/// How long a page waits for the outcome; what takes longer comes as news.
const PATIENCE: Duration = Duration::from_secs(10);

/// How far a cancellation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Cancelling {
    /// DoorFlow has the visit no longer, or has never had it.
    Done,
    /// It is kept in the outbox and goes on by itself.
    Kept {
        /// What it waits for; `none` while it is on its way.
        reason: Reason,
    },
}

impl Desk {
    /// Cancels a visit. It is committed to the outbox, then DoorFlow is asked to delete it, and the doors are told; one that DoorFlow
    /// has no longer counts as cancelled. A booking that was not sent is taken back; one whose outcome is not known is cancelled once
    /// that is known. What cannot be done at once is kept and goes on by itself.
    ///
    /// # Errors
    /// Nothing is cancelled then: `refused` when it is over or DoorFlow said no; `notFound` when there is none; `busy` while it is being
    /// moved; `machine` when it cannot be kept.
    pub async fn cancel_visit(&self, key: &str) -> Result<Cancelling, DeskError> {
        let building = self.building();
        let visit = Key::read(key)?;
        let before = building.before_cancelling(&visit).await?;
        let outcome = match visit {
            Key::Entry(id) => building.withdraw(id).await,
            Key::Visit(id) => building.cancel(id).await,
        }?;
        building.can_be_undone(key, before.into_iter().collect());
        Ok(outcome)
    }
}

impl Building {
    pub(crate) async fn withdraw(&self, id: i64) -> Result<Cancelling, DeskError> {
        let entry = self.entry(id).await?;
        let entry = entry.ok_or_else(|| DeskError::not_found("no such booking"))?;
        if let (EntryState::Accepted, Some(visit)) = (entry.state, entry.visit_id) {
            return self.cancel((entry.kind, visit)).await;
        }
        self.leave_in_place(&entry).await?;
        // By an outbox that was put back from a copy it was never sent, which says little.
        if (entry.state, entry.reason) == (EntryState::NeedsYou, Reason::Restored) {
            self.doubt(entry.clone()).await?;
        } else if is_unsent(&entry) && self.take_off(id, is_unsent).await.is_ok() {
            self.leave_unmade(&entry).await?;
            return Ok(Cancelling::Done);
        }
        let reason = Reason::WaitsForBooking;
        let waiting = self.open_entries().await?;
        if waiting.iter().any(|other| other.after == Some(id)) {
            return Ok(Cancelling::Kept { reason });
        }
        let cancel = EntryRow {
            after: Some(id),
            visit_id: None,
            reason,
            ..EntryRow::queued(EntryKind::Cancel, &entry.visit(0), self.now())
        };
        self.commit(vec![cancel]).await?;
        Ok(Cancelling::Kept { reason })
    }

    /// A visitor who is not made yet is not made for no visit at all.
    async fn leave_unmade(&self, visit: &EntryRow) -> Result<(), DeskError> {
        let Some(visitor) = visit.newcomer() else {
            return Ok(());
        };
        let open = self.open_entries().await?;
        let others = |entry: &EntryRow| entry.booking == visitor && entry.shows();
        if !open.iter().any(others) {
            // One that is on its way comes to be: there is nothing to be lost by that.
            let _ = self.take_off(visitor, is_unsent).await;
        }
        Ok(())
    }

    async fn cancel(&self, id: VisitId) -> Result<Cancelling, DeskError> {
        let (row, open) = self.changeable(id).await?;
        if self.is_moving(id).await? {
            return Err(DeskError::busy("it is being moved"));
        }
        let before = open.into_iter().find(|entry| {
            entry.what == EntryKind::Cancel
                && (entry.kind, entry.visit_id) == (id.0, Some(id.1))
                && entry.state != EntryState::Accepted
        });
        let number = match before {
            Some(entry) if entry.state == EntryState::Rejected => {
                let number = entry.id;
                self.queue_again(entry).await?;
                number
            }
            Some(entry) => entry.id,
            None => {
                let cancel = EntryRow::queued(EntryKind::Cancel, &row, self.now());
                let kept = self.commit(vec![cancel]).await?;
                kept.first().map_or(0, |entry| entry.id)
            }
        };
        // Beyond that it shows on the calendar and in the outbox.
        let on_its_way = Cancelling::Kept {
            reason: Reason::None,
        };
        let outcome = tokio::time::timeout(PATIENCE, self.outcome(number)).await;
        outcome.unwrap_or(Ok(on_its_way))
    }

    /// Waits until a cancellation is done, or has to wait itself.
    async fn outcome(&self, number: i64) -> Result<Cancelling, DeskError> {
        let mut moved = self.outbox.moves();
        loop {
            moved.borrow_and_update();
            let Some(entry) = self.entry(number).await? else {
                return Ok(Cancelling::Done);
            };
            let reason = self.outbox.reason_of(&entry);
            match (entry.state, reason) {
                (EntryState::Accepted, _) if entry.kept => return Ok(Cancelling::Done),
                // DoorFlow has done it; the calendar does not show it yet.
                (EntryState::Accepted | EntryState::InFlight, _)
                | (EntryState::Queued, Reason::None) => {}
                (EntryState::Queued | EntryState::Unknown, reason) => {
                    return Ok(Cancelling::Kept { reason });
                }
                _ => {
                    let said = self.outbox.said(number);
                    return Err(DeskError {
                        code: Code::Refused,
                        detail: said.detail,
                        problems: said.problems,
                    });
                }
            }
            if moved.changed().await.is_err() {
                return Ok(Cancelling::Kept { reason });
            }
        }
    }
}

/// Whether a booking is not in DoorFlow as far as is known, and was not lost on its way.
pub(crate) fn is_unsent(entry: &EntryRow) -> bool {
    match entry.state {
        EntryState::Queued | EntryState::Rejected => true,
        // Its last look may still find it.
        EntryState::NotBooked => entry.next_look.is_none(),
        EntryState::NeedsYou => entry.reason == Reason::Old,
        _ => false,
    }
}
