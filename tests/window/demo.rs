//! Walks through the demo building as a person would, by keyboard, says what it does, and leaves pictures in `target/demo/`. Run by
//! `make demo` where there is no display.

use std::path::Path;

use anyhow::{Context, Result};
use chrono::NaiveDate;
use lobby_tests::harness::app::Machine;
use lobby_tests::harness::page::Page;
use lobby_tests::harness::paths;
use lobby_tests::harness::pictures::Pictures;
use lobby_tests::harness::reception::{self, When};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let pictures = Pictures::in_folder("demo")?;
    let machine = Machine::of_demo()?;
    say("Starting the app on the demo building; nobody has to sign in.");
    let app = machine.launch().await?;
    let page = &app.page;
    page.resize(1280, 800).await?;
    reception::at_work(page).await?;
    say("Today: who is expected, who is here.");
    pictures.take(page, "1-today").await?;

    say("Pressing / and typing four letters of a name, accents left out: swia");
    reception::look_up(page, "swia", "Marta Świątek").await?;
    pictures.take(page, "2-palette").await?;

    say("Enter: booking Marta Świątek, Sunday next week from 09:00 to 17:00.");
    let doors = reception::fill_in(page, When::QUIET, 2).await?;
    say(&format!("Two doors chosen: {}.", doors.join(" and ")));
    pictures.take(page, "3-booking").await?;

    reception::book(page).await?;
    say("Ctrl+Enter: DoorFlow has accepted the visit. Waiting until the doors have it.");
    reception::doors_ready(page).await?;
    pictures.take(page, "4-doors-ready").await?;
    reception::leave(page).await?;

    let day = reception::quiet_day(today(page).await?);
    reception::find_in_week(page, day, "Marta Świątek").await?;
    say(&format!("The week shows the visit on {day}."));
    pictures.take(page, "5-week").await?;

    app.quit().await?;
    say(&format!(
        "The pictures are in {}:",
        shortly(pictures.folder())
    ));
    for name in pictures.names()? {
        say(&format!("  {name}"));
    }
    Ok(())
}

/// The building's own day, as the calendar says it.
async fn today(page: &Page) -> Result<NaiveDate> {
    page.press(&["2"]).await?;
    page.see("@calendar-grid").await?;
    page.press(&["t", "d"]).await?;
    page.there("@view-day[aria-pressed=true]").await?;
    page.holds(
        "the calendar to show one day",
        "return document.querySelectorAll('[data-test=\"day-column\"]').length === 1",
    )
    .await?;
    let day = page
        .run(
            "return document.querySelector('[data-test=\"day-column\"]').dataset.date",
            vec![],
        )
        .await?;
    day.as_str()
        .context("the day that the calendar shows")?
        .parse()
        .context("the day that the calendar shows")
}

#[expect(clippy::print_stdout, reason = "saying what it does is what it is for")]
fn say(what: &str) {
    println!("  {what}");
}

/// A path as seen from the top of the tree.
fn shortly(path: &Path) -> String {
    path.strip_prefix(paths::top())
        .unwrap_or(path)
        .display()
        .to_string()
}
