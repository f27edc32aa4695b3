//! What happens while nobody looks is shown by the computer itself, where it can.

use std::fs;

use anyhow::{Context, Result, ensure};
use chrono::TimeDelta;
use lobby_tests::harness::notified::{Notifications, Notified};
use lobby_tests::harness::page::Page;
use lobby_tests::harness::reception::{self, When};
use lobby_tests::harness::until;
use sandbox::Fault;
use serde_json::json;

use crate::AtWork;
use crate::screens::Screens;
use crate::watching::{MARTA, booked_for_now, person};

#[tokio::test]
async fn what_matters_is_shown_by_the_computer_and_nobody_is_named_where_it_cannot() -> Result<()> {
    let clock = crate::by_day();
    let here = AtWork::begin(clock.clone()).await?;
    let (page, control) = (&here.app.page, &here.control);
    let mut screens = Screens::new()?;
    let (visit, door) = booked_for_now(page, control, &clock).await?;

    // Nothing here shows notifications: nothing breaks, and the log says no name.
    control.person_tries(person(control, visit)?, door);
    page.press(&["1"]).await?;
    page.see("@today-row [data-standing=here]").await?;
    let log = here.machine.profile().join("lobby.log");
    until("the log to say that nothing shows it", async || {
        let said = fs::read_to_string(&log)?;
        Ok(said
            .contains("a notification could not be shown")
            .then_some(()))
    })
    .await?;
    ensure!(
        !fs::read_to_string(&log)?.contains("Marta"),
        "the log names a visitor"
    );

    // A door goes that somebody is about to need.
    let desktop = Notifications::begin().await?;
    let ayo = control.add_person("Ayo <b>", "O’Neill & Sons");
    let channels = control.channels();
    let other = channels.iter().find(|one| one.id != door && one.online);
    let other = other.context("another door")?.id;
    let name = &channels
        .iter()
        .find(|one| one.id == door)
        .context("the door")?
        .name;
    let soon = clock.now() + TimeDelta::minutes(30);
    let _ = control.add_reservation(ayo, soon, soon + TimeDelta::hours(1), &[door, other]);
    control.set_channel_online(door, false);
    refresh(page).await?;
    let told = shown(&desktop, &format!("{name} is offline")).await?;
    ensure!(told.body.contains(" is expected there at "), "{told:?}");
    page.press(&["1"]).await?;
    page.see_text("@today-away", &format!("{name} is offline."))
        .await?;
    screens.look(page, "today-door-away").await?;

    // They come too early, and are turned away.
    let code = control.person_tries(ayo, other);
    ensure!(
        code.is_some_and(|code| code >= 20),
        "the door said {code:?}"
    );
    let told = shown(&desktop, "Ayo <b> O’Neill & Sons was turned away").await?;
    desktop.click(told.id).await?;

    // What DoorFlow refuses waits for a person.
    let refusal = json!({ "errors": { "end_time": ["is too late"] } });
    control.fail_next(Fault::answer("POST", "/api/3/reservations", 422, refusal));
    reception::look_up(page, "swia", MARTA).await?;
    reception::fill_in(page, When::QUIET, 1).await?;
    page.press(&["Ctrl+Enter"]).await?;
    shown(&desktop, &format!("A booking for {MARTA} needs you")).await?;
    let all = desktop.shown();
    ensure!(all.len() == 3, "each is shown once: {all:?}");
    here.app.quit().await?;
    screens.told()
}

/// Waits until a notification with this in its heading is shown.
async fn shown(desktop: &Notifications, title: &str) -> Result<Notified> {
    until(format!("a notification that says {title:?}"), async || {
        let all = desktop.shown();
        Ok(all.into_iter().find(|one| one.title.contains(title)))
    })
    .await
    .with_context(|| format!("{:?}", desktop.shown()))
}

/// Has everything read from DoorFlow now.
async fn refresh(page: &Page) -> Result<()> {
    page.tab_to("@rail-settings").await?;
    page.press(&["Enter"]).await?;
    page.tab_to("@refresh").await?;
    page.press(&["Enter"]).await
}
