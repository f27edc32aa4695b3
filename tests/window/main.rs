//! The real app in a real window, against the sandbox: nothing is faked but DoorFlow itself.

mod clock;
mod closing;
mod crowded;
mod day_by_keys;
mod day_by_mouse;
mod described;
mod door_log;
mod door_rows;
mod doors;
mod every_screen;
mod exporting;
mod history;
mod importing;
mod kills;
mod locking;
mod lost_answers;
mod moving;
mod newcomer;
mod notified;
mod page_lost;
mod paper;
mod party;
mod pending;
mod quick_add;
mod refusals;
mod revoking;
mod screens;
mod second_start;
mod series;
mod signed_in;
mod templates;
mod visit;
mod watching;

use anyhow::Result;
use chrono::{NaiveDate, NaiveTime, TimeDelta, Timelike as _, Utc};
use chrono_tz::Europe::London;
use chrono_tz::Tz;
use lobby_tests::harness::app::{App, Machine};
use lobby_tests::harness::{reception, sign_in};
use sandbox::{Clock, Control, Options, Sandbox};
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

/// A building, and a desk that somebody has just signed in at: nobody else has the screen meanwhile.
struct AtWork {
    app: App,
    control: Control,
    // In the order in which they go: the app before what it stands on.
    machine: Machine,
    _building: Sandbox,
    _screen: MutexGuard<'static, ()>,
}

impl AtWork {
    async fn begin(clock: Clock) -> Result<Self> {
        Self::begin_with(clock, &[]).await
    }

    /// The same at a desk with these in its environment.
    async fn begin_with(clock: Clock, environment: &[(&str, &str)]) -> Result<Self> {
        let screen = screen().await;
        let building = building_by(clock).await?;
        let mut machine = Machine::of(building.hello())?;
        for (name, value) in environment {
            machine.set(name, value);
        }
        Ok(Self {
            app: signed_in(&machine).await?,
            control: building.control(),
            machine,
            _building: building,
            _screen: screen,
        })
    }
}

/// A clock that leaves some of the building's day.
fn by_day() -> Clock {
    let clock = Clock::system();
    if clock.now().with_timezone(&London).hour() >= 20 {
        clock.advance(TimeDelta::hours(-5));
    }
    clock
}

/// The day of [`reception::When::QUIET`] in a zone.
fn quiet_day(zone: Tz) -> NaiveDate {
    reception::quiet_day(Utc::now().with_timezone(&zone).date_naive())
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
