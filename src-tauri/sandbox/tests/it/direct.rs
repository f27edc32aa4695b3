//! Asking with no socket.

use std::pin::pin;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{Request, Response, StatusCode};
use chrono::TimeDelta;
use futures_util::FutureExt as _;
use sandbox::{Broken, Clock, Fault, FaultKind, Options, Sandbox, When};
use serde_json::{Value, json};

use crate::desk::{Desk, FRONT_DOOR, LINH, wednesday};

const VISITS: &str = "/api/3/reservations";

async fn book(desk: &Desk, kind: Option<FaultKind>) -> Result<Response<Bytes>, Broken> {
    let control = desk.sandbox.control();
    if let Some(kind) = kind {
        control.fail_next(Fault::new("POST", VISITS, kind));
    }
    let body = json!({
        "person_id": LINH, "channel_ids": [FRONT_DOOR],
        "start_time": desk.minutes(10), "end_time": desk.minutes(20),
    });
    let request = Request::post(VISITS)
        .header("authorization", format!("Bearer {}", desk.token()))
        .body(Bytes::from(body.to_string()))
        .expect("a request");
    desk.sandbox.answer(request).await
}

fn read(answer: &Response<Bytes>) -> Option<Value> {
    serde_json::from_slice(answer.body()).ok()
}

async fn ask(sandbox: &Sandbox, path: &str, host: &str) -> Result<StatusCode, Broken> {
    let request = Request::get(path).header("host", host);
    let request = request.body(Bytes::new()).expect("a request");
    Ok(sandbox.answer(request).await?.status())
}

#[tokio::test]
async fn an_answer_comes_by_the_same_routes_and_rules() {
    let desk = Desk::open().await;
    let answer = book(&desk, None).await.expect("an answer");
    assert_eq!(answer.status(), 201);
    assert_eq!(read(&answer).expect("JSON")["person_id"], LINH);
    assert_eq!(answer.headers()["date"], "Wed, 18 Mar 2026 10:00:00 GMT");
    let by = TimeDelta::minutes(-3);
    let answer = book(&desk, Some(FaultKind::DateOff { by })).await;
    let date = answer.expect("an answer").headers()["date"].clone();
    assert_eq!(date, "Wed, 18 Mar 2026 09:57:00 GMT");
    assert_eq!(desk.sandbox.control().ledger().len(), 2);
    assert_eq!(
        desk.sandbox.control().requests()["POST /api/3/reservations"],
        2
    );
    for (host, status) in [("evil.example", 421), ("localhost", 401)] {
        let answer = ask(&desk.sandbox, "/api/3/account", host).await;
        assert_eq!(answer.expect("an answer"), status, "{host}");
    }
    desk.sandbox.stop().await;
    assert_eq!(book(&desk, None).await.expect_err("none"), Broken::Closed);
}

#[tokio::test]
async fn it_breaks_as_a_connection_does() {
    let desk = Desk::open().await;
    for (kind, broken, done) in [
        (FaultKind::DropRequest, Broken::Closed, 0),
        (FaultKind::LoseAnswer, Broken::Closed, 1),
        (FaultKind::Reset(When::Before), Broken::Reset, 1),
        (FaultKind::Reset(When::After), Broken::Reset, 2),
        (
            FaultKind::TruncatedBody,
            Broken::InBody(StatusCode::CREATED),
            3,
        ),
    ] {
        let name = kind.name();
        let answer = book(&desk, Some(kind)).await;
        assert_eq!(answer.expect_err(name), broken, "{name}");
        assert_eq!(desk.sandbox.control().ledger().len(), done, "{name}");
    }
    let answer = book(&desk, Some(FaultKind::WrongLength)).await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status(), 201);
    assert!(read(&answer).is_none(), "half of it");
    let length = answer.body().len().to_string();
    assert_eq!(answer.headers()["content-length"], length.as_str());
}

#[tokio::test]
async fn what_is_delayed_is_done_for_somebody_who_left_too() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    let (when, by) = (When::Before, TimeDelta::seconds(8));
    {
        let answer = pin!(book(&desk, Some(FaultKind::Delay { when, by })));
        assert!(answer.now_or_never().is_none(), "the answer did not wait");
    }
    assert_eq!(control.faults_met()["delay-before"], 1);
    desk.pass_seconds(8);
    let done = async {
        while control.ledger().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    let done = tokio::time::timeout(Duration::from_secs(20), done).await;
    done.expect("the booking to be made");
}

#[tokio::test(start_paused = true)]
async fn a_delay_passes_by_itself_where_time_is_paused() {
    let options = Options {
        people: 10,
        clock: Clock::paused(wednesday()),
        ..Options::default()
    };
    let sandbox = sandbox::start(options).await.expect("a sandbox");
    let began = sandbox.clock().now();
    let (when, by) = (When::Before, TimeDelta::hours(2));
    let fault = Fault::new("GET", "/api/3/account", FaultKind::Delay { when, by });
    sandbox.control().fail_next(fault);
    let answer = ask(&sandbox, "/api/3/account", "localhost").await;
    assert_eq!(answer.expect("an answer"), StatusCode::UNAUTHORIZED);
    assert_eq!(sandbox.clock().now() - began, by);
}
