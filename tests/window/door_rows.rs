//! The calendar door by door: a visit is in the row of each of its doors, and the arrows lead to it.

use anyhow::{Context, Result, ensure};
use chrono_tz::Europe::London;
use lobby_tests::harness::app::Machine;
use lobby_tests::harness::axe;
use lobby_tests::harness::page::Page;
use lobby_tests::harness::pictures::Pictures;
use lobby_tests::harness::reception::{self, When};
use serde_json::json;

use crate::{building, quiet_day, screen, signed_in};

const WHO: &str = "Marta Świątek";

#[tokio::test]
async fn a_visit_is_reached_at_each_of_its_doors() -> Result<()> {
    let _screen = screen().await;
    let building = building().await?;
    let machine = Machine::of(building.hello())?;
    let app = signed_in(&machine).await?;
    let page = &app.page;
    page.resize(1280, 800).await?;
    reception::look_up(page, "swia", WHO).await?;
    let doors = reception::fill_in(page, When::QUIET_HOUR, 2).await?;
    reception::book(page).await?;
    reception::leave(page).await?;

    show_doors(page).await?;
    let channels = building.control().channels();
    for door in &doors {
        let id = channels
            .iter()
            .find(|channel| channel.name == *door)
            .context("the door")?
            .id;
        walk_to(page, id).await?;
        page.press(&["Enter"]).await?;
        page.see_text("@visit-drawer", WHO).await?;
        reception::leave(page).await?;
        ensure!(
            page.focused_is(&visit_at(id)).await?,
            "the focus is back on the visit, not on {}",
            page.focused().await?
        );
    }

    Pictures::in_folder("screens")?
        .take_and(page, "calendar-doors", async |name| {
            axe::check(page, name).await
        })
        .await?;
    only_what_is_asked_for(page, &doors[0]).await?;
    app.quit().await
}

/// Opens the doors' week that holds the visit's day, with the cursor on that day.
async fn show_doors(page: &Page) -> Result<()> {
    page.press(&["o"]).await?;
    page.see("@doors-grid").await?;
    page.there("@view-doors[aria-pressed=true]").await?;
    page.press(&["g"]).await?;
    page.focus_on("@goto-date").await?;
    page.type_text(&quiet_day(London).to_string()).await?;
    page.press(&["Enter"]).await?;
    page.gone("@goto").await
}

fn visit_at(door: i64) -> String {
    format!("[data-row=\"door-{door}\"] [data-visit][aria-label^=\"{WHO}\"]")
}

/// From wherever the cursor is to the first row, down to the door, along its day to the visit.
async fn walk_to(page: &Page, door: i64) -> Result<()> {
    page.tab_to("@doors-grid [data-stop]").await?;
    page.press(&["PageUp", "PageUp", "PageUp", "Home"]).await?;
    page.walk_to(
        &format!("[data-row=\"door-{door}\"] [data-stop]"),
        "ArrowDown",
    )
    .await?;
    page.press(&["Home"]).await?;
    page.walk_to(&visit_at(door), "ArrowRight").await
}

/// The filter leaves one door, and the screen reader hears how many there are.
async fn only_what_is_asked_for(page: &Page, door: &str) -> Result<()> {
    page.run(
        "document.querySelector('[data-test=\"doors-filter\"]').focus()",
        vec![],
    )
    .await?;
    page.type_text(door).await?;
    page.see_text("@doors-count", "1 door, ").await?;
    let rows = page
        .run(
            "return [...document.querySelectorAll('[data-test=\"door-row\"] [role=rowheader]')].map((name) => name.innerText.trim())",
            vec![],
        )
        .await?;
    let rows: Vec<String> = serde_json::from_value(rows)?;
    ensure!(
        rows.len() == 1 && rows[0].starts_with(door),
        "the rows are {rows:?}"
    );
    let said = page
        .run(
            "return [...document.querySelectorAll('[aria-live=polite], [role=status]')].map((live) => live.textContent).join(' ')",
            vec![],
        )
        .await?;
    ensure!(
        said.as_str().is_some_and(|said| said.contains("1 door, ")),
        "what is said is {said}"
    );
    page.press(&["Escape"]).await?;
    page.holds(
        "all doors to be back",
        "return document.querySelectorAll('[data-test=\"door-row\"]').length > 1",
    )
    .await?;
    ensure!(
        page.run(
            "return document.querySelector('[data-test=\"doors-filter\"]').value",
            vec![]
        )
        .await?
            == json!(""),
        "the filter is empty"
    );
    Ok(())
}
