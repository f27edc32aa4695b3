//! The app is started twice on one profile: there is one desk, and it is the first. And where it cannot start, it says so.

use std::fs::File;
use std::io::Write as _;

use anyhow::{Result, ensure};
use lobby_tests::harness::app::Machine;
use lobby_tests::harness::browser::Browser;
use lobby_tests::harness::dialog::close_message;
use lobby_tests::harness::page::Page;
use lobby_tests::harness::reception;

use crate::{building, screen, signed_in};

/// Where no session bus is: there, the second cannot hear of the first.
const NO_BUS: (&str, &str) = ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");

#[tokio::test]
async fn a_second_start_brings_the_first_to_the_front() -> Result<()> {
    let _screen = screen().await;
    let building = building().await?;
    let machine = Machine::of(building.hello())?;
    let app = signed_in(&machine).await?;
    let other = Browser::open(&building.hello().authorize_url).await?;
    has_focus(&other.page).await?;
    ensure!(!focused(&app.page).await?, "another window is in front");

    let log = machine.profile().join("lobby.log");
    let mut written = File::options().append(true).open(&log)?;
    written.write_all(&vec![b'\n'; 2_000_001])?;
    let second = machine.start_again(&[]).await?;
    ensure!(second.status.success(), "{second:?}");
    has_focus(&app.page).await?;
    ensure!(!focused(&other.page).await?, "and nothing else is");

    // One that cannot hear of the first keeps its hands off what is the first's.
    cannot_start(&machine, "already open").await?;
    ensure!(
        !log.with_extension("1.log").exists(),
        "nor is the first's log set aside by any of them"
    );
    other.close().await?;
    reception::at_work(&app.page).await?;
    app.quit().await
}

#[tokio::test]
async fn where_its_files_cannot_be_it_says_so_on_the_screen() -> Result<()> {
    let _screen = screen().await;
    let machine = Machine::of_demo()?;
    std::fs::write(machine.profile(), "no folder")?;
    cannot_start(&machine, "cannot be made").await
}

#[tokio::test]
async fn where_there_is_no_screen_it_says_so_and_ends() -> Result<()> {
    let _screen = screen().await;
    let machine = Machine::of_demo()?;
    let ended = machine.start_again(&[("DISPLAY", ":4095")]).await?;
    ensure!(ended.status.code() == Some(1), "no crash: {ended:?}");
    let log = std::fs::read_to_string(machine.profile().join("lobby.log"))?;
    for said in [&String::from_utf8_lossy(&ended.stderr), log.as_str()] {
        ensure!(said.contains("no screen to open a window on"), "{said}");
    }
    Ok(())
}

/// Starts the app, which says why it cannot, and ends once that is read.
async fn cannot_start(machine: &Machine, why: &str) -> Result<()> {
    let (ended, closed) = tokio::join!(
        machine.start_again(&[NO_BUS]),
        close_message("Lobby cannot start")
    );
    closed?;
    let ended = ended?;
    ensure!(ended.status.code() == Some(1), "{ended:?}");
    let said = String::from_utf8_lossy(&ended.stderr);
    ensure!(said.contains(why), "it says why there too: {said}");
    Ok(())
}

async fn focused(page: &Page) -> Result<bool> {
    Ok(page.run("return document.hasFocus()", vec![]).await? == true)
}

async fn has_focus(page: &Page) -> Result<()> {
    page.holds("the focus", "return document.hasFocus()").await
}
