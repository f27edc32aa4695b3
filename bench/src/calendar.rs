//! A week of visits in the app's own calendar, beside a plain floor and `FullCalendar` on the same page, in a browser that paints as the app does
//! and in one that paints as it does by itself.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use axum::Router;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use lobby_tests::harness::browser::{Browser, Painting};
use serde::Deserialize;
use serde_json::json;

use crate::report::{Figure, Report, Target, folder};
use crate::samples::Samples;

/// How many visits are in the week; 10,000 are loaded.
const IN_WEEK: [usize; 2] = [200, 2_000];

/// How often each calendar is drawn, one after the other, each time at another moment between two frames; the first time is not counted.
const ROUNDS: u32 = 6;

/// How long one round of one calendar may take.
const PATIENCE: Duration = Duration::from_mins(2);

/// The calendars, as the page calls them, each as it is painted; the first floor is what the app is held against.
const CALENDARS: [(&str, Painting); 4] = [
    ("floor", Painting::ByItself),
    ("lobby", Painting::LikeLobby),
    ("floor", Painting::LikeLobby),
    ("fullcalendar", Painting::ByItself),
];

/// How the visits at 300 doors are looked at: the doors are held against the week.
const VIEWS: [&str; 2] = ["week", "doors"];

/// What a round found of one calendar, in milliseconds.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Found {
    /// From the data to the painted frame.
    painted: Vec<f64>,
    /// From the wish for the next week to its painted frame.
    week: Vec<f64>,
    /// From one changed visit to the painted frame.
    change: Vec<f64>,
    /// Between frames while it is scrolled.
    scroll: Vec<f64>,
    /// Between frames while a new visit is drawn with the pointer.
    drag: Vec<f64>,
}

impl Found {
    fn add(&mut self, other: Self) {
        self.painted.extend(other.painted);
        self.week.extend(other.week);
        self.change.extend(other.change);
        self.scroll.extend(other.scroll);
        self.drag.extend(other.drag);
    }
}

pub(crate) async fn measure() -> Result<()> {
    let begun = Instant::now();
    let address = serve(folder().join("page")).await?;
    let like_lobby = open(&address, Painting::LikeLobby).await?;
    let by_itself = open(&address, Painting::ByItself).await?;
    let idle: Vec<f64> = ask(&like_lobby, "bench.idle()", &[]).await?;
    let mut figures = Vec::new();
    for in_week in IN_WEEK {
        let mut found: [Found; CALENDARS.len()] = Default::default();
        for round in 0..=ROUNDS {
            for ((name, painting), found) in CALENDARS.iter().zip(&mut found) {
                let browser = match painting {
                    Painting::LikeLobby => &like_lobby,
                    Painting::ByItself => &by_itself,
                };
                let one: Found = ask(
                    browser,
                    "bench.measure(...arguments)",
                    &[json!(name), json!(in_week), json!(part(round))],
                )
                .await?;
                if round > 0 {
                    found.add(one);
                }
            }
        }
        figures.extend(figures_of(in_week, found, &idle));
    }
    by_itself.close().await?;
    let mut found: BTreeMap<&str, Found> = BTreeMap::new();
    for round in 0..=ROUNDS {
        for view in VIEWS {
            let one: Found = ask(
                &like_lobby,
                "bench.measureDoors(...arguments)",
                &[json!(view), json!(part(round))],
            )
            .await?;
            if round > 0 {
                found.entry(view).or_default().add(one);
            }
        }
    }
    figures.extend(figures_of_doors(&mut found));
    like_lobby.close().await?;
    let about = "The app's own calendar page with so many visits in the visible week and 10,000 loaded, in WebKitGTK, composing no layers, as the \
        app does where there is no graphics card. In the same run, in turn: a plain floor (a positioned button with time and title for each \
        visit, by hand) and FullCalendar 7's week, as a web view paints them by itself, and the floor without layers. Painted is the animation \
        frame after the document has settled, which WebKitGTK holds back until it has rastered; frames come every 16.7 ms, and the data at \
        moments spread evenly between two of them.";
    Report::new("calendar", about, begun.elapsed(), figures).keep()
}

/// How far into a frame the visits of a round come, from 0 to 1.
fn part(round: u32) -> f64 {
    f64::from(round) / f64::from(ROUNDS) - 0.5 / f64::from(ROUNDS)
}

/// Opens the page, ready to be measured.
async fn open(address: &str, painting: Painting) -> Result<Browser> {
    let browser = Browser::painted(address, painting).await?;
    let page = &browser.page;
    let client = page.client();
    client.set_window_size(1280, 838).await?;
    client
        .update_timeouts(fantoccini::wd::TimeoutConfiguration::new(
            Some(PATIENCE),
            None,
            None,
        ))
        .await?;
    page.holds("the page to be ready", "return !!window.bench")
        .await?;
    Ok(browser)
}

