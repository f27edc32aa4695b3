//! The first pull of a big building, and a round in which nothing changed.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use desk::{Freshness, News, Pulling};
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use reqwest::Client;

use crate::apart::Apart;
use crate::front::{Front, is_fresh};
use crate::process::own_time;
use crate::report::{Figure, Report, Target};
use crate::samples::Samples;

/// How often the building is read for the first time in each way.
const PULLS: usize = 3;
/// How many milliseconds an answer takes that comes over the internet.
const FAR: u32 = 25;
/// The lists that have pages, how many records a page has, and how many pages there are in all.
const PAGED: [(&str, usize, usize); 3] = [
    ("people", 100, 1000),
    ("reservations", 500, 21),
    ("group_reservations", 500, 1),
];
/// What a round may ask for.
const LISTS: [&str; 7] = [
    "groups",
    "roles",
    "sites",
    "channels",
    "reservations",
    "group_reservations",
    "people",
];
/// What is asked beside the rounds, by a pace of its own.
const DOOR_LOG: &str = "events";
/// How many rounds are watched; the desk makes one in half a minute to a minute.
const ROUNDS: u32 = 6;
/// What a desk does as a minute turns is done by then.
const TURNED: Duration = Duration::from_secs(4);

/// Measures both.
pub(crate) async fn measure() -> Result<()> {
    let begun = Instant::now();
    let mut building = Apart::open().await?;
    // Before this process has had other desks in it.
    let round = rounds(&mut building).await?;
    let mut figures = Vec::new();
    for pages_at_once in [4, 1] {
        let way = format!("{pages_at_once} pages at once");
        figures.extend(first_pulls(&building, pages_at_once, &way).await?);
    }
    building.be_far(FAR).await?;
    let way = format!("4 pages at once, every answer {FAR} ms on its way");
    figures.extend(first_pulls(&building, 4, &way).await?);
    building.be_far(0).await?;
    figures.extend(round);
    let about = "A building of 100,000 people (100 a page) and 10,000 visits, in a process of its own on the same machine. The floor of a first \
                 pull is a bare reqwest loop that downloads the same pages, as many at once, and throws them away; that of a round \
                 sends the same requests, as often, and those for the door log that fall between one round and the next. The desk decodes, \
                 encrypts, writes and indexes all of it, on the two processors that the building runs on as well; where answers take their \
                 time on the way, it does so meanwhile.";
    Report::new("pull", about, begun.elapsed(), figures).keep()
}

async fn first_pulls(building: &Apart, pages_at_once: usize, way: &str) -> Result<Vec<Figure>> {
    let (mut floors, mut pulls, mut firsts) = (Vec::new(), Vec::new(), Vec::new());
    let (mut bare_work, mut work) = (Vec::new(), Vec::new());
    for _ in 0..PULLS {
        let worked = own_time();
        floors.push(download(building, pages_at_once).await?);
        bare_work.push(own_time().saturating_sub(worked));
        let mut front = Front::open(building, pages_at_once).await?;
        front.signed_in().await?;
        let signed_in = Instant::now();
        let worked = own_time();
        let first = front
            .hear("somebody", |news| {
                matches!(news, News::Status { status }
                    if matches!(status.freshness, Freshness::Pulling { what: Pulling::People, done: 1.., .. }))
            })
            .await?;
        firsts.push(first - signed_in);
        pulls.push(front.fresh().await? - signed_in);
        work.push(own_time().saturating_sub(worked));
        let people = front.desk.find_people("", 0, 1).people;
        ensure!(people >= 100_000, "{people} people were read");
        front.desk.close();
    }
    let seconds = |times| Samples::millis(times).median() / 1e3;
    let first = Samples::millis(firsts).median();
    Ok(vec![
        Figure::new(format!("first pull, median, {way}"), seconds(pulls), "s")
            .beside("bare download", seconds(floors))
            .reach(Target::TimesPeer(1.25)),
        Figure::new("processor time of it", seconds(work), "s")
            .beside("bare download", seconds(bare_work)),
        Figure::new("from the sign-in to the first people", first, "ms"),
    ])
}

/// A client as the desk's own is, with a connection for each page that is asked for at once.
pub(crate) fn bare() -> Result<Client> {
    Ok(Client::builder().no_proxy().http1_only().build()?)
}

