//! The one request that a write is, and what DoorFlow did by it. What is in flight, and what becomes of it, is `send`'s to say.

use doorflow::{ChannelId, GroupId, GroupReservationInput, ReservationInput};

use super::find::whole_list;
use super::{EntryKind, describing, leaving, newcomer, revoking};
use crate::booking::VisitKind;
use crate::building::Building;
use crate::call::CallError;
use crate::store::outbox::EntryRow;
use crate::store::people::PersonRow;
use crate::store::visits::VisitRow;
use crate::sync::rows;

/// The one request that a write is.
pub(super) async fn ask(building: &Building, entry: &EntryRow) -> Result<Done, CallError> {
    Ok(match entry.what {
        EntryKind::Book => Done::Made(create(building, entry).await?),
        EntryKind::Cancel | EntryKind::Replace => {
            delete(building, entry).await?;
            Done::Deleted
        }
        EntryKind::Person => Done::Person(Box::new(newcomer::make(building, entry).await?)),
        EntryKind::Pin => Done::Pin(newcomer::give_pin(building, entry).await?),
        EntryKind::Leave => Done::Left(leaving::take_back(building, entry).await?.map(Box::new)),
        EntryKind::Revoke => {
            revoking::take_away(building, entry).await?;
            Done::Revoked
        }
        EntryKind::Describe => Done::Described(
            describing::write_fields(building, entry)
                .await?
                .map(Box::new),
        ),
        // It is a question, which is asked before anything is said to be in flight.
        EntryKind::Verify => Done::Nothing,
    })
}

/// What DoorFlow did.
pub(super) enum Done {
    Nothing,
    Made(VisitRow),
    Deleted,
    Person(Box<PersonRow>),
    /// DoorFlow's number of the PIN; none where the person had one.
    Pin(Option<String>),
    Revoked,
    /// The person as they are now, where anything was written.
    Described(Option<Box<PersonRow>>),
    /// The person as they are now, where that changed.
    Left(Option<Box<PersonRow>>),
}

/// The one request that takes a visit back. One that DoorFlow has no longer is taken back; that it has no longer, its list says too, since
/// not every 404 is DoorFlow's own.
async fn delete(building: &Building, entry: &EntryRow) -> Result<(), CallError> {
    let (kind, Some(id)) = (entry.kind, entry.visit_id) else {
        return Ok(());
    };
    let deleted = building
        .call(|client, token| async move {
            match kind {
                VisitKind::Reservation => client.delete_reservation(&token, id.into()).await,
                VisitKind::GroupReservation => {
                    client.delete_group_reservation(&token, id.into()).await
                }
            }
        })
        .await;
    match deleted {
        Ok(_) => Ok(()),
        Err(CallError::DoorFlow(doorflow::Error::NotFound { .. })) => {
            let listed = whole_list(building, kind).await?;
            let listed = listed.ok_or(CallError::Unsteady)?;
            if listed.iter().any(|row| row.id == id && !row.deactivated) {
                Err(CallError::Unsteady)
            } else {
                Ok(())
            }
        }
        Err(error) => Err(error),
    }
}

/// The one request that makes a visit.
async fn create(building: &Building, entry: &EntryRow) -> Result<VisitRow, CallError> {
    match entry.kind {
        VisitKind::Reservation => {
            let input = ReservationInput {
                person_id: entry.person_id,
                start_time: entry.start,
                end_time: entry.end,
                channel_ids: entry.place_ids.iter().copied().map(ChannelId).collect(),
            };
            let answer = building
                .call(|client, token| {
                    let input = input.clone();
                    async move { client.create_reservation(&token, &input).await }
                })
                .await?;
            Ok(rows::reservation(&answer.value))
        }
        VisitKind::GroupReservation => {
            let input = GroupReservationInput {
                person_id: entry.person_id,
                start_time: entry.start,
                end_time: entry.end,
                group_ids: entry.place_ids.iter().copied().map(GroupId).collect(),
            };
            let answer = building
                .call(|client, token| {
                    let input = input.clone();
                    async move { client.create_group_reservation(&token, &input).await }
                })
                .await?;
            Ok(rows::group_reservation(&answer.value))
        }
    }
}
