//! Who is here, on the Today board, as the doors say it; and letting a visitor in, by keyboard from anywhere.

use anyhow::{Context, Result, ensure};
use chrono::TimeDelta;
use chrono_tz::Europe::London;
use lobby_tests::harness::page::Page;
use lobby_tests::harness::reception::{self, When};
use lobby_tests::harness::tasks::Task;
use sandbox::{Clock, Control};

use crate::AtWork;
use crate::screens::Screens;

pub(crate) const MARTA: &str = "Marta Świątek";

#[tokio::test]
async fn who_comes_shows_on_the_board_and_a_visitor_is_let_in_by_eight_keys() -> Result<()> {
    let clock = crate::by_day();
    let here = AtWork::begin(clock.clone()).await?;
    let (page, control) = (&here.app.page, &here.control);
    let mut screens = Screens::new()?;
    let (visit, door) = booked_for_now(page, control, &clock).await?;

    // Who is expected, and who is here: Today is home, and takes no key.
    page.press(&["1"]).await?;
    let row = format!("@today-row[data-visit=\"r{visit}\"]");
    page.see(&row).await?;
    let board = Task::begin(page, "3: who is expected, who is here");
    let came = control.person_tries(person(control, visit)?, door);
    ensure!(came.is_some_and(|code| code < 20), "the door said {came:?}");
    page.see(&format!("{row} [data-standing=here]")).await?;
    board.done(0)?;
    page.holds(
        "the live region to say it",
        "return document.querySelector('[data-test=live]').textContent.includes('is here')",
    )
    .await?;
    screens.look(page, "today-here").await?;

    // From another page, in the middle of something else.
    page.press(&["2"]).await?;
    page.see("@calendar-grid").await?;
    let mut task = Task::begin(page, "6: let a visitor in");
    task.press(&["/"]).await?;
    page.focus_on("@palette-input").await?;
    task.type_text("swi").await?;
    task.press(&["Shift+Enter"]).await?;
    page.see("@visit-let-in").await?;
    task.press(&["l"]).await?;
    page.focus_on("@let-in-door").await?;
    task.press(&["Enter"]).await?;
    page.see_text("@let-in-said", "opened for").await?;
    task.done(8)?;
    screens.look(page, "let-in").await?;
    reception::leave(page).await?;

    // When somebody was last here, from another page.
    page.press(&["2"]).await?;
    page.see("@calendar-grid").await?;
    let mut task = Task::begin(page, "8: when was somebody last here");
    task.press(&["/"]).await?;
    page.focus_on("@palette-input").await?;
    task.type_text("swi").await?;
    page.see_text("@palette-person[aria-selected=true]", MARTA)
        .await?;
    task.press(&["ArrowRight"]).await?;
    page.see_text("@person-last-here", "Last here today at")
        .await?;
    task.done(6)?;
    screens.look(page, "last-here").await?;
    reception::leave(page).await?;

    // By hand: out, and back again.
    page.press(&["1"]).await?;
    page.walk_to(&row, "ArrowDown").await?;
    page.press(&["Shift+h"]).await?;
    page.see(&format!("{row} [data-standing=left]")).await?;
    page.press(&["Ctrl+z"]).await?;
    page.see(&format!("{row} [data-standing=here]")).await?;
    page.press(&["Space"]).await?;
    page.see("@today-chosen").await?;
    screens.look(page, "today-chosen").await?;
    here.app.quit().await?;
    screens.told()
}

/// Books Marta for the rest of the day at one door that knows it, and waits until it has begun; the visit and the door.
pub(crate) async fn booked_for_now(
    page: &Page,
    control: &Control,
    clock: &Clock,
) -> Result<(i64, i64)> {
    let before: Vec<i64> = control.reservations().iter().map(|one| one.id).collect();
    let soon = (clock.now() + TimeDelta::minutes(2)).with_timezone(&London);
    let (date, from) = (
        soon.format("%Y-%m-%d").to_string(),
        soon.format("%H:%M").to_string(),
    );
    reception::look_up(page, "swia", MARTA).await?;
    let when = When {
        date: &date,
        from: &from,
        to: "24:00",
    };
    reception::fill_in(page, when, 1).await?;
    reception::book(page).await?;
    reception::doors_ready(page).await?;
    reception::leave(page).await?;
    let visit = control
        .reservations()
        .into_iter()
        .find(|one| !before.contains(&one.id))
        .context("the reservation")?;
    clock.advance(visit.start_time - clock.now() + TimeDelta::seconds(1));
    Ok((visit.id, *visit.channel_ids.first().context("a door")?))
}

pub(crate) fn person(control: &Control, visit: i64) -> Result<i64> {
    let visits = control.reservations();
    let visit = visits.iter().find(|one| one.id == visit);
    Ok(visit.context("the visit")?.person_id)
}
