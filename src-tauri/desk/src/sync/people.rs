//! Reads people into the store and the directory: what is to be read, how far a reading has come, and who is gone.

mod pages;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use doorflow::{ListedPerson, PeopleQuery, PersonId};
use futures_util::FutureExt as _;
use tokio::sync::mpsc;

use self::pages::{WAITING, index, keep, keep_pages, show, tell};
use super::course::Course;
use super::pull::OVERLAP;
use super::rows;
use super::strangers::AT_ONCE;
use super::walk::{self, End, Way};
use crate::building::{Building, lock};
use crate::call::CallError;
use crate::directory::fill_once;
use crate::news::Topic;
use crate::session::Capability;
use crate::store::watermarks::List;
use crate::store::{facts, people, watermarks};

/// People are read in full at least this often: only a full list shows who is gone.
const PEOPLE_IN_FULL: TimeDelta = TimeDelta::hours(24);
/// After this long, the visits have their turn.
const SPELL: Duration = Duration::from_secs(10);
/// People that are being read, also from one round to the next.
#[derive(Debug)]
pub(crate) struct Reading {
    /// What has changed since; everybody without it.
    since: Option<DateTime<Utc>>,
    /// Nobody was ever read: how far it has come is kept, and shown.
    first: bool,
    /// The store knew nobody.
    began_with_nobody: bool,
    /// The last walk ended in an error, or with the program.
    interrupted: bool,
    course: Course,
    /// Once the walk is through: those whom the list lacks, and of whom it is still to be asked whether they are gone.
    lacked: Option<Vec<PersonId>>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Came {
    /// Records that could not be made sense of.
    pub(super) unreadable: usize,
    /// Everybody was read.
    pub(super) whole: bool,
    /// There are more to be read.
    pub(super) more: bool,
}

/// People: what changed since the watermark; everybody at first and once a day. Goes on where it stopped before.
pub(super) async fn pull(building: &Arc<Building>) -> Result<Came, CallError> {
    let done = Came {
        unreadable: 0,
        whole: false,
        more: false,
    };
    if !building.may(Capability::ReadPeople) {
        return Ok(done);
    }
    let now = building.now();
    let under_way = lock(&building.reading).take();
    let mut reading = match under_way.filter(|reading| reading.course.is_recent(now)) {
        Some(reading) => reading,
        None => begin(building).await?,
    };
    let is_through = go_on(building, &mut reading).await;
    if let Ok(true) = is_through {
        let came = Came {
            unreadable: reading.course.unreadable,
            whole: reading.since.is_none(),
            ..done
        };
        finish(building, reading).await?;
        return Ok(came);
    }
    *lock(&building.reading) = Some(reading);
    is_through.map(|_| Came { more: true, ..done })
}

/// Reads on where the reading is, for as long as the visits can wait. Answers whether nothing is left to be asked.
async fn go_on(building: &Arc<Building>, reading: &mut Reading) -> Result<bool, CallError> {
    if reading.lacked.is_none() {
        match read_on(building, reading).await {
            Ok(End::Through) if reading.is_to_be_read_again() => {
                reading.course = reading.course.once_more();
                return Ok(false);
            }
            Ok(End::Through) => {}
            Ok(End::Paused) => return Ok(false),
            Err(error) => {
                reading.interrupted = true;
                return Err(error);
            }
        }
    }
    let mut lacked = match reading.lacked.take() {
        Some(lacked) => lacked,
        None => lacked_by(building, reading).await?,
    };
    let looked = look_for(building, &mut lacked).await;
    let is_through = lacked.is_empty();
    reading.lacked = Some(lacked);
    looked.map(|()| is_through)
}

/// Those who are known here and whom the list has not brought, where it was read in full.
async fn lacked_by(building: &Building, reading: &Reading) -> Result<Vec<PersonId>, CallError> {
    let course = &reading.course;
    // Whoever is known after one walk that began with nobody was met on it, or asked for by themselves meanwhile.
    let met_all = reading.began_with_nobody && !course.is_another();
    if reading.since.is_some() || met_all || course.unreadable > 0 {
        return Ok(Vec::new());
    }
    let known = building.store.run(people::ids).await?;
    let lacked = known.difference(&course.seen);
    Ok(lacked.copied().map(PersonId).collect())
}

/// Forgets some of those whom the list lacks, if they are gone; the others stay to be asked for. Somebody who cannot be read is not known to
/// be gone.
async fn look_for(building: &Arc<Building>, lacked: &mut Vec<PersonId>) -> Result<(), CallError> {
    for _ in 0..AT_ONCE {
        let Some(id) = lacked.last() else {
            break;
        };
        match forget_if_gone(building, *id).await {
            Err(error) if error.is_of_this_alone() => {
                tracing::warn!(%error, person = id.0, "not in the list of people, and not to be read");
            }
            other => other?,
        }
        lacked.pop();
    }
    Ok(())
}

/// What is to be read now.
async fn begin(building: &Building) -> Result<Reading, CallError> {
    let now = building.now();
    let (watermark, read_at, left, last) = building
        .store
        .run(|connection| {
            let watermark = watermarks::read(connection, List::People)?;
            let left = match watermark {
                None => Course::left(connection, List::People, people::ids)?,
                Some(_) => None,
            };
            let read_at = facts::read(connection, facts::PEOPLE_READ_AT)?;
            Ok((watermark, read_at, left, people::last(connection)?))
        })
        .await?;
    let read_at = read_at
        .and_then(|text| text.parse().ok())
        .map(crate::store::instant);
    let full = read_at.is_none_or(|at| now - at > PEOPLE_IN_FULL);
    let left = left.filter(|left| left.is_recent(now));
    Ok(Reading {
        since: watermark.filter(|_| !full).map(|at| at - OVERLAP),
        first: watermark.is_none(),
        began_with_nobody: last.is_none(),
        interrupted: left.is_some(),
        course: left.unwrap_or_default(),
        lacked: None,
    })
}

impl Reading {
    /// Whether somebody was passed over, as far as DoorFlow's own figure tells. A second walk is the last.
    fn is_to_be_read_again(&self) -> bool {
        self.since.is_none() && !self.course.is_whole() && !self.course.is_another()
    }

