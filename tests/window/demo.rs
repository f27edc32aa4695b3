//! Walks through the demo building as a person would, by keyboard, says what it does, and leaves pictures in `target/demo/`. Run by
//! `make demo` where there is no display.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::{Days, NaiveDate};
use lobby_tests::harness::app::Machine;
use lobby_tests::harness::page::Page;
use lobby_tests::harness::paths;
use lobby_tests::harness::reception::{self, When};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let walk = Walk {
        folder: paths::leavings("demo")?,
    };
    let machine = Machine::of_demo()?;
    say("Starting the app on the demo building; nobody has to sign in.");
    let app = machine.launch().await?;
    let page = &app.page;
    page.resize(1280, 800).await?;
    reception::at_work(page).await?;
    say("Today: who is expected, who is here.");
    walk.picture(page, "1-today").await?;

    say("Pressing / and typing four letters of a name, accents left out: swia");
    reception::look_up(page, "swia", "Marta Świątek").await?;
    walk.picture(page, "2-palette").await?;

    say("Enter: booking Marta Świątek, tomorrow from 09:00 to 17:00.");
    page.press(&["Enter"]).await?;
    page.see("@book-drawer").await?;
    reception::fill_when(page, When::WORKDAY).await?;
    let doors: Vec<String> = reception::doors_shown(page)
        .await?
        .into_iter()
        .filter(|door| !door.contains('·'))
        .take(2)
        .collect();
    let doors: Vec<&str> = doors.iter().map(String::as_str).collect();
    say(&format!("Choosing two doors: {}.", doors.join(" and ")));
    reception::choose_doors(page, &doors).await?;
    page.see("@plan-item").await?;
    walk.picture(page, "3-booking").await?;

    reception::book(page).await?;
    say("Ctrl+Enter: DoorFlow has accepted the visit. Waiting until the doors have it.");
    reception::doors_ready(page).await?;
    walk.picture(page, "4-doors-ready").await?;
    reception::leave(page).await?;

    let day = today(page).await? + Days::new(1);
    reception::show(page, "week", day).await?;
    let key = reception::visit_shown(page, day, "Marta Świątek").await?;
    reception::walk_to_visit(page, day, &key).await?;
    say(&format!("The week shows the visit on {day}."));
    walk.picture(page, "5-week").await?;

    app.quit().await?;
    say(&format!("The pictures are in {}:", shortly(&walk.folder)));
    for name in walk.pictures()? {
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

/// Where the pictures go.
struct Walk {
    folder: PathBuf,
}

impl Walk {
    /// Four pictures: each size in each theme.
    async fn picture(&self, page: &Page, name: &str) -> Result<()> {
        for (width, height) in [(900, 600), (1280, 800)] {
            page.resize(width, height).await?;
            for theme in ["dark", "light"] {
                page.theme(theme).await?;
                let file = format!("{name}-{theme}-{width}x{height}.png");
                page.picture(&self.folder.join(file)).await?;
            }
        }
        Ok(())
    }

    fn pictures(&self) -> Result<Vec<String>> {
        let mut names: Vec<String> = std::fs::read_dir(&self.folder)?
            .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
            .collect();
        names.sort();
        Ok(names)
    }
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
