//! Answers that do not come: never two of one visit, and never a claim that is not known.

use anyhow::{Context as _, Result, ensure};
use chrono::TimeDelta;
use desk::booking::Draft;
use desk::outbox::{EntryKind, Reason, Standing, StepState};
use desk::visits::{Cancelling, VisitState};
use sandbox::{Fault, Write};
use serde_json::json;

use crate::ears::until;
use crate::reception::{FRONT_DOOR, LINH, RESERVATIONS, Reception, building, visits_of};

/// The kind of address that a reservation is deleted at.
const DELETE_AT: &str = "/api/3/reservations/{id}";

/// How many reservations DoorFlow made for this desk.
pub(crate) fn made(reception: &Reception) -> usize {
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
    reception
        .ears
        .booking(booking, &[StepState::Unknown])
        .await?;
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
    assert_eq!(
        (status.outbox, status.checking, status.needs_you),
        (0, 1, 0),
        "it is looked for: nobody has to do anything"
    );

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

#[tokio::test]
async fn a_booking_that_is_taken_back_while_it_is_lost_is_deleted_once_it_is_found() -> Result<()> {
    let reception = Reception::open_unhurried(building().await?).await?;
    let control = reception.control();
    control.fail_next(Fault::lose_answer("POST", RESERVATIONS));
    let draft = reception.draft()?;
    let booking = reception.desk.book(&draft).await?.booking;
    let lost = reception
        .ears
        .booking(booking, &[StepState::Unknown])
        .await?;
    let key = lost.steps[0].visit_key.clone().unwrap_or_default();
    ensure!(reception.desk.visit(&key).await?.cancellable);
    let reason = Reason::WaitsForBooking;
    assert_eq!(
        reception.desk.cancel_visit(&key).await?,
        Cancelling::Kept { reason }
    );
    until("the visit to be gone", async || {
        let gone = control.reservations().iter().all(|r| r.person_id != LINH.0);
        Ok((gone && reception.desk.outbox().await?.is_empty()).then_some(()))
    })
    .await?;
    assert_eq!(made(&reception), 1);
    assert_eq!(reception.asked("DELETE /api/3/reservations/{id}"), 1);
    assert_eq!(
        visits_of(&reception.desk, LINH, &draft.date, &draft.date).await?,
        []
    );
    Ok(())
}

#[tokio::test]
async fn a_cancellation_whose_answer_is_lost_is_settled_by_the_list() -> Result<()> {
    // DoorFlow did it, or never heard of it: either way the visit goes, and nobody has to ask twice.
    for (fault, deletes) in [
        (Fault::lose_answer("DELETE", DELETE_AT), 1),
        (Fault::drop_request("DELETE", DELETE_AT), 2),
    ] {
        let reception = Reception::open_quick(building().await?).await?;
        let draft = reception.draft()?;
        let booking = reception.desk.book(&draft).await?.booking;
        let receipt = reception
            .ears
            .booking(booking, &[StepState::Accepted, StepState::Syncing])
            .await?;
        let key = receipt.steps[0].visit_key.clone().unwrap_or_default();
        reception.control().fail_next(fault);
        let reason = Reason::AnswerLost;
        assert_eq!(
            reception.desk.cancel_visit(&key).await?,
            Cancelling::Kept { reason }
        );
        until("the visit to be gone", async || {
            Ok(reception.desk.outbox().await?.is_empty().then_some(()))
        })
        .await?;
        let left = reception.control().reservations();
        ensure!(left.iter().all(|r| r.person_id != LINH.0), "{left:?}");
        assert_eq!(
            visits_of(&reception.desk, LINH, &draft.date, &draft.date).await?,
            []
        );
        assert_eq!(reception.asked("DELETE /api/3/reservations/{id}"), deletes);
    }
    Ok(())
}

#[tokio::test]
async fn a_booking_that_never_arrived_is_sent_again_by_a_person_and_made_once() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    reception
        .control()
        .fail_next(Fault::drop_request("POST", RESERVATIONS));
    let booking = reception.desk.book(&reception.draft()?).await?.booking;
    reception
        .ears
        .booking(booking, &[StepState::NotBooked])
        .await?;
    let entries = reception.desk.outbox().await?;
    assert_eq!(entries.len(), 1, "{entries:?}");
    assert_eq!(
        (entries[0].what, entries[0].state, entries[0].reason),
        (EntryKind::Book, Standing::NotBooked, Reason::NotThere)
    );
    ensure!(entries[0].can_send_again && entries[0].can_give_up);
    reception.desk.send_again(&entries[0].key).await?;
    reception
        .ears
        .booking(booking, &[StepState::Accepted, StepState::Syncing])
        .await?;
    assert_eq!(made(&reception), 1);
    Ok(())
}

