//! A big building, and a desk that has read all of it: what the parts that look at the real window measure with.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use chrono::{DateTime, Datelike as _, Days, TimeDelta, Utc};
use lobby_tests::harness::app::{App, Machine};
use lobby_tests::harness::{reception, sign_in};
use sandbox::{Options, Sandbox};
use serde_json::Value;

/// How long the first pull may take.
const PULL: Duration = Duration::from_mins(7);

/// How big the building is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) people: usize,
    /// Visits in what is left of this week.
    pub(crate) this_week: usize,
    /// Visits in the five weeks after.
    pub(crate) later: usize,
}

impl Size {
    /// What Lobby is to be fast with.
    pub(crate) const BIG: Self = Self {
        people: 100_000,
        this_week: 2000,
        later: 8000,
    };
}

/// A building and a desk of it.
pub(crate) struct Office {
    pub(crate) building: Sandbox,
    pub(crate) machine: Machine,
}

impl Office {
    /// Opens a building of that size.
    pub(crate) async fn of(size: Size) -> Result<Self> {
        let building = building(size, false).await?;
        let machine = Machine::of(building.hello())?.of_few_words();
        Ok(Self { building, machine })
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

    /// As [`Office::sign_in`], and closes the window again: what is read is in the profile then.
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
        // That it does open with the calendar, and with visits in it.
        let app = self.machine.launch().await?;
        app.page.there("@calendar-grid [data-visit]").await?;
        app.quit().await
    }
}

/// Opens a building of that size; one that is to consent shows nobody a page.
pub(crate) async fn building(size: Size, consents: bool) -> Result<Sandbox> {
    let building = sandbox::start(Options {
        people: size.people,
        time_zone: chrono_tz::UTC,
        auto_approve: consents,
        ..Options::default()
    })
    .await?;
    fill(&building, size)?;
    Ok(building)
}

/// Puts visits into the building: half an hour to an hour and a half each, spread evenly by day, hour, person and door.
fn fill(building: &Sandbox, size: Size) -> Result<()> {
    let control = building.control();
    let people: Vec<i64> = control.people().iter().map(|person| person.id).collect();
    let doors: Vec<i64> = control.channels().iter().map(|door| door.id).collect();
    ensure!(
        !people.is_empty() && !doors.is_empty(),
        "there is somebody to visit"
    );
    let now = Utc::now();
    let today = now.date_naive();
    let monday = today
        .checked_add_days(Days::new(
            7 - u64::from(today.weekday().num_days_from_monday()),
        ))
        .and_then(|day| day.and_hms_opt(0, 0, 0))
        .context("a day")?
        .and_utc();
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
    spread(size.this_week, now - TimeDelta::minutes(20), monday)?;
    spread(size.later, monday, monday + TimeDelta::weeks(5))
}
