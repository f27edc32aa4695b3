//! A disk that is full, or busy, while somebody books.

use std::time::Duration;

use chrono::{Days, TimeDelta};
use doorflow::{ChannelId, PersonId};
use sandbox::{Fault, FaultKind};

use super::*;
use crate::Code;
use crate::booking::{Draft, Newcomer, Place, VisitKind};
use crate::desk::{Desk, DeskSetup};
use crate::machine::Machine;
use crate::news::{Freshness, News};
use crate::news_stream::NewsStream;
use crate::profile::Profile;
use crate::session::MemoryKeychain;
use crate::store::outbox::EntryState;
use crate::store::people;
use crate::store::visits::VisitRow;
use crate::visits::Cancelling;

/// A visitor of the demo building, and a door that is online.
const LINH: PersonId = PersonId(12_001);
const FRONT_DOOR: ChannelId = ChannelId(1340);

/// The demo building's desk, with everything read.
struct Bench {
    desk: Desk,
    news: NewsStream,
    folder: tempfile::TempDir,
}

impl Bench {
    async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let setup = DeskSetup {
            profile: Profile::at(folder.path()).expect("a profile"),
            version: "0.0.0".to_owned(),
            open_browser: std::sync::Arc::new(|_| Ok(())),
        };
        let limits = Limits {
            looks: [200, 400, 60_000, 70_000, 80_000].map(Duration::from_millis),
        };
        let machine = Machine::with_keychain(std::sync::Arc::new(MemoryKeychain::default()));
        let desk = Desk::open_within(setup, machine, limits).expect("a desk");
        let news = desk.news();
        desk.begin(true).await;
        let mut bench = Self { desk, news, folder };
        bench
            .hear(|news| match news {
                News::Status { status } => matches!(status.freshness, Freshness::Fresh { .. }),
                _ => false,
            })
            .await;
        bench
    }

    /// Waits for news.
    async fn hear(&mut self, mut wanted: impl FnMut(&News) -> bool) {
        let heard = async {
            while let Some(news) = self.news.next().await {
                if wanted(&news) {
                    return;
                }
            }
        };
        let patience = Duration::from_mins(1);
        tokio::time::timeout(patience, heard).await.expect("news");
    }

    /// Waits until all writes in the outbox are as they are wanted.
    async fn stands(&self, wanted: impl Fn(&[EntryRow]) -> bool) {
        let building = self.desk.building();
        let looked = async {
            while !wanted(&building.open_entries().await.unwrap()) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let patience = Duration::from_mins(1);
        tokio::time::timeout(patience, looked)
            .await
            .expect("the outbox");
    }

    /// Waits until a booking is in DoorFlow as far as the desk knows.
    async fn accepted(&mut self, booking: i64) {
        let accepted = [StepState::Accepted, StepState::Syncing, StepState::Ready];
        self.hear(|news| match news {
            News::Booking { receipt } => {
                receipt.booking == booking
                    && receipt
                        .steps
                        .iter()
                        .all(|step| accepted.contains(&step.state))
            }
            _ => false,
        })
        .await;
    }

    /// Linh, tomorrow at the front door.
    fn draft(&self) -> Draft {
        let today = self.desk.clock().unwrap().now.date;
        let day = today.checked_add_days(Days::new(1)).unwrap().to_string();
        Draft {
            person_id: Some(LINH),
            date: day.clone(),
            last_date: day,
            from: "09:00".to_owned(),
            to: "17:00".to_owned(),
            place: Place::Doors {
                channel_ids: vec![FRONT_DOOR],
            },
            ..Draft::default()
        }
    }

    /// The same as a write.
    fn queued(&self) -> EntryRow {
        let building = self.desk.building();
        let now = building.now();
        let tomorrow = self.desk.clock().unwrap().now.date + Days::new(1);
        let start = building.account().unwrap().zone.day_start(tomorrow) + TimeDelta::hours(9);
        let visit = VisitRow {
            kind: VisitKind::Reservation,
            id: 0,
            person_id: LINH,
            start,
            end: start + TimeDelta::minutes(30),
            place_ids: vec![FRONT_DOOR.0],
            deactivated: false,
            created_at: None,
        };
        EntryRow::queued(EntryKind::Book, &visit, now)
    }

    /// Keeps a write, and leaves it there; the number of the booking.
    fn keeps(&self, entry: EntryRow) -> i64 {
        let building = self.desk.building();
        let account = building.account_id();
        let add = |c: &rusqlite::Connection| table::add(c, &account, vec![entry]);
        building.outbox.store.run_here(add).unwrap()[0].booking
    }

    /// Waits until the page is told of all writes that they wait for this reason.
    async fn waits_for(&self, reason: Reason) {
        let told = async {
            loop {
                let told = self.desk.outbox().await.unwrap();
                if !told.is_empty() && told.iter().all(|entry| entry.reason == reason) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let patience = Duration::from_mins(1);
        tokio::time::timeout(patience, told)
            .await
            .expect("a reason");
    }

    /// From now on the disk has no room in the outbox for what begins like this, or has room again.
    fn fill(&self, what: Option<&str>) {
        fill_in(&self.desk.building().outbox.store, what);
    }

    /// How often DoorFlow was asked for a reservation.
    fn asked(&self) -> u64 {
        let requests = self.desk.demo_control().requests();
        requests
            .get("POST /api/3/reservations")
            .copied()
            .unwrap_or(0)
    }
}

/// From now on the disk has no room in this file for what begins like this, or has room again.
fn fill_in(store: &Store, what: Option<&str>) {
    let sql = match what {
        // More than a free page of the file could take.
        Some(what) => format!(
            "CREATE TABLE IF NOT EXISTS ballast (content BLOB);
             CREATE TEMP TRIGGER full BEFORE {what} BEGIN INSERT INTO ballast VALUES (zeroblob(100000)); END;"
        ),
        None => "DROP TRIGGER full".to_owned(),
    };
    store.run_here(|c| c.execute_batch(&sql)).unwrap();
    let pages = if what.is_some() { 1 } else { 1_000_000 };
    let limit = store.run_here(|c| {
        c.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |row| {
            row.get::<_, i64>(0)
        })
    });
    assert!(limit.unwrap() >= pages);
}

#[tokio::test]
async fn a_booking_that_cannot_be_kept_is_not_sent_and_can_be_made_when_there_is_room() {
    let mut bench = Bench::open().await;
    bench.fill(Some("INSERT ON main.entries"));
    let refused = bench.desk.book(&bench.draft()).await;
    let refused = refused.expect_err("no room");
    assert_eq!(
        (refused.code, refused.detail.as_str()),
        (Code::Machine, "the disk is full")
    );
    assert_eq!(
        bench.desk.outbox().await.unwrap(),
        [],
        "nothing is half kept"
    );
    assert_eq!(bench.asked(), 0);

    bench.fill(None);
    let booking = bench.desk.book(&bench.draft()).await.unwrap().booking;
    bench.accepted(booking).await;
    assert_eq!(bench.asked(), 1);
}

#[tokio::test]
async fn an_answer_that_cannot_be_kept_is_found_again_and_not_asked_for_twice() {
    let mut bench = Bench::open().await;
    bench.fill(Some("UPDATE ON main.entries WHEN new.state = 'accepted'"));
    let booking = bench.desk.book(&bench.draft()).await.unwrap().booking;
    // DoorFlow has it; that it does is not written, though it is tried more than once.
    bench
        .hear(|news| matches!(news, News::Booking { receipt } if receipt.steps[0].state == StepState::Unknown))
        .await;
    assert_eq!(bench.asked(), 1);
    bench.fill(None);
    bench.accepted(booking).await;
    assert_eq!(bench.asked(), 1, "once");
    assert_eq!(bench.desk.outbox().await.unwrap(), []);
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
    let (writes, writing) = tokio::sync::oneshot::channel();
    let (go_on, goes_on) = std::sync::mpsc::channel::<()>();
    let store = building.store.clone();
    let list = tokio::spawn(async move {
        let write = move |_: &rusqlite::Connection| {
            writes.send(()).expect("it is waited for");
            goes_on.recv().expect("it is told to go on");
            Ok(())
        };
        store.run(write).await
    });
    writing.await.unwrap();
    let draft = bench.draft();
    let before = bench.desk.plan(&draft).await.unwrap().notes;
    let booking = bench.desk.book(&draft).await.unwrap().booking;
    bench.accepted(booking).await;
    let plan = bench.desk.plan(&draft).await.unwrap();
    assert_ne!(plan.notes, before, "the same once more is known to clash");
    go_on.send(()).unwrap();
    list.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_booking_that_waits_for_this_computers_disk_says_so() {
    let mut bench = Bench::open().await;
    bench.fill(Some("UPDATE ON main.entries WHEN new.state = 'in_flight'"));
    let booking = bench.desk.book(&bench.draft()).await.unwrap().booking;
    bench.waits_for(Reason::Unwritable).await;
    assert_eq!(bench.asked(), 0);
    bench.fill(None);
    bench.accepted(booking).await;
}

#[tokio::test]
async fn on_a_disk_that_takes_nothing_it_is_not_doorflow_that_is_blamed() {
    let mut bench = Bench::open().await;
    let waits = EntryRow {
        reason: Reason::Offline,
        ..bench.queued()
    };
    let booking = bench.keeps(waits);
    bench.fill(Some("UPDATE ON main.entries"));
    bench.desk.building().send.notify_one();
    bench.waits_for(Reason::Unwritable).await;
    assert_eq!(bench.asked(), 0);
    // It was the disk's fault, and is not any more.
    let control = bench.desk.demo_control();
    let busy = FaultKind::RateLimited {
        retry_after: Some(1),
    };
    control.fail_next(Fault::new("POST", "/api/3/reservations", busy));
    bench.fill(None);
    bench.waits_for(Reason::Busy).await;
    bench.accepted(booking).await;
}

#[tokio::test]
async fn a_calendar_that_cannot_be_written_holds_up_no_booking() {
    let mut bench = Bench::open().await;
    let store = bench.desk.building().store.clone();
    fill_in(&store, Some("INSERT ON main.visits"));
    let first = bench.draft();
    let later = Draft {
        from: "18:00".to_owned(),
        to: "19:00".to_owned(),
        ..first.clone()
    };
    for draft in [first, later.clone()] {
        let booking = bench.desk.book(&draft).await.unwrap().booking;
        bench.accepted(booking).await;
    }
    assert_eq!(bench.asked(), 2);
    fill_in(&store, None);
    // The calendar is brought to what was done meanwhile.
    bench.stands(<[EntryRow]>::is_empty).await;
    let day = later.date.as_str();
    let visits = bench.desk.agenda(day, day).await.unwrap().visits;
    let hers = visits.iter().filter(|visit| visit.person_id == LINH);
    assert_eq!(hers.count(), 2);
}

#[tokio::test]
async fn what_a_person_sends_again_is_not_too_old_while_the_calendar_cannot_be_written() {
    let mut bench = Bench::open().await;
    let store = bench.desk.building().store.clone();
    fill_in(&store, Some("INSERT ON main.visits"));
    let booking = bench.desk.book(&bench.draft()).await.unwrap().booking;
    bench.accepted(booking).await;
    let fresh = bench.queued();
    let old = EntryRow {
        made_at: fresh.made_at - TimeDelta::hours(2),
        start: fresh.start + TimeDelta::hours(9),
        end: fresh.end + TimeDelta::hours(9),
        state: EntryState::NeedsYou,
        reason: Reason::Old,
        ..fresh
    };
    let booking = bench.keeps(old);
    bench.desk.send_again(&format!("b{booking}")).await.unwrap();
    bench.accepted(booking).await;
    assert_eq!(bench.asked(), 2);
}

#[tokio::test]
async fn a_calendar_that_cannot_be_written_holds_up_no_newcomer() {
    let mut bench = Bench::open().await;
    let store = bench.desk.building().store.clone();
    let noor = Newcomer {
        first_name: "Noor".to_owned(),
        last_name: "Quist".to_owned(),
        email: "noor@quist.example".to_owned(),
        mobile: String::new(),
    };
    let draft = Draft {
        person_id: None,
        ..bench.draft()
    };
    // Who she is is written there before, and what became of her is not.
    fill_in(&store, Some("INSERT ON main.people"));
    let receipt = bench.desk.book_newcomer(&draft, &noor, false).await;
    bench.accepted(receipt.unwrap().booking).await;
    let day = draft.date.as_str();
    let visits = bench.desk.agenda(day, day).await.unwrap().visits;
    assert!(
        visits.iter().any(|visit| visit.name == "Noor Quist"),
        "{visits:?}"
    );
    fill_in(&store, None);
    fill_in(&store, Some("DELETE ON main.newcomers"));
    let ida = Newcomer {
        first_name: "Ida".to_owned(),
        email: "ida@quist.example".to_owned(),
        ..noor
    };
    let receipt = bench.desk.book_newcomer(&draft, &ida, false).await;
    bench.accepted(receipt.unwrap().booking).await;
}

#[tokio::test]
async fn a_cancelling_that_waits_for_this_computers_disk_says_so() {
    let mut bench = Bench::open().await;
    let draft = bench.draft();
    let booking = bench.desk.book(&draft).await.unwrap().booking;
    bench.accepted(booking).await;
    bench.stands(<[EntryRow]>::is_empty).await;
    let day = draft.date.as_str();
    let visits = bench.desk.agenda(day, day).await.unwrap().visits;
    let hers = visits.iter().find(|visit| visit.person_id == LINH).unwrap();
    bench.fill(Some("UPDATE ON main.entries WHEN new.state = 'in_flight'"));
    let outcome = bench.desk.cancel_visit(&hers.key).await.unwrap();
    let reason = Reason::Unwritable;
    assert_eq!(outcome, Cancelling::Kept { reason });
    bench.fill(None);
    bench.stands(<[EntryRow]>::is_empty).await;
}

#[tokio::test]
async fn a_cancelling_that_was_found_while_the_calendar_could_not_be_written_goes_on_and_has_the_doors_told()
 {
    let mut bench = Bench::open().await;
    let draft = bench.draft();
    let booking = bench.desk.book(&draft).await.unwrap().booking;
    bench.accepted(booking).await;
    bench.stands(<[EntryRow]>::is_empty).await;
    let day = draft.date.as_str();
    let visits = bench.desk.agenda(day, day).await.unwrap().visits;
    let hers = visits.iter().find(|visit| visit.person_id == LINH).unwrap();
    let store = bench.desk.building().store.clone();
    fill_in(&store, Some("DELETE ON main.visits"));
    let one = "/api/3/reservations/{id}";
    let control = bench.desk.demo_control();
    control.fail_next(Fault::lose_answer("DELETE", one));
    bench.desk.cancel_visit(&hers.key).await.unwrap();
    let found = |all: &[EntryRow]| matches!(all, [one] if one.state == EntryState::Accepted);
    bench.stands(found).await;
    fill_in(&store, None);
    bench.stands(<[EntryRow]>::is_empty).await;
}