/// Downloads every page that a first pull reads, and throws it away: how long it took.
async fn download(building: &Apart, at_once: usize) -> Result<Duration> {
    let client = bare()?;
    let begun = Instant::now();
    for list in ["groups", "roles", "sites", "channels"] {
        // What the token may not read is as long on its way.
        get(&client, building, list).await?;
    }
    for (list, size, pages) in PAGED {
        stream::iter(1..=pages)
            .map(|page| {
                let client = &client;
                async move {
                    let path = format!("{list}?per_page={size}&page={page}");
                    get(client, building, &path).await
                }
            })
            .buffer_unordered(at_once)
            .try_for_each(|()| async { Ok(()) })
            .await?;
    }
    Ok(begun.elapsed())
}

async fn get(client: &Client, building: &Apart, path: &str) -> Result<()> {
    let request = client
        .get(format!("{}/api/3/{path}", building.url()))
        .bearer_auth(building.token());
    request.send().await?.error_for_status()?.bytes().await?;
    Ok(())
}

/// Rounds that the desk makes by itself and in which nothing changed: what each asks for, and the processor's time from one to the next, with
/// the looks at the door log in between. What the desk does as a minute turns it does with a round or without: see `stay`.
async fn rounds(building: &mut Apart) -> Result<Vec<Figure>> {
    let mut front = Front::open(building, 4).await?;
    front.signed_in().await?;
    front.fresh().await?;
    // All visits of this building are new, and a desk asks for what has changed in two minutes more than it must.
    let mut asked = building.asked().await?;
    loop {
        front.fresh().await?;
        let before = std::mem::replace(&mut asked, building.asked().await?);
        if times(&asked, "reservations") <= times(&before, "reservations") + 1 {
            break;
        }
    }
    let (mut ours, mut each, mut looks, mut watched) = (Duration::ZERO, [0; LISTS.len()], 0, 0);
    while watched < ROUNDS {
        let took = round(&mut front).await?;
        let before = std::mem::replace(&mut asked, building.asked().await?);
        let Some(took) = took else { continue };
        ours += took;
        watched += 1;
        for (sum, list) in each.iter_mut().zip(LISTS) {
            *sum += times(&asked, list) - times(&before, list);
        }
        looks += times(&asked, DOOR_LOG) - times(&before, DOOR_LOG);
    }
    front.desk.close();
    drop(front);

    let client = bare()?;
    let now = chrono::Utc::now().format("%Y-%m-%dT%H:%M:%SZ");
    let paths = LISTS
        .iter()
        .zip(each)
        .chain([(&DOOR_LOG, looks)])
        .map(|(list, times)| (format!("{list}?since_utc={now}"), times));
    // A first one makes the connection, as the desk has it.
    get(&client, building, LISTS[0]).await?;
    let worked = own_time();
    for (path, times) in paths {
        for _ in 0..times {
            tokio::time::sleep(Duration::from_secs(1)).await;
            get(&client, building, &path).await?;
        }
    }
    let floor = own_time().saturating_sub(worked);
    let a_round = |time: Duration| time.as_secs_f64() * 1e3 / f64::from(ROUNDS);
    let most = u32::try_from(each.into_iter().max().unwrap_or_default())?;
    Ok(vec![
        Figure::new(
            "requests for a list in a round, at most",
            f64::from(most) / f64::from(ROUNDS),
            "",
        )
        .reach(Target::AtMost(1.0)),
        Figure::new("processor time of a round", a_round(ours), "ms")
            .beside("the same requests, bare", a_round(floor))
            .reach(Target::OverPeer(2.0)),
    ])
}

/// The processor's time up to the end of the next round, without what is done as a minute turns; `None` where the two fall together.
async fn round(front: &mut Front) -> Result<Option<Duration>> {
    let begun = own_time();
    let mut apart = Duration::ZERO;
    loop {
        let turned = Cell::new(false);
        front
            .hear("another round", |news| {
                turned.set(matches!(news, News::Clock { .. }));
                turned.get() || is_fresh(news)
            })
            .await?;
        let now = own_time();
        if !turned.get() {
            return Ok(Some(now.saturating_sub(begun + apart)));
        }
        if tokio::time::timeout(TURNED, front.fresh()).await.is_ok() {
            return Ok(None);
        }
        apart += own_time().saturating_sub(now);
    }
}

/// How often a list was asked for.
fn times(asked: &BTreeMap<String, u64>, list: &str) -> u64 {
    let times = asked.get(&format!("GET /api/3/{list}"));
    times.copied().unwrap_or_default()
}
