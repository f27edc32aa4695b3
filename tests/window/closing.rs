//! The window is closed while something is not done.

use anyhow::Result;
use chrono_tz::Europe::London;
use lobby_tests::harness::app::Machine;
use lobby_tests::harness::dialog::answer_message;
use lobby_tests::harness::reception::{self, When};
use sandbox::{Clock, Fault, FaultKind};

use crate::{AtWork, quiet_day, screen};

const ASKED: &str = "Close Lobby?";

#[tokio::test]
async fn whoever_closes_the_window_hears_first_what_is_not_sent_yet() -> Result<()> {
    let here = AtWork::begin(Clock::system()).await?;
    let (page, control) = (&here.app.page, &here.control);
    // DoorFlow takes nothing for an hour.
    let retry_after = Some(3600);
    control.fail_next(Fault::new(
        "POST",
        "/api/3/reservations",
        FaultKind::RateLimited { retry_after },
    ));
    reception::show(page, "week", quiet_day(London)).await?;
    reception::look_up(page, "swia", "Marta Świątek").await?;
    reception::fill_in(page, When::QUIET_HOUR, 1).await?;
    page.press(&["Ctrl+Enter"]).await?;
    page.there("@progress-step[data-state=queued]").await?;

    here.app.ask_to_close()?;
    answer_message(ASKED, "Escape").await?;
    page.there("@progress-step[data-state=queued]").await?;

    // A page that hangs keeps nobody.
    page.run("setTimeout(() => { for (;;); }, 500)", vec![])
        .await?;
    here.app.ask_to_close()?;
    answer_message(ASKED, "Return").await?;
    here.app.ended().await
}

#[tokio::test]
async fn a_window_with_nothing_to_lose_and_the_demo_close_at_once() -> Result<()> {
    {
        let here = AtWork::begin(Clock::system()).await?;
        here.app.ask_to_close()?;
        here.app.ended().await?;
    }

    let _screen = screen().await;
    let app = Machine::of_demo()?.launch().await?;
    reception::at_work(&app.page).await?;
    app.ask_to_close()?;
    app.ended().await
}
