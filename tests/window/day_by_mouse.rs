//! The tasks of a day by the mouse: only names and the like are typed.

use std::fmt::Write as _;

use anyhow::{Context, Result, ensure};
use chrono::TimeDelta;
use chrono_tz::Europe::London;
use lobby_tests::harness::page::Page;
use lobby_tests::harness::reception;
use lobby_tests::harness::tasks::Task;
use lobby_tests::harness::until;
use serde_json::json;

use crate::AtWork;
use crate::day_by_keys::{new_visits, numbers, replaced, without_a_gap};
use crate::watching::MARTA;

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one day, task after task")]
async fn every_task_of_a_day_is_done_by_the_mouse() -> Result<()> {
    let clock = crate::by_day();
    let here = AtWork::begin(clock.clone()).await?;
    let (page, control) = (&here.app.page, &here.control);
    let before = numbers(control);

    let mut task = Task::by_mouse(page, "1: book a known visitor, by mouse");
    task.click("@open-palette").await?;
    page.focus_on("@palette-input").await?;
    task.type_text("swi").await?;
    page.see_text("@palette-person[aria-selected=true]", MARTA)
        .await?;
    task.click("@palette-person[aria-selected=true]").await?;
    page.see("@plan-item").await?;
    task.click("@book-submit").await?;
    let booked = new_visits(control, &before, 1).await?.remove(0);
    task.done(3)?;
    reception::doors_ready(page).await?;
    page.click("@book-close").await?;

    page.click("@rail-today").await?;
    let row = |visit: i64| format!("@today-row[data-visit=\"r{visit}\"]");
    let mut task = Task::by_mouse(page, "4: extend a visit, by mouse");
    task.click(&row(booked.id)).await?;
    task.click("@visit-move").await?;
    page.see("@plan-item").await?;
    task.click("@book-2h").await?;
    task.click("@move-submit").await?;
    let end = booked.start_time + TimeDelta::hours(2);
    let longer = replaced(page, control, &before, end).await?;
    task.done(4)?;
    without_a_gap(control, booked.id, longer)?;
    reception::leave(page).await?;

    // By its lower edge in the calendar, then as it stands in the fields.
    page.click("@rail-calendar").await?;
    let day = longer_day(control, longer)?;
    reception::show(page, "day", day).await?;
    let visit = format!("@calendar-grid [data-visit=\"r{longer}\"]");
    let height = into_the_middle(page, longer).await?;
    let mut task = Task::by_mouse(page, "4: shorten a visit, by mouse");
    page.drag(&visit, (0.0, height / 2.0 - 2.0), (0.0, -height / 2.0))
        .await?;
    task.count_one();
    page.see("@plan-item").await?;
    task.click("@move-submit").await?;
    let shorter = until("a shorter visit", async || {
        let mut new = control.reservations();
        new.retain(|one| !before.contains(&one.id) && one.id != longer);
        Ok(
            (new.len() == 1 && control.reservations().iter().all(|one| one.id != longer))
                .then(|| new.remove(0)),
        )
    })
    .await?;
    task.done(2)?;
    ensure!(
        shorter.start_time == booked.start_time && shorter.end_time < end,
        "{shorter:?} is shorter"
    );
    without_a_gap(control, longer, shorter.id)?;
    reception::leave(page).await?;

    page.click("@rail-today").await?;
    let mut task = Task::by_mouse(page, "5: cancel a visit and bring it back, by mouse");
    task.click(&row(shorter.id)).await?;
    task.click("@visit-cancel").await?;
    task.click("@visit-cancel-yes").await?;
    new_visits(control, &before, 0).await?;
    task.click("@undo").await?;
    let back = new_visits(control, &before, 1).await?.remove(0);
    task.done(4)?;
    page.see_text("@undoing", "Booked again").await?;
    reception::leave(page).await?;

    // Who comes shows by itself; they are let in from their row.
    let door = *back.channel_ids.first().context("a door")?;
    until("the door to know of the visit", async || {
        Ok(control.door_knows(door, back.id).then_some(()))
    })
    .await?;
    clock.advance(back.start_time - clock.now() + TimeDelta::seconds(1));
    page.see(&format!("{}[data-state=underWay]", row(back.id)))
        .await?;
    let task = Task::by_mouse(page, "3: who is expected, who is here, by mouse");
    let came = control.person_tries(back.person_id, door);
    ensure!(came.is_some_and(|code| code < 20), "the door said {came:?}");
    page.see(&format!("{} [data-standing=here]", row(back.id)))
        .await?;
    task.done(0)?;
    let mut task = Task::by_mouse(page, "6: let a visitor in, by mouse");
    task.click(&row(back.id)).await?;
    task.click("@visit-let-in").await?;
    task.click("@let-in-door").await?;
    page.see_text("@let-in-said", "opened for").await?;
    task.done(3)?;
    reception::leave(page).await?;

    let mut task = Task::by_mouse(page, "8: when was somebody last here, by mouse");
    task.click("@open-palette").await?;
    page.focus_on("@palette-input").await?;
    task.type_text("swi").await?;
    page.see_text("@palette-person[aria-selected=true]", MARTA)
        .await?;
    task.click("@palette-person[aria-selected=true] @palette-details")
        .await?;
    page.see_text("@person-last-here", "Last here today at")
        .await?;
    task.done(2)?;
    reception::leave(page).await?;

    let mut task = Task::by_mouse(page, "2: walk-in: new person, PIN, doors, by mouse");
    task.click("@book-visit").await?;
    page.focus_on("@person-picker").await?;
    task.type_text("Zenobia Quillfeather").await?;
    page.see_text("@person-new[aria-selected=true]", "Zenobia")
        .await?;
    task.click("@person-new").await?;
    page.focus_on("@book-reach").await?;
    task.type_text("zenobia@quill.example").await?;
    task.click("@book-pin").await?;
    page.see("@plan-item").await?;
    task.click("@book-submit").await?;
    page.see("@pin-digits").await?;
    task.done(4)?;
    page.click("@book-close").await?;

    let guests = tempfile::Builder::new().suffix(".csv").tempfile()?;
    let later = (clock.now() + TimeDelta::days(40)).date_naive();
    let mut table = String::from("Name,E-mail,Date,From,To,Doors\n");
    for at in 0..30 {
        writeln!(
            table,
            "Guest Nummer{at},g{at}@guests.example,{later},9:00,17:00,Front Door"
        )?;
    }
    std::fs::write(guests.path(), table)?;
    let mut task = Task::by_mouse(page, "7: thirty guests from a spreadsheet, by mouse");
    task.click("@rail-import").await?;
    // The system's own dialog is not this window's: its answer is.
    let path = guests.path().to_str().context("a path")?;
    page.see("@import-file").await?.send_keys(path).await?;
    task.count_one();
    page.see_text("@import-counts", "30 ready").await?;
    task.click("@import-book").await?;
    page.see_text("@import-counts", "30 booked").await?;
    task.done(4)?;
    here.app.quit().await
}

