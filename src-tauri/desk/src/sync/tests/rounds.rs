//! What a round asks of DoorFlow.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::TimeDelta;
use doorflow::PersonId;
use sandbox::{Fault, FaultKind, Past};
use serde_json::json;
use tokio::sync::broadcast;
use tokio::time::Instant;

use super::Bench;
use crate::booking::VisitKind;
use crate::building::lock;
use crate::news::{News, Topic};
use crate::store::{facts, millis, people, visits};
use crate::sync::pace::{List, Rota, Round, Tempo};
use crate::sync::pull;

/// How often each list was asked for meanwhile.
fn since(before: &BTreeMap<String, u64>, after: &BTreeMap<String, u64>) -> BTreeMap<String, u64> {
    after
        .iter()
        .map(|(endpoint, count)| (endpoint.clone(), count - before.get(endpoint).unwrap_or(&0)))
        .filter(|(_, count)| *count > 0)
        .collect()
}

/// What a round asks for.
async fn asked(bench: &Bench, round: Round) -> BTreeMap<String, u64> {
    let before = bench.control().requests();
    pull::everything(bench.building(), &round)
        .await
        .expect("a pull");
    since(&before, &bench.control().requests())
}

/// Each of these once.
fn once(endpoints: &[&str]) -> BTreeMap<String, u64> {
    let once = |endpoint: &&str| (format!("GET /api/3/{endpoint}"), 1);
    endpoints.iter().map(once).collect()
}

#[tokio::test]
async fn a_round_asks_for_each_list_that_is_due_once() {
    let bench = Bench::open().await;
    asked(&bench, Round::of_everything()).await;
    for (round, wanted) in [
        (Round::of(&[]), vec!["reservations"]),
        (
            Round::of(&[List::GroupReservations, List::Doors, List::People]),
            vec!["channels", "group_reservations", "people", "reservations"],
        ),
        (
            Round::of(&[List::Names]),
            vec!["account", "groups", "reservations", "roles", "sites"],
        ),
        (
            Round::of_everything(),
            vec![
                "account",
                "channels",
                "group_reservations",
                "groups",
                "people",
                "reservations",
                "roles",
                "sites",
            ],
        ),
    ] {
        assert_eq!(asked(&bench, round).await, once(&wanted));
    }
}

#[tokio::test]
async fn somebody_who_is_not_known_is_asked_for_with_the_visit_that_names_them() {
    let bench = Bench::open().await;
    asked(&bench, Round::of_everything()).await;
    let control = bench.control();
    let start = bench.building().now() + TimeDelta::hours(1);
    let end = start + TimeDelta::hours(1);
    control.add_reservation(12_001, start, end, &[1340]);
    let visits = once(&["reservations"]);
    assert_eq!(asked(&bench, Round::of(&[])).await, visits, "a known one");
    let newcomer = control.add_person("New", "Comer");
    control.add_reservation(newcomer, start, end, &[1340]);
    let both = once(&["people", "reservations"]);
    assert_eq!(asked(&bench, Round::of(&[])).await, both);
    assert_eq!(asked(&bench, Round::of(&[])).await, visits, "known by now");
}

/// What the page was told to ask for anew.
fn told(news: &mut broadcast::Receiver<News>) -> Vec<Topic> {
    let mut told = Vec::new();
    while let Ok(news) = news.try_recv() {
        if let News::Changed { topics } = news {
            told.extend(topics);
        }
    }
    told
}

#[tokio::test]
async fn what_a_round_has_kept_is_told_of_however_it_ends() {
    let bench = Bench::open().await;
    asked(&bench, Round::of_everything()).await;
    let control = bench.control();
    let start = bench.building().now() + TimeDelta::hours(1);
    // The token has ended meanwhile, or DoorFlow wants to be left alone.
    for status in [401, 429] {
        control.add_reservation(12_001, start, start + TimeDelta::hours(1), &[1340]);
        let refused = Fault::answer("GET", "/api/3/group_reservations", status, json!({}));
        control.fail_next(refused);
        let mut news = bench.news.subscribe();
        let round = Round::of(&[List::GroupReservations]);
        let read = pull::everything(bench.building(), &round).await;
        assert_eq!(read.is_ok(), status == 401);
        assert_eq!(told(&mut news), [Topic::Visits], "{status}");
    }
}