    fn way(&self, building: &Building) -> Way<ListedPerson> {
        let query = PeopleQuery {
            since_utc: self.since,
            ..PeopleQuery::default()
        };
        Way {
            ask: Box::new(move |client, token, number| {
                let query = query.clone();
                async move { client.people_page(&token, &query, number).await }.boxed()
            }),
            id: |person| person.id.0,
            // Whoever is changed meanwhile comes into the middle of a list of changes: its pages are safe in their order alone.
            at_once: match self.since {
                Some(_) => 1,
                None => usize::from(building.session.config().pages_at_once),
            },
            spell: Some(SPELL),
        }
    }
}

/// Walks on from where the reading is: pages are asked for, kept and indexed side by side. Where no more pages come, those that came are kept
/// and indexed all the same.
async fn read_on(building: &Arc<Building>, reading: &mut Reading) -> Result<End, CallError> {
    if building.cut_off.swap(true, Ordering::AcqRel) {
        // Whom the last one has kept is no news to this one.
        fill_once(building).await?;
    }
    let way = reading.way(building);
    let from = reading.course.page(reading.interrupted);
    reading.interrupted = false;
    let (hand_on, pages) = mpsc::channel(WAITING);
    let (show, news) = mpsc::channel(WAITING);
    let first = reading.first;
    let (end, kept, indexed) = tokio::join!(
        walk::walk(building, &way, from, hand_on),
        keep_pages(building, reading, pages, show),
        index(building, first, news),
    );
    indexed?;
    building.cut_off.store(false, Ordering::Release);
    kept?;
    end
}

/// Everybody was read, and who is gone is forgotten: moves the watermark.
async fn finish(building: &Building, reading: Reading) -> Result<(), CallError> {
    let now = building.now();
    let full = reading.since.is_none();
    let course = reading.course;
    let asked_at = course.watermark().unwrap_or(now);
    let brought_nothing = course.seen.is_empty() && course.unreadable == 0;
    let stays = |since| watermarks::may_stay(since + OVERLAP, asked_at);
    if brought_nothing && reading.since.is_some_and(stays) {
        return Ok(());
    }
    building
        .store
        .run(move |connection| {
            if full {
                let at = crate::store::millis(now).to_string();
                facts::write(connection, facts::PEOPLE_READ_AT, &at)?;
                facts::remove(connection, facts::course(List::People))?;
            }
            watermarks::write(connection, List::People, asked_at)
        })
        .await?;
    Ok(())
}

/// A person whom a full list lacks, or of whom a 404 came, is asked for by id: a list can shift under the walk, a 404 cannot.
pub(crate) async fn forget_if_gone(
    building: &Arc<Building>,
    id: PersonId,
) -> Result<(), CallError> {
    if know_of(building, id).await? {
        return Ok(());
    }
    building
        .store
        .run(move |connection| people::remove(connection, id))
        .await?;
    building.directory_mut().remove(&[id]);
    building.changed([Topic::People]);
    Ok(())
}

/// Asks for one person and keeps what DoorFlow says of them; `false` when it has nobody of that number.
pub(super) async fn know_of(building: &Arc<Building>, id: PersonId) -> Result<bool, CallError> {
    let answer = building
        .call(|client, token| async move { client.person(&token, id).await })
        .await;
    let row = match answer {
        Ok(answer) => rows::person(answer.value),
        Err(CallError::DoorFlow(doorflow::Error::NotFound { .. })) => return Ok(false),
        Err(error) => return Err(error),
    };
    let changed = building
        .store
        .run(move |connection| keep(connection, std::iter::once(row)))
        .await?;
    let any = !changed.is_empty();
    show(building, changed).await?;
    tell(building, any);
    Ok(true)
}
