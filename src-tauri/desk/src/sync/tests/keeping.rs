//! What a pull takes away, and what it leaves as it is.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use doorflow::PersonId;
use tokio::time::Instant;

use super::Bench;
use crate::account::Account;
use crate::booking::VisitKind;
use crate::building::Building;
use crate::frame::keep_the_clock;
use crate::news::News;
use crate::session::AccountLine;
use crate::store::visits::{self, VisitRow};
use crate::store::watermarks::List;
use crate::sync::pace::Round;
use crate::sync::pull;
use crate::sync::reservations::{keep_visits, list_visits};
use crate::zone::AccountZone;

const KIND: VisitKind = VisitKind::Reservation;

fn row(id: i64, end: DateTime<Utc>) -> VisitRow {
    VisitRow {
        kind: KIND,
        id,
        person_id: PersonId(12_001),
        start: end - TimeDelta::hours(1),
        end,
        place_ids: vec![1340],
        deactivated: false,
        created_at: None,
    }
}

async fn keep(building: &Building, row: VisitRow) {
    let kept = building.store.run(move |c| visits::upsert(c, &[row])).await;
    kept.expect("a store");
}

async fn kept(building: &Building, id: i64) -> Option<VisitRow> {
    let row = building.store.run(move |c| visits::get(c, KIND, id)).await;
    row.expect("a store")
}

#[tokio::test]
async fn what_doorflow_lists_no_more_goes_unless_it_has_ended() {
    let bench = Bench::open().await;
    let building = bench.building();
    let now = building.now();
    for (id, end) in [
        (1, now + TimeDelta::hours(1)),
        (2, now + TimeDelta::seconds(30)),
        (3, now - TimeDelta::hours(1)),
    ] {
        keep(building, row(id, end)).await;
    }
    let read = pull::everything(building, &Round::of_everything())
        .await
        .expect("a pull");
    assert!(read.settled.is_some(), "the building stands still");
    assert_eq!(kept(building, 1).await, None, "it was cancelled elsewhere");
    assert!(kept(building, 2).await.is_some(), "it may have just ended");
    assert!(kept(building, 3).await.is_some(), "it took place");
}

#[tokio::test]
async fn what_has_ended_stays_where_this_machines_clock_is_behind() {
    let bench = Bench::open().await;
    let building = bench.building();
    let now = building.now();
    for _ in 0..3 {
        building.heard(Some(now - TimeDelta::hours(2)));
    }
    for (id, end) in [
        (1, now - TimeDelta::minutes(30)),
        (2, now + TimeDelta::hours(1)),
    ] {
        keep(building, row(id, end)).await;
    }
    let listed = list_visits(building, KIND, None).await;
    let listed = listed.expect("a list");
    let list = (KIND, List::Reservations);
    let kept_it = keep_visits(building, list, Instant::now(), listed, vec![1, 2]).await;
    kept_it.expect("a store");
    assert!(
        kept(building, 1).await.is_some(),
        "DoorFlow says that it is over"
    );
    assert_eq!(kept(building, 2).await, None, "it was cancelled elsewhere");
}

#[tokio::test]
async fn a_list_rolls_nothing_back_that_was_written_after_it_was_asked_for() {
    let bench = Bench::open().await;
    let building = bench.building();
    let end = Utc::now().trunc_subsecs(0) + TimeDelta::hours(3);
    let id = bench
        .control()
        .add_reservation(12_001, end - TimeDelta::hours(1), end, &[1340]);
    let pulled = async |asked, missing| {
        let listed = list_visits(building, KIND, None).await;
        let listed = listed.expect("a list");
        let list = (KIND, List::Reservations);
        let kept = keep_visits(building, list, asked, listed, missing).await;
        kept.expect("a store");
    };

    let asked = Instant::now();
    let newer = row(id, end + TimeDelta::minutes(5));
    building.about_to_keep((KIND, id));
    keep(building, newer.clone()).await;
    pulled(asked, vec![]).await;
    assert_eq!(kept(building, id).await, Some(newer.clone()));
    pulled(asked, vec![id]).await;
    assert_eq!(kept(building, id).await, Some(newer.clone()), "nor removed");

    // A list that is asked for later is the newer one.
    pulled(Instant::now(), vec![]).await;
    let listed = kept(building, id).await.expect("it is listed");
    assert_eq!(listed.end.timestamp(), end.timestamp());
}

