//! A visitor whom DoorFlow does not know: somebody alike is caught first, and a walk-in is made, given a PIN and booked without leaving the
//! keyboard; the PIN is on screen as soon as there is one.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use lobby_tests::harness::page::Page;
use lobby_tests::harness::tasks::Task;
use lobby_tests::harness::{reception, until};
use sandbox::Control;

use crate::AtWork;
use crate::screens::Screens;
use crate::watching::MARTA;

#[tokio::test]
async fn somebody_new_is_booked_and_told_their_pin() -> Result<()> {
    let clock = crate::by_day();
    let here = AtWork::begin(clock).await?;
    let mut screens = Screens::new()?;
    let (page, control) = (&here.app.page, &here.control);
    alike(page, control, &mut screens).await?;

    let mut task = Task::begin(page, "2: walk-in: new person, PIN, doors");
    task.press(&["c"]).await?;
    page.focus_on("@person-picker").await?;
    task.type_text("Zenobia Quillfeather").await?;
    page.see_text("@person-new[aria-selected=true]", "Zenobia Quillfeather")
        .await?;
    task.press(&["Enter"]).await?;
    page.focus_on("@book-reach").await?;
    task.type_text("zenobia@quill.example").await?;
    task.press(&["Tab", "Space"]).await?;
    page.there("@book-pin:checked").await?;
    page.see("@plan-item").await?;
    task.press(&["Ctrl+Enter"]).await?;
    let made = until("DoorFlow to have given the PIN", async || {
        let people = control.people();
        let made = people
            .iter()
            .find(|one| one.name() == "Zenobia Quillfeather");
        let made = made.filter(|made| !control.credentials(made.id).is_empty());
        Ok(made.map(|made| made.id))
    })
    .await?;
    let given = Instant::now();
    let shown = page.see("@pin-digits").await?.text().await?;
    task.note("ms from DoorFlow's PIN to the screen", given.elapsed())?;
    task.done(50)?;

    let held = control.credentials(made);
    let pin = held.first().and_then(|one| one.value.as_deref());
    ensure!(
        shown == pin.context("DoorFlow has given a PIN")?,
        "what is shown is the PIN that DoorFlow has given"
    );
    page.see("@pin-mail").await?;
    screens.look(page, "newcomer-booked").await?;
    page.tab_to("@pin-mail").await?;
    page.press(&["Enter"]).await?;
    let mail = here.machine.opened().await?;
    ensure!(
        mail.starts_with("mailto:zenobia@quill.example?") && mail.contains(&shown),
        "a mail with the PIN is prepared: {mail}"
    );
    let people = control.people();
    let named = people
        .iter()
        .filter(|one| one.name() == "Zenobia Quillfeather")
        .count();
    ensure!(named == 1, "{named} people are made, not one");
    let visits = control.reservations();
    let theirs = visits.iter().filter(|one| one.person_id == made).count();
    ensure!(theirs == 1, "{theirs} visits are booked, not one");
    here.app.quit().await?;
    screens.told()
}

/// Types somebody new with the address of somebody known, sees them, and books them instead.
async fn alike(page: &Page, control: &Control, screens: &mut Screens) -> Result<()> {
    let people = control.people();
    let marta = people.iter().find(|one| one.name() == MARTA);
    let email = marta
        .and_then(|marta| marta.text("email"))
        .map(str::to_owned);
    let email = email.context("Marta's e-mail")?;
    page.press(&["c"]).await?;
    page.focus_on("@person-picker").await?;
    page.type_text("Zenobia Quillfeather").await?;
    page.see_text("@person-new[aria-selected=true]", "Zenobia Quillfeather")
        .await?;
    page.press(&["Enter"]).await?;
    page.focus_on("@book-reach").await?;
    page.type_text(&email).await?;
    page.see_text("@doubles", MARTA).await?;
    screens.look(page, "newcomer-asked").await?;
    page.press(&["Ctrl+Enter"]).await?;
    page.focus_on("@double-use").await?;
    page.press(&["Enter"]).await?;
    page.gone("@newcomer").await?;
    page.holds(
        "the field to have her",
        &format!("return document.querySelector('[data-test=person-picker]')?.value === '{MARTA}'"),
    )
    .await?;
    reception::leave(page).await
}
