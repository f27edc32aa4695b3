//! The real app in a real window, against the sandbox: nothing is faked but DoorFlow itself, and no mouse is used.

mod doors;
mod every_screen;
mod kills;
mod lost_answers;
mod moving;
mod newcomer;
mod pending;
mod refusals;
mod second_start;
mod signed_in;
mod visit;

use anyhow::Result;
use chrono::{Days, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use lobby_tests::harness::app::{App, Machine};
use lobby_tests::harness::{reception, sign_in};
use sandbox::{Clock, Options, Sandbox};
use tokio::sync::{Mutex, MutexGuard};

/// Two windows at once would share one screen and, on a small machine, one processor.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

/// Waits for the screen to be free; it is taken until the answer is dropped.
async fn screen() -> MutexGuard<'static, ()> {
    ONE_AT_A_TIME.lock().await
}

/// A building in Greenwich's zone.
async fn building() -> Result<Sandbox> {
    building_by(Clock::system()).await
}

/// One that lives by this clock.
async fn building_by(clock: Clock) -> Result<Sandbox> {
    Ok(sandbox::start(Options {
        people: 400,
        clock,
        ..Options::default()
    })
    .await?)
}

/// Launches the app and signs in through the browser.
async fn signed_in(machine: &Machine) -> Result<App> {
    let app = machine.launch().await?;
    reception::connect(&app.page).await?;
    sign_in::consent(&machine.opened().await?).await?;
    reception::at_work(&app.page).await?;
    Ok(app)
}

/// The day after today in a zone.
fn tomorrow(zone: Tz) -> NaiveDate {
    Utc::now().with_timezone(&zone).date_naive() + Days::new(1)
}

/// An instant of a day in a zone whose clock does not change around then.
fn at(zone: Tz, day: NaiveDate, hour: u32) -> chrono::DateTime<Utc> {
    let time = NaiveTime::from_hms_opt(hour, 0, 0).expect("an hour of the day");
    day.and_time(time)
        .and_local_timezone(zone)
        .single()
        .expect("an hour that happens once")
        .to_utc()
}
