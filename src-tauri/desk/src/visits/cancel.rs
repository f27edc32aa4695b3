//! Taking a visit back.

use super::ask::Key;
use crate::booking::VisitKind;
use crate::building::{Building, VisitId, lock};
use crate::call::CallError;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::news::Topic;
use crate::store::outbox::{self, EntryState};
use crate::store::visits as table;
use crate::sync;

impl Desk {
    /// Cancels a visit: DoorFlow is asked to delete it, and the doors are told. One that DoorFlow has no longer counts as cancelled.
    ///
    /// # Errors
    /// `refused` when it is over or cannot be cancelled; `unknown` when the answer was lost, which leaves it on the calendar until
    /// the next pull shows what became of it.
    pub async fn cancel_visit(&self, key: &str) -> Result<(), DeskError> {
        let building = self.building();
        match Key::read(key)? {
            Key::Entry(id) => building.withdraw(id).await,
            Key::Visit(id) => building.cancel(id).await,
        }
    }
}

impl Building {
    /// Takes a write back that has not been sent; one that has must be settled first.
    async fn withdraw(&self, id: i64) -> Result<(), DeskError> {
        let entry = self
            .store
            .run(move |connection| outbox::get(connection, id))
            .await?;
        let entry = entry.ok_or_else(|| DeskError::not_found("no such booking"))?;
        match (entry.state, entry.visit_id) {
            (EntryState::Accepted, Some(visit)) => self.cancel((entry.kind, visit)).await,
            (EntryState::InFlight | EntryState::Unknown, _) => {
                Err(DeskError::busy("the booking's outcome is not known yet"))
            }
            _ => self.dismiss(id).await,
        }
    }

    /// Takes a write off the outbox.
    pub(crate) async fn dismiss(&self, id: i64) -> Result<(), DeskError> {
        self.store
            .run(move |connection| outbox::remove(connection, id))
            .await?;
        self.changed([Topic::Visits, Topic::Outbox]);
        self.tell_status().await;
        Ok(())
    }

    async fn cancel(&self, id: VisitId) -> Result<(), DeskError> {
        let row = self
            .store
            .run(move |connection| table::get(connection, id.0, id.1))
            .await?;
        let row = row.ok_or_else(|| DeskError::not_found("no such visit"))?;
        if row.end <= self.now() || row.deactivated {
            return Err(DeskError::refused("the visit is over"));
        }
        lock(&self.cancelling).push(id);
        self.changed([Topic::Visits]);
        let result = self.delete(id).await;
        lock(&self.cancelling).retain(|cancelling| *cancelling != id);
        match &result {
            Ok(()) => {
                tracing::info!(visit = id.1, "cancelled");
                // The doors still open for it until they are told.
                self.to_be_told(id);
            }
            // Whether it is gone shows in the next full list.
            Err(error) if error.is_offline() => self.wake.notify_one(),
            Err(_) => {}
        }
        self.changed([Topic::Visits]);
        Ok(result?)
    }

    async fn delete(&self, id: VisitId) -> Result<(), CallError> {
        let deleted = self
            .call(|client, token| async move {
                match id.0 {
                    VisitKind::Reservation => client.delete_reservation(&token, id.1.into()).await,
                    VisitKind::GroupReservation => {
                        client.delete_group_reservation(&token, id.1.into()).await
                    }
                }
            })
            .await;
        match deleted {
            Ok(_) | Err(CallError::DoorFlow(doorflow::Error::NotFound { .. })) => {}
            Err(error) => return Err(error),
        }
        // One that was under way stays in DoorFlow, deactivated.
        if id.0 == VisitKind::GroupReservation
            && let Ok(Some(_)) = sync::group_reservation(self, id.1).await
        {
            return Ok(());
        }
        lock(&self.gone).insert(id);
        self.store
            .run(move |connection| table::remove(connection, id.0, id.1))
            .await?;
        Ok(())
    }
}