#[tokio::test]
async fn a_visit_that_doorflow_made_otherwise_is_shown_as_it_is_until_a_person_has_seen_it()
-> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let control = reception.control();
    let draft = reception.draft()?;
    let item = reception.desk.plan(&draft).await?.items[0].clone();
    // An hour later than was asked for, and at one door of the two.
    let (start, end) = (
        item.start.utc + TimeDelta::hours(1),
        item.end.utc + TimeDelta::hours(1),
    );
    let id = control.add_reservation(LINH.0, start, end, &[FRONT_DOOR]);
    let body = json!({
        "id": id, "person_id": LINH.0, "start_time": start, "end_time": end, "channel_ids": [FRONT_DOOR],
    });
    control.fail_next(Fault::answer("POST", RESERVATIONS, 201, body));
    let booking = reception.desk.book(&draft).await?.booking;
    let entry = until("a question for a person", async || {
        Ok(reception
            .desk
            .outbox()
            .await?
            .pop()
            .filter(|it| it.state == Standing::NeedsYou))
    })
    .await?;
    assert_eq!((entry.booking, entry.reason), (booking, Reason::Differs));
    assert_eq!(entry.visit_key, Some(format!("r{id}")));
    assert_eq!(
        entry.detail,
        "DoorFlow answered with other times, other doors or groups."
    );
    ensure!(
        !entry.can_send_again && entry.next_look.is_none(),
        "{entry:?}"
    );
    assert_eq!(reception.desk.status().await?.needs_you, 1);
    let shown = async || {
        let visits = visits_of(&reception.desk, LINH, &draft.date, &draft.date).await?;
        let shown = visits.into_iter();
        Ok::<_, anyhow::Error>(
            shown
                .map(|it| (it.key, it.start.utc, it.doors.len()))
                .collect::<Vec<_>>(),
        )
    };
    let as_made = [(format!("r{id}"), start, 1)];
    assert_eq!(shown().await?, as_made, "as DoorFlow has it");

    // It stays so whatever the lists say, until somebody has looked at it.
    reception.refresh().await?;
    assert_eq!(reception.desk.outbox().await?.len(), 1);
    ensure!(entry.can_give_up);
    reception.desk.give_up(&entry.key).await?;
    assert_eq!(reception.desk.outbox().await?, []);
    assert_eq!(reception.desk.status().await?.needs_you, 0);
    assert_eq!(shown().await?, as_made, "the visit stands");
    assert_eq!(reception.asked("POST /api/3/reservations"), 1);
    Ok(())
}

#[tokio::test]
async fn a_visit_that_stands_is_not_called_cancelled_by_a_404_on_the_way() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let booking = reception.desk.book(&reception.draft()?).await?.booking;
    let done = [StepState::Accepted, StepState::Syncing, StepState::Ready];
    let receipt = reception.ears.booking(booking, &done).await?;
    let key = receipt.steps[0].visit_key.clone().context("a visit")?;
    let control = reception.control();
    let stands = || {
        let left = control.reservations();
        left.iter().any(|visit| visit.person_id == LINH.0)
    };
    control.fail_next(Fault::answer("DELETE", DELETE_AT, 404, json!({})));
    let reason = Reason::Busy;
    match reception.desk.cancel_visit(&key).await? {
        // On a busy computer it was asked for again before anybody could look.
        Cancelling::Done => ensure!(!stands(), "called cancelled while it stood"),
        kept @ Cancelling::Kept { .. } => assert_eq!(kept, Cancelling::Kept { reason }),
    }
    assert_eq!(control.faults_met().get("answer"), Some(&1));
    until("it to be cancelled in DoorFlow", async || {
        let settled = reception.desk.outbox().await?.is_empty();
        Ok((settled && !stands()).then_some(()))
    })
    .await
}

#[tokio::test]
async fn a_cancellation_that_cannot_be_settled_holds_up_no_booking() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let draft = reception.draft()?;
    let booking = reception.desk.book(&draft).await?.booking;
    let done = [StepState::Accepted, StepState::Syncing, StepState::Ready];
    let receipt = reception.ears.booking(booking, &done).await?;
    let key = receipt.steps[0].visit_key.clone().context("a visit")?;
    let control = reception.control();
    control.fail_next(Fault::answer("DELETE", DELETE_AT, 404, json!({})).times(20));
    let kept = reception.desk.cancel_visit(&key).await?;
    let reason = Reason::Busy;
    assert_eq!(kept, Cancelling::Kept { reason });

    let other = Draft {
        person_id: Some(crate::reception::MARTA),
        ..draft
    };
    let next = reception.desk.book(&other).await?.booking;
    reception.ears.booking(next, &done).await?;
    let waits = reception.desk.outbox().await?;
    let waits: Vec<_> = waits.iter().map(|it| (it.what, it.state)).collect();
    assert_eq!(waits, [(EntryKind::Cancel, Standing::Queued)]);
    // It is tried again all the same.
    let tried = reception.asked("DELETE /api/3/reservations/{id}");
    until("another try", async || {
        Ok((reception.asked("DELETE /api/3/reservations/{id}") > tried).then_some(()))
    })
    .await
}
