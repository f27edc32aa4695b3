//! What a round asks of DoorFlow.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::Bench;
use crate::sync::pace::{List, Round};
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
            vec!["groups", "reservations", "roles", "sites"],
        ),
        (
            Round::of_everything(),
            vec![
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
