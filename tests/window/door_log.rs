//! DoorFlow's own door log, 90 days of it, by keyboard alone and by mouse: narrowed, read to its end, and to the person and back.

use anyhow::{Context as _, Result, ensure};
use chrono::TimeDelta;
use lobby_tests::harness::page::Page;
use lobby_tests::harness::reception;
use sandbox::{Clock, Control};

use crate::AtWork;
use crate::screens::Screens;

/// How often each of two people came to a door in twelve weeks: more than one answer of DoorFlow's holds.
const TIMES: i32 = 700;

#[tokio::test]
async fn ninety_days_of_the_doors_are_read_by_key_and_by_mouse() -> Result<()> {
    let clock = Clock::system();
    let here = AtWork::begin(clock.clone()).await?;
    let (page, control) = (&here.app.page, &here.control);
    let mut screens = Screens::new()?;
    let name = twelve_weeks(control, &clock)?;

    page.press(&["5"]).await?;
    page.see("@history-total").await?;
    page.tab_to("@history-list-doors").await?;
    page.press(&["Enter"]).await?;
    page.there("@history-list-doors[aria-pressed=true]").await?;
    page.run(
        "const period = document.querySelector('[data-test=history-period]'); \
         period.value = 'all'; period.dispatchEvent(new Event('change', { bubbles: true }));",
        vec![],
    )
    .await?;
    // Both pages are read by themselves.
    page.see("@door-log-again").await?;
    let total = total(page).await?;
    ensure!(total >= 2 * i64::from(TIMES), "{total} events");
    page.see_text("@door-log-reach", "which keeps 90 days")
        .await?;
    screens.look(page, "door-log").await?;

    // To the last row, which was not read before, and to whom it was.
    page.tab_to("@door-log-grid").await?;
    page.press(&["End"]).await?;
    page.holds(
        "the last row to be reached",
        "const grid = document.querySelector('[data-test=door-log-grid]'); \
         const row = document.getElementById(grid.getAttribute('aria-activedescendant')); \
         return row?.getAttribute('aria-rowindex') === grid.getAttribute('aria-rowcount') && row.dataset.event !== undefined",
    )
    .await?;
    page.press(&["Enter"]).await?;
    page.see("@person-drawer").await?;
    // And from there to all that is theirs.
    page.tab_to("@person-door-log").await?;
    page.press(&["Enter"]).await?;
    page.gone("@person-drawer").await?;
    page.holds(
        "one person's events to be listed",
        "const rows = [...document.querySelectorAll('[data-test=door-log-row] [role=gridcell]:nth-child(2)')]; \
         return rows.length > 0 && new Set(rows.map((row) => row.textContent)).size === 1",
    )
    .await?;
    page.see("@door-log-again").await?;
    screens.look(page, "door-log-person").await?;

    by_mouse(page, &name).await?;
    here.app.quit().await?;
    screens.told()
}

async fn by_mouse(page: &Page, name: &str) -> Result<()> {
    page.click("@door-log-clear").await?;
    page.click("@door-log-count-turnedAway").await?;
    let listed = format!(
        "const rows = [...document.querySelectorAll('[data-test=door-log-row]')]; \
         return rows.some((row) => row.textContent.includes('{name}')) && rows.every((row) => row.dataset.outcome === 'turnedAway')"
    );
    page.holds("only who was turned away to be listed", &listed)
        .await?;
    page.click("@door-log-row").await?;
    page.see("@person-drawer").await?;
    reception::leave(page).await?;
    page.click("@history-list-visits").await?;
    page.see("@history-row").await?;
    Ok(())
}

async fn total(page: &Page) -> Result<i64> {
    let text = "return document.querySelector('[data-test=door-log-total]').textContent.replaceAll(/[^0-9]/g, '')";
    let text = page.run(text, vec![]).await?;
    Ok(text.as_str().context("a total")?.parse()?)
}

/// Two people come day and night for twelve weeks, one of them in vain: that one's name.
fn twelve_weeks(control: &Control, clock: &Clock) -> Result<String> {
    let people = control.people();
    let [first, second, ..] = people.as_slice() else {
        anyhow::bail!("there are people");
    };
    let door = control.channels().first().context("a door")?.id;
    let step = TimeDelta::weeks(12) / TIMES;
    for at in 1..=TIMES {
        let at = clock.now() - step * at;
        control.door_reports(10, first.id, door, at);
        control.door_reports(20, second.id, door, at + TimeDelta::minutes(1));
    }
    Ok(second.name())
}
