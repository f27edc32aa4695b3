//! Answers that do not come: never two of one visit, and never a claim that is not known.

use anyhow::{Result, ensure};
use desk::Code;
use desk::outbox::StepState;
use desk::visits::VisitState;
use sandbox::{Fault, Write};

use crate::ears::until;
use crate::reception::{LINH, RESERVATIONS, Reception, visits_of};

/// How many reservations DoorFlow made for this desk.
fn made(reception: &Reception) -> usize {
    let ledger = reception.control().ledger();
    let made = ledger
        .iter()
        .filter(|entry| matches!(entry.write, Write::ReservationCreated(_)));
    made.count()
}

#[tokio::test]
async fn a_booking_whose_answer_is_lost_is_found_again_and_made_once() -> Result<()> {
    let reception = Reception::open().await?;
    reception
        .control()
        .fail_next(Fault::lose_answer("POST", RESERVATIONS));
    let draft = reception.draft()?;
    let booking = reception.desk.book(&draft).await?.booking;
    let lost = reception
        .ears
        .booking(booking, &[StepState::Unknown])
        .await?;
    let key = lost.steps[0].visit_key.clone().unwrap_or_default();
    let busy = reception.desk.cancel_visit(&key).await;
    assert_eq!(
        busy.err().map(|error| error.code),
        Some(Code::Busy),
        "what is not known cannot be taken back"
    );

    reception
        .ears
        .booking(booking, &[StepState::Accepted, StepState::Syncing])
        .await?;
    assert_eq!(made(&reception), 1);
    assert_eq!(reception.asked("POST /api/3/reservations"), 1);
    reception.refresh().await?;
    let visits = visits_of(&reception.desk, LINH, &draft.date, &draft.date).await?;
    let states: Vec<_> = visits.iter().map(|visit| visit.state).collect();
    assert_eq!(states, [VisitState::Expected], "once on the calendar");
    Ok(())
}

#[tokio::test]
async fn a_twin_that_was_there_before_is_not_taken_for_the_lost_booking() -> Result<()> {
    let reception = Reception::open().await?;
    let draft = reception.draft()?;
    let first = reception.desk.book(&draft).await?.booking;
    reception
        .ears
        .booking(first, &[StepState::Accepted, StepState::Syncing])
        .await?;
    reception
        .control()
        .fail_next(Fault::lose_answer("POST", RESERVATIONS));
    let second = reception.desk.book(&draft).await?.booking;
    let found = reception
        .ears
        .booking(second, &[StepState::Accepted, StepState::Syncing])
        .await?;
    assert_eq!(made(&reception), 2, "two were asked for");
    let newest = reception
        .control()
        .reservations()
        .iter()
        .map(|r| r.id)
        .max();
    assert_eq!(
        found.steps[0].visit_key,
        newest.map(|id| format!("r{id}")),
        "each booking has a visit of its own"
    );
    Ok(())
}

#[tokio::test]
async fn a_request_that_may_have_arrived_is_not_sent_again() -> Result<()> {
    let reception = Reception::open().await?;
    reception
        .control()
        .fail_next(Fault::drop_request("POST", RESERVATIONS));
    let draft = reception.draft()?;
    let booking = reception.desk.book(&draft).await?.booking;
    let lost = reception
        .ears
        .booking(booking, &[StepState::Unknown])
        .await?;
    assert_eq!(made(&reception), 0);
    let status = reception.desk.status().await?;
    assert_eq!((status.outbox, status.needs_you), (1, 1));

    // The first look at DoorFlow's list finds nothing, which proves nothing yet: it may still be on its way.
    let looked = reception.asked("GET /api/3/reservations");
    until("a look at the list", async || {
        Ok((reception.asked("GET /api/3/reservations") > looked).then_some(()))
    })
    .await?;
    // Another write goes out meanwhile, and takes nothing of the lost one along.
    let mut other = draft.clone();
    other.person_id = Some(crate::reception::MARTA);
    let next = reception.desk.book(&other).await?.booking;
    reception
        .ears
        .booking(next, &[StepState::Accepted, StepState::Syncing])
        .await?;
    let visits = visits_of(&reception.desk, LINH, &draft.date, &draft.date).await?;
    ensure!(
        visits.len() == 1 && visits[0].state == VisitState::Unknown,
        "{visits:#?}"
    );
    assert_eq!(Some(&visits[0].key), lost.steps[0].visit_key.as_ref());
    assert_eq!(reception.asked("POST /api/3/reservations"), 2);
    assert_eq!(made(&reception), 1, "Marta's alone");
    Ok(())
}
