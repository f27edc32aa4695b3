//! What a round asks of DoorFlow.

use std::collections::BTreeMap;

use super::Bench;
use crate::sync::pull;

/// How often each list was asked for meanwhile.
fn since(before: &BTreeMap<String, u64>, after: &BTreeMap<String, u64>) -> BTreeMap<String, u64> {
    after
        .iter()
        .map(|(endpoint, count)| (endpoint.clone(), count - before.get(endpoint).unwrap_or(&0)))
        .filter(|(_, count)| *count > 0)
        .collect()
}

#[tokio::test]
async fn a_round_asks_for_each_list_once() {
    let bench = Bench::open().await;
    let (building, control) = (bench.building(), bench.control());
    pull::everything(building, true)
        .await
        .expect("a first pull");
    let changing = [
        "GET /api/3/channels",
        "GET /api/3/group_reservations",
        "GET /api/3/people",
        "GET /api/3/reservations",
    ];
    let names = ["GET /api/3/groups", "GET /api/3/roles", "GET /api/3/sites"];
    for full in [false, true] {
        let before = control.requests();
        pull::everything(building, full).await.expect("a pull");
        let asked = since(&before, &control.requests());
        let mut wanted: Vec<&str> = changing.to_vec();
        if full {
            wanted.extend(names);
        }
        let wanted: BTreeMap<String, u64> = wanted
            .into_iter()
            .map(|endpoint| (endpoint.to_owned(), 1))
            .collect();
        assert_eq!(asked, wanted, "full: {full}");
    }
}
