//! Who is here where what was said by hand is lost, or cannot be had.

use std::sync::atomic::Ordering;

use anyhow::{Context as _, Result, ensure};
use chrono::TimeDelta;

use crate::ears::until;
use crate::reception::{LINH_NAME, fresh, signed_in};
use crate::roll_call::{is_on, with_linh};

#[tokio::test]
async fn where_what_was_said_by_hand_is_lost_whose_visit_is_under_way_is_on_it() -> Result<()> {
    let day = with_linh().await?;
    let call = day.desk().roll_call().await?.context("a roll call")?;
    ensure!(call.begun_anew.is_none(), "{call:?}");
    day.desk().close();
    let office = &day.reception.office;
    office.lose_store_key()?;
    let (desk, _ears) = office.start().await?;
    signed_in(&desk).await?;
    fresh(&desk).await?;
    let call = desk.roll_call().await?.context("a roll call")?;
    let linh = call.people.iter().find(|line| line.name == LINH_NAME);
    ensure!(linh.is_some_and(|linh| linh.since.is_none()), "{call:?}");
    let since = call.begun_anew.as_ref().context("it says why")?;
    ensure!(since.time.starts_with("10:1"), "{since:?}");
    day.later(24 * 60);
    let call = desk.roll_call().await?.context("a roll call")?;
    ensure!(call.begun_anew.is_none(), "of the next day all is known");
    Ok(())
}

#[tokio::test]
async fn who_signs_in_again_the_same_day_is_told_that_what_was_said_by_hand_is_lost() -> Result<()>
{
    let day = with_linh().await?;
    day.desk().sign_out().await?;
    day.desk().sign_in().await?;
    signed_in(day.desk()).await?;
    fresh(day.desk()).await?;
    until("her visit, which is under way, to be on it", async || {
        let call = day.desk().roll_call().await?.context("a roll call")?;
        let linh = call.people.iter().find(|line| line.name == LINH_NAME);
        ensure!(linh.is_none_or(|linh| linh.since.is_none()), "{call:?}");
        ensure!(call.begun_anew.is_some(), "it says why: {call:?}");
        Ok(linh.is_some().then_some(()))
    })
    .await?;
    let told = day.desk().status().await?.begun_anew;
    ensure!(told.is_none(), "who signed out knows: {told:?}");
    Ok(())
}

#[tokio::test]
async fn that_it_was_lost_is_of_today_whatever_this_computers_clock_said_as_it_started()
-> Result<()> {
    for days in [-3, 3] {
        let day = with_linh().await?;
        day.desk().close();
        let office = &day.reception.office;
        office.lose_store_key()?;
        let wrong = TimeDelta::days(days).num_milliseconds();
        day.ahead.fetch_add(wrong, Ordering::SeqCst);
        let (desk, _ears) = office.start().await?;
        signed_in(&desk).await?;
        fresh(&desk).await?;
        let today = day.now().date_naive();
        until(
            format!("its time to be known, {days} days off"),
            async || {
                let told = desk.status().await?.begun_anew;
                Ok(told.is_some_and(|at| at.date == today).then_some(()))
            },
        )
        .await?;
        let call = desk.roll_call().await?.context("a roll call")?;
        let since = call.begun_anew.as_ref().context("it says why")?;
        ensure!(since.time.starts_with("10:1"), "{since:?}");
        ensure!(call.people.iter().any(|it| it.name == LINH_NAME));
        desk.close();
        let (desk, _ears) = office.start().await?;
        signed_in(&desk).await?;
        let told = desk.status().await?.begun_anew;
        ensure!(told.is_some_and(|at| at.date == today), "it is kept so");
        desk.close();
    }
    Ok(())
}

#[tokio::test]
async fn while_this_computers_file_cannot_be_opened_and_that_day_whose_visit_is_under_way_is_on_it()
-> Result<()> {
    let day = with_linh().await?;
    let call = day.desk().roll_call().await?.context("a roll call")?;
    ensure!(call.unkept.is_none(), "{call:?}");
    day.desk().close();
    let office = &day.reception.office;
    let (file, away) = (
        office.folder().join("lobby.db"),
        office.folder().join("away"),
    );
    std::fs::rename(&file, &away)?;
    std::fs::create_dir(&file)?;
    let (desk, _ears) = office.start().await?;
    signed_in(&desk).await?;
    fresh(&desk).await?;
    until("the door log to be read", async || {
        desk.refresh();
        let call = desk.roll_call().await?.context("a roll call")?;
        Ok(call.unread_since.is_none().then_some(()))
    })
    .await?;
    let call = desk.roll_call().await?.context("a roll call")?;
    let linh = call.people.iter().find(|line| line.name == LINH_NAME);
    ensure!(linh.is_some_and(|linh| linh.since.is_none()), "{call:?}");
    ensure!(call.unkept.as_ref() == Some(&call.taken), "{call:?}");
    desk.close();

    std::fs::remove_dir(&file)?;
    std::fs::rename(&away, &file)?;
    day.later(5);
    for what in ["what was noted meanwhile is lost", "it is kept that it is"] {
        let (desk, _ears) = office.start().await?;
        signed_in(&desk).await?;
        let call = desk.roll_call().await?.context("a roll call")?;
        ensure!(is_on(&call), "she was checked in before: {call:?}");
        let until = call.unkept.as_ref().context(what)?;
        ensure!(until.time.starts_with("10:1"), "{until:?}");
        desk.close();
    }
    day.later(24 * 60);
    let (desk, _ears) = office.start().await?;
    signed_in(&desk).await?;
    let call = desk.roll_call().await?.context("a roll call")?;
    ensure!(call.unkept.is_none(), "of the next day all is known");
    Ok(())
}

#[tokio::test]
async fn of_the_day_on_which_the_file_is_opened_again_all_is_known() -> Result<()> {
    let day = with_linh().await?;
    day.desk().close();
    let office = &day.reception.office;
    let (file, away) = (
        office.folder().join("lobby.db"),
        office.folder().join("away"),
    );
    std::fs::rename(&file, &away)?;
    std::fs::create_dir(&file)?;
    let (desk, _ears) = office.start().await?;
    signed_in(&desk).await?;
    fresh(&desk).await?;
    let call = desk.roll_call().await?.context("a roll call")?;
    ensure!(call.unkept.is_some(), "{call:?}");
    desk.close();

    std::fs::remove_dir(&file)?;
    std::fs::rename(&away, &file)?;
    day.later(24 * 60);
    let (desk, _ears) = office.start().await?;
    signed_in(&desk).await?;
    fresh(&desk).await?;
    let call = desk.roll_call().await?.context("a roll call")?;
    ensure!(call.unkept.is_none(), "that was yesterday: {call:?}");
    Ok(())
}
