//! Whose visits follow each other is let in once and stays: they are here for each of them, and counted once.

use anyhow::{Context as _, Result, ensure};
use desk::booking::Draft;
use desk::history::{HistoryAsk, HistoryState};
use desk::outbox::StepState;

use crate::day::Day;
use crate::ears::until;
use crate::reception::{FRONT_DOOR, LINH, LINH_NAME, TURNSTILE, doors};
use crate::roll_call::{log_read, of_the_name};

/// Lets Linh in by the front door, and waits until that is known.
async fn lets_linh_in(day: &Day) -> Result<()> {
    ensure!(day.tries(FRONT_DOOR) < 20, "the door lets her in");
    until("her arrival to be known", async || {
        day.desk().refresh();
        let call = day.desk().roll_call().await?.context("a roll call")?;
        // While the log is old, she is on it without having come.
        let came = (call.people.iter()).any(|line| line.name == LINH_NAME && line.since.is_some());
        Ok(came.then_some(()))
    })
    .await
}

#[tokio::test]
async fn who_stays_from_one_visit_to_the_next_is_on_it_once_and_is_no_no_show() -> Result<()> {
    let day = Day::at_ten().await?;
    let first = day.booked("10:05", "11:00", FRONT_DOOR).await?;
    let next = day.booked("11:00", "12:00", FRONT_DOOR).await?;
    day.later(10);
    lets_linh_in(&day).await?;
    day.later(55);
    log_read(&day).await?;
    let call = day.desk().roll_call().await?.context("a roll call")?;
    let linh: Vec<_> = call
        .people
        .iter()
        .filter(|line| line.name == LINH_NAME)
        .collect();
    ensure!(linh.len() == 1, "one head: {linh:?}");
    let since = linh[0].since.as_ref().map(|since| since.time.clone());
    assert_eq!(
        (since.as_deref(), linh[0].until.time.as_str()),
        (Some("11:00"), "12:00")
    );
    assert_eq!(linh[0].places, ["Front Door"]);
    day.later(90);
    let ask = HistoryAsk {
        person: Some(LINH),
        ..HistoryAsk::default()
    };
    until("the log to be read past the end", async || {
        day.desk().refresh();
        let page = day.desk().history(ask.clone(), 0, 10, None).await?;
        let states = [&next, &first].map(|key| {
            let found = page.lines.iter().find(|found| found.visit.key == *key);
            found.map(|found| found.state)
        });
        ensure!(
            states[0] != Some(HistoryState::NoShow),
            "she stayed: {page:?}"
        );
        Ok((states == [Some(HistoryState::Left); 2]).then_some(()))
    })
    .await
}

#[tokio::test]
async fn whose_first_visit_was_looked_at_when_it_was_over_stays_for_the_next() -> Result<()> {
    let day = Day::at_ten().await?;
    let first = day.booked_by_group("10:05", "11:00").await?;
    day.booked("11:00", "12:00", FRONT_DOOR).await?;
    day.later(10);
    lets_linh_in(&day).await?;
    day.later(55);
    log_read(&day).await?;
    assert_eq!(of_the_name(&day, LINH_NAME).await?, 1);
    day.desk().visit(&first).await?;
    assert_eq!(of_the_name(&day, LINH_NAME).await?, 1);
    Ok(())
}

#[tokio::test]
async fn who_is_checked_out_of_one_of_two_side_by_side_is_on_it_for_neither() -> Result<()> {
    let day = Day::at_ten().await?;
    day.booked("10:05", "12:00", FRONT_DOOR).await?;
    let second = day.booked("11:00", "13:00", TURNSTILE).await?;
    day.later(10);
    lets_linh_in(&day).await?;
    day.later(55);
    log_read(&day).await?;
    assert_eq!(of_the_name(&day, LINH_NAME).await?, 1);
    day.desk().mark(&[second], false).await?;
    assert_eq!(of_the_name(&day, LINH_NAME).await?, 0);
    Ok(())
}

