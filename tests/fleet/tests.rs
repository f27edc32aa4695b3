//! A small fleet for an hour, with a power cut and a minute of refusals in it: what a fleet promises is checked at every change.

use anyhow::{Result, ensure};
use lobby_tests::fleet::{Plan, run};

#[test]
fn a_small_fleet_keeps_what_a_large_one_promises() -> Result<()> {
    let figures = run(&Plan::busy_hour(3, 4, 1), |_| {})?;
    ensure!(
        figures.bookings > 20,
        "hardly anything was booked: {figures}"
    );
    ensure!(
        figures.seen.count > 50,
        "hardly anything was seen: {figures}"
    );
    // Desks that all read everything as they start would make it a dozen.
    let herd = figures.seconds.worst_ten_after_power / figures.seconds.mean;
    ensure!(herd <= 6.0, "they start together: {figures}");
    for promise in &figures.promises {
        ensure!(promise.is_kept(), "{promise:?}\n{figures}");
    }
    Ok(())
}
