//! Whether a window that is used all day grows: its memory before and after a thousand week switches, and a thousand more; so with bookings; and so
//! with nothing but plain buttons, by which WebKit itself grows.

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

/// As the thousands are called: what grows only until a cache is full does not grow by the second.
const THOUSANDS: [&str; 2] = ["1,000", "1,000 more"];

/// What Lobby has no part in is called so, and has nothing to reach.
const PLAIN: &str = "weeks of plain buttons";

/// How often at one go: a window that is asked for an answer gives it within half a minute.
const AT_ONCE: usize = 10;

/// The people of every building whom nobody has booked begin here.
const FIRST_PERSON: usize = 12_001;
/// A door that is online.
const DOOR: i64 = 1340;

/// Switches weeks, books, or puts plain buttons in place of one another, in the page.
const DO: &str = include_str!("growth.js");

pub(crate) async fn measure() -> Result<()> {
    let begun = Instant::now();
    let office = Office::of(Size::BIG).await?;
    office.fill_profile().await?;
    let app = office.machine.launch().await?;
    app.page.resize(1280, 800).await?;
    app.page.there("@calendar-grid [data-visit]").await?;

    let switched = turned(&app, "switch").await?;
    book(&app, 0..BEFORE).await?;
    let mut booked = vec![weigh(&app).await?];
    for done in 0..THOUSANDS.len() {
        let first = BEFORE + done * TIMES;
        book(&app, first..first + TIMES).await?;
        booked.push(weigh(&app).await?);
    }
    app.quit().await?;
    // In a window of its own, so that neither is weighed with what the other left.
    let app = office.machine.launch().await?;
    app.page.resize(1280, 800).await?;
    app.page.there("@calendar-grid [data-visit]").await?;
    let plain = turned(&app, "plain").await?;
    app.quit().await?;

    let about = format!(
        "Memory (PSS) of a desk with 100,000 people and 10,000 visits, once all is quiet: after {BEFORE} week switches, after {TIMES} more, and after \
         as many again; and then the same with bookings. What is booked is kept: a visit is somewhat less than a kilobyte. Beside them, in a window of \
         its own, as many plain buttons as the week has visits are put in place of one another as often: what WebKit grows by itself."
    );
    let figures = [
        ("week switches", switched),
        ("bookings", booked),
        (PLAIN, plain),
    ]
    .iter()
    .flat_map(|(what, weights)| grown(what, weights))
    .collect();
    Report::new("growth", &about, begun.elapsed(), figures).keep()
}

/// The memory of a program once it is quiet, MB.
struct Weight {
    /// Of its own process.
    own: f64,
    /// Of all that it has started too.
    all: f64,
}

async fn weigh(app: &App) -> Result<Weight> {
    let id = *app.processes()?.first().context("it runs")?;
    quiet(id).await;
    Ok(Weight {
        own: memory(id)?,
        all: memory_of_all(id)?,
    })
}

/// What is weighed after each thousand, beside what was weighed before it.
fn grown(what: &str, weights: &[Weight]) -> Vec<Figure> {
    let figure = |thousand: &str, whose: &str, now: f64, before: f64| {
        let name = format!("memory after {thousand} {what}, {whose}");
        let figure = Figure::new(name, now, "MB").beside("before", before);
        if what == PLAIN {
            return figure;
        }
        figure.reach(Target::TimesPeer(1.05))
    };
    let thousands = weights.windows(2).zip(THOUSANDS);
    thousands
        .flat_map(|(pair, thousand)| {
            [
                figure(thousand, "all processes", pair[1].all, pair[0].all),
                figure(thousand, "the app's own", pair[1].own, pair[0].own),
            ]
        })
        .collect()
}

/// What the program weighs once something was done in its page a hundred times, and after each thousand more.
async fn turned(app: &App, what: &str) -> Result<Vec<Weight>> {
    turn(app, what, BEFORE).await?;
    let mut weights = vec![weigh(app).await?];
    for _ in THOUSANDS {
        turn(app, what, TIMES).await?;
        weights.push(weigh(app).await?);
    }
    Ok(weights)
}

async fn turn(app: &App, what: &str, times: usize) -> Result<()> {
    for _ in 0..times / AT_ONCE {
        let said = app.page.run_async(DO, vec![json!(what), json!(AT_ONCE)]);
        let said = said.await?;
        ensure!(said.is_null(), "{what}: {said}");
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