#[tokio::test]
async fn one_answer_with_another_time_moves_no_clock_and_three_do() {
    let bench = Bench::open().await;
    let building = bench.building();
    let here = || building.machine.clock.now();
    let hears = |by| building.heard(Some(here() + by));
    let is_off_by = || (building.now() - here()).num_minutes();
    for _ in 0..5 {
        hears(TimeDelta::hours(2));
        hears(TimeDelta::zero());
    }
    assert_eq!(is_off_by(), 0, "one in between says otherwise");
    hears(TimeDelta::hours(2));
    hears(TimeDelta::hours(2));
    assert_eq!(is_off_by(), 0);
    hears(TimeDelta::hours(2));
    assert!((119..=120).contains(&is_off_by()), "{}", is_off_by());
    hears(TimeDelta::zero());
    hears(TimeDelta::zero());
    assert!(
        (119..=120).contains(&is_off_by()),
        "nor do they move it back"
    );
    hears(TimeDelta::zero());
    assert_eq!(is_off_by(), 0);
}

#[tokio::test]
async fn the_page_is_told_the_hour_as_soon_as_it_is_corrected() {
    /// Less than the minute after which the page is told the hour anyway.
    const AT_ONCE: Duration = Duration::from_secs(20);
    let bench = Bench::open().await;
    let building = bench.building();
    building.set_account(Some(Account {
        id: "1".to_owned(),
        line: AccountLine {
            name: String::new(),
            user: String::new(),
            zone: "Europe/London".to_owned(),
        },
        zone: AccountZone::parse("Europe/London").expect("a zone"),
        scopes: None,
    }));
    let mut news = building.listen();
    let mut hour = async || loop {
        let piece = tokio::time::timeout(AT_ONCE, news.recv()).await;
        if let News::Clock { clock } = piece.expect("the hour is told").expect("news") {
            return clock.now.utc;
        }
    };
    let clock = tokio::spawn(keep_the_clock(Arc::clone(building)));
    let before = hour().await;
    for _ in 0..3 {
        building.heard(Some(building.machine.clock.now() + TimeDelta::hours(2)));
    }
    let gone = hour().await - before;
    assert!(gone >= TimeDelta::minutes(119), "{gone}");
    clock.abort();
}

#[tokio::test]
async fn what_was_just_written_is_not_gone_because_lists_from_before_lack_it() {
    let bench = Bench::open().await;
    let building = bench.building();
    let end = Utc::now().trunc_subsecs(0) + TimeDelta::hours(3);
    for (id, just_now) in [(1, true), (2, false)] {
        if just_now {
            building.about_to_keep((KIND, id));
        }
        keep(building, row(id, end)).await;
    }
    pull::everything(building, &Round::of_everything())
        .await
        .expect("a pull");
    assert!(kept(building, 1).await.is_some(), "the lists may be older");
    assert_eq!(kept(building, 2).await, None, "it was cancelled elsewhere");
}

#[tokio::test]
async fn doorflow_is_asked_for_the_time_until_it_is_known() {
    let bench = Bench::open().await;
    let building = bench.building();
    let asked = async || {
        let before = bench.control().requests();
        building.learn_the_time().await.expect("DoorFlow");
        let after = bench.control().requests();
        let count = |all: &std::collections::BTreeMap<String, u64>| {
            all.get("GET /api/3/account").copied().unwrap_or(0)
        };
        count(&after) - count(&before)
    };
    let known = asked().await;
    assert!(known <= 1, "one answer that agrees is enough: {known}");
    assert_eq!(asked().await, 0, "it is known");
    building.heard(Some(building.machine.clock.now() + TimeDelta::hours(2)));
    assert_eq!(asked().await, 1, "the next answer says otherwise");
}
