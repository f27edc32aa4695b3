//! A pull that is ended in the middle of the people.

use chrono::{DateTime, Utc};

use super::Bench;
use crate::building::Building;
use crate::news::{News, Topic};
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
async fn a_pull_that_is_ended_between_two_pages_loses_nobody() {
    let bench = Bench::open().await;
    let building = bench.building();
    let everybody = bench.control().people().len();
    let mut news = bench.news.subscribe();
    let first_page = async {
        loop {
            let piece = news.recv().await.expect("news");
            if matches!(piece, News::Changed { topics } if topics.contains(&Topic::People)) {
                break;
            }
        }
    };
    tokio::select! {
        biased;
        () = first_page => {}
        pulled = people::pull(building) => panic!("all came at once: {pulled:?}"),
    }
    let (some, watermark) = known(building).await;
    assert!(some > 0 && some < everybody, "{some} of {everybody}");
    assert_eq!(watermark, None, "the rest is still to be read");

    people::pull(building).await.expect("the next pull");
    let (all, watermark) = known(building).await;
    assert_eq!(all, everybody);
    assert!(watermark.is_some());
}
