//! Who is here can be told when nothing else works: for a day, from what this computer keeps.

use anyhow::{Context as _, Result, ensure};
use chrono::TimeDelta;
use desk::booking::{Draft, NewTimes};
use desk::outbox::StepState;
use desk::session::SessionState;
use desk::visits::RollCall;
use desk::{Desk, Freshness};
use sandbox::{Fault, FaultKind};
use serde_json::json;

use crate::bookings::hours;
use crate::day::Day;
use crate::ears::until;
use crate::reception::{
    FRONT_DOOR, LINH_NAME, LOADING_BAY, RESERVATIONS, TURNSTILE, VISITORS, groups, signed_in,
};

/// Ten past ten: Linh was checked in by hand, and it was asked who is here.
pub(crate) async fn with_linh() -> Result<Day> {
    let day = Day::at_ten().await?;
    let key = day.booked("10:05", "11:00", FRONT_DOOR).await?;
    day.later(10);
    day.desk().mark(&[key], true).await?;
    let call = day.desk().roll_call().await?.context("a roll call")?;
    ensure!(call.live && is_on(&call), "{call:?}");
    Ok(day)
}

pub(crate) fn is_on(call: &RollCall) -> bool {
    let linh = call.people.iter().find(|line| line.name == LINH_NAME);
    linh.is_some_and(|linh| linh.since.is_some() && linh.until.time == "11:00")
}

async fn nobody_signed_in(desk: &Desk) -> Result<()> {
    until("nobody to be signed in", async || {
        let out = matches!(desk.session(), SessionState::SignedOut { .. });
        Ok(out.then_some(()))
    })
    .await
}

#[tokio::test]
async fn who_was_here_is_told_without_a_sign_in_for_a_day_and_over_a_restart() -> Result<()> {
    let day = with_linh().await?;
    day.reception.control().revoke_all_tokens();
    day.desk().refresh();
    nobody_signed_in(day.desk()).await?;
    let call = day.desk().roll_call().await?.context("a roll call")?;
    ensure!(!call.live && is_on(&call), "{call:?}");

    day.desk().close();
    let (desk, _ears) = day.reception.office.start().await?;
    nobody_signed_in(&desk).await?;
    let call = desk.roll_call().await?.context("a roll call")?;
    ensure!(!call.live && is_on(&call), "{call:?}");
    assert!(call.taken.time.starts_with("10:1"), "{call:?}");
    day.later(24 * 60);
    assert_eq!(desk.roll_call().await?, None, "it is too old");
    Ok(())
}

/// How many of this name are on it.
pub(crate) async fn of_the_name(day: &Day, name: &str) -> Result<usize> {
    let call = day.desk().roll_call().await?.context("a roll call")?;
    Ok(call.people.iter().filter(|line| line.name == name).count())
}

/// Waits until the door log was read lately.
pub(crate) async fn log_read(day: &Day) -> Result<()> {
    until("the door log to be read", async || {
        day.desk().refresh();
        let call = day.desk().roll_call().await?.context("a roll call")?;
        Ok(call.unread_since.is_none().then_some(()))
    })
    .await
}

#[tokio::test]
async fn who_is_checked_in_hours_before_the_start_is_on_it() -> Result<()> {
    let day = Day::at_ten().await?;
    let key = day.booked("12:30", "13:00", FRONT_DOOR).await?;
    day.desk().mark(&[key], true).await?;
    assert_eq!(of_the_name(&day, LINH_NAME).await?, 1);
    let call = day.desk().roll_call().await?.context("a roll call")?;
    let line = call.people.iter().find(|line| line.name == LINH_NAME);
    let places = &line.context("her line")?.places;
    ensure!(places.is_empty(), "no door has seen her: {places:?}");
    Ok(())
}

#[tokio::test]
async fn heads_are_counted_and_neither_visits_nor_names() -> Result<()> {
    let day = Day::at_ten().await?;
    let (control, now) = (day.reception.control(), day.now());
    let mut keys = Vec::new();
    for _ in 0..2 {
        let person = control.add_person("Wei", "Wang");
        let end = now + TimeDelta::hours(1);
        let visit = control.add_reservation(person, now, end, &[FRONT_DOOR]);
        keys.push(format!("r{visit}"));
    }
    day.reception.refresh().await?;
    day.desk().mark(&keys, true).await?;
    assert_eq!(of_the_name(&day, "Wei Wang").await?, 2, "two people");

    let visits = [
        day.booked("10:05", "11:00", FRONT_DOOR).await?,
        day.booked("10:10", "12:00", TURNSTILE).await?,
    ];
    for key in visits {
        day.later(1);
        day.desk().mark(&[key], true).await?;
    }
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
        (Some("10:01"), "12:00")
    );
    Ok(())
}

