//! More than who, when and where: host, purpose and note, the same again, templates, and how many guests are too many.

use anyhow::{Result, ensure};
use chrono_tz::Europe::London;
use lobby_tests::harness::page::Page;
use lobby_tests::harness::reception::{self, When};
use sandbox::Clock;

use crate::AtWork;
use crate::screens::Screens;
use crate::watching::{MARTA, booked_for_now};

const LINH: &str = "Linh Nguyễn";
const AGNIESZKA: &str = "Agnieszka";

/// Opens the settings by the palette.
async fn settings(page: &Page) -> Result<()> {
    page.press(&["/"]).await?;
    page.focus_on("@palette-input").await?;
    page.type_text("settings").await?;
    page.see("@palette-action-settings[aria-selected=true]")
        .await?;
    page.press(&["Enter"]).await?;
    page.see("@guests-at-once").await?;
    Ok(())
}

/// Fills in Marta and another for an hour when nobody else comes, to see Linh.
async fn two_for_linh(page: &Page) -> Result<()> {
    reception::look_up(page, "swia", MARTA).await?;
    reception::fill_in(page, When::QUIET_HOUR, 1).await?;
    page.tab_to("@companion-add").await?;
    page.press(&["Enter"]).await?;
    page.focus_on("#book-also").await?;
    page.type_text("agnieszka").await?;
    page.press(&["Enter"]).await?;
    page.see_text("@companion", AGNIESZKA).await?;
    page.tab_to("@about-toggle").await?;
    page.press(&["Enter"]).await?;
    page.focus_on("#book-about-host").await?;
    page.type_text("linh nguyen").await?;
    page.press(&["Enter"]).await?;
    page.tab_to("@about-purpose").await?;
    page.type_text("Audit").await?;
    page.tab_to("@about-note").await?;
    page.type_text("By train").await?;
    Ok(())
}

#[tokio::test]
async fn too_many_guests_a_host_and_a_note_with_no_mouse() -> Result<()> {
    let here = AtWork::begin(Clock::system()).await?;
    let (page, control) = (&here.app.page, &here.control);
    let mut screens = Screens::new()?;
    let before = control.reservations().len();

    settings(page).await?;
    page.tab_to("@guests-at-once").await?;
    page.type_text("1").await?;
    page.press(&["Tab"]).await?;
    page.holds(
        "the limit to be kept",
        "return document.querySelector('[data-test=live]').textContent.includes('Saved.')",
    )
    .await?;

    // Off the field, in which letters are text.
    page.tab_to("[data-test=settings] section:last-of-type ~ section button, [data-test=settings] #settings-keys ~ div button").await?;

    // Two at once are too many now, and can be booked all the same.
    two_for_linh(page).await?;
    page.see_text("@plan-note", "limit in Settings is 1")
        .await?;
    screens.look(page, "book-noted").await?;
    reception::book(page).await?;
    reception::doors_ready(page).await?;
    ensure!(control.reservations().len() == before + 2);
    reception::leave(page).await?;

    let day = crate::quiet_day(London);
    reception::find_in_week(page, day, MARTA).await?;
    page.press(&["Enter"]).await?;
    page.see_text("@about-host", LINH).await?;
    page.see_text("@about-note-is", "By train").await?;
    page.tab_to("@about-change").await?;
    page.press(&["Enter"]).await?;
    page.focus_on("#visit-about-host").await?;
    page.tab_to("@about-purpose").await?;
    page.press(&["End"]).await?;
    page.type_text(" and tea").await?;
    screens.look(page, "visit-noting").await?;
    page.press(&["Enter"]).await?;
    page.see_text("@about-purpose-is", "Audit and tea").await?;
    page.press(&["b"]).await?;
    page.see_text("@badge-host", LINH).await?;
    screens.look(page, "badge-host").await?;
    page.press(&["Escape"]).await?;
    page.gone("@paper").await?;

    here.app.quit().await?;
    screens.told()
}

