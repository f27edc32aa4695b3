//! Fills the directory with everybody whom the store knows.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::try_join;

use super::{Directory, Entry};
use crate::building::{Building, lock};
use crate::call::CallError;
use crate::machine::Ended;
use crate::news::Topic;
use crate::store::{StoreError, people, visits};

/// How long to wait before everybody is put into the directory again, when that failed.
const FILL_AGAIN: Duration = Duration::from_secs(3);

/// How many people are read from the store in one go: a few milliseconds, for which others wait who read the store.
const AT_A_TIME: u32 = 1000;

/// Puts everybody whom the store knows into the directory. The calendar does not wait for it; whoever looks for somebody does, and so
/// does the first pull, which may know better than the store. A store that turns out to be damaged is mended first: the pull, which mends it
/// else, waits for this.
pub(crate) async fn fill_directory(building: &Arc<Building>) {
    let mut mended = false;
    while let Err(error) = fill_once(building).await {
        tracing::warn!(%error, "the directory could not be filled yet");
        if !mended && building.mend_store().await {
            mended = true;
            continue;
        }
        building.filled.send_replace(true);
        // Nothing is pulled meanwhile.
        lock(&building.freshening).failed(&CallError::from(error));
        building.tell_status().await;
        tokio::time::sleep(FILL_AGAIN).await;
        mended = false;
    }
}

/// The same, once.
///
/// # Errors
/// The store cannot be read.
pub(crate) async fn fill_once(building: &Arc<Building>) -> Result<(), StoreError> {
    try_to_fill(building).await?;
    building.filled.send_replace(true);
    building.changed([Topic::People]);
    Ok(())
}

/// Reads half of them beside the other, each on a connection of its own: they are encrypted, which takes a processor its time. All of it gives
/// way to what the window waits for at the same moment.
async fn try_to_fill(building: &Arc<Building>) -> Result<(), StoreError> {
    let behind = building.machine.blocking.behind();
    let store = building.store.clone().working(&behind);
    let mut everybody = Vec::new();
    if let Some(ids) = store.read(people::ends).await? {
        let middle = ids.start().midpoint(*ids.end());
        let one = some_at_a_time(*ids.start()..=middle, |ids| {
            store.read(move |connection| people::entries(connection, &ids, AT_A_TIME))
        });
        let other = some_at_a_time(middle.saturating_add(1)..=*ids.end(), |ids| {
            store.run(move |connection| people::entries(connection, &ids, AT_A_TIME))
        });
        let (one, other) = try_join(one, other).await?;
        everybody.extend(one);
        everybody.extend(other);
    }
    let booked = store.run(visits::people).await?;
    let within = Arc::clone(building);
    let filled = behind.run(move || {
        let era = {
            let mut directory = within.directory_mut();
            directory.booked(booked);
            directory.era()
        };
        Directory::upsert_beside(&within.directory, era, everybody.into_iter());
    });
    filled.await.map_err(|Ended| StoreError::Closing)
}

/// Reads all people with these ids, some at a time, so that the store answers others in between.
async fn some_at_a_time<R>(
    ids: RangeInclusive<i64>,
    read: impl Fn(RangeInclusive<i64>) -> R,
) -> Result<Vec<Entry>, StoreError>
where
    R: Future<Output = Result<Vec<Entry>, StoreError>>,
{
    let (mut next, last) = ids.into_inner();
    let mut all: Vec<Entry> = Vec::new();
    loop {
        let some = read(next..=last).await?;
        let after = some.last().and_then(|person| person.id.0.checked_add(1));
        all.extend(some);
        match after {
            Some(after) => next = after,
            None => return Ok(all),
        }
    }
}

#[cfg(test)]
mod tests {
    use doorflow::PersonId;

    use super::*;
    use crate::store::people::PersonRow;
    use crate::store::{Store, instant};
    use crate::sync;

    fn row(id: i64) -> PersonRow {
        PersonRow {
            id: PersonId(id),
            first_name: format!("Ada {id}"),
            last_name: "Lovelace".to_owned(),
            salutation: String::new(),
            job_title: "Countess".to_owned(),
            email: "ada@example.com".to_owned(),
            organisation_id: None,
            system_id: "S1".to_owned(),
            department: "Engines".to_owned(),
            telephone: "1".to_owned(),
            mobile: "2".to_owned(),
            enabled: id != 7,
            valid_from: Some(instant(id.min(1_000))),
            valid_to: None,
            has_photo: false,
            group_ids: Vec::new(),
            role_ids: Vec::new(),
        }
    }

    #[tokio::test]
    async fn everybody_is_read_once_however_many_at_a_time() {
        let store = Store::in_memory().unwrap();
        assert_eq!(store.read(people::ends).await.unwrap(), None);
        let all: Vec<PersonRow> = [3, 4, 7, 11, i64::MAX].map(row).to_vec();
        let kept = all.clone();
        store
            .run(move |connection| people::upsert(connection, &kept))
            .await
            .unwrap();
        assert_eq!(store.read(people::ends).await.unwrap(), Some(3..=i64::MAX));
        for (ids, expected) in [
            (3..=i64::MAX, &all[..]),
            (i64::MIN..=4, &all[..2]),
            (8..=10, &[]),
        ] {
            for most in [1, 2, 100] {
                let read = some_at_a_time(ids.clone(), |ids| {
                    store.read(move |connection| people::entries(connection, &ids, most))
                });
                let expected: Vec<Entry> = expected.iter().map(sync::rows::entry).collect();
                assert_eq!(read.await.unwrap(), expected);
            }
        }
    }
}
