//! Several visitors in one booking, by keyboard alone: one is added later, and one is taken off.

use anyhow::{Result, ensure};
use lobby_tests::harness::reception::{self, When};
use lobby_tests::harness::until;
use sandbox::Clock;

use crate::AtWork;
use crate::screens::Screens;

#[tokio::test]
async fn two_are_booked_together_a_third_is_added_and_one_is_taken_off() -> Result<()> {
    let here = AtWork::begin(Clock::system()).await?;
    let (page, control) = (&here.app.page, &here.control);
    let mut screens = Screens::new()?;
    let before = control.reservations().len();
    let booked = async |count: usize| {
        until(format!("{count} reservations"), async || {
            Ok((control.reservations().len() == before + count).then_some(()))
        })
        .await
    };

    reception::look_up(page, "swia", "Marta Świątek").await?;
    reception::fill_in(page, When::QUIET_HOUR, 1).await?;
    page.tab_to("@companion-add").await?;
    page.press(&["Enter"]).await?;
    page.focus_on("#book-also").await?;
    page.type_text("linh nguyen").await?;
    page.press(&["Enter"]).await?;
    page.see_text("@companion", "Linh Nguyễn").await?;
    page.holds(
        "a plan for both",
        "return document.querySelectorAll('[data-test=\"plan-item\"]').length === 2",
    )
    .await?;
    screens.look(page, "party").await?;
    reception::book(page).await?;
    reception::doors_ready(page).await?;
    screens.look(page, "party-booked").await?;
    booked(2).await?;
    reception::leave(page).await?;

    let day = crate::quiet_day(chrono_tz::Europe::London);
    reception::find_in_week(page, day, "Marta Świątek").await?;
    page.press(&["Enter"]).await?;
    page.see("@series").await?;
    page.tab_to("@series-show").await?;
    page.press(&["Enter"]).await?;
    page.tab_to("@series-add-visitor").await?;
    page.press(&["Enter"]).await?;
    page.focus_on("#series-visitor").await?;
    page.type_text("agnieszka").await?;
    page.press(&["Enter"]).await?;
    page.holds(
        "three visitors",
        "return document.querySelectorAll('[data-test=\"series-visit\"]').length === 3",
    )
    .await?;
    booked(3).await?;
    page.holds(
        "no write on its way",
        "return document.querySelectorAll('[data-test=\"series-visit\"]').length === 3 \
         && [...document.querySelectorAll('[data-test=\"series-visit\"]')].every((one) => one.dataset.key.startsWith('r'))",
    )
    .await?;
    screens.look(page, "party-series").await?;

    page.press(&["x"]).await?;
    page.focus_on("@visit-cancel-yes").await?;
    page.press(&["Enter"]).await?;
    booked(2).await?;
    ensure!(
        control
            .reservations()
            .iter()
            .filter(|one| one.person_id == 12_001)
            .count()
            > 0,
        "who came with her stays"
    );
    here.app.quit().await?;
    screens.told()
}