#[tokio::test]
async fn again_and_by_template_with_no_mouse() -> Result<()> {
    let here = AtWork::begin(crate::by_day()).await?;
    let (page, control) = (&here.app.page, &here.control);
    let mut screens = Screens::new()?;
    let before = control.reservations().len();
    two_for_linh(page).await?;
    page.tab_to("@template-keep").await?;
    page.press(&["Enter"]).await?;
    page.focus_on("@template-name").await?;
    page.type_text("Audit visit").await?;
    screens.look(page, "template-keep").await?;
    page.press(&["Enter"]).await?;
    page.focus_on("@template-keep").await?;
    reception::book(page).await?;
    reception::doors_ready(page).await?;
    ensure!(control.reservations().len() == before + 2);
    reception::leave(page).await?;
    reception::find_in_week(page, crate::quiet_day(London), MARTA).await?;
    page.press(&["Enter"]).await?;
    page.see_text("@about-host", LINH).await?;

    // The same again: both of them, with what was noted, and nothing sent.
    page.press(&["r"]).await?;
    page.see("@book-drawer").await?;
    page.see_text("@companion", AGNIESZKA).await?;
    page.see_text("@about-toggle", LINH).await?;
    page.holds(
        "a plan for both",
        "return document.querySelectorAll('[data-test=\"plan-item\"]').length === 2",
    )
    .await?;
    screens.look(page, "book-again").await?;
    reception::leave(page).await?;
    ensure!(control.reservations().len() == before + 2);

    page.press(&["/"]).await?;
    page.focus_on("@palette-input").await?;
    page.type_text("book audit").await?;
    page.see_text("[role=option][aria-selected=true]", "Audit visit")
        .await?;
    page.press(&["Enter"]).await?;
    page.see_text("@about-toggle", "Audit").await?;
    page.focus_on("#book-who").await?;
    page.walk_to("@book-template", "Shift+Tab").await?;
    page.holds(
        "an hour, from the template that is shown",
        "const at = (name) => { const [h, m] = document.querySelector(`[data-test=book-${name}]`).value.split(':'); return h * 60 + +m; }; \
         return document.querySelector('[data-test=book-template]').value === 'Audit visit' && at('to') - at('from') === 60",
    )
    .await?;
    screens.look(page, "book-template").await?;
    reception::leave(page).await?;

    settings(page).await?;
    page.tab_to("@template-rename").await?;
    page.press(&["Enter"]).await?;
    page.focus_on("@template-new-name").await?;
    page.type_text("Auditor").await?;
    page.press(&["Enter"]).await?;
    page.see_text("@template", "Auditor").await?;
    screens.look(page, "settings-bookings").await?;
    page.tab_to("@template-remove").await?;
    page.press(&["Enter"]).await?;
    page.focus_on("@template-remove-yes").await?;
    page.press(&["Enter"]).await?;
    page.gone("@template").await?;
    here.app.quit().await?;
    screens.told()
}

#[tokio::test]
async fn the_same_by_mouse() -> Result<()> {
    let clock = crate::by_day();
    let here = AtWork::begin(clock.clone()).await?;
    let (page, control) = (&here.app.page, &here.control);
    let mut screens = Screens::new()?;
    let (visit, _) = booked_for_now(page, control, &clock).await?;
    let row = format!("@today-row[data-visit=\"r{visit}\"]");
    page.press(&["1"]).await?;

    page.click(&row).await?;
    page.click("@about-change").await?;
    page.focus_on("#visit-about-host").await?;
    page.type_text("linh nguyen").await?;
    page.click("@person-hit").await?;
    page.click("@about-save").await?;
    page.see_text(&row, &format!("Host: {LINH}")).await?;
    screens.look(page, "today-host").await?;

    page.click("@visit-again").await?;
    page.see_text("@about-toggle", LINH).await?;
    page.click("@template-keep").await?;
    page.focus_on("@template-name").await?;
    page.type_text("Usual").await?;
    page.click("@template-save").await?;
    page.see("@book-template")
        .await?
        .select_by_value("Usual")
        .await?;
    page.click("@book-cancel").await?;

    page.click(&row).await?;
    page.click("@visit-person").await?;
    page.click("@person-again").await?;
    page.see_text("@about-toggle", LINH).await?;
    page.click("@book-submit").await?;
    page.see("@progress-step").await?;
    here.app.quit().await?;
    screens.told()
}
