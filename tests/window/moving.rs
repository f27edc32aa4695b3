//! A visit is made longer by two keys: the new one stands before the old one goes, and the drawer goes on with it.

use anyhow::{Context, Result, ensure};
use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Europe::London;
use lobby_tests::harness::page::Page;
use lobby_tests::harness::reception::{self, When};
use sandbox::{Clock, Control, Write};

use crate::screens::Screens;
use crate::{AtWork, at, quiet_day};

#[tokio::test]
async fn e_and_enter_make_a_visit_half_an_hour_longer() -> Result<()> {
    let here = AtWork::begin(Clock::system()).await?;
    let (page, control) = (&here.app.page, &here.control);
    let day = quiet_day(London);
    let mut screens = Screens::new()?;
    let old = booked(page, control, day).await?;
    screens.look(page, "visit").await?;
    let before = control.ledger().len();

    page.press(&["e"]).await?;
    page.focus_on("@book-to").await?;
    page.see("@plan-item").await?;
    screens.look(page, "move").await?;
    page.press(&["Enter"]).await?;
    page.focus_on("@progress-title").await?;
    page.see("[data-test=\"progress-step\"][data-what=\"replace\"][data-state=\"accepted\"]")
        .await?;
    page.see_text("@visit-when", "09:00–17:30").await?;
    screens.look(page, "moved").await?;
    ensure!(
        page.count("@visit-gone").await? == 0,
        "the drawer goes on with the new visit"
    );

    let writes: Vec<Write> = control.ledger()[before..]
        .iter()
        .map(|entry| entry.write.clone())
        .filter(|write| {
            matches!(
                write,
                Write::ReservationCreated(_) | Write::ReservationDeleted(_)
            )
        })
        .collect();
    let [
        Write::ReservationCreated(made),
        Write::ReservationDeleted(gone),
    ] = writes[..]
    else {
        anyhow::bail!("the new one is made, then the old one is deleted, not {writes:?}")
    };
    ensure!(
        gone == old,
        "{gone} is deleted, not the visit that was moved"
    );
    let made = control
        .reservations()
        .into_iter()
        .find(|one| one.id == made)
        .context("the new one stands")?;
    ensure!(
        made.start_time == at(London, day, 9)
            && made.end_time == at(London, day, 17) + TimeDelta::minutes(30),
        "it lasts from {} to {}",
        made.start_time,
        made.end_time
    );
    reception::leave(page).await?;
    page.gone(&format!("[data-test=\"calendar\"] [data-visit=\"r{old}\"]"))
        .await?;
    page.see(&format!(
        "[data-test=\"calendar\"] [data-visit=\"r{}\"]",
        made.id
    ))
    .await?;
    here.app.quit().await?;
    screens.told()
}

/// Books Marta for a working day and opens her visit in the week; its number in DoorFlow.
async fn booked(page: &Page, control: &Control, day: NaiveDate) -> Result<i64> {
    let before: Vec<i64> = control.reservations().iter().map(|one| one.id).collect();
    reception::look_up(page, "swia", "Marta Świątek").await?;
    reception::fill_in(page, When::QUIET, 1).await?;
    reception::book(page).await?;
    reception::doors_ready(page).await?;
    reception::leave(page).await?;
    let booked = control
        .reservations()
        .into_iter()
        .find(|one| !before.contains(&one.id))
        .context("the reservation")?;
    reception::find_in_week(page, day, "Marta Świątek").await?;
    page.press(&["Enter"]).await?;
    page.see("@visit-move").await?;
    Ok(booked.id)
}
