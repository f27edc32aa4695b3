//! What becomes of people who were read: pages come in, are written and are indexed at the same time, so that the first is of use before the
//! last has come, and none waits for the disk.

use std::sync::Arc;
use std::time::Duration;

use doorflow::{ListedPerson, Page};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::Reading;
use crate::building::Building;
use crate::call::CallError;
use crate::directory::Directory;
use crate::machine::Ended;
use crate::news::{Pulling, Topic};
use crate::store::people::PersonRow;
use crate::store::watermarks::List;
use crate::store::{StoreError, people};
use crate::sync::rows;

/// So many pages are written at once at most: somebody else may want to write.
const BATCH: usize = 48;
/// After the first page, those that come within this time are written together: each commit waits for the disk.
const TOGETHER: Duration = Duration::from_millis(60);
/// So many pages wait to be written, or to be indexed, at most.
pub(super) const WAITING: usize = 64;
/// The page hears of people who came no more often than this: it asks for what it shows each time.
const NEWS_EVERY: Duration = Duration::from_millis(250);

/// What has been kept of some pages: the people who are new or different, and how far the list has come.
type Kept = (Vec<PersonRow>, (usize, Option<u64>));

/// Writes pages as they come, together with how far the list has come.
pub(super) async fn keep_pages(
    building: &Building,
    reading: &mut Reading,
    mut pages: mpsc::Receiver<Page<ListedPerson>>,
    show: mpsc::Sender<Kept>,
) -> Result<(), CallError> {
    let mut next = Instant::now();
    while let Some(page) = pages.recv().await {
        let mut batch = vec![page];
        while batch.len() < BATCH
            && let Ok(Some(page)) = tokio::time::timeout_at(next, pages.recv()).await
        {
            batch.push(page);
        }
        let mut people = Vec::new();
        for page in batch {
            reading
                .course
                .took(&page, building.now(), |it| (it.id.0, it.created_at));
            people.extend(page.items);
        }
        let course = reading.first.then(|| reading.course.without_ids());
        let changed = building
            .store
            .run(move |connection| {
                let changed = keep(connection, people.into_iter().map(rows::person))?;
                if let Some(course) = course {
                    course.keep(connection, List::People)?;
                }
                Ok(changed)
            })
            .await?;
        next = Instant::now() + TOGETHER;
        // Nobody listens any more only where this ends as well.
        let _ = show.send((changed, reading.course.progress())).await;
    }
    Ok(())
}

/// Writes those who are new or different, and answers with them.
pub(super) fn keep(
    connection: &rusqlite::Connection,
    rows: impl Iterator<Item = PersonRow>,
) -> rusqlite::Result<Vec<PersonRow>> {
    let mut changed = Vec::new();
    // Whoever comes after everybody is new: in a first reading, that is nearly all.
    let last = people::last(connection)?;
    for person in rows {
        let known = match last {
            Some(last) if person.id <= last => people::get(connection, person.id)?,
            _ => None,
        };
        if known.as_ref() != Some(&person) {
            changed.push(person);
        }
    }
    people::upsert(connection, &changed)?;
    Ok(changed)
}

/// Has people found who were kept, and tells the page of them; of the first ones at once. Then they come together for a moment each time,
/// since many are indexed sooner at one go than a few at a time.
pub(super) async fn index(
    building: &Arc<Building>,
    first: bool,
    mut kept: mpsc::Receiver<Kept>,
) -> Result<(), CallError> {
    let mut together = Vec::new();
    let mut next = Instant::now();
    let mut more = true;
    while more {
        let mut progress = None;
        loop {
            let came = match tokio::time::timeout_at(next, kept.recv()).await {
                Ok(came) => came,
                Err(_) if together.is_empty() => kept.recv().await,
                Err(_) => break,
            };
            let Some((people, further)) = came else {
                more = false;
                break;
            };
            together.extend(people);
            progress = Some(further);
        }
        let any = !together.is_empty();
        show(building, std::mem::take(&mut together)).await?;
        tell(building, any);
        if let Some((done, total)) = progress.filter(|_| first) {
            building.show_progress(Pulling::People, done, total);
            building.tell_status().await;
        }
        next = Instant::now() + NEWS_EVERY;
    }
    Ok(())
}

/// Puts people into the directory, behind whatever a person waits for.
pub(super) async fn show(
    building: &Arc<Building>,
    people: Vec<PersonRow>,
) -> Result<(), CallError> {
    if people.is_empty() {
        return Ok(());
    }
    let within = Arc::clone(building);
    let era = building.directory().era();
    let behind = building.machine.blocking.behind();
    let indexed = behind.run(move || {
        let people = people.into_iter().map(rows::into_entry);
        Directory::upsert_beside(&within.directory, era, people);
    });
    indexed.await.map_err(|Ended| StoreError::Closing.into())
}

pub(super) fn tell(building: &Building, changed: bool) {
    if changed {
        building.changed([Topic::People, Topic::Visits]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::course::Course;
    use crate::sync::tests::Bench;

    #[tokio::test]
    async fn pages_that_wait_to_be_written_are_all_written() {
        let bench = Bench::open().await;
        let mut reading = Reading {
            since: None,
            first: true,
            began_with_nobody: true,
            interrupted: false,
            course: Course::default(),
            lacked: None,
        };
        let (hand_on, pages) = mpsc::channel(WAITING);
        let (show, _shown) = mpsc::channel(WAITING);
        let count = u32::try_from(BATCH + 3).expect("a count");
        for number in 1..=count {
            let person = serde_json::json!({ "id": number, "enabled": true });
            let page = Page {
                items: vec![serde_json::from_value(person).expect("a person")],
                unreadable: Vec::new(),
                number,
                total: None,
                server_time: None,
                last: number == count,
            };
            hand_on.try_send(page).expect("room");
        }
        drop(hand_on);
        keep_pages(bench.building(), &mut reading, pages, show)
            .await
            .expect("a store");
        let known = bench.building().store.run(people::ids).await;
        assert_eq!(known.expect("a store"), (1..=i64::from(count)).collect());
    }
}
