//! Credentials that are revoked in the person drawer: one by keyboard, another by mouse, which DoorFlow refuses at first.

use anyhow::{Context as _, Result, ensure};
use lobby_tests::harness::page::Page;
use lobby_tests::harness::{reception, until};
use sandbox::{Clock, Control, Fault, Person};
use serde_json::json;

use crate::AtWork;
use crate::screens::Screens;

/// Where a credential is.
const CREDENTIAL: &str = "/api/3/people/{id}/credentials/{credential_id}";

/// Somebody who has both a card and a PIN, and whom nobody is alike.
fn with_both(control: &Control) -> Result<Person> {
    let people = control.people();
    let alone = |name: &str| people.iter().filter(|one| one.name() == name).count() == 1;
    let mut found = people
        .iter()
        .filter(|one| control.credentials(one.id).len() == 2 && alone(&one.name()));
    found.next().cloned().context("somebody with both")
}

/// Waits until DoorFlow has so many of somebody's credentials, and the drawer shows as many.
async fn left(page: &Page, control: &Control, person: &Person, wanted: usize) -> Result<()> {
    until("DoorFlow to have revoked it", async || {
        Ok((control.credentials(person.id).len() == wanted).then_some(()))
    })
    .await?;
    page.holds(
        "the drawer to follow",
        &format!(
            "return document.querySelectorAll('[data-test=\"credential\"]').length === {wanted}"
        ),
    )
    .await
}

async fn says(page: &Page, text: &str) -> Result<()> {
    let script =
        format!("return document.querySelector('[data-test=live]').textContent.includes('{text}')");
    page.holds(&format!("it to be said: {text}"), &script).await
}

/// Has the credentials looked at, also where the window is small.
async fn look(page: &Page, screens: &mut Screens, screen: &str) -> Result<()> {
    page.resize(900, 600).await?;
    let script = "document.querySelector('[data-test=person-credentials]').scrollIntoView()";
    page.run(script, vec![]).await?;
    screens.look(page, screen).await
}

#[tokio::test]
async fn a_pin_goes_with_no_mouse_and_a_card_with_no_keyboard() -> Result<()> {
    let here = AtWork::begin(Clock::system()).await?;
    let (page, control) = (&here.app.page, &here.control);
    let mut screens = Screens::new()?;
    let person = with_both(control)?;

    reception::look_up(page, &person.name(), &person.name()).await?;
    page.press(&["ArrowRight"]).await?;
    page.see("@person-read").await?;
    page.see("@credential").await?;
    page.tab_to("@pin-show").await?;
    page.press(&["Enter"]).await?;
    page.see("@pin-digits").await?;

    // Esc keeps it, closes nothing else, and goes back to where it was asked.
    let revoke_pin = "[data-test=revoke][aria-label='Revoke PIN']";
    page.walk_to(revoke_pin, "Shift+Tab").await?;
    page.press(&["Enter"]).await?;
    page.focus_on("@revoke-keep").await?;
    look(page, &mut screens, "revoke-asked").await?;
    page.press(&["Escape"]).await?;
    page.focus_on(revoke_pin).await?;
    page.see("@person-drawer").await?;
    ensure!(control.credentials(person.id).len() == 2, "it is kept");

    page.press(&["Enter"]).await?;
    page.focus_on("@revoke-keep").await?;
    page.press(&["Shift+Tab"]).await?;
    page.focus_on("@revoke-yes").await?;
    page.press(&["Enter"]).await?;
    left(page, control, &person, 1).await?;
    says(page, "PIN revoked. The doors are being told.").await?;
    page.gone("@pin-digits").await?;
    page.see("@pin-give").await?;
    look(page, &mut screens, "revoke-done").await?;

    // DoorFlow says no to the card; the same is asked again, and done.
    let refusal = json!({ "error": "Cards are managed by facilities" });
    control.fail_next(Fault::answer("DELETE", CREDENTIAL, 422, refusal));
    page.click("@revoke").await?;
    page.see("@revoke-confirm").await?;
    page.click("@revoke-yes").await?;
    page.see_text("@revoking", "Not revoked: doors still open for it.")
        .await?;
    page.see_text("@revoke-problem", "Cards are managed by facilities")
        .await?;
    look(page, &mut screens, "revoke-refused").await?;
    page.click("@status-outbox").await?;
    page.see_text("@outbox-entry", "Revoking Card Number")
        .await?;
    screens.look(page, "revoke-outbox").await?;
    page.click("@outbox-open").await?;
    page.see("@person-drawer").await?;
    page.click("@revoke").await?;
    page.click("@revoke-keep").await?;
    page.gone("@revoke-confirm").await?;
    page.click("@revoke").await?;
    page.click("@revoke-yes").await?;
    left(page, control, &person, 0).await?;
    page.see_text("@credentials-none", "No card, PIN or phone.")
        .await?;
    here.app.quit().await?;
    screens.told()
}