/// Scrolls the calendar until a visit stands in the middle of it, wherever the hour has put it: only hours in view are drawn. Its height,
/// in CSS pixels.
async fn into_the_middle(page: &Page, visit: i64) -> Result<f64> {
    let script = "const pane = document.querySelector('[data-test=calendar-scroller]'); \
        const visit = pane.querySelector(`[data-visit=\"r${arguments[0]}\"]`); \
        if (visit === null) { \
          const below = pane.scrollTop + pane.clientHeight / 2; \
          pane.scrollTop = below < pane.scrollHeight - pane.clientHeight / 2 ? below : 0; \
          return null; \
        } \
        visit.scrollIntoView({ block: 'center' }); \
        const [inner, outer] = [visit, pane].map((element) => element.getBoundingClientRect()); \
        return inner.top > outer.top && inner.bottom < outer.bottom ? inner.height : null;";
    until("the visit in the middle of the calendar", async || {
        Ok(page.run(script, vec![json!(visit)]).await?.as_f64())
    })
    .await
}

/// The day of a visit, in the building's zone.
fn longer_day(control: &sandbox::Control, visit: i64) -> Result<chrono::NaiveDate> {
    let visits = control.reservations();
    let visit = visits.iter().find(|one| one.id == visit);
    let start = visit.context("the visit")?.start_time;
    Ok(start.with_timezone(&London).date_naive())
}
