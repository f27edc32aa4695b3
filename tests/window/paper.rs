//! What can be put on paper is shown first; and who was here is told when nobody is signed in.

use anyhow::{Result, ensure};
use chrono::TimeDelta;
use lobby_tests::harness::page::Page;
use lobby_tests::harness::{paths, reception, until};
use sandbox::Fault;
use serde_json::json;

use crate::AtWork;
use crate::screens::Screens;
use crate::watching::{MARTA, booked_for_now, person};

#[tokio::test]
async fn badge_day_sheet_and_roll_call_are_shown_to_be_printed() -> Result<()> {
    let clock = crate::by_day();
    let here = AtWork::begin(clock.clone()).await?;
    let (page, control) = (&here.app.page, &here.control);
    let mut screens = Screens::new()?;
    let (visit, door) = booked_for_now(page, control, &clock).await?;
    control.person_tries(person(control, visit)?, door);
    page.press(&["1"]).await?;
    let row = format!("@today-row[data-visit=\"r{visit}\"]");
    page.see(&format!("{row} [data-standing=here]")).await?;

    page.walk_to(&row, "ArrowDown").await?;
    page.press(&["Enter"]).await?;
    page.see("@visit-badge").await?;
    page.press(&["b"]).await?;
    page.see_text("@sheet", MARTA).await?;
    screens.look(page, "badge").await?;
    leave(page).await?;

    page.tab_to("@day-sheet").await?;
    page.press(&["Enter"]).await?;
    page.see_text("@sheet", MARTA).await?;
    screens.look(page, "day-sheet").await?;
    leave(page).await?;

    page.tab_to("@roll-call").await?;
    page.press(&["Enter"]).await?;
    page.see_text("@roll-call-line", MARTA).await?;
    screens.look(page, "roll-call").await?;
    leave(page).await?;

    // The door log alone cannot be read: nobody here knows who has come since.
    let gone = Fault::answer("GET", "/api/3/events", 503, json!({}));
    control.fail_next(gone.times(10_000));
    clock.advance(TimeDelta::minutes(30));
    until("the roll call to say what it lacks", async || {
        page.tab_to("@roll-call").await?;
        page.press(&["Enter"]).await?;
        page.see_text("@roll-call-line", MARTA).await?;
        let said = page.count("@roll-call-unread").await? > 0;
        if !said {
            leave(page).await?;
        }
        Ok(said.then_some(()))
    })
    .await?;
    screens.look(page, "roll-call-unread").await?;
    leave(page).await?;

    // The sign-in is ended from elsewhere, and the program starts again: whoever has to count heads still can.
    here.app.quit().await?;
    control.revoke_all_tokens();
    let app = here.machine.launch().await?;
    let page = &app.page;
    page.see("@sign-in-roll-call").await?;
    screens.look(page, "sign-in-roll-call").await?;
    page.tab_to("@sign-in-roll-call").await?;
    page.press(&["Enter"]).await?;
    page.see_text("@roll-call-note", "as this computer kept it")
        .await?;
    page.see_text("@sheet", MARTA).await?;
    screens.look(page, "roll-call-kept").await?;
    only_the_sheet_is_printed(page).await?;
    // White in any light: there is one picture of it.
    let folder = paths::leavings("screens")?;
    page.picture(&folder.join("roll-call-printed.png")).await?;
    app.quit().await?;
    screens.told()
}

/// Closes the sheet, and what was open under it.
async fn leave(page: &Page) -> Result<()> {
    page.press(&["Escape"]).await?;
    page.gone("@paper").await?;
    reception::leave(page).await
}

/// What the printer is given: its style sheets are put on the screen.
pub(crate) async fn only_the_sheet_is_printed(page: &Page) -> Result<()> {
    let shown = page
        .run(
            "for (const sheet of document.styleSheets) for (const rule of sheet.cssRules) \
             if (rule instanceof CSSMediaRule && rule.media.mediaText === 'print') rule.media.mediaText = 'all'; \
             return [...document.querySelectorAll('.frame, main, [data-test=paper-print], [data-test=sheet]')] \
             .filter((one) => one.checkVisibility()).map((one) => one.dataset.test ?? one.className)",
            vec![],
        )
        .await?;
    ensure!(
        shown == serde_json::json!(["sheet"]),
        "all that is printed is the sheet, and not {shown}"
    );
    Ok(())
}
