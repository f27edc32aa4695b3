//! Sends what is in the outbox: committed first, then sent once, with no retry that could make a second reservation.

use std::sync::Arc;
use std::time::Duration;

use doorflow::{ChannelId, GroupId, GroupReservationInput, ReservationInput};

use super::settle::settle;
use crate::booking::VisitKind;
use crate::building::Building;
use crate::call::{CallError, problems};
use crate::news::Topic;
use crate::store::StoreError;
use crate::store::outbox::{self as table, EntryRow, EntryState};
use crate::store::visits::{self, VisitRow};
use crate::sync::rows;

/// The first wait after DoorFlow could not be reached; doubled each time.
const FIRST_WAIT: Duration = Duration::from_secs(2);
/// The longest wait between tries.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// Sends whatever is queued, for as long as somebody is signed in. What was in flight when the program ended is settled first.
pub(crate) async fn keep_sending(building: Arc<Building>) {
    if let Err(error) = take_up(&building).await {
        tracing::error!(%error, "the outbox could not be read");
    }
    let mut wait = FIRST_WAIT;
    loop {
        match send_all(&building).await {
            Ok(()) => {
                wait = FIRST_WAIT;
                building.send.notified().await;
            }
            Err(error) => {
                tracing::info!(%error, "the outbox waits");
                if let Some(asked) = error.wait() {
                    tokio::time::sleep(asked).await;
                    continue;
                }
                tokio::select! {
                    () = tokio::time::sleep(wait) => {}
                    // A new booking is as good a reason as any to see whether DoorFlow can be reached again.
                    () = building.send.notified() => {}
                }
                wait = (wait * 2).min(LONGEST_WAIT);
            }
        }
    }
}

/// What was in flight at the last end may or may not have arrived.
async fn take_up(building: &Arc<Building>) -> Result<(), StoreError> {
    for mut entry in building.store.run(table::open).await? {
        match entry.state {
            EntryState::InFlight => {
                "Lobby was closed while this was being sent.".clone_into(&mut entry.detail);
                entry.state = EntryState::Unknown;
                keep(building, &entry).await?;
                begin_settling(building, entry);
            }
            EntryState::Unknown => begin_settling(building, entry),
            _ => {}
        }
    }
    Ok(())
}

/// Sends each queued write in turn; stops where nothing can be sent now.
async fn send_all(building: &Arc<Building>) -> Result<(), CallError> {
    let open = building.store.run(table::open).await?;
    for entry in open
        .into_iter()
        .filter(|entry| entry.state == EntryState::Queued)
    {
        send(building, entry).await?;
    }
    Ok(())
}

async fn send(building: &Arc<Building>, mut entry: EntryRow) -> Result<(), CallError> {
    // A token is got before anything is said to be in flight: without one, nothing is sent.
    building.session.access_token().await?;
    if entry.end <= building.now() {
        entry.state = EntryState::NotBooked;
        "Its time passed before DoorFlow could be reached.".clone_into(&mut entry.detail);
        keep(building, &entry).await?;
        return Ok(());
    }
    entry.state = EntryState::InFlight;
    entry.sent_at = Some(building.now());
    keep(building, &entry).await?;
    tracing::info!(entry = entry.id, "sending");

    match create(building, &entry).await {
        Ok(row) => {
            tracing::info!(entry = entry.id, visit = row.id, "accepted");
            accept(building, entry, row).await?;
        }
        Err(error) => {
            tracing::info!(entry = entry.id, %error, "not accepted");
            match outcome(&error) {
                Outcome::Later => {
                    entry.state = EntryState::Queued;
                    entry.detail = error.to_string();
                    keep(building, &entry).await?;
                    return Err(error);
                }
                Outcome::Rejected => {
                    entry.state = EntryState::Rejected;
                    if let CallError::DoorFlow(error) = &error {
                        entry.problems = problems(error);
                    }
                    entry.detail = error.to_string();
                    keep(building, &entry).await?;
                }
                Outcome::Unknown => {
                    entry.state = EntryState::Unknown;
                    entry.detail = error.to_string();
                    keep(building, &entry).await?;
                    begin_settling(building, entry);
                }
            }
        }
    }
    Ok(())
}

