//! A visit on a door that is there and one that is away: the drawer says of each what that door has, and never more.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use chrono_tz::Europe::London;
use lobby_tests::harness::PATIENCE;
use lobby_tests::harness::page::Page;
use lobby_tests::harness::pictures::Pictures;
use lobby_tests::harness::reception::{self, When};
use sandbox::{Clock, Control};
use tokio::time::Instant;

use crate::{AtWork, quiet_day};

/// How soon after one look at the drawer the next is taken.
const LOOK: Duration = Duration::from_millis(100);

#[tokio::test]
async fn each_door_is_ready_when_it_has_the_visit_and_not_before() -> Result<()> {
    let here = AtWork::begin(Clock::system()).await?;
    let (page, control) = (&here.app.page, &here.control);
    page.resize(1280, 800).await?;

    reception::look_up(page, "swia", "Marta Świątek").await?;
    let doors = reception::fill_in(page, When::QUIET, 2).await?;
    let away = doors.last().context("the second door")?;
    let away = control
        .channels()
        .into_iter()
        .find(|channel| channel.name == *away)
        .context("the second door")?
        .id;
    control.set_channel_online(away, false);
    let before: Vec<i64> = control.reservations().iter().map(|made| made.id).collect();
    reception::book(page).await?;
    let made = control
        .reservations()
        .into_iter()
        .find(|made| !before.contains(&made.id))
        .context("the reservation")?;
    reception::leave(page).await?;
    reception::find_in_week(page, quiet_day(London), "Marta Świątek").await?;
    page.press(&["Enter"]).await?;
    page.see("@visit-door").await?;

    let names = Names {
        control,
        reservation: made.id,
        channels: &made.channel_ids,
    };
    names.walk_until(page, &["offline", "ready"]).await?;
    Pictures::in_folder("screens")?
        .take(page, "doors-one-away")
        .await?;
    control.set_channel_online(away, true);
    names.walk_until(page, &["ready", "ready"]).await?;
    here.app.quit().await
}

/// What the sandbox's doors know of one reservation.
struct Names<'a> {
    control: &'a Control,
    reservation: i64,
    channels: &'a [i64],
}

impl Names<'_> {
    /// Looks again and again until the drawer says this of its doors; at each look, no more doors may be called ready than have it.
    async fn walk_until(&self, page: &Page, wanted: &[&str]) -> Result<()> {
        let deadline = Instant::now() + 2 * PATIENCE;
        loop {
            let said = page
                .run(
                    "return [...document.querySelectorAll('[data-test=\"visit-door\"]')].map((door) => door.dataset.readiness).sort()",
                    vec![],
                )
                .await?;
            let said: Vec<String> = serde_json::from_value(said)?;
            let know = self
                .channels
                .iter()
                .filter(|channel| self.control.door_knows(**channel, self.reservation))
                .count();
            let claimed = said
                .iter()
                .filter(|readiness| *readiness == "ready")
                .count();
            ensure!(
                claimed <= know,
                "the drawer says {said:?}, {know} doors have it"
            );
            if said == wanted {
                return Ok(());
            }
            ensure!(
                Instant::now() < deadline,
                "the drawer still says {said:?}, not {wanted:?}"
            );
            tokio::time::sleep(LOOK).await;
        }
    }
}
