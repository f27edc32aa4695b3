//! History of a hundred thousand visits: from asking to the first lines, parts far down, other questions, and all of it as files.

use std::fs::{self, File};
use std::hint::black_box;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use desk::history::{ExportForm, HistoryAsk, HistoryState};
use doorflow::{ChannelId, PersonId};
use lobby_tests::harness::browser::Browser;
use rusqlite::{Connection, params};
use serde::Deserialize;

use crate::apart::Apart;
use crate::calendar::{ask, serve};
use crate::front::Front;
use crate::report::{Figure, Report, Target, folder};
use crate::samples::Samples;

const ABOUT: &str = "100,000 visits of 20,000 visitors in the last 80 days, among 100,000 people, and 10,000 to come; the doors let four in five \
    in, and turned every tenth away first. Each is asked at a desk that has its encrypted store on this disk, and beside it are the rows that \
    it is made of, read by plain SQL from the same file, or the same bytes, written and waited for.";

/// So many visits are kept.
const VISITS: i64 = 100_000;
/// So many people had them.
const VISITORS: i64 = 20_000;
/// They are of so many days.
const DAYS: i64 = 80;
/// A part of the list.
const PART: usize = 100;
/// How often each is asked.
const ROUNDS: usize = 9;
/// What a person takes for at once, and a frame, in milliseconds.
const AT_ONCE: f64 = 300.0;
const FRAME: f64 = 16.0;

/// Measures it.
pub(crate) async fn measure() -> Result<()> {
    let begun = Instant::now();
    let building = Apart::open().await?;
    let mut front = Front::open(&building, 4).await?;
    front.signed_in().await?;
    front.fresh().await?;
    let door = front
        .desk
        .places()
        .await?
        .doors
        .first()
        .context("a door")?
        .id;
    front.desk.close();
    let visitor = keep(&mut front.store()?, Utc::now(), door.0)?;
    front.reopen().await?;
    front.signed_in().await?;
    front.fresh().await?;
    front.desk.directory_filled().await;

    let mut figures = asked(&front, door, visitor).await?;
    figures.extend(exported(&front).await?);
    front.desk.close();
    figures.extend(scrolled().await?);
    Report::new("history", ABOUT, begun.elapsed(), figures).keep()
}

