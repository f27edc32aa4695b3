//! Starting and stopping, and faults on request.

use std::net::SocketAddr;

use sandbox::{Fault, Options, StartError};
use serde_json::json;

use crate::desk::{Desk, FRONT_DOOR, LINH, client};

#[tokio::test]
async fn it_listens_on_loopback_only() {
    for address in ["0.0.0.0:0", "192.0.2.1:80", "[::]:0"] {
        let listen: SocketAddr = address.parse().expect("an address");
        let refused = sandbox::start(Options {
            listen,
            ..Options::default()
        })
        .await;
        assert!(
            matches!(refused, Err(StartError::NotLoopback(_))),
            "{address}"
        );
    }
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error_and_free_again_after_stopping() {
    let desk = Desk::open().await;
    let url = desk.sandbox.hello().url.clone();
    let listen: SocketAddr = url
        .trim_start_matches("http://")
        .parse()
        .expect("an address and a port");
    let taken = sandbox::start(Options {
        listen,
        people: 10,
        ..Options::default()
    })
    .await;
    assert!(matches!(taken, Err(StartError::Listen { .. })));
    desk.sandbox.stop().await;
    assert!(
        client()
            .get(&url)
            .send()
            .await
            .is_err_and(|error| error.is_connect())
    );
    let again = sandbox::start(Options {
        listen,
        people: 10,
        ..Options::default()
    })
    .await;
    assert_eq!(again.expect("a sandbox").hello().url, url);
}

#[tokio::test]
async fn it_stops_when_the_last_handle_is_dropped() {
    let desk = Desk::open().await;
    let url = desk.sandbox.hello().url.clone();
    let second = desk.sandbox.clone();
    let control = desk.sandbox.control();
    drop(desk);
    assert!(client().get(&url).send().await.is_ok(), "a handle is left");
    drop(second);
    while client().get(&url).send().await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(
        !control.people().is_empty(),
        "a control outlives the server"
    );
}

#[tokio::test]
async fn a_page_of_another_name_is_turned_away() {
    let desk = Desk::open().await;
    for (host, status) in [
        ("evil.example", 421),
        ("127.0.0.1.evil.example:80", 421),
        ("localhost:1", 401),
    ] {
        let url = format!("{}/api/3/account", desk.sandbox.hello().url);
        let response = desk
            .http
            .get(url)
            .header("host", host)
            .send()
            .await
            .expect("an answer");
        assert_eq!(response.status().as_u16(), status, "{host}");
    }
}

#[tokio::test]
async fn a_fault_spoils_one_request_and_the_right_one() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    let path = format!("/people/{LINH}");
    let api_path = format!("/api/3{path}");
    control.fail_next(Fault::answer(
        "GET",
        &api_path,
        503,
        json!({"error": "maintenance"}),
    ));
    control.fail_next(Fault::answer("GET", "/api/3/people/{id}", 500, json!({})));
    assert_eq!(
        desk.get("/people/12002").await.status.as_u16(),
        500,
        "by the kind of address"
    );
    assert_eq!(desk.get(&path).await.expect(503)["error"], "maintenance");
    assert_eq!(desk.get(&path).await.status.as_u16(), 200);
    assert_eq!(control.requests()["GET /api/3/people/{id}"], 3);
}

#[tokio::test]
async fn a_lost_answer_leaves_the_write_done_and_a_dropped_request_does_not() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    let before = control.reservations().len();
    let post = async || {
        desk.post("/api/3/reservations")
            .bearer_auth(desk.token())
            .json(&json!({
                "person_id": LINH, "channel_ids": [FRONT_DOOR],
                "start_time": desk.minutes(10), "end_time": desk.minutes(20),
            }))
            .send()
            .await
    };
    control.fail_next(Fault::drop_request("POST", "/api/3/reservations"));
    assert!(
        post().await.is_err(),
        "the connection breaks before any of the answer"
    );
    assert_eq!(control.reservations().len(), before);
    control.fail_next(Fault::lose_answer("POST", "/api/3/reservations"));
    assert!(post().await.is_err());
    assert_eq!(control.reservations().len(), before + 1);
    assert_eq!(control.ledger().len(), 1);

    control.fail_next(Fault::never_answer("POST", "/api/3/reservations"));
    let (answer, ()) = tokio::join!(post(), async {
        while control.ledger().len() < 2 {
            tokio::task::yield_now().await;
        }
        desk.sandbox.stop().await;
    });
    assert!(answer.is_err(), "no answer came until the sandbox stopped");
}
