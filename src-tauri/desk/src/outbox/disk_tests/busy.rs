//! A calendar that is being written while somebody books.

use std::sync::Arc;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::*;
use crate::building::lock;
use crate::visits::build::Told;

/// A list that is being written.
struct Writing {
    go_on: std::sync::mpsc::Sender<()>,
    written: JoinHandle<Result<(), StoreError>>,
}

impl Writing {
    /// Begins it; nobody else can write this store until it ends.
    async fn begin(store: &Store) -> Self {
        let (begins, begun) = oneshot::channel();
        let (go_on, goes_on) = std::sync::mpsc::channel();
        let store = store.clone();
        let write = move |_: &rusqlite::Connection| {
            begins.send(()).expect("it is waited for");
            goes_on.recv().expect("it is told to go on");
            Ok(())
        };
        let written = tokio::spawn(async move { store.run(write).await });
        begun.await.expect("it begins");
        Self { go_on, written }
    }

    async fn end(self) {
        self.go_on.send(()).unwrap();
        self.written.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_booking_is_accepted_and_shown_while_a_list_is_being_written() {
    let mut bench = Bench::open().await;
    let building = bench.desk.building();
    let path = bench.folder.path().join("lobby.db");
    let key = crate::store::StoreKey::random().unwrap();
    building.store.move_to(path, key).await.unwrap();
    bench.desk.refresh();
    let known = async || building.store.read(|c| people::get(c, LINH)).await.unwrap();
    while known().await.is_none() {
        bench.hear(|_| true).await;
    }
    let list = Writing::begin(&building.store).await;
    let draft = bench.draft();
    let before = bench.desk.plan(&draft).await.unwrap().notes;
    let booking = bench.desk.book(&draft).await.unwrap().booking;
    bench.accepted(booking).await;
    let plan = bench.desk.plan(&draft).await.unwrap();
    assert_ne!(plan.notes, before, "the same once more is known to clash");
    list.end().await;
}

#[tokio::test]
async fn a_visit_is_not_ready_from_the_moment_its_visitors_pin_is_given() {
    let mut bench = Bench::open().await;
    let building = bench.desk.building();
    let booking = bench.desk.book(&bench.draft()).await.unwrap().booking;
    bench.accepted(booking).await;
    let of_it = move |c: &rusqlite::Connection| table::of_booking(c, booking);
    let book = building.outbox.store.run(of_it).await.unwrap().remove(0);
    let visit = (book.kind, book.visit_id.unwrap());
    let told = || lock(&building.told)[&visit];
    while !matches!(told(), Told::At(_)) {
        bench.hear(|_| true).await;
    }
    let sent = EntryRow {
        booking,
        state: EntryState::InFlight,
        ..EntryRow::queued(EntryKind::Pin, &book.visit(visit.1), building.now())
    };
    bench.keeps(sent);

    // What else is to be done once it is given waits for the calendar.
    let list = Writing::begin(&building.store).await;
    let pin = building.open_entries().await.unwrap().remove(0);
    let giving = tokio::spawn({
        let building = Arc::clone(&building);
        async move { building.pin_given(pin).await }
    });
    bench
        .stands(|open| open.is_empty() || told() == Told::NotYet)
        .await;
    assert_eq!(told(), Told::NotYet);
    list.end().await;
    giving.await.unwrap().unwrap();
    bench.stands(<[EntryRow]>::is_empty).await;
}