/// Books Linh by a group from a time of today until so many days later; answers with what was asked for, and the visit's key.
async fn a_stay(day: &Day, from: &str, days: u64) -> Result<(Draft, String)> {
    let stay = Draft {
        date: day.reception.day(0)?.to_string(),
        last_date: day.reception.day(days)?.to_string(),
        place: groups(&[VISITORS]),
        from: from.to_owned(),
        to: "18:00".to_owned(),
        ..day.reception.draft()?
    };
    let receipt = day.desk().book(&stay).await?;
    let states = [StepState::Accepted, StepState::Syncing, StepState::Ready];
    let accepted = day.reception.ears.booking(receipt.booking, &states);
    let key = accepted.await?.steps[0].visit_key.clone();
    Ok((stay, key.context("a visit")?))
}

#[tokio::test]
async fn who_is_checked_in_hours_before_a_stay_is_on_it() -> Result<()> {
    let day = Day::at_ten().await?;
    let (_, key) = a_stay(&day, "12:30", 3).await?;
    day.desk().mark(&[key], true).await?;
    assert_eq!(of_the_name(&day, LINH_NAME).await?, 1);
    Ok(())
}

#[tokio::test]
async fn of_a_stay_somebody_is_checked_in_anew_each_day() -> Result<()> {
    let day = Day::at_ten().await?;
    // Whoever stays by a group may have come by any door that has not reported.
    let control = day.reception.control();
    control.set_channel_online(LOADING_BAY, true);
    day.reception.refresh().await?;
    let (_, key) = a_stay(&day, "10:05", 3).await?;
    for days in 0..3 {
        if days > 0 {
            day.later(24 * 60);
            log_read(&day).await?;
            // The door has some minutes to tell all that it has.
            day.later(6);
        }
        until(format!("nobody to be on it on day {days}"), async || {
            day.desk().refresh();
            Ok((of_the_name(&day, LINH_NAME).await? == 0).then_some(()))
        })
        .await?;
        day.desk().mark(std::slice::from_ref(&key), true).await?;
        assert_eq!(of_the_name(&day, LINH_NAME).await?, 1, "day {days}");
    }
    Ok(())
}

#[tokio::test]
async fn where_the_door_log_cannot_be_read_it_says_so_and_lacks_nobody_who_may_have_come()
-> Result<()> {
    let day = Day::at_ten().await?;
    day.booked("10:05", "12:00", FRONT_DOOR).await?;
    let busy = FaultKind::Answer {
        status: 503,
        body: json!({}),
    };
    day.reception
        .control()
        .fail_next(Fault::new("GET", "/api/3/events", busy).times(10_000));
    day.later(30);
    day.desk().refresh();
    let call = until("the roll call to say what it lacks", async || {
        let call = day.desk().roll_call().await?.context("a roll call")?;
        Ok(call.unread_since.is_some().then_some(call))
    })
    .await?;
    let since = call.unread_since.as_ref().context("a time")?;
    ensure!(
        call.live && call.watched && since.time.starts_with("10:0"),
        "{since:?}"
    );
    let linh = call.people.iter().find(|line| line.name == LINH_NAME);
    ensure!(linh.is_some_and(|linh| linh.since.is_none()), "{call:?}");
    until("the status to say so", async || {
        let status = day.desk().status().await?;
        Ok(matches!(status.freshness, Freshness::Troubled { .. }).then_some(()))
    })
    .await?;

    day.reception.control().end_trouble();
    day.desk().refresh();
    until("the log to be read again", async || {
        let call = day.desk().roll_call().await?.context("a roll call")?;
        let linh = call.people.iter().any(|line| line.name == LINH_NAME);
        Ok((call.unread_since.is_none() && !linh).then_some(()))
    })
    .await
}

#[tokio::test]
async fn after_a_start_it_says_up_to_when_the_log_was_read_before_a_look_has_failed() -> Result<()>
{
    let day = Day::at_ten().await?;
    day.booked("10:05", "15:00", FRONT_DOOR).await?;
    log_read(&day).await?;
    day.desk().close();
    day.later(3 * 60);
    let busy = FaultKind::Answer {
        status: 503,
        body: json!({}),
    };
    let control = day.reception.control();
    control.fail_next(Fault::new("GET", "/api/3/events", busy).times(10_000));
    let (desk, _ears) = day.reception.office.start().await?;
    signed_in(&desk).await?;
    let call = desk.roll_call().await?.context("a roll call")?;
    let since = call.unread_since.as_ref().context("a time")?;
    ensure!(call.live && since.time.starts_with("10:0"), "{since:?}");
    let linh = call.people.iter().find(|line| line.name == LINH_NAME);
    ensure!(linh.is_some_and(|linh| linh.since.is_none()), "{call:?}");

    control.end_trouble();
    until("the log to be read", async || {
        desk.refresh();
        let call = desk.roll_call().await?.context("a roll call")?;
        let linh = call.people.iter().any(|line| line.name == LINH_NAME);
        Ok((call.unread_since.is_none() && !linh).then_some(()))
    })
    .await
}

