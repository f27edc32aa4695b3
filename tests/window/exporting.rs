//! History goes into files and onto paper: the system's own dialog is opened and answered, and the files hold what the page shows.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use icalendar::Component as _;
use lobby_tests::harness::dialog::{By, cancel_dialog, save_in_dialog};
use lobby_tests::harness::page::Page;
use lobby_tests::harness::{paths, reception};

use crate::AtWork;
use crate::history::{is_here, somebody_comes};
use crate::paper::only_the_sheet_is_printed;
use crate::screens::Screens;

const SAID: &str = "@history-exported";

#[tokio::test]
async fn history_is_exported_by_the_systems_dialog_and_printed() -> Result<()> {
    let clock = crate::by_day();
    let here = AtWork::begin(clock.clone()).await?;
    let (page, control) = (&here.app.page, &here.control);
    let mut screens = Screens::new()?;
    let folder = tempfile::tempdir()?;
    let came = somebody_comes(control, &clock).await?;
    page.press(&["5"]).await?;
    is_here(page, came).await?;

    let table = folder.path().join("by key.csv");
    page.tab_to("@history-export-csv").await?;
    page.press(&["Enter"]).await?;
    save_in_dialog(&table, By::Key).await?;
    page.see_text(SAID, "exported to “by key.csv”").await?;
    screens.look(page, "history-exported").await?;
    table_is_what_is_shown(&table, page).await?;

    let calendar = folder.path().join("by mouse.ics");
    page.click("@history-export-calendar").await?;
    save_in_dialog(&calendar, By::Mouse).await?;
    page.see_text(SAID, "exported to “by mouse.ics”").await?;
    calendar_is_what_is_shown(&calendar, page).await?;

    // Whoever wants no file gets none, and is told nothing.
    page.tab_to("@history-export-csv").await?;
    page.press(&["Enter"]).await?;
    cancel_dialog().await?;
    page.see("@history-export-csv[aria-disabled=false]").await?;
    page.gone(SAID).await?;
    ensure!(files(folder.path())? == ["by key.csv", "by mouse.ics"]);

    // Nobody writes there, whoever they are.
    page.press(&["Enter"]).await?;
    save_in_dialog(Path::new("/proc/visits.csv"), By::Key).await?;
    page.see_text(SAID, "could not be written there").await?;
    screens.look(page, "history-not-exported").await?;

    page.tab_to("@history-count-here").await?;
    page.press(&["Enter"]).await?;
    page.there("@history-count-here[aria-pressed=true]").await?;
    page.tab_to("@history-print").await?;
    page.press(&["Enter"]).await?;
    page.see_text("@history-question", "State: Here").await?;
    let printed = lines(page, "@history-line", "th").await?;
    ensure!(
        !printed.is_empty()
            && printed == lines(page, "@history-row", "[role=gridcell]:nth-child(2)").await?
    );
    screens.look(page, "history-sheet").await?;
    page.press(&["Escape"]).await?;
    page.gone("@paper").await?;
    reception::leave(page).await?;
    page.click("@history-print").await?;
    page.see("@history-line").await?;
    only_the_sheet_is_printed(page).await?;
    // White in any light: there is one picture of it.
    let pictures = paths::leavings("screens")?;
    page.picture(&pictures.join("history-printed.png")).await?;
    here.app.quit().await?;
    screens.told()
}

/// The names, and so on, of what is drawn, from the first on.
async fn lines(page: &Page, row: &str, cell: &str) -> Result<Vec<String>> {
    let row = row.trim_start_matches('@');
    let texts = page
        .run(
            &format!(
                "return [...document.querySelectorAll('[data-test={row}]')] \
                 .map((row) => row.querySelector('{cell}').textContent)"
            ),
            vec![],
        )
        .await?;
    Ok(serde_json::from_value(texts)?)
}

/// Who is in the rows that are drawn, and how it went.
async fn shown(page: &Page) -> Result<Vec<(String, String)>> {
    let rows = page
        .run(
            "return [...document.querySelectorAll('[data-test=history-row]')] \
             .map((row) => [row.children[1].querySelector('b').textContent, row.children[3].textContent.trim()])",
            vec![],
        )
        .await?;
    Ok(serde_json::from_value(rows)?)
}

/// How many are shown in all.
async fn total(page: &Page) -> Result<usize> {
    let text = "return document.querySelector('[data-test=history-total]').textContent";
    let text = page.run(text, vec![]).await?;
    let digits: String = text
        .as_str()
        .context("a count")?
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    Ok(digits.parse()?)
}

async fn table_is_what_is_shown(file: &Path, page: &Page) -> Result<()> {
    let text = fs::read_to_string(file)?;
    let mut table = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headers = table.headers()?.clone();
    let column = |name: &str| headers.iter().position(|header| header == name);
    let (name, state) = (
        column("Visitor").context("names")?,
        column("State").context("states")?,
    );
    let rows = table.records().collect::<Result<Vec<_>, _>>()?;
    ensure!(rows.len() == total(page).await?, "{} rows", rows.len());
    let written = rows
        .iter()
        .map(|row| (row[name].to_owned(), row[state].to_owned()));
    let shown = shown(page).await?;
    let written: Vec<_> = written.take(shown.len()).collect();
    ensure!(
        !shown.is_empty() && written == shown,
        "{written:?} of {shown:?}"
    );
    Ok(())
}

async fn calendar_is_what_is_shown(file: &Path, page: &Page) -> Result<()> {
    let read: icalendar::Calendar = fs::read_to_string(file)?
        .parse()
        .map_err(anyhow::Error::msg)?;
    let names: Vec<_> = read
        .events()
        .filter_map(|event| event.get_summary())
        .collect();
    ensure!(names.len() == total(page).await?, "{} events", names.len());
    let shown = shown(page).await?;
    let shown: Vec<_> = shown.iter().map(|(name, _)| name.as_str()).collect();
    ensure!(!shown.is_empty() && names[..shown.len()] == shown);
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<String>> {
    let mut names = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}
