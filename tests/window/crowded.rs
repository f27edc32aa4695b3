//! A day of 300 visits and a week of 2,000 in a building of 300 doors: what is drawn can be read and hit, and keys lead to what is not drawn.

use anyhow::{Context as _, Result, bail, ensure};
use chrono::{DateTime, Datelike as _, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Europe::London;
use lobby_tests::harness::app::Machine;
use lobby_tests::harness::page::Page;
use lobby_tests::harness::reception;
use sandbox::Control;
use serde_json::json;

use crate::screens::Screens;
use crate::{at, building, quiet_day, screen, signed_in};

const DOORS: usize = 300;
/// On each of the five days that people work.
const A_DAY: usize = 400;
/// Today.
const TODAY: usize = 300;

#[tokio::test]
async fn two_thousand_visits_at_three_hundred_doors_can_be_read() -> Result<()> {
    let _screen = screen().await;
    let building = building().await?;
    let monday = monday();
    fill(&building.control(), monday)?;
    let machine = Machine::of(building.hello())?;
    let app = signed_in(&machine).await?;
    let page = &app.page;
    page.resize(1280, 800).await?;
    let mut screens = Screens::new()?;

    every_row_of_today_is_reached(page).await?;
    screens.look(page, "crowded-today").await?;

    reception::show(page, "week", monday).await?;
    hears_how_many(page).await?;
    none_is_a_sliver(page).await?;
    screens.look(page, "crowded-week").await?;
    one_tab_stop(page, "calendar-grid").await?;
    a_cluster_opens(page).await?;

    page.press(&["o"]).await?;
    page.see("@doors-grid").await?;
    page.there("@doors-grid [data-visit]").await?;
    screens.look(page, "crowded-doors").await?;
    one_tab_stop(page, "doors-grid").await?;
    the_last_door_is_reached(page).await?;
    app.quit().await?;
    screens.told()
}

/// Of the week of the quiet day, whose visits are all to come.
fn monday() -> NaiveDate {
    let day = quiet_day(London);
    day - Days::new(u64::from(day.weekday().num_days_from_monday()))
}

/// Puts the doors up, visits into these minutes, and visits into the week from Monday to Friday, spread over the hours of work.
fn fill(control: &Control, monday: NaiveDate) -> Result<()> {
    let mut channels = control.channels();
    let site = channels.first().context("a door")?.site_id;
    for number in channels.len() + 1..=DOORS {
        control.add_channel(&format!("Office {number}"), site);
    }
    channels = control.channels();
    ensure!(channels.len() == DOORS, "{} doors", channels.len());
    let people = control.people();
    let now = Utc::now();
    for visit in 0..TODAY {
        let start = now - TimeDelta::seconds(visit.try_into()?);
        let person = people[visit % people.len()].id;
        let door = channels[visit % DOORS].id;
        control.add_reservation(person, start, start + TimeDelta::hours(1), &[door]);
    }
    for day in 0..5 {
        let opens = at(London, monday + Days::new(day), 7);
        for visit in 0..A_DAY {
            let start: DateTime<Utc> =
                opens + TimeDelta::hours(11) * visit.try_into()? / A_DAY.try_into()?;
            let long = TimeDelta::minutes(30 + 15 * i64::try_from(visit % 5)?);
            let person = people[visit * 7 % people.len()].id;
            control.add_reservation(
                person,
                start,
                start + long,
                &[channels[visit * 11 % DOORS].id],
            );
        }
    }
    Ok(())
}

/// The board draws what is in sight. The keys go on to the rest, and the row that has the focus keeps it wherever the wheel goes.
async fn every_row_of_today_is_reached(page: &Page) -> Result<()> {
    page.see("@today-row").await?;
    let rows = page.run(
        "return document.querySelector('[data-test=today-board]').ariaRowCount",
        vec![],
    );
    let rows: usize = rows.await?.as_str().context("a count")?.parse()?;
    ensure!(rows > TODAY, "{rows} rows");
    let drawn = page.count("@today-row").await?;
    ensure!(drawn < 80, "{drawn} of {rows} rows are drawn");
    one_tab_stop(page, "today-board").await?;

    page.tab_to("@today-row").await?;
    page.press(&["End"]).await?;
    let last = format!("@today-row[aria-rowindex=\"{rows}\"]");
    page.focus_on(&last).await?;
    is_in_sight(page, rows).await?;
    for part in ["0", "0.4", "0.9", "0.2", "1", "0"] {
        page.run(
            "const board = document.querySelector('[data-test=today-board]'); \
             board.scrollTop = arguments[0] * (board.scrollHeight - board.clientHeight)",
            vec![json!(part)],
        )
        .await?;
        page.holds(
            "rows all over the board",
            "const box = document.querySelector('[data-test=today-board]').getBoundingClientRect(); \
             const seen = (y) => document.elementFromPoint(box.left + 30, y)?.closest('[role=row]'); \
             return [0.02, 0.3, 0.6, 0.98].every((at) => seen(box.top + at * box.height))",
        )
        .await?;
        page.focus_on(&last).await?;
        one_tab_stop(page, "today-board").await?;
    }
    page.press(&["ArrowUp"]).await?;
    is_in_sight(page, rows - 1).await?;
    for row in [rows - 11, rows - 21] {
        page.press(&["PageUp"]).await?;
        page.focus_on(&format!("@today-row[aria-rowindex=\"{row}\"]"))
            .await?;
        is_in_sight(page, row).await?;
    }
    page.press(&["Home"]).await?;
    page.focus_on("@today-row[aria-rowindex=\"2\"]").await?;
    is_in_sight(page, 2).await
}

/// A row of today's is drawn where it can be seen, wholly.
async fn is_in_sight(page: &Page, row: usize) -> Result<()> {
    let script = format!(
        "const row = document.querySelector('[data-test=today-row][aria-rowindex=\"{row}\"]'); \
         const [box, board] = [row, row?.closest('[role=grid]')].map((node) => node?.getBoundingClientRect()); \
         return !!box && box.top >= board.top && box.bottom <= board.bottom + 1"
    );
    page.holds(&format!("row {row} to be in sight"), &script)
        .await
}

/// How many there are is said to whoever sees none of it; some were there before.
async fn hears_how_many(page: &Page) -> Result<()> {
    page.holds(
        "the count to be said",
        "return [...document.querySelectorAll('[aria-live=polite], [role=status]')] \
             .some((live) => /, 2,\\d{3} visits/.test(live.textContent))",
    )
    .await
}

/// However many there are at once, a pointer can hit each: none is narrower than 24 CSS pixels.
async fn none_is_a_sliver(page: &Page) -> Result<()> {
    page.there("@calendar-grid [data-test=cluster]").await?;
    let narrow = page
        .run(
            "return [...document.querySelectorAll('[data-test=day-column] [data-stop]')].map((node) => node.getBoundingClientRect().width) \
                 .filter((width) => width < 24)",
            vec![],
        )
        .await?;
    ensure!(narrow == json!([]), "too narrow to be hit: {narrow}");
    Ok(())
}

async fn one_tab_stop(page: &Page, grid: &str) -> Result<()> {
    let stops = page
        .count(&format!("[data-test=\"{grid}\"] [tabindex=\"0\"]"))
        .await?;
    ensure!(stops == 1, "{stops} tab stops in the {grid}");
    Ok(())
}

/// Those for whom there is no room are listed by a stop of their own.
async fn a_cluster_opens(page: &Page) -> Result<()> {
    page.tab_to("@calendar-grid [data-stop]").await?;
    page.press(&["Home"]).await?;
    page.walk_to("@calendar-grid [data-test=cluster]", "ArrowDown")
        .await?;
    page.press(&["Enter"]).await?;
    page.there("@visit-list-entry").await?;
    page.press(&["Escape"]).await?;
    page.gone("@visit-list").await
}

/// It is far below what is drawn at first, and drawn as the cursor comes.
async fn the_last_door_is_reached(page: &Page) -> Result<()> {
    let drawn = page.count("@door-row").await?;
    ensure!(drawn < 60, "{drawn} of {DOORS} rows are drawn");
    page.tab_to("@doors-grid [data-stop]").await?;
    let is_last = "const row = document.activeElement?.closest('[aria-rowindex]'); \
        return !!row && row.ariaRowIndex === row.closest('[role=grid]').ariaRowCount";
    for _ in 0..DOORS {
        if page.run(is_last, vec![]).await? == json!(true) {
            return Ok(());
        }
        page.press(&["PageDown"]).await?;
    }
    bail!("it went to {}", page.focused().await?)
}
