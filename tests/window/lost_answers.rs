//! A booking whose answer never comes: the window says that it is being looked for, and in the end what DoorFlow really has.

use std::time::Duration;

use anyhow::{Result, ensure};
use chrono::TimeDelta;
use chrono_tz::Europe::London;
use lobby_tests::harness::page::Page;
use lobby_tests::harness::reception::{self, When};
use lobby_tests::harness::until;
use sandbox::{Clock, Control, Fault, FaultKind, FaultPlan};
use tokio::time::Instant;

use crate::screens::Screens;
use crate::{AtWork, quiet_day};

const RESERVATIONS: &str = "/api/3/reservations";
/// A write that DoorFlow does not have is called *not booked* after two minutes of looking, and not before.
const LOOKED_LONG_ENOUGH: TimeDelta = TimeDelta::minutes(2);
/// How long it may take the window to say so: a desk that does not believe such a clock looks for as long by its own.
const SOON: Duration = Duration::from_mins(4);

#[tokio::test]
async fn a_lost_answer_is_looked_for_and_only_a_person_sends_again() -> Result<()> {
    let clock = Clock::system();
    let here = AtWork::begin(clock.clone()).await?;
    let (page, control) = (&here.app.page, &here.control);
    let mut screens = Screens::new()?;
    let before = control.reservations().len();
    let sent = posts(control);

    // DoorFlow makes it, and its answer is lost.
    control.fail_next(Fault::lose_answer("POST", RESERVATIONS));
    ask_for(page, "swia", "Marta Świątek").await?;
    until("DoorFlow to have it", async || {
        Ok((control.reservations().len() == before + 1).then_some(()))
    })
    .await?;
    // DoorFlow takes its time with everything before anybody can look, for as long as the pictures need: what they show must still be so.
    let by = TimeDelta::minutes(1);
    control.trouble(FaultPlan {
        seed: 0,
        rate: 1.0,
        kinds: vec![FaultKind::Delay {
            when: sandbox::When::Before,
            by,
        }],
    });
    page.see("@progress-step[data-state=unknown]").await?;
    look_at_the_outbox(page).await?;
    page.see_text(
        "@outbox-entry[data-state=unknown]",
        "Checking with DoorFlow",
    )
    .await?;
    screens.look(page, "outbox-checking").await?;
    ensure!(
        page.count("@outbox-entry[data-state=unknown]").await? == 1,
        "the pictures are of a booking that is being looked for"
    );
    control.end_trouble();
    clock.advance(by);
    page.gone("@outbox-entry").await?;
    ensure!(
        control.reservations().len() == before + 1,
        "it is made once"
    );
    reception::leave(page).await?;
    let day = quiet_day(London);
    reception::show(page, "week", day).await?;
    let key = reception::visit_shown(page, day, "Marta Świątek").await?;
    ensure!(
        key.starts_with('r'),
        "the calendar has DoorFlow's own, not {key}"
    );

    // It never reaches DoorFlow.
    control.fail_next(Fault::drop_request("POST", RESERVATIONS));
    ask_for(page, "ayo oni", "Ayo Oni").await?;
    page.see("@progress-step[data-state=unknown]").await?;
    look_at_the_outbox(page).await?;
    ensure!(
        page.count("@outbox-entry[data-state=unknown]").await? == 1,
        "until then it is being looked for: {}",
        page.told().await
    );
    // The time is DoorFlow's, and there two minutes can pass at once.
    clock.advance(LOOKED_LONG_ENOUGH);
    let deadline = Instant::now() + SOON;
    while page
        .see("@outbox-entry[data-state=notBooked]")
        .await
        .is_err()
    {
        ensure!(
            page.count("@outbox-entry[data-state=unknown]").await? == 1,
            "until then it is being looked for: {}",
            page.told().await
        );
        ensure!(Instant::now() < deadline, "it is still called unknown");
    }
    page.see_text("@outbox-entry", "Not booked").await?;
    screens.look(page, "outbox-not-booked").await?;
    ensure!(
        control.reservations().len() == before + 1,
        "nothing was made"
    );
    ensure!(posts(control) == sent + 2, "and nothing was sent by itself");

    page.tab_to("@outbox-send-again").await?;
    page.press(&["Enter"]).await?;
    page.gone("@outbox-entry").await?;
    ensure!(
        control.reservations().len() == before + 2,
        "sent again by a person, it is made once"
    );
    here.app.quit().await?;
    screens.told()
}

#[tokio::test]
async fn two_visits_that_look_like_one_booking_are_an_alarm_and_the_surplus_goes() -> Result<()> {
    let here = AtWork::begin(Clock::system()).await?;
    let (page, control) = (&here.app.page, &here.control);
    let mut screens = Screens::new()?;
    let before: Vec<i64> = control.reservations().iter().map(|made| made.id).collect();
    let new = || {
        let mut made = control.reservations();
        made.retain(|made| !before.contains(&made.id));
        made
    };

    // DoorFlow makes it, its answer is lost, and somebody else books the same before it is looked for.
    control.fail_next(Fault::lose_answer("POST", RESERVATIONS));
    ask_for(page, "swia", "Marta Świątek").await?;
    let made = until("DoorFlow to have it", async || Ok(new().pop())).await?;
    let (from, to) = (made.start_time, made.end_time);
    let twin = control.add_reservation(made.person_id, from, to, &made.channel_ids);
    page.see("@progress-step").await?;
    look_at_the_outbox(page).await?;
    page.see("@outbox-entry[data-state=needsYou]").await?;
    screens.look(page, "outbox-alarm").await?;
    ensure!(new().len() == 2, "nothing is deleted by itself");

    page.tab_to("@outbox-surplus").await?;
    page.press(&["Enter"]).await?;
    page.focus_on("@outbox-yes").await?;
    page.press(&["Enter"]).await?;
    page.gone("@outbox-entry").await?;
    let left: Vec<i64> = new().iter().map(|made| made.id).collect();
    ensure!(
        left.len() == 1 && left != [twin],
        "the oldest is kept: {left:?}"
    );
    here.app.quit().await?;
    screens.told()
}

/// Books somebody at a door that works, as far as pressing *Book*.
async fn ask_for(page: &Page, typed: &str, name: &str) -> Result<()> {
    reception::look_up(page, typed, name).await?;
    reception::fill_in(page, When::QUIET, 1).await?;
    page.press(&["Ctrl+Enter"]).await
}

async fn look_at_the_outbox(page: &Page) -> Result<()> {
    reception::leave(page).await?;
    page.press(&["u"]).await?;
    page.see("@outbox-entry").await?;
    Ok(())
}

/// How many reservations have been asked for, whatever came of them.
fn posts(control: &Control) -> u64 {
    control
        .requests()
        .get("POST /api/3/reservations")
        .copied()
        .unwrap_or(0)
}