/// Puts the visits of the past into the store, and what doors said of them. A twentieth of them were at one door. One of the visitors.
fn keep(store: &mut Connection, now: DateTime<Utc>, door: i64) -> Result<PersonId> {
    let people: Vec<i64> = store
        .prepare("SELECT id FROM people ORDER BY id LIMIT ?1")?
        .query_map([VISITORS], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let doors: Vec<i64> = store
        .prepare("SELECT id FROM channels ORDER BY id")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    ensure!(people.len() > 1000 && doors.len() > 3, "a big building");
    let first = now - TimeDelta::days(DAYS);
    let step = (TimeDelta::days(DAYS) - TimeDelta::hours(3)) / i32::try_from(VISITS)?;
    let transaction = store.transaction()?;
    {
        let mut visit = transaction.prepare(
            "INSERT INTO visits (kind, id, person_id, start_at, end_at, place_ids, state, created_at)
             VALUES ('r', ?1, ?2, ?3, ?4, ?5, '', ?3)",
        )?;
        let mut event = transaction.prepare(
            "INSERT INTO events (id, code, label, channel_id, person_id, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for number in 0..VISITS {
            let start = first + step * i32::try_from(number)?;
            let end = start + TimeDelta::minutes(30 + number % 5 * 15);
            let person = *pick(&people, number * 7919)?;
            let here = if number % 20 == 0 {
                door
            } else {
                *pick(&doors, number)?
            };
            let id = 1_000_000_000 + number;
            let [from, to] = [start, end].map(|at| at.timestamp_millis());
            visit.execute(params![id, person, from, to, format!("[{here}]")])?;
            let mut said = |after: i64, code: i64, label: &str| {
                let at = from + after * 60_000;
                let event_id = id * 2 + i64::from(code == 10);
                event.execute(params![event_id, code, label, here, person, at])
            };
            if number % 10 == 0 {
                said(2, 20, "Reject: No Access Right")?;
            }
            if number % 5 != 1 {
                said(4, 10, "Admit")?;
            }
        }
    }
    // The log was read from before the first of them.
    transaction.execute(
        "INSERT INTO facts (name, value) VALUES ('events_from', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [(first - TimeDelta::days(1)).timestamp_millis().to_string()],
    )?;
    transaction.commit()?;
    Ok(PersonId(*pick(&people, 0)?))
}

fn pick(of: &[i64], number: i64) -> Result<&i64> {
    let at = usize::try_from(number)? % of.len();
    Ok(&of[at])
}

/// Questions, each beside the rows of its answer.
async fn asked(front: &Front, door: ChannelId, person: PersonId) -> Result<Vec<Figure>> {
    let store = front.store()?;
    let desk = &front.desk;
    let all = HistoryAsk::default();
    let begun = Instant::now();
    let answer = desk.history(all.clone(), 0, PART, None).await?;
    let at_start = begun.elapsed();
    let kept = usize::try_from(VISITS)?;
    ensure!(answer.total >= kept, "{} visits", answer.total);
    ensure!(
        answer
            .counts
            .iter()
            .any(|count| count.state == HistoryState::NoShow && count.count > kept / 10)
    );
    let of_person = HistoryAsk {
        person: Some(person),
        ..all.clone()
    };
    let at_door = HistoryAsk {
        doors: vec![door],
        ..all.clone()
    };
    let no_shows = HistoryAsk {
        states: vec![HistoryState::NoShow],
        ..all.clone()
    };

    let [mut first, mut rows] = [Vec::new(), Vec::new()];
    let [mut deep, mut deep_rows] = [Vec::new(), Vec::new()];
    let [mut state, mut of_door, mut door_rows] = [Vec::new(), Vec::new(), Vec::new()];
    let [mut of_one, mut one_rows] = [Vec::new(), Vec::new()];
    for round in 0..ROUNDS {
        let begun = Instant::now();
        let reading = desk.history(all.clone(), 0, PART, None).await?.reading;
        first.push(begun.elapsed());
        rows.push(plain(&store, "1", None)?);

        // No part twice.
        let offset = kept - PART * (1 + round * 50);
        let begun = Instant::now();
        let part = desk
            .history(all.clone(), offset, PART, Some(reading))
            .await?;
        deep.push(begun.elapsed());
        ensure!(part.reading == reading && part.lines.len() == PART);
        deep_rows.push(plain(&store, "1", Some(offset))?);

        let begun = Instant::now();
        let part = desk
            .history(no_shows.clone(), 0, PART, Some(reading))
            .await?;
        state.push(begun.elapsed());
        ensure!(part.reading == reading && part.total > kept / 10);

        let begun = Instant::now();
        let part = desk.history(at_door.clone(), 0, PART, None).await?;
        of_door.push(begun.elapsed());
        ensure!(part.total >= kept / 20);
        door_rows.push(plain(
            &store,
            &format!("place_ids LIKE '%{}%'", door.0),
            None,
        )?);

        let begun = Instant::now();
        let part = desk.history(of_person.clone(), 0, PART, None).await?;
        of_one.push(begun.elapsed());
        ensure!(part.total > 1 && part.lines.iter().all(|line| line.visit.person_id == person));
        one_rows.push(plain_of(&store, person)?);
    }
    let median = |took: Vec<Duration>| Samples::millis(took).median();
    let (rows, deep_rows) = (median(rows), median(deep_rows));
    let (door_rows, one_rows) = (median(door_rows), median(one_rows));
    Ok(vec![
        Figure::new(
            "all that is kept, the first time",
            at_start.as_secs_f64() * 1e3,
            "ms",
        )
        .beside("plain SQL", rows),
        Figure::new("all that is kept, asked anew, median", median(first), "ms")
            .beside("plain SQL", rows)
            .reach(Target::AtMost(AT_ONCE)),
        Figure::new("a hundred lines far down, median", median(deep), "ms")
            .beside("plain SQL", deep_rows)
            .reach(Target::AtMost(FRAME)),
        Figure::new("another state of the same, median", median(state), "ms")
            .beside("plain SQL of a hundred", deep_rows)
            .reach(Target::AtMost(FRAME)),
        Figure::new("one door, median", median(of_door), "ms")
            .beside("plain SQL", door_rows)
            .reach(Target::AtMost(AT_ONCE)),
        Figure::new("one visitor, median", median(of_one), "ms")
            .beside("plain SQL", one_rows)
            .reach(Target::AtMost(FRAME)),
    ])
}

/// The visits that fit, and what doors said while they were; or a hundred of them at a place of the list.
fn plain(store: &Connection, fits: &str, offset: Option<usize>) -> Result<Duration> {
    let part = offset.map_or_else(String::new, |offset| {
        format!("LIMIT {PART} OFFSET {offset}")
    });
    let begun = Instant::now();
    let mut visits = store.prepare(&format!(
        "SELECT id, person_id, start_at, end_at, place_ids, state, created_at FROM visits WHERE {fits} ORDER BY start_at DESC {part}"
    ))?;
    black_box(read(&mut visits, [])?);
    if offset.is_none() {
        let mut events = store.prepare(
            "SELECT id, person_id, at, channel_id, label, code, at FROM events ORDER BY at",
        )?;
        black_box(read(&mut events, [])?);
    }
    Ok(begun.elapsed())
}

fn plain_of(store: &Connection, person: PersonId) -> Result<Duration> {
    let begun = Instant::now();
    let mut visits = store.prepare(
        "SELECT id, person_id, start_at, end_at, place_ids, state, created_at FROM visits WHERE person_id = ?1 ORDER BY start_at DESC",
    )?;
    black_box(read(&mut visits, [person.0])?);
    let mut events = store.prepare("SELECT id, person_id, at, channel_id, label, code, at FROM events WHERE person_id = ?1 ORDER BY at")?;
    black_box(read(&mut events, [person.0])?);
    Ok(begun.elapsed())
}

type PlainRow = (i64, i64, i64, Option<i64>, String);

fn read(
    statement: &mut rusqlite::Statement<'_>,
    values: impl rusqlite::Params,
) -> Result<Vec<PlainRow>> {
    let rows = statement.query_map(values, |row| {
        Ok((
            row.get(0)?,
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
        ))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// All of it as files, each beside its bytes.
async fn exported(front: &Front) -> Result<Vec<Figure>> {
    let profile = front.folder.path();
    let mut figures = Vec::new();
    for (form, name) in [
        (ExportForm::Csv, "CSV"),
        (ExportForm::Calendar, "iCalendar"),
    ] {
        let [mut took, mut bare] = [Vec::new(), Vec::new()];
        let mut bytes = Vec::new();
        for _ in 0..3 {
            let path = profile.join("export");
            let begun = Instant::now();
            let choose = async |_| Some(path.with_extension(name));
            let done = front
                .desk
                .export_history(HistoryAsk::default(), form, choose)
                .await?;
            took.push(begun.elapsed());
            let done = done.context("a file was named")?;
            ensure!(done.visits >= usize::try_from(VISITS)?);
            bytes = fs::read(profile.join(done.file))?;
            bare.push(written(profile, &bytes)?);
        }
        #[expect(clippy::cast_precision_loss, reason = "some megabytes")]
        let size = bytes.len() as f64 / 1e6;
        figures.push(
            Figure::new(
                format!("all of it as {name}, {size:.1} MB, median"),
                Samples::millis(took).median(),
                "ms",
            )
            .beside("the same bytes", Samples::millis(bare).median()),
        );
    }
    Ok(figures)
}

/// What the page itself took, in milliseconds.
#[derive(Debug, Default, Deserialize)]
struct Page {
    /// From opening it to the painted lines.
    painted: Vec<f64>,
    /// Between frames while the wheel is turned.
    scroll: Vec<f64>,
    /// Between frames while nothing that was drawn stays in sight.
    leaps: Vec<f64>,
}

/// The app's own page of it, whose desk answers at once.
async fn scrolled() -> Result<Vec<Figure>> {
    let browser = Browser::open(&serve(folder().join("page")).await?).await?;
    let page = &browser.page;
    page.client().set_window_size(1280, 838).await?;
    page.holds("the page to be ready", "return !!window.bench")
        .await?;
    let idle: Vec<f64> = ask(&browser, "bench.idle()", &[]).await?;
    // The first is not counted.
    ask::<Page>(&browser, "bench.measureHistory()", &[]).await?;
    let mut all = Page::default();
    for _ in 0..3 {
        let found: Page = ask(&browser, "bench.measureHistory()", &[]).await?;
        all.painted.extend(found.painted);
        all.scroll.extend(found.scroll);
        all.leaps.extend(found.leaps);
    }
    browser.close().await?;
    let [painted, scroll, leaps, idle] =
        [all.painted, all.scroll, all.leaps, idle].map(Samples::new);
    let between = |what: &str, found: &Samples| {
        [
            Figure::new(
                format!("between frames while {what}, median"),
                found.median(),
                "ms",
            )
            .beside("idle", idle.median()),
            Figure::new("the same, p99", found.p99(), "ms").beside("idle, p99", idle.p99()),
        ]
    };
    let mut figures = vec![Figure::new(
        "the page opened to painted, median",
        painted.median(),
        "ms",
    )];
    figures.extend(between("the wheel turns", &scroll));
    figures.extend(between("it leaps", &leaps));
    Ok(figures)
}

/// So many bytes, written to the same disk and waited for.
fn written(folder: &Path, bytes: &[u8]) -> Result<Duration> {
    let begun = Instant::now();
    let mut file = File::create(folder.join("floor"))?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(begun.elapsed())
}
