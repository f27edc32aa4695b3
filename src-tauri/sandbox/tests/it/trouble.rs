//! Faults several times, and by chance.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use sandbox::{Fault, FaultKind, FaultPlan, Past, Shift, When};
use serde_json::json;

use crate::desk::{ALL_SCOPES, Desk};

#[tokio::test]
async fn a_fault_befalls_as_many_requests_as_it_is_told() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    let fault: Fault = "GET /api/3/groups error-before 503 x2"
        .parse()
        .expect("a fault");
    control.fail_next(fault.clone());
    control.fail_next(fault.times(0));
    for status in [503, 503, 200] {
        assert_eq!(desk.get("/groups").await.status.as_u16(), status);
    }
    assert_eq!(control.faults_met(), BTreeMap::from([("error-before", 2)]));
}

fn plan(seed: u64) -> FaultPlan {
    let status = 502;
    FaultPlan {
        seed,
        rate: 0.5,
        kinds: vec![
            FaultKind::Error {
                status,
                when: When::Before,
            },
            FaultKind::Error {
                status,
                when: When::After,
            },
            FaultKind::Twice,
            FaultKind::Stale(Past::Ago(TimeDelta::seconds(5))),
            FaultKind::PageShift(Shift::Lost),
            FaultKind::LoseRefresh,
        ],
    }
}

/// What forty readings and forty writes meet.
async fn walk(plan: FaultPlan) -> (Vec<u16>, BTreeMap<&'static str, u64>) {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    control.trouble(plan);
    let mut met = Vec::new();
    for _ in 0..40 {
        met.push(desk.get("/people").await.status.as_u16());
        let body = json!({ "first_name": "Ada", "last_name": "Byron" });
        met.push(desk.send("POST", "/people", body).await.status.as_u16());
    }
    (met, control.faults_met())
}

#[tokio::test]
async fn the_same_seed_brings_the_same_faults() {
    let (first, again, other) = tokio::join!(walk(plan(3)), walk(plan(3)), walk(plan(4)));
    assert_eq!(first, again);
    assert_ne!(first.0, other.0);
    let met: u64 = first.1.values().sum();
    assert!((20..=60).contains(&met), "{met} of 80 at a rate of a half");
}

#[tokio::test]
async fn a_fault_by_chance_fits_what_is_asked() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    let always = FaultPlan {
        rate: 1.0,
        ..plan(1)
    };
    control.trouble(always.clone());
    desk.tokens(ALL_SCOPES).await;
    assert!(control.faults_met().is_empty(), "a sign-in has no faults");
    for _ in 0..20 {
        desk.get("/people").await;
    }
    let met: Vec<&str> = control.faults_met().into_keys().collect();
    assert_eq!(met, ["error-before", "stale"]);
    for _ in 0..20 {
        desk.get("/people?page=2").await;
    }
    assert!(control.faults_met().contains_key("page-lost"));
    assert!(!control.faults_met().contains_key("twice"));
    for _ in 0..20 {
        desk.send("POST", "/people", json!({})).await;
    }
    for name in ["twice", "error-after"] {
        assert!(control.faults_met().contains_key(name), "{name}");
    }
    let refresh = FaultPlan {
        kinds: vec![FaultKind::LoseRefresh],
        ..always
    };
    control.trouble(refresh);
    desk.get("/people").await.expect(200);
    control.end_trouble();
    desk.get("/people").await.expect(200);
}
