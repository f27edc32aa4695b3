//! A pull that is ended in the middle of the people.

use chrono::{DateTime, Utc};
use doorflow::PersonId;

use super::Bench;
use crate::building::Building;
use crate::store::people as table;
use crate::store::watermarks::{self, List};
use crate::sync::people;

async fn known(building: &Building) -> (usize, Option<DateTime<Utc>>) {
    let read = building.store.run(|connection| {
        Ok((
            table::ids(connection)?.len(),
            watermarks::read(connection, List::People)?,
        ))
    });
    read.await.expect("a store")
}

#[tokio::test]
async fn a_pull_that_was_ended_goes_on_where_it_stopped_and_loses_nothing() {
    let bench = Bench::open().await;
    let (building, control) = (bench.building(), bench.control());
    for number in 0..5500 {
        let _ = control.add_person("Ada", &format!("Number {number}"));
    }
    // DoorFlow's clock has whole seconds: whoever is made in the second in which the walk begins may not have been there at its beginning.
    let added = Utc::now();
    while Utc::now().timestamp() == added.timestamp() {
        tokio::task::yield_now().await;
    }
    let everybody = control.people().len();
    let asked = || control.requests().get("GET /api/3/people").copied();
    let enough = async {
        while known(building).await.0 < 1000 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        biased;
        () = enough => {}
        pulled = people::pull(building) => panic!("all came at once: {pulled:?}"),
    }
    let (some, watermark) = known(building).await;
    assert!(some < everybody, "{some} of {everybody}");
    assert_eq!(watermark, None, "the rest is still to be read");
    let before = asked().unwrap_or_default();

    // Somebody who was read already is changed before it goes on.
    let changed = PersonId(control.people()[0].id);
    control.set_person_enabled(changed.0, false);
    let pulled = people::pull(building).await.expect("the next pull");
    assert!(!pulled.more, "it came to the end");
    let rest = (everybody - some).div_ceil(100) as u64;
    let pages = asked().unwrap_or_default() - before;
    // The last one once more, and those that were on their way as it ended.
    assert!(pages <= rest + 1 + 4, "{pages} pages for a rest of {rest}");
    let (all, watermark) = known(building).await;
    assert_eq!(all, everybody);
    assert_eq!(
        building.directory().len(),
        everybody,
        "and all of them are found"
    );
    assert!(watermark.is_some());

    people::pull(building).await.expect("a round");
    let row = building.store.run(move |c| table::get(c, changed)).await;
    let row = row.expect("a store").expect("a person");
    assert!(!row.enabled, "what changed meanwhile is read after it");
}
