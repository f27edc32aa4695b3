//! Times are shown as the computer writes them: here it is one whose people count the hours of a day twice to twelve.

use anyhow::Result;
use lobby_tests::harness::app::Machine;
use lobby_tests::harness::page::Page;
use lobby_tests::harness::reception;

use crate::screen;
use crate::screens::Screens;

#[tokio::test]
async fn a_computer_of_12_hours_is_believed_until_somebody_chooses_otherwise() -> Result<()> {
    let _screen = screen().await;
    let mut machine = Machine::of_demo()?;
    machine.set("LC_ALL", "en_US.UTF-8");
    let app = machine.launch().await?;
    let page = &app.page;
    reception::at_work(page).await?;
    page.resize(1280, 800).await?;
    page.see("@today-row").await?;
    no_time_of_24_hours(page).await?;
    page.holds(
        "each time of the board to stand in one line",
        "return [...document.querySelectorAll('[data-test=\"today-row\"] .time')]\
             .filter((cell) => !cell.textContent.includes('until')) \
             .every((cell) => cell.clientHeight < 1.5 * parseFloat(getComputedStyle(cell).lineHeight))",
    )
    .await?;
    let mut screens = Screens::new()?;
    screens.look(page, "today-12h").await?;
    for view in ["d", "w", "m", "o"] {
        page.press(&["2", view]).await?;
        page.see("@calendar-grid, @doors-grid").await?;
        no_time_of_24_hours(page).await?;
        screens.look(page, &format!("calendar-12h-{view}")).await?;
    }
    page.press(&["c"]).await?;
    page.see("@plan-item").await?;
    page.holds(
        "a date in numbers to be one of the computer's",
        "return document.querySelector('.drawer').textContent.includes('11/19')",
    )
    .await?;
    no_time_of_24_hours(page).await?;
    screens.look(page, "book-12h").await?;
    reception::leave(page).await?;
    page.click("@rail-settings").await?;
    page.click("@clock-24h").await?;
    page.click("@rail-today").await?;
    page.holds(
        "the board to go by a clock of 24 hours",
        "return [...document.querySelectorAll('[data-test=\"today-row\"] .time')]\
             .some((cell) => /^\\d\\d:\\d\\d–\\d\\d:\\d\\d$/.test(cell.textContent))",
    )
    .await?;
    app.quit().await?;
    screens.told()
}

/// Holds once there is a time with its half of the day, and none without, in what is seen and in what is heard.
async fn no_time_of_24_hours(page: &Page) -> Result<()> {
    page.holds(
        "every time to be one of 12 hours",
        "const texts = [document.body.innerText, ...[...document.querySelectorAll('[aria-label]')]\
             .map((node) => node.getAttribute('aria-label'))].join('\\n'); \
         return /\\d\\u00a0[ap]m/.test(texts) && !/(?<![+−:\\d])(?:0\\d|1[3-9]|2[0-4]):\\d\\d\\b/.test(texts)",
    )
    .await
}