/// Somebody who was just made has a visit, and the next list of people is from before.
fn newcomer_who_is_left_out(bench: &Bench) -> i64 {
    let control = bench.control();
    let start = bench.building().now() + TimeDelta::hours(1);
    let newcomer = control.add_person("New", "Comer");
    control.add_reservation(newcomer, start, start + TimeDelta::hours(1), &[1340]);
    let before = FaultKind::Stale(Past::Ago(TimeDelta::minutes(5)));
    control.fail_next(Fault::new("GET", "/api/3/people", before));
    newcomer
}

#[tokio::test]
async fn somebody_whom_the_list_leaves_out_is_asked_for_by_number() {
    let bench = Bench::open().await;
    asked(&bench, Round::of_everything()).await;
    let newcomer = newcomer_who_is_left_out(&bench);
    let all = once(&["people", "people/{id}", "reservations"]);
    assert_eq!(asked(&bench, Round::of(&[])).await, all);
    let store = &bench.building().store;
    let known = store.run(move |c| people::get(c, PersonId(newcomer)));
    let known = known.await.expect("a store").expect("the newcomer");
    assert_eq!(known.last_name, "Comer");
}

#[tokio::test]
async fn somebody_whom_doorflow_does_not_have_is_asked_for_once() {
    let bench = Bench::open().await;
    asked(&bench, Round::of_everything()).await;
    newcomer_who_is_left_out(&bench);
    let none = FaultKind::Answer {
        status: 404,
        body: serde_json::json!({}),
    };
    let control = bench.control();
    control.fail_next(Fault::new("GET", "/api/3/people/{id}", none));
    let asked_for = async |round| {
        let asked = asked(&bench, round).await;
        asked.get("GET /api/3/people/{id}").copied()
    };
    assert_eq!(asked_for(Round::of(&[])).await, Some(1));
    assert_eq!(asked_for(Round::of_everything()).await, None);
}

#[tokio::test]
async fn somebody_who_cannot_be_read_ends_no_round_and_is_left_alone_for_a_while() {
    let bench = Bench::open().await;
    asked(&bench, Round::of_everything()).await;
    let control = bench.control();
    for (status, body) in [(403, json!({})), (200, json!([]))] {
        newcomer_who_is_left_out(&bench);
        control.fail_next(Fault::answer("GET", "/api/3/people/{id}", status, body));
        let asked_for = async |round| {
            let asked = asked(&bench, round).await;
            asked.get("GET /api/3/people/{id}").copied()
        };
        assert_eq!(asked_for(Round::of(&[])).await, Some(1), "{status}");
        lock(&bench.building().strangers).may_be();
        assert_eq!(asked_for(Round::of(&[])).await, None, "{status}");
    }
}

#[tokio::test]
async fn a_list_that_is_refused_stops_no_other_and_a_doorflow_that_is_down_is_waited_for() {
    let bench = Bench::open().await;
    let control = bench.control();
    for list in ["roles", "channels", "reservations", "people"] {
        let path = format!("/api/3/{list}");
        control.fail_next(Fault::answer("GET", &path, 500, json!({})));
    }
    let asked = asked(&bench, Round::of_everything()).await;
    for list in ["sites", "account", "group_reservations"] {
        assert_eq!(asked.get(&format!("GET /api/3/{list}")), Some(&1), "{list}");
    }
    for list in ["reservations", "group_reservations"] {
        let path = format!("/api/3/{list}");
        control.fail_next(Fault::answer("GET", &path, 503, json!({})).times(2));
    }
    let round = Round::of(&[List::GroupReservations]);
    let read = pull::everything(bench.building(), &round).await;
    let error = read.expect_err("nothing came").to_string();
    assert_eq!(error, "DoorFlow failed with 503");
    let read = pull::everything(bench.building(), &Round::of(&[])).await;
    assert!(
        read.is_ok(),
        "of one list alone, nothing is said of the others"
    );
}

#[tokio::test]
async fn a_list_that_fails_in_passing_is_asked_for_again_in_a_minute_and_a_refused_one_is_not() {
    let bench = Bench::open().await;
    for (list, status, body, again) in [
        ("groups", 500, json!({}), true),
        ("groups", 200, json!({}), true),
        ("groups", 403, json!({}), false),
        ("roles", 403, json!({}), false),
        ("reservations", 503, json!({}), true),
        ("reservations", 403, json!({}), false),
    ] {
        let path = format!("/api/3/{list}");
        let fault = Fault::answer("GET", &path, status, body);
        bench.control().fail_next(fault);
        let (mut rota, begin) = (Rota::default(), Instant::now());
        let round = rota.round(begin, Tempo::Slow);
        let read = pull::everything(bench.building(), &round).await;
        rota.has_read(&round, begin, &read.expect("a pull"), 0.5);
        let next = rota.round(begin + Duration::from_mins(1), Tempo::Slow);
        let asked = (next.asks(List::Names), next.full);
        let wanted = (again && list == "groups", again && list == "reservations");
        assert_eq!(asked, wanted, "{list} {status}");
    }
}

