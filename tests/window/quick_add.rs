//! A booking typed in one line of the palette: what was understood is shown before anything is booked, Enter fills in the drawer and
//! `Ctrl+Enter` books it. By keyboard, and by mouse.

use anyhow::{Result, ensure};
use chrono::{Days, NaiveDate, Utc};
use chrono_tz::Europe::London;
use lobby_tests::harness::page::Page;
use lobby_tests::harness::tasks::Task;
use lobby_tests::harness::{reception, until};
use sandbox::{Clock, Control};

use crate::AtWork;
use crate::screens::Screens;
use crate::watching::MARTA;

#[tokio::test]
async fn one_line_is_understood_and_books_what_it_said() -> Result<()> {
    let here = AtWork::begin(Clock::system()).await?;
    let (page, control) = (&here.app.page, &here.control);
    let mut screens = Screens::new()?;
    let before = control.reservations().len();

    let mut task = Task::begin(page, "quick add: one line with day, hours and two doors");
    task.press(&["/"]).await?;
    page.focus_on("@palette-input").await?;
    task.type_text("swiatek tomorrow 9-5 front 3rd floor")
        .await?;
    page.see_text("@palette-quick[aria-selected=true]", MARTA)
        .await?;
    let tomorrow = today() + Days::new(1);
    let said = page.see("@quick-line").await?.text().await?;
    ensure!(
        said == format!(
            "Tomorrow, {}, 09:00–17:00 · Front Door, Lift Lobby 3rd Floor",
            tomorrow.format("%a %-d %b").to_string() + &other_year(tomorrow)
        ),
        "what was understood is written out: {said}"
    );
    screens.look(page, "quick-add").await?;
    ensure!(
        control.reservations().len() == before,
        "nothing is sent before Book"
    );
    task.press(&["Enter"]).await?;
    page.see_text("@plan-item", "09:00–17:00").await?;
    page.holds(
        "the drawer to have her",
        &format!("return document.querySelector('[data-test=person-picker]')?.value === '{MARTA}'"),
    )
    .await?;
    screens.look(page, "quick-add-drawer").await?;
    ensure!(
        control.reservations().len() == before,
        "nothing is sent before Book"
    );
    task.press(&["Ctrl+Enter"]).await?;
    booked(control, before + 1).await?;
    task.done(42)?;
    let reservations = control.reservations();
    let made = reservations.iter().max_by_key(|one| one.id);
    let made = made.ok_or_else(|| anyhow::anyhow!("a reservation"))?;
    let wall = |at: chrono::DateTime<Utc>| at.with_timezone(&London).format("%F %H:%M").to_string();
    ensure!(
        wall(made.start_time) == format!("{tomorrow} 09:00")
            && wall(made.end_time) == format!("{tomorrow} 17:00"),
        "it is at the hours that were said: {made:?}"
    );
    let mut doors = made.channel_ids.clone();
    doors.sort_unstable();
    ensure!(
        doors == [1340, 1344],
        "it is by the doors that were said: {doors:?}"
    );
    reception::leave(page).await?;

    not_understood(page, &mut screens).await?;
    somebody_new(page, &mut screens).await?;
    by_mouse(page, control).await?;
    within_the_keystroke(page).await?;
    here.app.quit().await?;
    screens.told()
}

/// What was not understood is said, and nothing else is lost by it.
async fn not_understood(page: &Page, screens: &mut Screens) -> Result<()> {
    page.press(&["/"]).await?;
    page.focus_on("@palette-input").await?;
    page.type_text("swiatek mon-fri 9 to 5 visitors urgently")
        .await?;
    page.see_text("@quick-told", "Not understood: “urgently”.")
        .await?;
    page.see_text("@quick-line", "Visitors").await?;
    screens.look(page, "quick-add-unclear").await?;
    page.press(&["Escape"]).await?;
    page.gone("@palette").await
}

/// A name that nobody has keeps the time and the doors.
async fn somebody_new(page: &Page, screens: &mut Screens) -> Result<()> {
    page.press(&["/"]).await?;
    page.focus_on("@palette-input").await?;
    page.type_text("Zebedee Quuxley tomorrow 2-4 pin").await?;
    page.see_text(
        "@palette-quick[aria-selected=true]",
        "New visitor Zebedee Quuxley",
    )
    .await?;
    page.press(&["Enter"]).await?;
    page.focus_on("@book-reach").await?;
    page.there("@book-pin:checked").await?;
    page.see_text("@plan-item", "14:00–16:00").await?;
    screens.look(page, "quick-add-newcomer").await?;
    reception::leave(page).await
}

async fn by_mouse(page: &Page, control: &Control) -> Result<()> {
    let before = control.reservations().len();
    page.click("@open-palette").await?;
    page.focus_on("@palette-input").await?;
    page.type_text("swiatek in 2 days 10-11").await?;
    page.see_text("@palette-quick", MARTA).await?;
    page.click("@palette-quick").await?;
    page.see_text("@plan-item", "10:00–11:00").await?;
    page.click("@book-submit").await?;
    booked(control, before + 1).await
}

/// Letters and who is called so are in the document in one go: no other task of the page's comes between them, and so no picture of the letters alone.
async fn within_the_keystroke(page: &Page) -> Result<()> {
    page.press(&["/"]).await?;
    page.focus_on("@palette-input").await?;
    let typed = "document.execCommand('insertText', false, 'swiat');
        const done = arguments[arguments.length - 1];
        const list = document.getElementById('palette-list');
        const later = (steps) => steps === 0
            ? done(list.dataset.answers + ': ' + list.querySelector('[aria-selected=true]')?.textContent)
            : queueMicrotask(() => later(steps - 1));
        later(100);";
    let found = page.run_async(typed, vec![]).await?;
    let found = found.as_str().unwrap_or_default();
    ensure!(
        found.starts_with("swiat: ") && found.contains(MARTA),
        "the answer is there with the letters: {found:?}"
    );
    page.press(&["Escape"]).await?;
    page.gone("@palette").await
}

async fn booked(control: &Control, count: usize) -> Result<()> {
    until(format!("{count} reservations"), async || {
        Ok((control.reservations().len() == count).then_some(()))
    })
    .await
}

fn today() -> NaiveDate {
    Utc::now().with_timezone(&London).date_naive()
}

/// The year, where it is not today's.
fn other_year(day: NaiveDate) -> String {
    let year = day.format(" %Y").to_string();
    if today().format(" %Y").to_string() == year {
        String::new()
    } else {
        year
    }
}