/// What an error says of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Not a byte arrived, or DoorFlow asked to wait: it is sent later.
    Later,
    /// DoorFlow said no.
    Rejected,
    /// It may have happened.
    Unknown,
}

fn outcome(error: &CallError) -> Outcome {
    match error {
        CallError::Token(_)
        | CallError::DoorFlow(
            doorflow::Error::NotSent(_)
            | doorflow::Error::RateLimited { .. }
            | doorflow::Error::Unauthorised { .. },
        ) => Outcome::Later,
        CallError::DoorFlow(
            doorflow::Error::Rejected { .. }
            | doorflow::Error::Forbidden { .. }
            | doorflow::Error::NotFound { .. },
        ) => Outcome::Rejected,
        CallError::DoorFlow(_) | CallError::Store(_) => Outcome::Unknown,
    }
}

/// The one request.
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

/// Keeps the visit and the entry together: the calendar never shows both or neither.
pub(super) async fn accept(
    building: &Building,
    mut entry: EntryRow,
    row: VisitRow,
) -> Result<(), StoreError> {
    entry.state = EntryState::Accepted;
    entry.visit_id = Some(row.id);
    entry.detail = difference(&entry, &row).unwrap_or_default();
    let visit = (row.kind, row.id);
    let booking = entry.booking;
    building
        .store
        .run(move |connection| {
            visits::upsert(connection, std::slice::from_ref(&row))?;
            table::update(connection, &entry)
        })
        .await?;
    building.to_be_told(visit);
    building.tell_booking(booking).await;
    building.changed([Topic::Visits, Topic::Outbox]);
    building.tell_status().await;
    Ok(())
}

/// Where DoorFlow's answer is not what was asked for; times are compared to the second, which is all that DoorFlow promises.
fn difference(entry: &EntryRow, row: &VisitRow) -> Option<String> {
    let mut parts = Vec::new();
    if row.person_id != entry.person_id {
        parts.push("another person");
    }
    if row.start.timestamp() != entry.start.timestamp()
        || row.end.timestamp() != entry.end.timestamp()
    {
        parts.push("other times");
    }
    if row.place_ids != entry.place_ids {
        parts.push("other doors or groups");
    }
    (!parts.is_empty()).then(|| format!("DoorFlow answered with {}.", parts.join(", ")))
}

/// Commits what has become of an entry and tells the page.
pub(super) async fn keep(building: &Building, entry: &EntryRow) -> Result<(), StoreError> {
    let kept = entry.clone();
    building
        .store
        .run(move |connection| table::update(connection, &kept))
        .await?;
    building.tell_booking(entry.booking).await;
    building.changed([Topic::Visits, Topic::Outbox]);
    building.tell_status().await;
    Ok(())
}

/// Settles an entry beside the other work.
fn begin_settling(building: &Arc<Building>, entry: EntryRow) {
    // The task holds the building only while it works: a closed building is not kept open by it.
    let building = Arc::downgrade(building);
    tokio::spawn(async move { settle(building, entry).await });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::TokenError;

    #[test]
    fn only_what_cannot_have_arrived_is_sent_again() {
        let cases = [
            (CallError::Token(TokenError::SignedOut), Outcome::Later),
            (
                CallError::DoorFlow(doorflow::Error::RateLimited {
                    wait: None,
                    message: String::new(),
                }),
                Outcome::Later,
            ),
            (
                CallError::DoorFlow(doorflow::Error::Server { status: 502 }),
                Outcome::Unknown,
            ),
            (
                CallError::DoorFlow(doorflow::Error::TooLarge { limit: 1 }),
                Outcome::Unknown,
            ),
        ];
        for (error, wanted) in cases {
            assert_eq!(outcome(&error), wanted, "{error}");
        }
    }
}
