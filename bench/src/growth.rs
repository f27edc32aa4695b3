//! Whether a window that is used all day grows: its memory before and after a thousand week switches, and a thousand bookings.

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use chrono::{Days, Utc};
use lobby_tests::harness::app::App;
use serde_json::{Value, json};

use crate::office::{Office, Size};
use crate::process::{memory, memory_of_all, quiet};
use crate::report::{Figure, Report, Target};

/// How often each is done, and how often before that, so that what is taken once is not put down to growth.
const TIMES: usize = 1000;
const BEFORE: usize = 100;

/// How often at one go: a window that is asked for an answer gives it within half a minute.
const AT_ONCE: usize = 10;

/// The people of every building whom nobody has booked begin here.
const FIRST_PERSON: usize = 12_001;
/// A door that is online.
const DOOR: i64 = 1340;

/// Switches weeks or books, in the page.
const DO: &str = include_str!("growth.js");

pub(crate) async fn measure() -> Result<()> {
    let begun = Instant::now();
    let office = Office::of(Size::BIG).await?;
    office.fill_profile().await?;
    let app = office.machine.launch().await?;
    app.page.resize(1280, 800).await?;
    app.page.there("@calendar-grid [data-visit]").await?;

    switch(&app, BEFORE).await?;
    let before = weigh(&app).await?;
    switch(&app, TIMES).await?;
    let switched = weigh(&app).await?;
    book(&app, 0..BEFORE).await?;
    let booked_some = weigh(&app).await?;
    book(&app, BEFORE..BEFORE + TIMES).await?;
    let booked = weigh(&app).await?;
    app.quit().await?;

    let about = format!(
        "Memory (PSS) of a desk with 100,000 people and 10,000 visits, once all is quiet: after {BEFORE} week switches and after {TIMES} more, \
         after {BEFORE} bookings and after {TIMES} more. What is booked is kept: a visit is somewhat less than a kilobyte."
    );
    let figures = vec![
        figure(
            "1,000 week switches",
            "all processes",
            switched[1],
            before[1],
        ),
        figure(
            "1,000 week switches",
            "the app's own",
            switched[0],
            before[0],
        ),
        figure("1,000 bookings", "all processes", booked[1], booked_some[1]),
        figure("1,000 bookings", "the app's own", booked[0], booked_some[0]),
    ];
    Report::new("growth", &about, begun.elapsed(), figures).keep()
}

fn figure(after: &str, whose: &str, now: f64, before: f64) -> Figure {
    Figure::new(format!("memory after {after}, {whose}"), now, "MB")
        .beside("before", before)
        .reach(Target::TimesPeer(1.05))
}

/// The memory of the app's own process, and of all that it has started too, MB.
async fn weigh(app: &App) -> Result<[f64; 2]> {
    let id = *app.processes()?.first().context("it runs")?;
    quiet(id).await;
    Ok([memory(id)?, memory_of_all(id)?])
}

async fn switch(app: &App, times: usize) -> Result<()> {
    for _ in 0..times / AT_ONCE {
        let said = app
            .page
            .run_async(DO, vec![json!("switch"), json!(AT_ONCE)]);
        let said = said.await?;
        ensure!(said.is_null(), "switching weeks: {said}");
    }
    Ok(())
}

async fn book(app: &App, numbers: std::ops::Range<usize>) -> Result<()> {
    let drafts: Vec<Value> = numbers.map(draft).collect::<Result<_>>()?;
    for some in drafts.chunks(AT_ONCE) {
        let said = app
            .page
            .run_async(DO, vec![json!("book"), json!(some)])
            .await?;
        ensure!(said.is_null(), "booking: {said}");
    }
    Ok(())
}

/// Half an hour at one door, some day soon; no two alike.
fn draft(number: usize) -> Result<Value> {
    let date = Utc::now().date_naive();
    let days = u64::try_from(2 + number / 40 % 20)?;
    let date = date.checked_add_days(Days::new(days)).context("a day")?;
    let (hour, minute) = (number % 20, number / 20 % 2 * 30);
    Ok(json!({
        "personId": FIRST_PERSON + number / 800,
        "date": date,
        "lastDate": date,
        "from": format!("{hour:02}:{minute:02}"),
        "to": format!("{hour:02}:{:02}", minute + 29),
        "place": { "kind": "doors", "channelIds": [DOOR] },
    }))
}
