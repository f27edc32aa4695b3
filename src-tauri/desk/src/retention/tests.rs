use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use doorflow::PersonId;
use tokio::sync::broadcast::{self, Receiver};

use super::*;
use crate::booking::{About, VisitKind};
use crate::desk::DeskSetup;
use crate::machine::{Clock, Machine};
use crate::news::News;
use crate::opening::{self, Open};
use crate::outbox::{EntryKind, Limits, Reason};
use crate::profile::Profile;
use crate::session::MemoryKeychain;
use crate::store::outbox::{EntryRow, EntryState};
use crate::store::visits::VisitRow;
use crate::sync::tests::Bench;

/// A visit of one hour.
fn visit(id: i64, end: DateTime<Utc>) -> VisitRow {
    VisitRow {
        kind: VisitKind::Reservation,
        id,
        person_id: PersonId(3),
        start: end - TimeDelta::hours(1),
        end,
        place_ids: vec![1],
        deactivated: false,
        created_at: None,
    }
}

/// A write whose outcome is final and is kept.
fn settled(id: i64, end: DateTime<Utc>, since: DateTime<Utc>) -> EntryRow {
    let entry = EntryRow::queued(EntryKind::Book, &visit(id, end), since);
    EntryRow {
        visit_id: Some(id),
        kept: true,
        ..entry.into_state(EntryState::Accepted, Reason::None, since)
    }
}

fn visits_left(building: &Building) -> Vec<i64> {
    let read = |c: &rusqlite::Connection| {
        let mut ids = c.prepare("SELECT id FROM visits ORDER BY id")?;
        ids.query_map([], |row| row.get(0))?.collect()
    };
    building.store.run_here(read).unwrap()
}

/// Waits until visits have gone.
async fn purged(news: &mut Receiver<News>) {
    let heard = async {
        while !matches!(news.recv().await, Ok(News::Changed { topics }) if topics == [Topic::Visits])
        {
        }
    };
    let patience = Duration::from_hours(48);
    tokio::time::timeout(patience, heard)
        .await
        .expect("a purge");
}

#[tokio::test]
async fn visits_leave_after_ninety_days_at_the_start_and_every_day() {
    let bench = Bench::open().await;
    let building = bench.building();
    tokio::time::pause();
    let now = building.now();
    let over = |days| now - TimeDelta::days(days);
    let rows = [
        visit(1, over(91)),
        visit(2, over(90) + TimeDelta::hours(1)),
        visit(3, over(88)),
        visit(4, now + TimeDelta::days(400)),
    ];
    let kept = building.store.run_here(|c| visits::upsert(c, &rows));
    kept.unwrap();
    let mut news = bench.news.subscribe();
    let purging = tokio::spawn(keep_purging(Arc::clone(building)));
    purged(&mut news).await;
    assert_eq!(visits_left(building), [2, 3, 4], "at the start");
    // A day goes by on DoorFlow's clock.
    let later = building.now() + TimeDelta::days(1) + TimeDelta::minutes(1);
    for _ in 0..3 {
        building.heard(Some(later));
    }
    purged(&mut news).await;
    assert_eq!(visits_left(building), [3, 4], "and a day later");
    purging.abort();
}

#[tokio::test]
async fn a_date_that_is_far_ahead_removes_nothing_before_doorflow_has_said_the_day() {
    let bench = Bench::open().await;
    let building = bench.building();
    tokio::time::pause();
    let ahead = building.now();
    let today = ahead - TimeDelta::days(200);
    let rows = [visit(1, today - TimeDelta::days(10))];
    let kept = building.store.run_here(|c| visits::upsert(c, &rows));
    kept.unwrap();
    let mut news = bench.news.subscribe();
    let purging = tokio::spawn(keep_purging(Arc::clone(building)));
    tokio::time::sleep(Duration::from_hours(23)).await;
    assert_eq!(visits_left(building), [1], "nobody has said what day it is");
    for _ in 0..3 {
        building.heard(Some(today));
    }
    tokio::time::sleep(Duration::from_hours(23)).await;
    assert_eq!(visits_left(building), [1], "it was ten days ago");
    for _ in 0..3 {
        building.heard(Some(today + TimeDelta::days(90)));
    }
    purged(&mut news).await;
    assert_eq!(visits_left(building), [0; 0], "and a hundred at last");
    purging.abort();
}

