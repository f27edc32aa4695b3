//! Who is here can be told when nothing else works: for a day, from what this computer keeps.

use anyhow::{Context as _, Result, ensure};
use desk::Desk;
use desk::session::SessionState;
use desk::visits::RollCall;

use crate::ears::until;
use crate::reception::{FRONT_DOOR, LINH_NAME};
use crate::watching::Day;

/// Ten past ten: Linh was checked in by hand, and it was asked who is here.
async fn with_linh() -> Result<Day> {
    let day = Day::at_ten().await?;
    let key = day.booked("10:05", "11:00", FRONT_DOOR).await?;
    day.later(10);
    day.desk().mark(&[key], true).await?;
    let call = day.desk().roll_call().await?.context("a roll call")?;
    ensure!(call.live && is_on(&call), "{call:?}");
    Ok(day)
}

fn is_on(call: &RollCall) -> bool {
    let linh = call.people.iter().find(|line| line.name == LINH_NAME);
    linh.is_some_and(|linh| linh.since.is_some() && linh.until.time == "11:00")
}

async fn nobody_signed_in(desk: &Desk) -> Result<()> {
    until("nobody to be signed in", async || {
        let out = matches!(desk.session(), SessionState::SignedOut { .. });
        Ok(out.then_some(()))
    })
    .await
}

#[tokio::test]
async fn who_was_here_is_told_without_a_sign_in_for_a_day_and_over_a_restart() -> Result<()> {
    let day = with_linh().await?;
    day.reception.control().revoke_all_tokens();
    day.desk().refresh();
    nobody_signed_in(day.desk()).await?;
    let call = day.desk().roll_call().await?.context("a roll call")?;
    ensure!(!call.live && is_on(&call), "{call:?}");

    day.desk().close();
    let (desk, _ears) = day.reception.office.start().await?;
    nobody_signed_in(&desk).await?;
    let call = desk.roll_call().await?.context("a roll call")?;
    ensure!(!call.live && is_on(&call), "{call:?}");
    assert!(call.taken.time.starts_with("10:1"), "{call:?}");
    day.later(24 * 60);
    assert_eq!(desk.roll_call().await?, None, "it is too old");
    Ok(())
}

#[tokio::test]
async fn signing_out_leaves_no_roll_call() -> Result<()> {
    let day = with_linh().await?;
    day.desk().sign_out().await?;
    nobody_signed_in(day.desk()).await?;
    assert_eq!(day.desk().roll_call().await?, None);
    Ok(())
}

#[tokio::test]
async fn who_has_left_is_not_on_it() -> Result<()> {
    let day = with_linh().await?;
    day.later(60);
    let call = day.desk().roll_call().await?.context("a roll call")?;
    ensure!(!is_on(&call), "{call:?}");
    Ok(())
}