fn figures_of(
    in_week: usize,
    [floor, lobby, plain, full]: [Found; CALENDARS.len()],
    idle: &[f64],
) -> Vec<Figure> {
    let times = if in_week > 1_000 { 0.22 } else { 0.6 };
    let mut figures = Vec::new();
    let mut beside = |what: &str, ours: &[f64], peers: [&[f64]; 3], times: Option<f64>| {
        let ours = Samples::new(ours.to_vec());
        let [floor, plain, full] = peers.map(|peer| Samples::new(peer.to_vec()));
        let median = Figure::new(
            format!("{in_week} visits: {what}, median"),
            ours.median(),
            "ms",
        );
        let held = median.clone().beside("floor", floor.median());
        figures.extend([
            times.map_or(held.clone(), |times| held.reach(Target::TimesPeer(times))),
            Figure::new("the same, p99", ours.p99(), "ms").beside("floor, p99", floor.p99()),
            median
                .clone()
                .beside("floor without layers", plain.median()),
            median.beside("FullCalendar", full.median()),
        ]);
    };
    beside(
        "data to painted",
        &lobby.painted,
        [&floor.painted, &plain.painted, &full.painted],
        Some(times),
    );
    beside(
        "the next week",
        &lobby.week,
        [&floor.week, &plain.week, &full.week],
        None,
    );
    beside(
        "one visit changed, beside all of them painted",
        &lobby.change,
        [&floor.painted, &plain.painted, &full.painted],
        Some(0.15),
    );
    beside(
        "one visit changed, beside one changed",
        &lobby.change,
        [&floor.change, &plain.change, &full.change],
        None,
    );
    beside(
        "between frames while scrolling",
        &lobby.scroll,
        [&floor.scroll, &plain.scroll, &full.scroll],
        None,
    );
    let (drag, idle) = (Samples::new(lobby.drag), Samples::new(idle.to_vec()));
    let name = format!("{in_week} visits: between frames while dragging");
    figures.extend([
        Figure::new(format!("{name}, median"), drag.median(), "ms").beside("idle", idle.median()),
        Figure::new("the same, p99", drag.p99(), "ms").beside("idle, p99", idle.p99()),
    ]);
    figures
}

/// The doors' week of 5,000 visits at 300 doors, beside the week of the same visits.
fn figures_of_doors(found: &mut BTreeMap<&str, Found>) -> Vec<Figure> {
    let [week, doors] = VIEWS.map(|view| found.remove(view).unwrap_or_default());
    let beside = |what: &str, ours: Vec<f64>, weeks: Vec<f64>| {
        Figure::new(
            format!("5,000 visits at 300 doors: {what}, median"),
            Samples::new(ours).median(),
            "ms",
        )
        .beside("Lobby's week", Samples::new(weeks).median())
    };
    vec![
        beside("data to painted", doors.painted, week.painted).reach(Target::TimesPeer(1.5)),
        beside("the next week", doors.week, week.week),
    ]
}

/// Runs something of the page's own and waits for what comes of it.
pub(crate) async fn ask<T: serde::de::DeserializeOwned>(
    browser: &Browser,
    what: &str,
    arguments: &[serde_json::Value],
) -> Result<T> {
    let script = format!(
        "const done = [].pop.call(arguments); \
         (async () => window.{what})().then(done, (error) => done({{ error: String(error) }}))"
    );
    let found = browser
        .page
        .client()
        .execute_async(&script, arguments.to_vec())
        .await?;
    if let Some(error) = found.get("error") {
        bail!("{what}: {error}");
    }
    Ok(serde_json::from_value(found)?)
}

/// Serves a folder's files on a loopback port, and says its address.
pub(crate) async fn serve(folder: PathBuf) -> Result<String> {
    anyhow::ensure!(
        folder.join("index.html").is_file(),
        "the page is not built: npm --prefix bench/page run build"
    );
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = format!("http://{}/index.html", listener.local_addr()?);
    let router = Router::new().fallback(async move |uri: Uri| file(&folder, uri.path()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

/// A file of the folder, and never one above it.
fn file(folder: &Path, path: &str) -> Response {
    let path = Path::new(path.trim_start_matches('/'));
    let inside = path
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    let kind = match path.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        _ => "application/octet-stream",
    };
    let read = || std::fs::read(folder.join(path)).context("reading");
    match inside.then(read) {
        Some(Ok(bytes)) => ([(header::CONTENT_TYPE, kind)], bytes).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_above_the_page_is_served() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let page = folder.path().join("page");
        std::fs::create_dir(&page)?;
        std::fs::write(page.join("index.html"), "page")?;
        std::fs::write(folder.path().join("secret.html"), "secret")?;
        assert_eq!(file(&page, "/index.html").status(), StatusCode::OK);
        for wrong in ["/../secret.html", "/other.html", "//etc/hostname"] {
            assert_eq!(
                file(&page, wrong).status(),
                StatusCode::NOT_FOUND,
                "{wrong}"
            );
        }
        Ok(())
    }

    #[test]
    fn a_week_is_held_against_the_floor_painted_whole() {
        let of = |painted: f64, change: f64| Found {
            painted: vec![painted],
            change: vec![change],
            ..Found::default()
        };
        let found = [
            of(400.0, 20.0),
            of(80.0, 50.0),
            of(200.0, 20.0),
            of(700.0, 300.0),
        ];
        let figures = figures_of(2_000, found, &[16.7]);
        let reached: Vec<_> = figures.iter().filter_map(Figure::is_reached).collect();
        assert_eq!(reached, [true, true], "0.2 of 0.22, 0.125 of 0.15");
    }
}
