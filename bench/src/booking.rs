//! From the click to a booking that is committed, and to one that DoorFlow has accepted; also while a first pull is under way.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use chrono::Days;
use desk::booking::{Draft, Place};
use desk::outbox::StepState;
use desk::{Freshness, News, Pulling};
use doorflow::{ChannelId, PersonId};
use serde_json::json;

use crate::apart::Apart;
use crate::front::Front;
use crate::pull::bare;
use crate::report::{Figure, Report, Target};
use crate::samples::Samples;

/// How many are booked.
const BOOKINGS: u32 = 300;
/// The people of every building whom nobody has booked begin here.
const FIRST_PERSON: i64 = 12_001;
/// A door that is online.
const DOOR: i64 = 1340;
/// What SQLite writes for one page of a database: the page, and the head of its frame.
const FRAME: usize = 4096 + 24;

/// Measures it.
pub(crate) async fn measure() -> Result<()> {
    let begun = Instant::now();
    let building = Apart::open().await?;
    let mut front = Front::open(&building, 4).await?;
    front.signed_in().await?;
    let pulling = while_it_pulls(&mut front).await?;
    front.fresh().await?;
    let mut bookings = Bookings::default();
    for number in 0..BOOKINGS {
        bookings.floor.push(committed(front.folder.path())?);
        bookings.server.push(bare_booking(&building, number).await?);
        let (committed, accepted) = book(&mut front, 1000 + number).await?;
        bookings.committed.push(committed);
        bookings.accepted.push(accepted);
    }
    front.desk.close();
    let mut figures = bookings.figures();
    figures.push(
        Figure::new(
            "click to committed while a first pull is under way, p99",
            pulling.p99(),
            "ms",
        )
        .reach(Target::AtMost(10.0)),
    );
    let about = "Bookings one after the other at a desk with 100,000 people and 10,000 visits, the building in a process of its own. Each is \
                 beside its floors: a page written to the same disk and waited for, and the same reservation asked for by a bare client.";
    Report::new("booking", about, begun.elapsed(), figures).keep()
}

#[derive(Default)]
struct Bookings {
    floor: Vec<Duration>,
    server: Vec<Duration>,
    committed: Vec<Duration>,
    accepted: Vec<Duration>,
}

impl Bookings {
    fn figures(self) -> Vec<Figure> {
        let [floor, server, committed, accepted] =
            [self.floor, self.server, self.committed, self.accepted].map(Samples::millis);
        vec![
            Figure::new("click to committed, median", committed.median(), "ms")
                .beside("write and fsync", floor.median()),
            Figure::new("click to committed, p99", committed.p99(), "ms")
                .beside("write and fsync", floor.p99())
                .reach(Target::AtMost(10.0)),
            Figure::new("click to accepted, median", accepted.median(), "ms")
                .beside("bare POST", server.median())
                .reach(Target::OverPeer(5.0)),
            Figure::new("click to accepted, p99", accepted.p99(), "ms")
                .beside("bare POST", server.p99()),
        ]
    }
}

/// Books while people are still being read: how long each took to be committed.
async fn while_it_pulls(front: &mut Front) -> Result<Samples> {
    front
        .hear("the first people", |news| {
            matches!(news, News::Status { status }
                if matches!(status.freshness, Freshness::Pulling { what: Pulling::People, done: 1000.., .. }))
        })
        .await?;
    let mut took = Vec::new();
    let mut number = 0;
    while matches!(
        front.desk.status().await?.freshness,
        Freshness::Pulling { .. }
    ) {
        let begun = Instant::now();
        front.desk.book(&draft(front, number)?).await?;
        took.push(begun.elapsed());
        number += 1;
    }
    ensure!(took.len() > 10, "the pull was over at once");
    Ok(Samples::millis(took))
}

/// Books somebody: how long it took until the booking was committed, and until it was accepted.
async fn book(front: &mut Front, number: u32) -> Result<(Duration, Duration)> {
    let draft = draft(front, number)?;
    let begun = Instant::now();
    let booking = front.desk.book(&draft).await?.booking;
    let committed = begun.elapsed();
    let accepted = front
        .hear("an accepted booking", |news| {
            matches!(news, News::Booking { receipt } if receipt.booking == booking
                && receipt.steps.iter().all(|step|
                    !matches!(step.state, StepState::Queued | StepState::InFlight)))
        })
        .await?;
    Ok((committed, accepted - begun))
}

/// Half an hour for one of the first people, some day soon; no two alike.
fn draft(front: &Front, number: u32) -> Result<Draft> {
    let today = front.desk.clock()?.now.date;
    let date = today
        .checked_add_days(Days::new(2 + u64::from(number / 40 % 20)))
        .context("a day")?
        .to_string();
    let hour = number % 20;
    Ok(Draft {
        person_id: Some(PersonId(FIRST_PERSON + i64::from(number / 800))),
        last_date: date.clone(),
        date,
        from: format!("{hour:02}:{:02}", number / 20 % 2 * 30),
        to: format!("{hour:02}:{:02}", number / 20 % 2 * 30 + 29),
        place: Place::Doors {
            channel_ids: vec![ChannelId(DOOR)],
        },
        ..Draft::default()
    })
}

/// As much as a booking is, written to the disk and waited for.
fn committed(folder: &Path) -> Result<Duration> {
    let mut file = File::options()
        .create(true)
        .append(true)
        .open(folder.join("floor"))?;
    let bytes = vec![7; FRAME * 3];
    let begun = Instant::now();
    file.write_all(&bytes)?;
    file.sync_data()?;
    Ok(begun.elapsed())
}

/// The same request as the desk sends, by a client that keeps nothing: on a connection of its own, as the desk's.
async fn bare_booking(building: &Apart, number: u32) -> Result<Duration> {
    let client = bare()?;
    let start = chrono::Utc::now() + chrono::TimeDelta::days(40 + i64::from(number / 10));
    let start = start
        .date_naive()
        .and_time(chrono::NaiveTime::MIN)
        .and_utc()
        + chrono::TimeDelta::hours(i64::from(number % 10));
    let body = json!({
        "person_id": FIRST_PERSON + 5,
        "start_time": start,
        "end_time": start + chrono::TimeDelta::minutes(29),
        "channel_ids": [DOOR],
    });
    let begun = Instant::now();
    let request = client
        .post(format!("{}/api/3/reservations", building.url()))
        .bearer_auth(building.token())
        .json(&body);
    request.send().await?.error_for_status()?.bytes().await?;
    Ok(begun.elapsed())
}
