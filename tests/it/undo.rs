//! A cancellation that is taken back: nothing is lost by it, and what is not as it was is said.

use anyhow::{Context as _, Result, ensure};
use desk::Code;
use desk::booking::{Draft, Reach, Undone};
use desk::visits::{Cancelling, VisitState};
use sandbox::{Fault, Reservation, Write};
use serde_json::json;

use crate::ears::until;
use crate::newcomer::{noor, noors};
use crate::reception::{FRONT_DOOR, LINH, RESERVATIONS, Reception, doors, visits_of};
use crate::watching::Day;

const ONE_AGAIN: Undone = Undone {
    stand: 0,
    again: 1,
    booking: None,
    without_pin: false,
};

/// Linh's reservations that DoorFlow has.
fn linhs(reception: &Reception) -> Vec<Reservation> {
    let mut all = reception.control().reservations();
    all.retain(|one| one.person_id == LINH.0);
    all
}

async fn settled(reception: &Reception) -> Result<()> {
    until("everything to be settled", async || {
        Ok(reception.desk.outbox().await?.is_empty().then_some(()))
    })
    .await
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
    let days = Draft {
        last_date: reception.day(3)?.to_string(),
        ..reception.draft()?
    };
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
    let today = day.reception.day(0)?.to_string();
    let hours = |from: &str, to: &str| -> Result<Draft> {
        Ok(Draft {
            date: today.clone(),
            last_date: today.clone(),
            from: from.to_owned(),
            to: to.to_owned(),
            place: doors(&[FRONT_DOOR]),
            ..day.reception.draft()?
        })
    };
    desk.book_newcomer(&hours("10:10", "10:30")?, &noor(), true)
        .await?;
    settled(&day.reception).await?;
    let noor = noors(&control).pop().context("she is in DoorFlow")?.id;
    let later = Draft {
        person_id: Some(doorflow::PersonId(noor)),
        ..hours("15:00", "16:00")?
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
