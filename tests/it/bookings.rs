//! What is booked for a test, and what DoorFlow has of it.

use anyhow::{Context as _, Result};
use desk::booking::{Draft, NewTimes};
use desk::outbox::StepState;
use doorflow::PersonId;
use sandbox::Reservation;

use crate::ears::until;
use crate::reception::Reception;

/// What a write has come to that DoorFlow has.
pub(crate) const DONE: [StepState; 3] = [StepState::Accepted, StepState::Syncing, StepState::Ready];

/// A draft of a visit on each day up to so many from today.
pub(crate) fn days_until(reception: &Reception, last: u64) -> Result<Draft> {
    Ok(Draft {
        last_date: reception.day(last)?.to_string(),
        ..reception.draft()?
    })
}

/// Hours of one day.
pub(crate) fn hours(day: &impl ToString, from: &str, to: &str) -> NewTimes {
    NewTimes {
        date: day.to_string(),
        last_date: day.to_string(),
        from: from.to_owned(),
        to: to.to_owned(),
    }
}

/// The same times until six.
pub(crate) fn until_six(draft: &Draft) -> NewTimes {
    NewTimes {
        date: draft.date.clone(),
        last_date: draft.last_date.clone(),
        from: draft.from.clone(),
        to: "18:00".to_owned(),
    }
}

/// Books a draft; the key of the visit that it became.
pub(crate) async fn booked(reception: &Reception, draft: &Draft) -> Result<String> {
    let booking = reception.desk.book(draft).await?.booking;
    let receipt = reception.ears.booking(booking, &DONE).await?;
    receipt.steps[0].visit_key.clone().context("a visit")
}

/// Waits until nothing is left in the outbox.
pub(crate) async fn settled(reception: &Reception) -> Result<()> {
    until("everything to be settled", async || {
        Ok(reception.desk.outbox().await?.is_empty().then_some(()))
    })
    .await
}

/// What DoorFlow has of these people, one after another, each by time.
pub(crate) fn reservations_of(reception: &Reception, people: &[PersonId]) -> Vec<Reservation> {
    let mut all = reception.control().reservations();
    all.retain(|one| people.contains(&PersonId(one.person_id)));
    all.sort_by_key(|one| (one.person_id, one.start_time));
    all
}
