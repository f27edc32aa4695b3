//! Requests that are done late, twice, or for somebody who no longer waits.

use std::pin::pin;

use chrono::TimeDelta;
use futures_util::FutureExt as _;
use sandbox::{Delivery, Fault, FaultKind, When, Write};
use serde_json::json;

use crate::desk::{ALL_SCOPES, Answer, Desk, FRONT_DOOR, LINH};

const VISITS: &str = "/api/3/reservations";

/// Has the next booking go wrong, and books.
async fn book(desk: &Desk, kind: FaultKind) -> reqwest::Result<Answer> {
    let control = desk.sandbox.control();
    control.fail_next(Fault::new("POST", VISITS, kind));
    let request = desk.post(VISITS).bearer_auth(desk.token()).json(&json!({
        "person_id": LINH, "channel_ids": [FRONT_DOOR],
        "start_time": desk.minutes(10), "end_time": desk.minutes(20),
    }));
    Ok(Answer::of(request.send().await?).await)
}

fn delay(when: When) -> FaultKind {
    let by = TimeDelta::seconds(8);
    FaultKind::Delay { when, by }
}

/// Waits until the fault was met and the booking is where it is expected to be.
async fn met(desk: &Desk, name: &str, done: usize) {
    let control = desk.sandbox.control();
    while !control.faults_met().contains_key(name) || control.ledger().len() < done {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn an_answer_waits_until_the_clock_is_there() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    for (when, name, done) in [
        (When::After, "delay-after", 1),
        (When::Before, "delay-before", 1),
    ] {
        let mut answer = pin!(book(&desk, delay(when)));
        tokio::select! {
            _ = &mut answer => panic!("the answer did not wait"),
            () = met(&desk, name, done) => {}
        }
        desk.pass_seconds(7);
        desk.get("/account").await.expect(200);
        assert_eq!(control.ledger().len(), done, "{name}");
        assert!(answer.as_mut().now_or_never().is_none(), "{name}");
        desk.pass_seconds(1);
        answer.await.expect("an answer").expect(201);
    }
    assert_eq!(control.ledger().len(), 2);
}

#[tokio::test]
async fn a_late_commit_is_done_when_its_time_has_come() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    let late = || FaultKind::LateCommit {
        by: TimeDelta::seconds(20),
    };
    assert!(book(&desk, late()).await.is_err(), "no answer");
    desk.pass_seconds(19);
    let before = desk.ids("/reservations").await;
    desk.pass_seconds(1);
    let after = desk.ids("/reservations").await;
    assert_eq!(
        after.len(),
        before.len() + 1,
        "whoever asks then sees it done"
    );
    let ledger = control.ledger();
    assert_eq!(ledger[0].delivery, Delivery::Late);
    assert_eq!(ledger[0].at, desk.clock.now());

    assert!(book(&desk, late()).await.is_err());
    desk.pass_seconds(20);
    while control.ledger().len() < 2 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_duplicate_is_done_twice_and_answered_once() {
    let desk = Desk::open().await;
    let answer = book(&desk, FaultKind::Twice).await.expect("an answer");
    let id = answer.expect(201)["id"].as_i64().expect("an id");
    let ledger = desk.sandbox.control().ledger();
    let told: Vec<(&Write, Delivery)> = ledger
        .iter()
        .map(|entry| (&entry.write, entry.delivery))
        .collect();
    assert_eq!(
        told,
        [
            (&Write::ReservationCreated(id), Delivery::Prompt),
            (&Write::ReservationCreated(id + 1), Delivery::Repeated),
        ]
    );
}

#[tokio::test]
async fn the_ledger_tells_two_sign_ins_apart_and_knows_a_renewed_one() {
    let desk = Desk::open().await;
    let other = desk.tokens(ALL_SCOPES).await;
    let body = json!({ "first_name": "Ada", "last_name": "Byron" });
    let add = async |token: &str| {
        let answer = desk.call_as(token, "POST", "/people", Some(body.clone()));
        answer.await.expect(201);
    };
    add(&desk.token()).await;
    add(other["access_token"].as_str().expect("a token")).await;
    let refresh = other["refresh_token"].as_str().expect("a token");
    let renewed = desk.refresh(refresh).await.expect(200);
    add(renewed["access_token"].as_str().expect("a token")).await;
    let ledger = desk.sandbox.control().ledger();
    assert_ne!(ledger[0].sign_in, ledger[1].sign_in);
    assert_eq!(ledger[1].sign_in, ledger[2].sign_in);
}

#[tokio::test]
async fn a_refresh_is_lost_after_the_token_was_rotated() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    control.fail_next(Fault::new("POST", "/oauth/token", FaultKind::LoseRefresh));
    let tokens = desk.tokens(ALL_SCOPES).await;
    assert!(control.faults_met().is_empty(), "a code is not a refresh");
    let token = tokens["refresh_token"].as_str().expect("a token");
    let hello = desk.sandbox.hello();
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("client_id", &hello.client_id),
        ("client_secret", &hello.client_secret),
    ];
    let lost = desk.post("/oauth/token").form(&form).send().await;
    assert!(lost.is_err());
    assert_eq!(control.faults_met()["lose-refresh"], 1);
    let again = desk.refresh(token).await.expect(400);
    assert_eq!(again["error"], "invalid_grant");
}