#[tokio::test]
async fn who_is_checked_out_of_the_first_visit_is_not_on_it_for_the_next() -> Result<()> {
    let day = Day::at_ten().await?;
    let first = day.booked("10:05", "11:00", FRONT_DOOR).await?;
    day.booked("11:00", "12:00", FRONT_DOOR).await?;
    day.later(10);
    lets_linh_in(&day).await?;
    day.desk().mark(&[first], false).await?;
    day.later(55);
    log_read(&day).await?;
    assert_eq!(of_the_name(&day, LINH_NAME).await?, 0);
    Ok(())
}

#[tokio::test]
async fn who_is_checked_out_of_a_meeting_and_in_again_for_the_stay_is_on_it() -> Result<()> {
    let day = Day::at_ten().await?;
    let draft = Draft {
        last_date: day.reception.day(2)?.to_string(),
        ..day.draft("10:05", "18:00", FRONT_DOOR)?
    };
    let receipt = day.desk().book(&draft).await?;
    let ready = day
        .reception
        .ears
        .booking(receipt.booking, &[StepState::Ready])
        .await?;
    let stay = ready.steps[0].visit_key.clone().context("a visit")?;
    let meeting = day.booked("10:20", "11:00", FRONT_DOOR).await?;
    day.later(10);
    day.desk().mark(std::slice::from_ref(&stay), true).await?;
    day.later(20);
    log_read(&day).await?;
    assert_eq!(of_the_name(&day, LINH_NAME).await?, 1);
    let before = day.desk().mark(&[meeting], false).await?;
    assert_eq!(of_the_name(&day, LINH_NAME).await?, 0);
    day.desk().unmark(&before).await?;
    assert_eq!(of_the_name(&day, LINH_NAME).await?, 1, "taken back");
    let meeting: Vec<String> = before.into_iter().map(|marked| marked.key).collect();
    day.desk().mark(&meeting, false).await?;
    day.later(3);
    day.desk().mark(&[stay], true).await?;
    assert_eq!(of_the_name(&day, LINH_NAME).await?, 1, "he stays");
    Ok(())
}

#[tokio::test]
async fn who_is_checked_out_of_two_and_in_again_for_one_is_on_it() -> Result<()> {
    let day = Day::at_ten().await?;
    let both = [
        day.booked("10:05", "12:00", FRONT_DOOR).await?,
        day.booked("11:00", "13:00", TURNSTILE).await?,
    ];
    day.later(55);
    day.desk().mark(&both, true).await?;
    day.later(35);
    log_read(&day).await?;
    assert_eq!(of_the_name(&day, LINH_NAME).await?, 1);
    day.desk().mark(&both, false).await?;
    assert_eq!(of_the_name(&day, LINH_NAME).await?, 0);
    day.later(5);
    day.desk().mark(&both[1..], true).await?;
    assert_eq!(of_the_name(&day, LINH_NAME).await?, 1, "she is back");
    Ok(())
}

#[tokio::test]
async fn who_stays_over_midnight_is_on_it() -> Result<()> {
    let day = Day::from("18:00").await?;
    let key = day.booked("18:05", "24:00", FRONT_DOOR).await?;
    let tomorrow = day.reception.day(1)?.to_string();
    let night = Draft {
        date: tomorrow.clone(),
        last_date: tomorrow,
        from: "00:00".to_owned(),
        to: "06:00".to_owned(),
        place: doors(&[FRONT_DOOR]),
        ..day.reception.draft()?
    };
    let receipt = day.desk().book(&night).await?;
    let ready = day
        .reception
        .ears
        .booking(receipt.booking, &[StepState::Ready]);
    ready.await?;
    day.later(10);
    day.desk().mark(&[key], true).await?;
    day.later(8 * 60);
    log_read(&day).await?;
    assert_eq!(of_the_name(&day, LINH_NAME).await?, 1);
    Ok(())
}
