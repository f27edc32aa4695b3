//! History, by keyboard alone and by mouse: what happened, narrowed by how it went, far through the list, and to the visit.

use anyhow::{Context, Result, ensure};
use chrono::{TimeDelta, Timelike as _};
use chrono_tz::Europe::London;
use lobby_tests::harness::page::Page;
use lobby_tests::harness::{reception, until};
use sandbox::{Clock, Control};

use crate::AtWork;
use crate::screens::Screens;

#[tokio::test]
async fn what_happened_is_found_by_key_and_by_mouse() -> Result<()> {
    let clock = Clock::system();
    // So that something of the day is over, and some of it is left.
    let hour = clock.now().with_timezone(&London).hour();
    if hour >= 22 {
        clock.advance(TimeDelta::hours(-3));
    }
    let here = AtWork::begin(clock.clone()).await?;
    let (page, control) = (&here.app.page, &here.control);
    let mut screens = Screens::new()?;
    let came = somebody_comes(control, &clock).await?;

    page.press(&["5"]).await?;
    page.focus_on("@history-grid").await?;
    page.see("@history-row").await?;
    is_here(page, came).await?;
    screens.look(page, "history").await?;

    by_key(page).await?;
    by_mouse(page).await?;

    // Nothing that fits says what would be there.
    page.run(
        "const door = document.querySelector('[data-test=history-door]'); \
         const period = document.querySelector('[data-test=history-period]'); \
         period.value = 'days'; period.dispatchEvent(new Event('change', { bubbles: true })); return !!door",
        vec![],
    )
    .await?;
    page.tab_to("@history-first").await?;
    page.press(&["Ctrl+a"]).await?;
    page.type_text("1 Jan 2020").await?;
    page.press(&["Tab"]).await?;
    page.press(&["Ctrl+a"]).await?;
    page.type_text("2 Jan 2020").await?;
    page.see("@history-empty").await?;
    screens.look(page, "history-empty").await?;
    here.app.quit().await?;
    screens.told()
}

/// A visitor of another desk comes now; the visit.
pub(crate) async fn somebody_comes(control: &Control, clock: &Clock) -> Result<i64> {
    let now = clock.now();
    let person = control.people().first().context("a person")?.id;
    let door = control
        .channels()
        .iter()
        .find(|channel| channel.online)
        .context("a door")?
        .id;
    let end = now + TimeDelta::minutes(30);
    let visit = control.add_reservation(person, now - TimeDelta::minutes(5), end, &[door]);
    control.sync();
    until("the door to know of the visit", async || {
        Ok(control.door_knows(door, visit).then_some(()))
    })
    .await?;
    let said = control.visitor_arrives(visit).context("such a visit")?;
    ensure!(said < 20, "the door lets them in: {said}");
    Ok(visit)
}

/// Asks for those who are here, until this visit is among them, and for everybody again: whoever is expected later that day stands above
/// them, so without it a morning's list would have to be gone through.
pub(crate) async fn is_here(page: &Page, visit: i64) -> Result<()> {
    page.tab_to("@history-count-here").await?;
    page.press(&["Enter"]).await?;
    page.see(&format!(
        "@history-row[data-visit=\"r{visit}\"][data-state=here]"
    ))
    .await?;
    page.press(&["Enter"]).await?;
    page.there("@history-count-here[aria-pressed=false]")
        .await?;
    page.tab_to("@history-grid").await
}

async fn shown(page: &Page) -> Result<String> {
    let text = "return document.querySelector('[data-test=history-total]').textContent";
    let text = page.run(text, vec![]).await?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}

async fn by_key(page: &Page) -> Result<()> {
    let all = shown(page).await?;
    page.press(&["End"]).await?;
    page.holds(
        "the last row to be reached",
        "const grid = document.querySelector('[data-test=history-grid]'); \
         const row = document.getElementById(grid.getAttribute('aria-activedescendant')); \
         return row?.getAttribute('aria-rowindex') === grid.getAttribute('aria-rowcount') && row.dataset.visit !== undefined",
    )
    .await?;
    page.press(&["Home", "ArrowDown"]).await?;
    page.holds(
        "the second row to be reached",
        "return document.querySelector('[data-test=history-grid]').getAttribute('aria-activedescendant') === 'history-1'",
    )
    .await?;
    page.press(&["Enter"]).await?;
    page.see("@visit-drawer").await?;
    reception::leave(page).await?;
    page.focus_on("@history-grid").await?;

    page.tab_to("@history-count-here").await?;
    page.press(&["Enter"]).await?;
    page.there("@history-count-here[aria-pressed=true]").await?;
    only_who_is_here(page).await?;
    page.press(&["Enter"]).await?;
    page.see_text("@history-total", &all).await?;
    Ok(())
}

async fn only_who_is_here(page: &Page) -> Result<()> {
    page.holds(
        "only those to be shown",
        "const rows = [...document.querySelectorAll('[data-test=history-row]')]; \
         return rows.length > 0 && rows.every((row) => row.dataset.state === 'here')",
    )
    .await
}

async fn by_mouse(page: &Page) -> Result<()> {
    let all = shown(page).await?;
    page.click("@history-count-here").await?;
    // A row that is clicked before the others are gone is elsewhere by then.
    only_who_is_here(page).await?;
    page.click("@history-row[data-state=here]").await?;
    page.see("@visit-drawer").await?;
    page.click("@drawer-close").await?;
    page.gone("@visit-drawer").await?;
    page.click("@history-clear").await?;
    page.see_text("@history-total", &all).await?;
    page.click("@rail-today").await?;
    page.gone("@history-grid").await?;
    page.click("@rail-history").await?;
    page.see("@history-row").await?;
    Ok(())
}
