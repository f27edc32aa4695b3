//! A cancellation that is taken back: nothing is lost by it, and what is not as it was is said.

use anyhow::{Context as _, Result, ensure};
use chrono::TimeDelta;
use desk::Code;
use desk::booking::{Draft, Reach, Undone};
use desk::outbox::{Reason, Standing};
use desk::visits::{Cancelling, VisitState};
use sandbox::{Fault, FaultKind, Reservation, Write};
use serde_json::json;

use crate::bookings::{days_until, reservations_of, settled, until_six};
use crate::day::Day;
use crate::ears::until;
use crate::newcomer::{noor, noors};
use crate::reception::{FRONT_DOOR, LINH, RESERVATIONS, Reception, building, visits_of};

const ONE_AGAIN: Undone = Undone {
    stand: 0,
    again: 1,
    booking: None,
    refused: 0,
    without_pin: false,
};

/// Linh's reservations that DoorFlow has.
fn linhs(reception: &Reception) -> Vec<Reservation> {
    reservations_of(reception, &[LINH])
}

async fn booked(reception: &Reception, draft: &Draft) -> Result<Vec<Reservation>> {
    reception.desk.book(draft).await?;
    settled(reception).await?;
    Ok(linhs(reception))
}

fn one_of(undone: Undone) -> Undone {
    Undone {
        booking: None,
        ..undone
    }
}