#[tokio::test]
async fn a_clock_that_is_set_ahead_while_it_runs_removes_nothing_before_doorflow_has_said_the_day()
{
    let folder = tempfile::tempdir().expect("a folder");
    let ahead = Arc::new(AtomicI64::new(0));
    let open = office_by(folder.path(), Clock::Set(Arc::clone(&ahead)));
    let building = &open.building;
    tokio::time::pause();
    let over = |days| building.now() - TimeDelta::days(days);
    let rows = [visit(1, over(91)), visit(2, over(10))];
    let kept = building.store.run_here(|c| visits::upsert(c, &rows));
    kept.unwrap();
    building.heard(Some(building.now()));
    let purging = tokio::spawn(keep_purging(Arc::clone(building)));
    while visits_left(building) != [2] {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    ahead.store(TimeDelta::days(200).num_milliseconds(), Ordering::Relaxed);
    tokio::time::sleep(Duration::from_hours(23)).await;
    assert_eq!(visits_left(building), [2], "it was ten days ago");
    purging.abort();
}

#[tokio::test]
async fn a_computer_that_nobody_signs_in_at_is_believed_after_a_day() {
    let bench = Bench::open().await;
    let building = bench.building();
    tokio::time::pause();
    let rows = [visit(1, building.now() - TimeDelta::days(91))];
    let kept = building.store.run_here(|c| visits::upsert(c, &rows));
    kept.unwrap();
    let mut news = bench.news.subscribe();
    let purging = tokio::spawn(keep_purging(Arc::clone(building)));
    purged(&mut news).await;
    assert_eq!(visits_left(building), [0; 0]);
    purging.abort();
}

#[tokio::test]
async fn only_a_write_that_is_settled_and_long_over_leaves_the_outbox() {
    let bench = Bench::open().await;
    let building = bench.building();
    let now = building.now();
    let (old, new) = (now - TimeDelta::days(91), now - TimeDelta::days(89));
    let waiting = |state, reason| EntryRow {
        kept: false,
        ..settled(9, old, old).into_state(state, reason, old)
    };
    let stay = [
        ("settled lately", settled(1, old, new)),
        ("to come", settled(2, now + TimeDelta::days(30), old)),
        (
            "differs",
            settled(3, old, old).into_state(EntryState::Accepted, Reason::Differs, old),
        ),
        (
            "not in the calendar yet",
            EntryRow {
                kept: false,
                ..settled(4, old, old)
            },
        ),
        ("queued", waiting(EntryState::Queued, Reason::None)),
        ("in flight", waiting(EntryState::InFlight, Reason::None)),
        ("refused", waiting(EntryState::Rejected, Reason::Refused)),
        ("unknown", waiting(EntryState::Unknown, Reason::AnswerLost)),
        (
            "not booked",
            waiting(EntryState::NotBooked, Reason::NotThere),
        ),
        (
            "a person's",
            waiting(EntryState::NeedsYou, Reason::StartPassed),
        ),
    ];
    let store = &building.outbox.store;
    let add = |account: &'static str, entry: EntryRow| {
        let kept = store.run_here(|c| outbox::add(c, account, vec![entry]));
        kept.unwrap()[0].id
    };
    let gone = add("", settled(5, old, old));
    let gone_elsewhere = add("another", settled(6, old, old));
    let waited_for = add("", settled(7, old, old));
    let waits = add(
        "",
        EntryRow {
            after: Some(waited_for),
            ..waiting(EntryState::Queued, Reason::None)
        },
    );
    let stay: Vec<_> = stay
        .into_iter()
        .map(|(why, entry)| (why, add("", entry)))
        .collect();
    building.purge().await.unwrap();
    let there = |id| store.run_here(|c| outbox::get(c, id)).unwrap().is_some();
    assert!(!there(gone) && !there(gone_elsewhere));
    assert!(there(waits) && there(waited_for));
    for (why, id) in stay {
        assert!(there(id), "{why}");
    }
}

/// The real building of a profile in this folder; nobody works in it.
fn office(folder: &Path) -> Open {
    office_by(folder, Clock::default())
}

/// The same by another clock.
fn office_by(folder: &Path, clock: Clock) -> Open {
    let setup = DeskSetup {
        profile: Profile::at(folder).expect("a profile"),
        version: "0.0.0".to_owned(),
        open_browser: Arc::new(|_| Ok(())),
    };
    let machine = Machine {
        clock,
        ..Machine::with_keychain(Arc::new(MemoryKeychain::default()))
    };
    let (news, _) = broadcast::channel(8);
    opening::office(&setup, &machine, &news, Limits::default()).expect("a building")
}

#[tokio::test]
async fn a_copy_of_the_store_holds_no_visit_for_longer_than_the_store_does() {
    for (configured, kept, gone) in [("", 6, 8), ("retention_days = 3\n", 2, 4)] {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("lobby.toml"), configured).expect("a file");
        let open = office(folder.path());
        let written = |name: &str, days| {
            let path = folder.path().join(name);
            let file = std::fs::File::create(&path).expect("a file");
            let at = open.building.now() - TimeDelta::days(days);
            file.set_modified(at.into()).expect("its time");
            path
        };
        let stays = written("lobby.v5.db", kept);
        let goes = ["lobby.v4.db", "lobby.db.damaged"].map(|name| written(name, gone));
        open.building.purge().await.unwrap();
        assert!(stays.exists(), "{configured:?}");
        for path in goes {
            assert!(!path.exists(), "{configured:?} {path:?}");
        }
    }
}

#[tokio::test]
async fn where_the_outbox_cannot_be_opened_what_waits_in_it_may_still_need_its_notes() {
    let folder = tempfile::tempdir().expect("a folder");
    let no_database = "this is no database".repeat(400);
    std::fs::write(folder.path().join("outbox.db"), no_database).expect("a file");
    let open = office(folder.path());
    let building = &open.building;
    let note = About {
        note: "by car".to_owned(),
        ..About::default()
    };
    let old = building.now() - TimeDelta::days(2);
    let noted = building
        .store
        .run_here(|c| about::set(c, "mark", &note, old));
    noted.unwrap();
    building.purge().await.unwrap();
    let left = building.store.run_here(|c| about::get(c, "mark"));
    assert_eq!(left.unwrap(), Some(note));
}

#[tokio::test]
async fn an_outbox_that_cannot_be_read_keeps_nothing_else_that_is_old() {
    let folder = tempfile::tempdir().expect("a folder");
    let open = office(folder.path());
    let building = &open.building;
    let old = [visit(1, building.now() - TimeDelta::days(91))];
    let kept = building.store.run_here(|c| visits::upsert(c, &old));
    kept.unwrap();
    let copy = folder.path().join("lobby.db.damaged");
    let file = std::fs::File::create(&copy).expect("a file");
    let long_ago = building.now() - TimeDelta::days(8);
    file.set_modified(long_ago.into()).expect("its time");
    let broken = building
        .outbox
        .store
        .run_here(|c| c.execute_batch("ALTER TABLE entries RENAME TO lost"));
    broken.unwrap();
    building.purge().await.unwrap_err();
    assert_eq!(visits_left(building), [0_i64; 0]);
    assert!(!copy.exists());
}
