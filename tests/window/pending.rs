//! A booking is seen before DoorFlow has heard of it.

use anyhow::{Result, ensure};
use chrono::TimeDelta;
use chrono_tz::Europe::London;
use lobby_tests::harness::reception::{self, When};
use sandbox::{Clock, Fault, FaultKind};

use crate::{AtWork, quiet_day};

/// Waits until the window has painted what came before: ten frames in a row that were not late. Then puts a plain box into the
/// calendar and takes it away again, five times, and gives the middle time until it was painted: what no page can be faster than.
const FLOOR: &str = "
    const frame = () => new Promise(requestAnimationFrame);
    const painted = async () => { await frame(); await new Promise((done) => setTimeout(done)); };
    const quiet = async () => {
        let steady = 0;
        for (let last = await frame(); steady < 10; ) {
            const next = await frame();
            steady = next - last < 40 ? steady + 1 : 0;
            last = next;
        }
    };
    const took = [];
    const column = document.querySelector('[data-test=\"calendar\"] [data-visit]').parentElement;
    for (let turn = 0; turn < 5; turn += 1) {
        await quiet();
        const box = document.createElement('div');
        box.style.cssText = 'position: absolute; top: 40%; height: 60px; width: 90%; background: gray';
        const began = performance.now();
        column.append(box);
        await painted();
        took.push(performance.now() - began);
        box.remove();
    }
    await quiet();
    return took.sort((a, b) => a - b)[2];
";

/// Notes when *Book* is pressed, when the calendar has a visit that DoorFlow does not have, and when the window has painted it.
const WATCH: &str = "
    const seen = window.lobbySeen = {};
    addEventListener('keydown', (event) => {
        if (event.ctrlKey && event.key === 'Enter') seen.pressed ??= performance.now();
    }, true);
    new MutationObserver(() => {
        if (document.querySelector('[data-test=\"calendar\"] [data-visit^=b]') === null) return;
        if (seen.there !== undefined) return;
        seen.there = performance.now();
        requestAnimationFrame(() => setTimeout(() => { seen.painted = performance.now(); }));
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
";

#[tokio::test]
async fn a_booking_is_on_the_calendar_before_doorflow_answers() -> Result<()> {
    let clock = Clock::system();
    let here = AtWork::begin(clock.clone()).await?;
    let (page, control) = (&here.app.page, &here.control);
    let day = quiet_day(London);
    reception::show(page, "week", day).await?;
    reception::look_up(page, "swia", "Marta Świątek").await?;
    reception::fill_in(page, When::QUIET_HOUR, 1).await?;

    // DoorFlow takes the request, and does nothing until the building's clock is moved on.
    let by = TimeDelta::hours(1);
    let when = sandbox::When::Before;
    control.fail_next(Fault::new(
        "POST",
        "/api/3/reservations",
        FaultKind::Delay { when, by },
    ));
    let before = control.reservations().len();
    let floor: f64 = serde_json::from_value(page.run(FLOOR, vec![]).await?)?;
    page.run(WATCH, vec![]).await?;
    page.press(&["Ctrl+Enter"]).await?;
    page.holds(
        "the calendar to show it",
        "return window.lobbySeen.painted !== undefined",
    )
    .await?;
    ensure!(
        control.reservations().len() == before,
        "DoorFlow has not made it when it is seen"
    );
    page.there("@progress-step[data-state=inFlight]").await?;
    let took = "return [lobbySeen.there, lobbySeen.painted].map((at) => at - lobbySeen.pressed)";
    let took: [f64; 2] = serde_json::from_value(page.run(took, vec![]).await?)?;
    tell(took, floor);

    clock.advance(by);
    page.there("@calendar [data-visit^=r][aria-label^=\"Marta Świątek\"]")
        .await?;
    page.gone("@calendar [data-visit^=b]").await?;
    ensure!(control.reservations().len() == before + 1);
    here.app.quit().await
}

#[expect(clippy::print_stdout, reason = "figures to be read, not to be held to")]
fn tell([there, painted]: [f64; 2], floor: f64) {
    println!(
        "  from the key to the calendar: {there:.0} ms; until it was painted: {painted:.0} ms; a plain box put there: {floor:.0} ms"
    );
}