#[tokio::test]
async fn what_was_cancelled_is_booked_again_as_it_was_once() -> Result<()> {
    let reception = Reception::open().await?;
    let desk = &reception.desk;
    let old = booked(&reception, &reception.draft()?).await?;
    let [old] = old.as_slice() else {
        anyhow::bail!("one is booked, not {old:?}")
    };
    let key = format!("r{}", old.id);
    assert_eq!(desk.cancel_visit(&key).await?, Cancelling::Done);
    assert_eq!(linhs(&reception), []);

    let (undone, at_once) = tokio::join!(desk.undo_cancel(&key), desk.undo_cancel(&key));
    assert_eq!(one_of(undone?), ONE_AGAIN);
    ensure!(at_once.is_err(), "of two that ask at once, one is told no");
    settled(&reception).await?;
    let new = linhs(&reception);
    let [new] = new.as_slice() else {
        anyhow::bail!("one is booked again, not {new:?}")
    };
    ensure!(new.id != old.id, "DoorFlow gives a number once");
    assert_eq!(
        (new.start_time, new.end_time, &new.channel_ids),
        (old.start_time, old.end_time, &old.channel_ids)
    );
    // A second key does nothing.
    let again = desk.undo_cancel(&key).await.err().context("it is undone")?;
    assert_eq!(again.code, Code::NotFound);
    assert_eq!(linhs(&reception).len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_cancellation_that_doorflow_did_not_take_is_dropped() -> Result<()> {
    let reception = Reception::open().await?;
    let desk = &reception.desk;
    let draft = reception.draft()?;
    let old = booked(&reception, &draft).await?;
    let key = format!("r{}", old.first().context("one")?.id);
    let wait = json!({ "error": "rate_limited", "retry_in": 3600 });
    let one = format!("{RESERVATIONS}/{{id}}");
    reception
        .control()
        .fail_next(Fault::answer("DELETE", &one, 429, wait));
    let kept = desk.cancel_visit(&key).await?;
    ensure!(matches!(kept, Cancelling::Kept { .. }), "{kept:?}");

    let undone = desk.undo_cancel(&key).await?;
    assert_eq!((undone.stand, undone.again), (1, 0));
    assert_eq!(desk.outbox().await?, []);
    assert_eq!(linhs(&reception), old, "it stands as it was");
    let shown = visits_of(desk, LINH, &draft.date, &draft.date).await?;
    assert_eq!(shown.first().map(|it| it.state), Some(VisitState::Expected));
    let deleted = reception
        .control()
        .ledger()
        .iter()
        .any(|entry| matches!(entry.write, Write::ReservationDeleted(_)));
    ensure!(!deleted, "and was never deleted");
    Ok(())
}

#[tokio::test]
async fn all_of_a_series_comes_back_and_is_one_again() -> Result<()> {
    let reception = Reception::open().await?;
    let desk = &reception.desk;
    let days = days_until(&reception, 3)?;
    let old = booked(&reception, &days).await?;
    assert_eq!(old.len(), 3);
    let first = old.iter().min_by_key(|one| one.start_time).context("one")?;
    let key = format!("r{}", first.id);
    desk.cancel_series(&key, Reach::All).await?;
    until("all of them to be gone", async || {
        Ok(linhs(&reception).is_empty().then_some(()))
    })
    .await?;
    settled(&reception).await?;

    let undone = desk.undo_cancel(&key).await?;
    assert_eq!((undone.stand, undone.again), (0, 3));
    settled(&reception).await?;
    let times = |all: &[Reservation]| {
        let mut times: Vec<_> = all
            .iter()
            .map(|one| (one.start_time, one.end_time))
            .collect();
        times.sort_unstable();
        times
    };
    let new = linhs(&reception);
    assert_eq!(times(&new), times(&old));
    let key = format!("r{}", new.first().context("one")?.id);
    let series = desk.visit(&key).await?.series.context("a series")?;
    assert_eq!(series.visits.len(), 3);
    assert_eq!(series.missing, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn a_pin_that_was_taken_back_meanwhile_is_said_to_be_gone() -> Result<()> {
    let day = Day::at_ten().await?;
    let (desk, control) = (day.desk(), day.reception.control());
    desk.book_newcomer(&day.draft("10:10", "10:30", FRONT_DOOR)?, &noor(), true)
        .await?;
    settled(&day.reception).await?;
    let noor = noors(&control).pop().context("she is in DoorFlow")?.id;
    let later = Draft {
        person_id: Some(doorflow::PersonId(noor)),
        ..day.draft("15:00", "16:00", FRONT_DOOR)?
    };
    desk.book(&later).await?;
    settled(&day.reception).await?;
    let mut hers = control.reservations();
    hers.retain(|one| one.person_id == noor);
    let later = hers.iter().max_by_key(|one| one.start_time);
    let key = format!("r{}", later.context("a visit later today")?.id);
    assert_eq!(desk.cancel_visit(&key).await?, Cancelling::Done);

    // Nothing to come for is left.
    day.later(45);
    desk.refresh();
    until("the PIN to be taken back", async || {
        Ok(control.credentials(noor).is_empty().then_some(()))
    })
    .await?;
    settled(&day.reception).await?;
    let undone = desk.undo_cancel(&key).await?;
    ensure!(undone.again == 1 && undone.without_pin, "{undone:?}");
    Ok(())
}

/// Linh's visit, which is being moved to an hour later; and the key of what is to take its place, once that has come to this.
async fn moved_into(fault: Fault, standing: Standing) -> Result<(Reception, String)> {
    let reception = Reception::open_unhurried(building().await?).await?;
    let draft = reception.draft()?;
    let old = booked(&reception, &draft).await?;
    let key = format!("r{}", old.first().context("one")?.id);
    reception.control().fail_next(fault);
    reception.desk.move_visit(&key, &until_six(&draft)).await?;
    let new = until("the new visit to wait", async || {
        let mut entries = reception.desk.outbox().await?;
        entries.retain(|it| it.state == standing && it.reason != Reason::None);
        Ok(entries.pop().map(|it| it.key))
    })
    .await?;
    Ok((reception, new))
}

/// Whether Linh has one visit, the one that was moved to.
async fn is_longer(reception: &Reception) -> Result<()> {
    settled(reception).await?;
    let linhs = linhs(reception);
    let hours = linhs
        .iter()
        .map(|it| (it.end_time - it.start_time).num_hours());
    assert_eq!(hours.collect::<Vec<_>>(), [9]);
    let date = reception.draft()?.date;
    let shown = visits_of(&reception.desk, LINH, &date, &date).await?;
    let shown: Vec<_> = shown.into_iter().map(|it| it.key).collect();
    assert_eq!(shown, [format!("r{}", linhs[0].id)]);
    Ok(())
}

#[tokio::test]
async fn a_move_that_was_taken_back_is_a_move_again() -> Result<()> {
    let busy = FaultKind::RateLimited {
        retry_after: Some(10),
    };
    let busy = Fault::new("POST", RESERVATIONS, busy);
    let (reception, new) = moved_into(busy, Standing::Queued).await?;
    let desk = &reception.desk;
    assert_eq!(desk.cancel_visit(&new).await?, Cancelling::Done);
    assert_eq!(one_of(desk.undo_cancel(&new).await?), ONE_AGAIN);
    is_longer(&reception).await
}

#[tokio::test]
async fn a_move_that_was_taken_back_while_it_was_lost_is_a_move_again() -> Result<()> {
    let lost = Fault::lose_answer("POST", RESERVATIONS);
    let (reception, new) = moved_into(lost, Standing::Unknown).await?;
    let desk = &reception.desk;
    let reason = Reason::WaitsForBooking;
    for _ in 0..2 {
        let kept = desk.cancel_visit(&new).await?;
        assert_eq!(kept, Cancelling::Kept { reason });
    }
    let undone = desk.undo_cancel(&new).await?;
    assert_eq!((undone.stand, undone.again), (1, 0));
    is_longer(&reception).await?;
    assert_eq!(reception.asked("POST /api/3/reservations"), 2);
    Ok(())
}

#[tokio::test]
async fn a_move_whose_visit_is_gone_comes_back_as_a_visit() -> Result<()> {
    let busy = FaultKind::RateLimited {
        retry_after: Some(10),
    };
    let busy = Fault::new("POST", RESERVATIONS, busy);
    let (reception, new) = moved_into(busy, Standing::Queued).await?;
    let desk = &reception.desk;
    assert_eq!(desk.cancel_visit(&new).await?, Cancelling::Done);
    let old = format!("r{}", linhs(&reception).first().context("one")?.id);
    desk.cancel_visit(&old).await?;
    settled(&reception).await?;
    assert_eq!(one_of(desk.undo_cancel(&new).await?), ONE_AGAIN);
    is_longer(&reception).await
}

#[tokio::test]
async fn what_was_being_moved_out_of_a_cancelled_series_is_not_booked_where_it_was() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let desk = &reception.desk;
    let days = days_until(&reception, 2)?;
    let mut old = booked(&reception, &days).await?;
    old.sort_by_key(|one| one.start_time);
    let key = format!("r{}", old[0].id);
    let busy = FaultKind::RateLimited {
        retry_after: Some(10),
    };
    let one = format!("{RESERVATIONS}/{{id}}");
    reception
        .control()
        .fail_next(Fault::new("DELETE", &one, busy));
    desk.move_visit(&key, &until_six(&reception.draft()?))
        .await?;
    until("the old one to wait", async || {
        let waits = desk.outbox().await?;
        Ok(waits
            .iter()
            .any(|it| it.reason == Reason::Busy)
            .then_some(()))
    })
    .await?;
    let done = desk.cancel_series(&key, Reach::All).await?;
    assert_eq!((done.cancelled, done.left), (1, 2));
    settled(&reception).await?;
    assert_eq!(linhs(&reception).len(), 1, "what was moved stands");

    assert_eq!(one_of(desk.undo_cancel(&key).await?), ONE_AGAIN);
    settled(&reception).await?;
    let mut ends: Vec<_> = linhs(&reception).iter().map(|it| it.end_time).collect();
    ends.sort_unstable();
    let moved = old[0].end_time + TimeDelta::hours(1);
    assert_eq!(ends, [moved, old[1].end_time]);
    Ok(())
}

#[tokio::test]
async fn what_was_cancelled_before_its_series_does_not_come_back_with_it() -> Result<()> {
    let reception = Reception::open().await?;
    let desk = &reception.desk;
    let days = days_until(&reception, 2)?;
    let mut old = booked(&reception, &days).await?;
    old.sort_by_key(|one| one.start_time);
    let keys: Vec<_> = old.iter().map(|one| format!("r{}", one.id)).collect();
    let busy = FaultKind::RateLimited {
        retry_after: Some(10),
    };
    let one = format!("{RESERVATIONS}/{{id}}");
    reception
        .control()
        .fail_next(Fault::new("DELETE", &one, busy));
    let reason = Reason::Busy;
    let kept = desk.cancel_visit(&keys[0]).await?;
    assert_eq!(kept, Cancelling::Kept { reason });
    let done = desk.cancel_series(&keys[1], Reach::All).await?;
    assert_eq!((done.cancelled, done.left), (1, 0));

    let undone = desk.undo_cancel(&keys[1]).await?;
    assert_eq!((undone.stand, undone.again), (1, 0));
    settled(&reception).await?;
    assert_eq!(linhs(&reception), old[1..]);
    Ok(())
}