#[tokio::test]
async fn a_visit_that_was_cancelled_elsewhere_while_a_full_list_failed_goes_with_the_next_round() {
    let bench = Bench::open().await;
    let (building, control) = (bench.building(), bench.control());
    let start = building.now() + TimeDelta::hours(1);
    let visit = control.add_reservation(12_001, start, start + TimeDelta::hours(1), &[1340]);
    asked(&bench, Round::of_everything()).await;
    control.delete_reservation(visit);
    let fails = Fault::answer("GET", "/api/3/reservations", 500, json!({}));
    control.fail_next(fails);
    let (mut rota, begin) = (Rota::default(), Instant::now());
    for minute in 0..2 {
        let now = begin + Duration::from_mins(minute);
        let round = rota.round(now, Tempo::Slow);
        let read = pull::everything(building, &round).await.expect("a pull");
        rota.has_read(&round, now, &read, 0.5);
    }
    let kind = VisitKind::Reservation;
    let known = building.store.run(move |c| visits::get(c, kind, visit));
    assert_eq!(known.await.expect("a store"), None);
}

/// Has everybody read again: the list was last read whole more than a day ago.
async fn read_yesterday(bench: &Bench) {
    let building = bench.building();
    let at = millis(building.now() - TimeDelta::hours(25)).to_string();
    let kept = building
        .store
        .run(move |c| facts::write(c, facts::PEOPLE_READ_AT, &at));
    kept.await.expect("a store");
}

#[tokio::test]
async fn of_many_who_are_gone_each_round_looks_at_some_and_a_refusal_loses_none() {
    let bench = Bench::open().await;
    let (building, control) = (bench.building(), bench.control());
    let added = (0..45).map(|number| control.add_person("Ada", &format!("Number {number}")));
    let added: Vec<i64> = added.collect();
    asked(&bench, Round::of_everything()).await;
    for id in added {
        control.delete_person(id);
    }
    read_yesterday(&bench).await;
    let mut rounds = Vec::new();
    while rounds.len() < 4 {
        let before = control.requests();
        let read = pull::everything(building, &Round::of(&[List::People])).await;
        let asked = since(&before, &control.requests());
        let more = read.map(|read| read.more).ok();
        let whole = asked.contains_key("GET /api/3/people");
        let one_by_one = asked.get("GET /api/3/people/{id}").copied();
        rounds.push((more, whole, one_by_one));
        if rounds.len() == 1 {
            let wait = Fault::answer("GET", "/api/3/people/{id}", 429, json!({}));
            control.fail_next(wait);
        }
    }
    let wanted = [
        (Some(true), true, Some(20)),
        (None, false, Some(1)),
        (Some(true), false, Some(20)),
        (Some(false), false, Some(5)),
    ];
    assert_eq!(rounds, wanted);
    let known = building.store.run(people::ids).await.expect("a store");
    let all = control.people().iter().map(|person| person.id).collect();
    assert_eq!(known, all);
}

#[tokio::test]
async fn somebody_whom_a_list_lacks_and_who_cannot_be_read_stays_and_holds_up_nobody() {
    let bench = Bench::open().await;
    let (building, control) = (bench.building(), bench.control());
    let [odd, gone] = ["Odd", "Gone"].map(|name| control.add_person("Ada", name));
    asked(&bench, Round::of_everything()).await;
    for id in [odd, gone] {
        control.delete_person(id);
    }
    read_yesterday(&bench).await;
    let path = format!("/api/3/people/{odd}");
    control.fail_next(Fault::answer("GET", &path, 403, json!({})));
    let both = asked(&bench, Round::of(&[List::People])).await;
    assert_eq!(both.get("GET /api/3/people/{id}"), Some(&2));
    let known = building.store.run(people::ids).await.expect("a store");
    assert!(known.contains(&odd), "nobody says that they are gone");
    assert!(!known.contains(&gone));
    let again = asked(&bench, Round::of(&[List::People])).await;
    assert_eq!(again.get("GET /api/3/people/{id}"), None);
}
