//! The process that draws the page ends, and the window does not stay empty.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use lobby_tests::harness::until;
use sandbox::Clock;

use crate::AtWork;

#[tokio::test]
async fn a_page_whose_process_ends_comes_back() -> Result<()> {
    let here = AtWork::begin(Clock::system()).await?;
    let log = here.machine.profile().join("lobby.log");
    let painted = || -> Result<usize> {
        let said = fs::read_to_string(&log).context("the log")?;
        Ok(said.matches("the first view is painted").count())
    };
    until("the first view", async || {
        Ok((painted()? == 1).then_some(()))
    })
    .await?;
    here.app.kill_page().await?;
    until("the page to be there again", async || {
        Ok((painted()? == 2).then_some(()))
    })
    .await?;
    let said = fs::read_to_string(&log)?;
    ensure!(said.contains("the page's process has ended"), "{said}");
    here.app.ask_to_close()?;
    here.app.ended().await
}
