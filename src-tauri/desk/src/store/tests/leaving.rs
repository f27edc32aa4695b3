//! Forgetting an account: every file of it goes, and nothing is written behind.

use std::time::{Duration, Instant};

use futures_util::FutureExt as _;

use super::*;

/// Everything that a store has ever left beside itself.
const LEFT: [&str; 5] = [
    "lobby.db.damaged",
    "lobby.db-wal.damaged",
    "lobby.db-journal",
    "lobby.v1.db",
    "lobby.v1.db-wal",
];

#[tokio::test]
async fn every_file_goes_and_the_store_goes_on() {
    let place = Place::new();
    let store = place.open().await;
    for name in LEFT.into_iter().chain(["outbox.db", "lobby.log"]) {
        std::fs::write(place.folder.path().join(name), NAME).unwrap();
    }
    keep(&store);
    store.begin_anew(Some(place.path.clone())).await.unwrap();
    let (names, _) = place.files(NAME);
    assert_eq!(names, ["lobby.log", "outbox.db"], "what is not the store's");
    assert_eq!(fact(&store), None);
    keep(&store);
    assert_eq!(place.files(NAME).0, names, "in memory until it is moved");
    let other = StoreKey::random().unwrap();
    store.move_to(place.path.clone(), other).await.unwrap();
    assert_eq!(fact(&store), None, "an empty file");
    keep(&store);
    assert_eq!(fact(&store).as_deref(), Some(NAME));
}

#[tokio::test]
async fn a_file_that_cannot_be_removed_is_told_of_and_keeps_no_other() {
    let place = Place::new();
    let store = place.open().await;
    keep(&store);
    // No program removes a folder as it removes a file.
    let stuck = place.folder.path().join("lobby.db.damaged");
    std::fs::create_dir(&stuck).unwrap();
    std::fs::write(place.folder.path().join("lobby.v1.db"), NAME).unwrap();
    let left = store.begin_anew(Some(place.path.clone())).await;
    assert!(
        matches!(&left, Err(StoreError::File { path, .. }) if *path == stuck),
        "{left:?}"
    );
    std::fs::remove_dir(&stuck).unwrap();
    assert_eq!(place.files(NAME).0, [""; 0]);
    assert_eq!(fact(&store), None, "and what is in use is empty");
}

#[tokio::test]
async fn what_was_asked_for_before_is_not_written_after() {
    let store = Store::in_memory().unwrap();
    let mut work = Box::pin(store.run(|c| facts::write(c, "who", NAME)));
    {
        let mut held = store.lock();
        let asked = (&mut work).now_or_never();
        assert!(asked.is_none(), "it waits for its turn");
        let fresh = Connection::open_in_memory().unwrap();
        store.succeed(&mut held, ready(fresh, None, &migrate::MIGRATIONS).unwrap());
    }
    assert!(matches!(work.await, Err(StoreError::Closing)));
    assert_eq!(fact(&store), None);
    store.run(|c| facts::write(c, "who", NAME)).await.unwrap();
    assert_eq!(fact(&store).as_deref(), Some(NAME), "what comes after is");
}

#[tokio::test]
async fn a_hundred_thousand_people_are_forgotten_sooner_than_they_were_kept() {
    let mut took = Vec::new();
    // A busy computer takes its time with either; not each time with the same.
    for _ in 0..3 {
        let (kept, forgotten) = kept_and_forgotten().await;
        if forgotten < kept {
            return;
        }
        took.push((kept, forgotten));
    }
    panic!("{took:?}");
}

/// How long it takes to keep a hundred thousand people, and to forget them.
async fn kept_and_forgotten() -> (Duration, Duration) {
    let place = Place::new();
    let store = place.open().await;
    let began = Instant::now();
    store
        .run_here(|c| {
            c.execute_batch(
                "WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 100000)
                 INSERT INTO people SELECT id, 'Given name ' || id, 'Family name', '', 'Some title', 'someone' || id || '@example.com',
                 NULL, '', 'Some department', '+44 20 7946 0000', '', 1, NULL, NULL, 0, '[]', '[]' FROM n",
            )
        })
        .unwrap();
    let kept = began.elapsed();
    assert!(place.path.metadata().unwrap().len() > 5_000_000);
    let began = Instant::now();
    store.begin_anew(Some(place.path.clone())).await.unwrap();
    let key = StoreKey::random().unwrap();
    store.move_to(place.path.clone(), key).await.unwrap();
    let forgotten = began.elapsed();
    assert!(place.path.metadata().unwrap().len() < 200_000);
    (kept, forgotten)
}
