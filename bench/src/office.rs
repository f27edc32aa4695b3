//! A big building, and a desk that has read all of it: what the parts that look at the real window measure with.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc, Weekday};
use lobby_tests::harness::app::{App, Machine};
use lobby_tests::harness::{reception, sign_in};
use sandbox::{Clock, Options, Sandbox};
use serde_json::Value;

use crate::process::quiet;

/// The event code of a door that lets somebody in.
const ADMIT: i64 = 10;
/// How long the first pull may take.
const PULL: Duration = Duration::from_mins(7);

/// How big the building is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) people: usize,
    /// Visits in the first week.
    pub(crate) first_week: usize,
    /// Visits in the five weeks after.
    pub(crate) later: usize,
}

impl Size {
    /// What Lobby is to be fast with.
    pub(crate) const BIG: Self = Self {
        people: 100_000,
        first_week: 2000,
        later: 8000,
    };
}

/// A building and a desk of it.
pub(crate) struct Office {
    pub(crate) building: Sandbox,
    pub(crate) machine: Machine,
    clock: Clock,
}

impl Office {
    /// Opens a building of that size, as it was when this week began: the past is not served, and the week that is looked at is to have the
    /// same visits on each of its days.
    pub(crate) async fn of(size: Size) -> Result<Self> {
        let begins = Utc::now()
            .date_naive()
            .week(Weekday::Mon)
            .first_day()
            .and_time(NaiveTime::MIN)
            .and_utc();
        let clock = Clock::system();
        clock.set(begins);
        let building = building(size, begins, clock.clone(), false).await?;
        let machine = Machine::of(building.hello())?.of_few_words();
        Ok(Self {
            building,
            machine,
            clock,
        })
    }

    /// Signs in for the first time, and waits until all is read; the calendar is what the desk opens with from then on.
    pub(crate) async fn sign_in(&self) -> Result<App> {
        let app = self.machine.launch().await?;
        reception::connect(&app.page).await?;
        sign_in::consent(&self.machine.opened().await?).await?;
        app.page.see("@status").await?;
        let begun = Instant::now();
        loop {
            let read = app
                .page
                .run(
                    "return document.querySelector('[data-test=\"first-pull\"]') === null \
                     && document.querySelector('[data-test=\"status-freshness\"]')?.innerText.trim() !== ''",
                    vec![],
                )
                .await?;
            if read == Value::Bool(true) {
                break;
            }
            ensure!(
                begun.elapsed() < PULL,
                "the building is not read in {PULL:?}"
            );
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        Ok(app)
    }

    /// As [`Office::sign_in`], and closes the window again: what is read is in the profile then, and who has come since the week began.
    pub(crate) async fn fill_profile(&self) -> Result<()> {
        let app = self.sign_in().await?;
        app.page.tab_to("@rail-settings").await?;
        app.page.press(&["Enter"]).await?;
        app.page.tab_to("@first-page-today").await?;
        app.page
            .walk_to("@first-page-calendar", "ArrowRight")
            .await?;
        app.page.there("@first-page-calendar:checked").await?;
        app.quit().await?;
        self.catch_up();
        // That it does open with the calendar, and with visits in it.
        let app = self.machine.launch().await?;
        app.page.there("@calendar-grid [data-visit]").await?;
        self.read_the_door_log(&app).await?;
        app.quit().await
    }

    /// Has the desk read who has come, and waits until it has.
    async fn read_the_door_log(&self, app: &App) -> Result<()> {
        let looks = || {
            let asked = self.building.control().requests();
            asked.get("GET /api/3/events").copied().unwrap_or_default()
        };
        let (before, begun) = (looks(), Instant::now());
        let refresh =
            "window.__TAURI_INTERNALS__.invoke('refresh').then(arguments[0], arguments[0])";
        app.page.run_async(refresh, vec![]).await?;
        while looks() == before {
            ensure!(
                begun.elapsed() < PULL,
                "the door log is not read in {PULL:?}"
            );
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        let id = *app.processes()?.first().context("it runs")?;
        quiet(id).await;
        Ok(())
    }

    /// Goes on to the hour that it is: whoever has a visit that has begun came when it did.
    fn catch_up(&self) {
        let now = Utc::now();
        self.clock.set(now);
        let control = self.building.control();
        for visit in control.reservations() {
            if visit.start_time < now {
                control.door_reports(
                    ADMIT,
                    visit.person_id,
                    visit.channel_ids[0],
                    visit.start_time,
                );
            }
        }
    }
}

/// Opens a building of that size, the visits from a time on; one that is to consent shows nobody a page.
pub(crate) async fn building(
    size: Size,
    from: DateTime<Utc>,
    clock: Clock,
    consents: bool,
) -> Result<Sandbox> {
    let building = sandbox::start(Options {
        people: size.people,
        time_zone: chrono_tz::UTC,
        auto_approve: consents,
        clock,
        ..Options::default()
    })
    .await?;
    fill(&building, size, from)?;
    Ok(building)
}

/// Puts visits into the building: half an hour to an hour and a half each, spread evenly by day, hour, person and door.
fn fill(building: &Sandbox, size: Size, from: DateTime<Utc>) -> Result<()> {
    let control = building.control();
    let people: Vec<i64> = control.people().iter().map(|person| person.id).collect();
    let doors: Vec<i64> = control.channels().iter().map(|door| door.id).collect();
    ensure!(
        !people.is_empty() && !doors.is_empty(),
        "there is somebody to visit"
    );
    let spread = |count: usize, from: DateTime<Utc>, to: DateTime<Utc>| -> Result<()> {
        let step = (to - from - TimeDelta::minutes(90)) / i32::try_from(count.max(1))?;
        for visit in 0..count {
            let start = from + step * i32::try_from(visit)?;
            let long = TimeDelta::minutes(30 + i64::try_from(visit % 5)? * 15);
            let person = people[visit * 7919 % people.len()];
            control.add_reservation(person, start, start + long, &[doors[visit % doors.len()]]);
        }
        Ok(())
    };
    let later = from + TimeDelta::weeks(1);
    spread(size.first_week, from, later)?;
    spread(size.later, later, later + TimeDelta::weeks(5))
}
