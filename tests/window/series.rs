//! A visit that comes again, by keyboard alone: one date is left out, then added; the last ones are moved and cancelled together.

use anyhow::{Result, ensure};
use lobby_tests::harness::page::Page;
use lobby_tests::harness::reception::{self, When};
use sandbox::Clock;

use crate::AtWork;
use crate::screens::Screens;

/// How many dates the plan says so of.
async fn dates(page: &Page, of: &str) -> Result<usize> {
    page.count(&format!("[data-test=\"plan-date\"]{of}")).await
}

/// Waits until the series that is shown has so many visits.
async fn has_visits(page: &Page, count: usize) -> Result<()> {
    page.holds(
        &format!("a series of {count}"),
        &format!(
            "return document.querySelectorAll('[data-test=\"series-visit\"]').length === {count}"
        ),
    )
    .await
}

#[tokio::test]
async fn a_series_is_booked_added_to_moved_and_cancelled() -> Result<()> {
    let here = AtWork::begin(Clock::system()).await?;
    let (page, control) = (&here.app.page, &here.control);
    let mut screens = Screens::new()?;
    let before = control.reservations().len();

    reception::look_up(page, "swia", "Marta Świątek").await?;
    reception::fill_in(page, When::QUIET, 1).await?;
    page.tab_to("@book-repeats").await?;
    page.press(&["Space"]).await?;
    page.tab_to("@repeat-count").await?;
    page.type_text("5").await?;
    page.holds(
        "five dates",
        "return document.querySelectorAll('[data-test=\"plan-date\"]').length === 5",
    )
    .await?;
    page.tab_to("[data-test=\"plan-date\"] input").await?;
    page.press(&["ArrowDown", "ArrowDown", "Space"]).await?;
    page.holds(
        "the third to be left out",
        "return document.querySelectorAll('[data-test=\"plan-date\"]')[2].classList.contains('out')",
    )
    .await?;
    ensure!(dates(page, ":not(.out)").await? == 4, "the others stay");
    screens.look(page, "repeat").await?;
    page.press(&["Ctrl+Enter"]).await?;
    page.see("@progress-together").await?;
    reception::doors_ready(page).await?;
    screens.look(page, "repeat-booked").await?;
    ensure!(control.reservations().len() == before + 4);
    reception::leave(page).await?;

    reception::find_in_week(
        page,
        crate::quiet_day(chrono_tz::Europe::London),
        "Marta Świątek",
    )
    .await?;
    page.press(&["Enter"]).await?;
    page.see("@series").await?;
    page.tab_to("@series-show").await?;
    page.press(&["Enter"]).await?;
    has_visits(page, 4).await?;
    screens.look(page, "series").await?;
    page.tab_to("@series-add").await?;
    page.press(&["Enter"]).await?;
    has_visits(page, 5).await?;
    page.gone("@series-add").await?;
    page.holds(
        "DoorFlow to have all five",
        "return !document.querySelector('[data-test=\"status-outbox\"]')?.innerText.includes('on the way')",
    )
    .await?;

    // All of them an hour later, but for one.
    page.press(&["e"]).await?;
    page.focus_on("@book-to").await?;
    page.tab_to("@reach-one").await?;
    page.press(&["ArrowDown"]).await?;
    page.holds(
        "five dates to move",
        "return document.querySelectorAll('[data-test=\"plan-date\"]').length === 5",
    )
    .await?;
    page.tab_to("[data-test=\"plan-date\"] input").await?;
    page.press(&["End", "Space"]).await?;
    page.see("[data-test=\"plan-date\"].out").await?;
    screens.look(page, "series-move").await?;
    page.press(&["Ctrl+Enter"]).await?;
    page.see("[data-test=\"progress-step\"][data-what=\"replace\"][data-state=\"accepted\"]")
        .await?;
    page.see_text("@visit-when", "09:00–17:30").await?;
    let longer = || {
        let all = control.reservations();
        let half =
            |one: &&sandbox::Reservation| (one.end_time - one.start_time).num_minutes() == 510;
        (all.len(), all.iter().filter(half).count())
    };
    lobby_tests::harness::until("four of five to be longer", async || {
        Ok((longer() == (before + 5, 4)).then_some(()))
    })
    .await?;

    page.press(&["x"]).await?;
    page.focus_on("@visit-cancel-yes").await?;
    page.see("@reach-all").await?;
    page.press(&["Shift+Tab", "ArrowDown"]).await?;
    screens.look(page, "series-cancel").await?;
    page.tab_to("@visit-cancel-yes").await?;
    page.press(&["Enter"]).await?;
    lobby_tests::harness::until("all of them to be gone", async || {
        Ok((control.reservations().len() == before).then_some(()))
    })
    .await?;
    here.app.quit().await?;
    screens.told()
}
