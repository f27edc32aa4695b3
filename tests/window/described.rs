//! An office that keeps purpose and note with the visitor in DoorFlow too: said where they are typed, and written.

use anyhow::{Context as _, Result};
use lobby_tests::harness::reception::{self, When};
use lobby_tests::harness::until;
use sandbox::Clock;

use crate::AtWork;
use crate::screens::Screens;
use crate::watching::MARTA;

#[tokio::test]
async fn what_is_noted_is_in_the_visitors_fields_and_it_is_said_so() -> Result<()> {
    let fields = [
        ("LOBBY_PURPOSE_FIELD", "custom_3"),
        ("LOBBY_NOTE_FIELD", "notes"),
    ];
    let here = AtWork::begin_with(Clock::system(), &fields).await?;
    let (page, control) = (&here.app.page, &here.control);
    let mut screens = Screens::new()?;

    reception::look_up(page, "swia", MARTA).await?;
    reception::fill_in(page, When::QUIET_HOUR, 1).await?;
    page.tab_to("@about-toggle").await?;
    page.press(&["Enter"]).await?;
    page.tab_to("@about-purpose").await?;
    page.type_text("Audit").await?;
    page.tab_to("@about-note").await?;
    page.type_text("By train").await?;
    page.see_text("@about-kept", "Also written to DoorFlow")
        .await?;
    screens.look(page, "book-described").await?;
    reception::book(page).await?;
    until("her fields to have it", async || {
        let people = control.people();
        let marta = people.iter().find(|one| one.name() == MARTA);
        let marta = marta.context("she is in DoorFlow")?;
        let written = [marta.text("custom_3"), marta.text("notes")];
        Ok((written == [Some("Audit"), Some("By train")]).then_some(()))
    })
    .await?;
    here.app.quit().await?;
    screens.told()
}
