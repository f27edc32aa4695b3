//! What is said of a visit by hand goes with it: to other hours, and back from a cancelling.

use anyhow::{Context as _, Result};
use desk::outbox::EntryKind;

use crate::bookings::{DONE, hours};
use crate::day::Day;
use crate::ears::until;
use crate::reception::{FRONT_DOOR, LINH_NAME};
use crate::roll_call::of_the_name;

async fn all_done(day: &Day) -> Result<()> {
    until("nothing to be under way", async || {
        Ok(day.desk().outbox().await?.is_empty().then_some(()))
    })
    .await
}

#[tokio::test]
async fn who_is_here_stays_so_when_the_visit_is_put_off() -> Result<()> {
    let day = Day::at_ten().await?;
    let key = day.booked("10:10", "11:00", FRONT_DOOR).await?;
    day.later(5);
    day.desk().mark(std::slice::from_ref(&key), true).await?;
    let put_off = hours(&day.reception.day(0)?, "11:30", "12:30");
    day.desk().move_visit(&key, &put_off).await?;
    all_done(&day).await?;
    day.reception.refresh().await?;
    assert_eq!(of_the_name(&day, LINH_NAME).await?, 1, "since 10:05");
    Ok(())
}

#[tokio::test]
async fn who_came_today_is_not_here_tomorrow_when_the_visit_is_moved_there() -> Result<()> {
    let day = Day::at_ten().await?;
    let key = day.booked("10:10", "11:00", FRONT_DOOR).await?;
    day.later(5);
    day.desk().mark(std::slice::from_ref(&key), true).await?;
    let tomorrow = day.reception.day(1)?.to_string();
    let put_off = hours(&tomorrow, "09:00", "10:00");
    day.desk().move_visit(&key, &put_off).await?;
    all_done(&day).await?;
    day.later(22 * 60 + 50);
    day.reception.refresh().await?;
    let agenda = day.desk().agenda(&tomorrow, &tomorrow).await?;
    let visit = agenda.visits.first().context("it is there")?;
    assert_eq!(visit.attendance, None, "she came yesterday");
    Ok(())
}

#[tokio::test]
async fn who_is_here_stays_so_when_a_cancelled_visit_is_taken_back() -> Result<()> {
    let day = Day::at_ten().await?;
    let key = day.booked("11:30", "12:30", FRONT_DOOR).await?;
    day.later(5);
    day.desk().mark(std::slice::from_ref(&key), true).await?;
    day.desk().cancel_visit(&key).await?;
    all_done(&day).await?;
    let undone = day.desk().undo_cancel(&key).await?;
    assert_eq!((undone.stand, undone.again), (0, 1));
    all_done(&day).await?;
    day.reception.refresh().await?;
    assert_eq!(of_the_name(&day, LINH_NAME).await?, 1, "since 10:05");
    Ok(())
}

#[tokio::test]
async fn who_was_checked_out_comes_anew_when_the_visit_is_put_off() -> Result<()> {
    let day = Day::at_ten().await?;
    let key = day.booked("10:10", "11:00", FRONT_DOOR).await?;
    day.later(15);
    let key = std::slice::from_ref(&key);
    day.desk().mark(key, true).await?;
    day.later(5);
    day.desk().mark(key, false).await?;
    let put_off = hours(&day.reception.day(0)?, "14:00", "15:00");
    let moved = day.desk().move_visit(&key[0], &put_off).await?;
    all_done(&day).await?;
    let receipt = day.reception.ears.booking(moved.booking, &DONE).await?;
    let made = receipt
        .steps
        .iter()
        .find(|step| step.what == EntryKind::Book);
    let key = made
        .and_then(|step| step.visit_key.clone())
        .context("it is made")?;
    let expected = day.seen(&key, |visit| visit.attendance.is_none()).await?;
    assert_eq!(expected.start.time, "14:00");
    Ok(())
}
