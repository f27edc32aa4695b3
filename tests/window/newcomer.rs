//! A visitor whom DoorFlow does not know is made, given a PIN and booked without leaving the keyboard; the PIN is shown when asked for.

use anyhow::{Context, Result, ensure};
use lobby_tests::harness::reception::{self, When};
use sandbox::Clock;

use crate::AtWork;
use crate::screens::Screens;

#[tokio::test]
async fn somebody_new_is_booked_and_told_their_pin() -> Result<()> {
    let here = AtWork::begin(Clock::system()).await?;
    let mut screens = Screens::new()?;
    let (page, control) = (&here.app.page, &here.control);

    page.press(&["c"]).await?;
    page.focus_on("@person-picker").await?;
    page.type_text("Zenobia Quillfeather").await?;
    page.see_text("@person-new[aria-selected=true]", "Zenobia Quillfeather")
        .await?;
    page.press(&["Enter"]).await?;
    page.focus_on("@book-reach").await?;
    page.type_text("zenobia@quill.example").await?;
    page.tab_to("@book-pin").await?;
    page.press(&["Space"]).await?;
    screens.look(page, "newcomer-asked").await?;
    reception::fill_when(page, When::QUIET).await?;
    reception::book(page).await?;

    page.tab_to("@pin-show").await?;
    ensure!(
        page.count("@pin-digits").await? == 0,
        "a PIN is hidden until it is asked for"
    );
    page.press(&["Enter"]).await?;
    let shown = page.see("@pin-digits").await?.text().await?;
    screens.look(page, "newcomer-booked").await?;
    let made: Vec<_> = control
        .people()
        .into_iter()
        .filter(|person| person.name() == "Zenobia Quillfeather")
        .collect();
    let [made] = made.as_slice() else {
        anyhow::bail!("{} people are made, not one", made.len())
    };
    let held = control.credentials(made.id);
    let pin = held.first().and_then(|one| one.value.as_deref());
    ensure!(
        shown == pin.context("DoorFlow has given a PIN")?,
        "what is shown is the PIN that DoorFlow has given"
    );
    let visits = control.reservations();
    let theirs = visits.iter().filter(|one| one.person_id == made.id).count();
    ensure!(theirs == 1, "{theirs} visits are booked, not one");
    here.app.quit().await?;
    screens.told()
}