#[tokio::test]
async fn who_may_have_come_by_a_door_that_is_away_is_on_it_and_the_door_is_named() -> Result<()> {
    let day = Day::at_ten().await?;
    let control = day.reception.control();
    day.booked("10:05", "11:00", FRONT_DOOR).await?;
    control.set_channel_online(FRONT_DOOR, false);
    day.reception.refresh().await?;
    day.later(10);
    ensure!(
        day.tries(FRONT_DOOR) < 20,
        "a door that is away decides by itself"
    );
    let call = until("the roll call to have her", async || {
        let call = day.desk().roll_call().await?.context("a roll call")?;
        let linh = call.people.iter().any(|line| line.name == LINH_NAME);
        Ok(linh.then_some(call))
    })
    .await?;
    let front_door = |call: &RollCall| call.silent_doors.iter().any(|it| it == "Front Door");
    ensure!(front_door(&call), "{call:?}");
    let linh = call.people.iter().find(|line| line.name == LINH_NAME);
    ensure!(linh.is_some_and(|linh| linh.since.is_none()), "{call:?}");
    control.set_channel_online(FRONT_DOOR, true);
    day.reception.refresh().await?;
    until("the door to have told of her", async || {
        day.desk().refresh();
        let call = day.desk().roll_call().await?.context("a roll call")?;
        Ok(is_on(&call).then_some(()))
    })
    .await?;
    // It has some minutes to tell all that it has.
    day.later(6);
    until("nothing more to be waited for from the door", async || {
        day.desk().refresh();
        let call = day.desk().roll_call().await?.context("a roll call")?;
        Ok((!front_door(&call)).then_some(()))
    })
    .await
}

#[tokio::test]
async fn whose_visit_is_being_moved_while_the_door_log_cannot_be_read_is_on_it() -> Result<()> {
    let day = Day::at_ten().await?;
    let key = day.booked("10:05", "12:00", FRONT_DOOR).await?;
    let control = day.reception.control();
    let busy = || FaultKind::Answer {
        status: 503,
        body: json!({}),
    };
    control.fail_next(Fault::new("GET", "/api/3/events", busy()).times(10_000));
    control.fail_next(Fault::new("POST", RESERVATIONS, busy()).times(10_000));
    day.later(30);
    day.desk().refresh();
    until("the roll call to say what it lacks", async || {
        let call = day.desk().roll_call().await?.context("a roll call")?;
        Ok(call.unread_since.is_some().then_some(()))
    })
    .await?;
    assert_eq!(of_the_name(&day, LINH_NAME).await?, 1);
    let longer = hours(&day.reception.day(0)?, "10:05", "13:00");
    day.desk().move_visit(&key, &longer).await?;
    assert_eq!(of_the_name(&day, LINH_NAME).await?, 1, "still");
    Ok(())
}

#[tokio::test]
async fn who_is_checked_in_by_hand_is_on_it_when_the_stay_is_made_longer() -> Result<()> {
    let day = Day::at_ten().await?;
    let (stay, key) = a_stay(&day, "10:05", 2).await?;
    day.later(10);
    day.desk().mark(std::slice::from_ref(&key), true).await?;
    let longer = NewTimes {
        date: stay.date.clone(),
        last_date: day.reception.day(3)?.to_string(),
        from: stay.from.clone(),
        to: stay.to.clone(),
    };
    day.desk().move_visit(&key, &longer).await?;
    until("the longer one to stand alone", async || {
        Ok(day.desk().outbox().await?.is_empty().then_some(()))
    })
    .await?;
    day.reception.refresh().await?;
    assert_eq!(of_the_name(&day, LINH_NAME).await?, 1);
    Ok(())
}

#[tokio::test]
async fn signing_out_leaves_no_roll_call() -> Result<()> {
    let day = with_linh().await?;
    day.desk().sign_out().await?;
    nobody_signed_in(day.desk()).await?;
    assert_eq!(day.desk().roll_call().await?, None);
    Ok(())
}

#[tokio::test]
async fn who_has_left_is_not_on_it() -> Result<()> {
    let day = with_linh().await?;
    day.later(60);
    log_read(&day).await?;
    assert_eq!(of_the_name(&day, LINH_NAME).await?, 0);
    Ok(())
}
