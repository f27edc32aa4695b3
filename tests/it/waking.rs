//! The computer sleeps, and is opened again.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Result;
use chrono::TimeDelta;
use desk::outbox::StepState;
use desk::{Clock, News, Topic};
use sandbox::{Fault, FaultKind};

use crate::ears::until;
use crate::reception::{Office, RESERVATIONS, Reception, building, fresh};

/// A desk whose computer's clock goes on by as much as is put here, while its timers do not.
async fn that_can_sleep() -> Result<(Reception, Arc<AtomicI64>)> {
    let sandbox = building().await?;
    let asleep: Arc<AtomicI64> = Arc::default();
    let mut office = Office::at(&sandbox)?;
    office.clock = Clock::Set(Arc::clone(&asleep));
    let reception = Reception::signed_in_at(sandbox, office).await?;
    fresh(&reception.desk).await?;
    Ok((reception, asleep))
}

#[tokio::test]
async fn after_a_night_everything_is_read_at_once_with_a_new_token() -> Result<()> {
    let (reception, asleep) = that_can_sleep().await?;
    let (read, renewed) = (
        reception.asked("GET /api/3/groups"),
        reception.asked("POST /oauth/token"),
    );
    let heard = reception.ears.so_far();
    asleep.store(TimeDelta::hours(14).num_milliseconds(), Ordering::Relaxed);
    // A whole read begins with the groups, and the next would be due only in minutes.
    until("a whole read", async || {
        Ok((reception.asked("GET /api/3/groups") > read).then_some(()))
    })
    .await?;
    assert_eq!(
        reception.asked("POST /oauth/token"),
        renewed + 1,
        "the token may have ended meanwhile, which no timer knows"
    );
    // The page has the hour without waiting for the minute to turn.
    let hour = |news: &News| matches!(news, News::Clock { .. }).then_some(());
    reception.ears.after(heard, "the hour", hour).await
}

#[tokio::test]
async fn a_read_that_hangs_on_a_dead_connection_is_begun_again() -> Result<()> {
    let (reception, asleep) = that_can_sleep().await?;
    let hangs = Fault::new("GET", "/api/3/groups", FaultKind::NeverAnswer);
    reception.control().fail_next(hangs);
    let read = reception.asked("GET /api/3/groups");
    reception.desk.refresh();
    until("a read that hangs", async || {
        Ok((reception.asked("GET /api/3/groups") > read).then_some(()))
    })
    .await?;
    asleep.store(TimeDelta::hours(1).num_milliseconds(), Ordering::Relaxed);
    until("another one", async || {
        Ok((reception.asked("GET /api/3/groups") > read + 1).then_some(()))
    })
    .await
}

#[tokio::test]
async fn what_a_read_brought_that_was_begun_again_shows() -> Result<()> {
    let (reception, asleep) = that_can_sleep().await?;
    let control = reception.control();
    let _ = control.add_channel("Bicycle Shed", 1);
    control.fail_next(Fault::new("GET", RESERVATIONS, FaultKind::NeverAnswer));
    let read = reception.asked("GET /api/3/reservations");
    let before = reception.ears.so_far();
    reception.desk.refresh();
    // The doors are read before the visits are asked for.
    until("a read that hangs", async || {
        Ok((reception.asked("GET /api/3/reservations") > read).then_some(()))
    })
    .await?;
    asleep.store(TimeDelta::hours(1).num_milliseconds(), Ordering::Relaxed);
    let places = |news: &News| match news {
        News::Changed { topics } => topics.contains(&Topic::Places).then_some(()),
        _ => None,
    };
    reception.ears.after(before, "the new door", places).await
}

#[tokio::test]
async fn a_booking_sent_right_after_the_clock_was_set_is_found_again_and_made_once() -> Result<()> {
    let (reception, set_ahead) = that_can_sleep().await?;
    let hours = TimeDelta::hours(2).num_milliseconds();
    set_ahead.store(hours, Ordering::Relaxed);
    reception
        .control()
        .fail_next(Fault::lose_answer("POST", RESERVATIONS));
    let booking = reception.desk.book(&reception.draft()?).await?.booking;
    let found = [StepState::Accepted, StepState::Syncing, StepState::Ready];
    reception.ears.booking(booking, &found).await?;
    assert_eq!(reception.asked("POST /api/3/reservations"), 1);
    Ok(())
}
