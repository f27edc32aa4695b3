//! A disk that is full, a calendar that is busy, or a look that takes long, while somebody books.

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
use crate::visits::{Cancelling, Visit};

mod busy;
mod full;
mod late;

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

    /// Linh's visit on the day of a draft.
    async fn hers(&self, draft: &Draft) -> Visit {
        let day = draft.date.as_str();
        let visits = self.desk.agenda(day, day).await.unwrap().visits;
        let hers = visits.into_iter().find(|visit| visit.person_id == LINH);
        hers.expect("she is expected")
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
