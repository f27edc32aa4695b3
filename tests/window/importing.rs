//! Thirty guests out of a spreadsheet: pasted, looked at and booked in four actions at most; a second run doubles nobody.

use std::fmt::Write as _;
use std::time::Instant;

use anyhow::{Result, ensure};
use chrono::Days;
use lobby_tests::harness::tasks::Task;
use sandbox::Clock;
use serde_json::json;

use crate::AtWork;
use crate::screens::Screens;

/// How many guests there are.
const GUESTS: usize = 30;
/// What somebody may have to do for them.
const REACH: usize = 4;

#[tokio::test]
async fn thirty_guests_are_pasted_looked_at_and_booked() -> Result<()> {
    let here = AtWork::begin(Clock::system()).await?;
    let mut screens = Screens::new()?;
    let (page, control) = (&here.app.page, &here.control);
    let day = chrono::Utc::now().date_naive() + Days::new(40);
    let known: Vec<_> = control
        .people()
        .into_iter()
        .filter(|it| it.enabled && it.valid_from.is_none() && it.valid_to.is_none())
        .filter_map(|it| Some((it.name(), it.text("email")?.to_owned())))
        .take(GUESTS / 2)
        .collect();
    let mut table = String::from("Guest\tE-mail\tDate\tFrom\tTo\tDoors\n");
    for at in 0..GUESTS {
        let (name, email) = known
            .get(at)
            .cloned()
            .unwrap_or_else(|| (format!("Guest Nummer{at}"), format!("g{at}@guests.example")));
        writeln!(table, "{name}\t{email}\t{day}\t9 am\t5 pm\tFront Door")?;
    }
    let before = control.reservations().len();

    // The spreadsheet's part: it is in the clipboard.
    copy(page, &table).await?;
    // To the page, to paste, to book.
    let mut task = Task::begin(page, "7: thirty guests from a spreadsheet");
    task.press(&["4"]).await?;
    page.focus_on("@import-paste").await?;
    task.press(&["Ctrl+v"]).await?;
    page.there("@import-row").await?;
    page.focus_on("@import-table").await?;
    page.see_text("@import-counts", &format!("{GUESTS} ready"))
        .await?;
    let looking = Instant::now();
    screens.look(page, "import-ready").await?;
    task.leave_out(looking.elapsed());
    task.press(&["Ctrl+Enter"]).await?;
    page.see_text("@import-counts", &format!("{GUESTS} booked"))
        .await?;
    // Three actions, two of them chords.
    task.done(REACH + 2)?;
    screens.look(page, "import-booked").await?;
    let made = control.reservations().len() - before;
    ensure!(made == GUESTS, "{made} visits are booked, not {GUESTS}");

    page.tab_to("@import-leave").await?;
    page.press(&["Enter"]).await?;
    page.focus_on("@import-paste").await?;
    page.press(&["Ctrl+v"]).await?;
    page.see_text("@import-counts", &format!("{GUESTS} booked before"))
        .await?;
    page.focus_on("@import-table").await?;
    page.press(&["Ctrl+Enter"]).await?;

    // A row that is not right is mended where it stands, by keyboard alone.
    page.tab_to("@import-leave").await?;
    page.press(&["Enter"]).await?;
    page.focus_on("@import-paste").await?;
    screens.look(page, "import-empty").await?;
    let bad =
        format!("Name\tE-mail\tDate\tFrom\tTo\tDoors\nEva Quill\teva@quill\t{day}\t9\t25\tAttic\n");
    copy(page, &bad).await?;
    page.focus_on("@import-paste").await?;
    page.press(&["Ctrl+v"]).await?;
    page.there("@import-row[data-state=mend]").await?;
    page.focus_on("@import-table").await?;
    screens.look(page, "import-mend").await?;
    for (right, text) in [(1, "eva@quill.example"), (3, "17")] {
        for _ in 0..right {
            page.press(&["ArrowRight"]).await?;
        }
        page.press(&["Enter"]).await?;
        page.focus_on("[data-edit]").await?;
        page.type_text(text).await?;
        page.press(&["Enter"]).await?;
        page.focus_on("@import-table").await?;
    }
    // What was copied elsewhere goes into the cell that it is pasted on.
    copy(page, "Front Door").await?;
    page.run(
        "document.querySelector('[data-test=\"import-table\"]').focus();",
        vec![],
    )
    .await?;
    page.press(&["ArrowRight", "Ctrl+v"]).await?;
    page.there("@import-row[data-state=ready]").await?;
    page.press(&["Ctrl+Enter"]).await?;
    page.there("@import-row[data-state=booked]").await?;
    let made = control.reservations().len() - before;
    ensure!(made == GUESTS + 1, "{made} visits are booked");
    here.app.quit().await?;
    screens.told()
}

/// Puts a text into the clipboard, as whoever copies it in another program does.
async fn copy(page: &lobby_tests::harness::page::Page, text: &str) -> Result<()> {
    page.run(
        "const box = document.createElement('textarea'); box.id = 'elsewhere'; box.value = arguments[0]; \
         document.body.append(box); box.focus(); box.select();",
        vec![json!(text)],
    )
    .await?;
    page.press(&["Ctrl+c"]).await?;
    page.run(
        "document.getElementById('elsewhere').remove(); document.querySelector('[data-test=\"import-paste\"]')?.focus();",
        vec![],
    )
    .await?;
    Ok(())
}
