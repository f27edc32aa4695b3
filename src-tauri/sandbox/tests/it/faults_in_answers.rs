//! Answers that are not what they should be, over real sockets.

use std::io::ErrorKind;

use chrono::{DateTime, TimeDelta};
use reqwest::Response;
use sandbox::{Fault, FaultKind, When};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::desk::{Answer, Desk, FRONT_DOOR, LINH};

const VISITS: &str = "/api/3/reservations";

/// Has the next booking go wrong, and books.
async fn book(desk: &Desk, kind: FaultKind) -> reqwest::Result<Response> {
    desk.sandbox
        .control()
        .fail_next(Fault::new("POST", VISITS, kind));
    desk.post(VISITS)
        .bearer_auth(desk.token())
        .json(&booking(desk))
        .send()
        .await
}

fn booking(desk: &Desk) -> Value {
    json!({
        "person_id": LINH, "channel_ids": [FRONT_DOOR],
        "start_time": desk.minutes(10), "end_time": desk.minutes(20),
    })
}

fn made(desk: &Desk) -> usize {
    desk.sandbox.control().ledger().len()
}

/// Books over a connection of its own, and reads all that comes.
async fn raw(desk: &Desk, kind: FaultKind) -> (Vec<u8>, std::io::Result<usize>) {
    desk.sandbox
        .control()
        .fail_next(Fault::new("POST", VISITS, kind));
    let address = desk.sandbox.hello().url.replace("http://", "");
    let mut stream = TcpStream::connect(&address).await.expect("a connection");
    let (token, body) = (desk.token(), booking(desk).to_string());
    let request = format!(
        "POST {VISITS} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
         Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len(),
    );
    stream
        .write_all(request.as_bytes())
        .await
        .expect("to be sent");
    let mut read = Vec::new();
    let end = stream.read_to_end(&mut read).await;
    (read, end)
}

/// The length that an answer says, and its body.
fn split(read: &[u8]) -> (usize, String) {
    let text = String::from_utf8_lossy(read);
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .expect("a length");
    (length.parse().expect("a number"), body.to_owned())
}

#[tokio::test]
async fn a_connection_is_reset_before_the_commit_and_after_it() {
    let desk = Desk::open().await;
    for (when, done) in [(When::Before, 0), (When::After, 1)] {
        let (read, end) = raw(&desk, FaultKind::Reset(when)).await;
        assert!(read.is_empty(), "{when:?}: not a byte of an answer");
        assert_eq!(
            end.expect_err("no orderly end").kind(),
            ErrorKind::ConnectionReset
        );
        assert_eq!(made(&desk), done, "{when:?}");
    }
    let (read, end) = raw(&desk, FaultKind::DropRequest).await;
    assert!(read.is_empty() && end.is_ok(), "closed, and not reset");
}

#[tokio::test]
async fn a_body_ends_in_the_middle() {
    let desk = Desk::open().await;
    let (read, end) = raw(&desk, FaultKind::TruncatedBody).await;
    assert!(end.is_ok(), "closed, and not reset");
    let (length, body) = split(&read);
    assert!(!body.is_empty());
    assert_eq!(body.len(), length / 2);
    assert!(body.starts_with("{\""), "{body}");
    let answer = book(&desk, FaultKind::TruncatedBody).await.expect("a head");
    assert_eq!(answer.status().as_u16(), 201);
    assert!(answer.bytes().await.is_err());
    assert_eq!(made(&desk), 2);
}

#[tokio::test]
async fn a_length_is_half_of_what_is_sent() {
    let desk = Desk::open().await;
    let (read, _) = raw(&desk, FaultKind::WrongLength).await;
    let (length, body) = split(&read);
    assert_eq!(length, body.len() / 2);
    let sent: Value = serde_json::from_str(&body).expect("all of the body is sent");
    assert_eq!(sent["person_id"], LINH);
    let answer = book(&desk, FaultKind::WrongLength).await.expect("a head");
    assert_eq!(answer.status().as_u16(), 201);
    let half = answer.bytes().await.expect("as much as was said");
    assert!(serde_json::from_slice::<Value>(&half).is_err());
    assert_eq!(made(&desk), 2);
    let next = book(&desk, FaultKind::Empty(When::After)).await;
    assert!(next.is_ok(), "the fault is over");
}

#[tokio::test]
async fn a_page_of_html_or_nothing_comes_in_place_of_the_answer() {
    let desk = Desk::open().await;
    for (kind, status, done) in [
        (FaultKind::Html(When::Before), 200, 0),
        (FaultKind::Html(When::After), 201, 1),
    ] {
        let answer = Answer::of(book(&desk, kind).await.expect("an answer")).await;
        let said = answer
            .header("content-type")
            .expect("what it is")
            .to_owned();
        assert!(said.starts_with("text/html"), "{said}");
        let body = answer.expect(status);
        assert!(body.as_str().expect("text").starts_with("<!DOCTYPE html>"));
        assert_eq!(made(&desk), done);
    }
    for (kind, status, done) in [
        (FaultKind::Empty(When::Before), 200, 1),
        (FaultKind::Empty(When::After), 201, 2),
    ] {
        let answer = Answer::of(book(&desk, kind).await.expect("an answer")).await;
        assert_eq!(answer.expect(status), "");
        assert_eq!(made(&desk), done);
    }
}

#[tokio::test]
async fn a_rate_limit_says_how_long_or_does_not() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    let limited = |retry_after| FaultKind::RateLimited { retry_after };
    let answer = Answer::of(book(&desk, limited(Some(30))).await.expect("an answer")).await;
    assert_eq!(answer.header("retry-after"), Some("30"));
    assert!(answer.expect(429).get("retry_in").is_none());
    let answer = Answer::of(book(&desk, limited(None)).await.expect("an answer")).await;
    assert_eq!(answer.header("retry-after"), None);
    assert_eq!(answer.status.as_u16(), 429);
    for (retry_after, said) in [(Some(7), json!(7)), (None, Value::Null)] {
        control.fail_next(Fault::new("POST", "/api/3/sync", limited(retry_after)));
        let answer = desk.send("POST", "/sync", json!({})).await.expect(429);
        assert_eq!(answer["retry_in"], said);
    }
    assert_eq!(made(&desk), 0);
    assert_eq!(control.faults_met()["rate-limited"], 4);
}

#[tokio::test]
async fn the_server_fails_before_the_commit_and_after_it() {
    let desk = Desk::open().await;
    for (count, status) in [500, 502, 503, 504].into_iter().enumerate() {
        for (when, done) in [(When::Before, count), (When::After, count + 1)] {
            let kind = FaultKind::Error { status, when };
            let answer = book(&desk, kind).await.expect("an answer");
            assert_eq!(answer.status().as_u16(), status);
            assert_eq!(made(&desk), done, "{status} {when:?}");
        }
    }
}

#[tokio::test]
async fn the_date_is_off() {
    let desk = Desk::open().await;
    for seconds in [-3600, 90] {
        let by = TimeDelta::seconds(seconds);
        let answer = book(&desk, FaultKind::DateOff { by }).await;
        let answer = Answer::of(answer.expect("an answer")).await;
        let date = DateTime::parse_from_rfc2822(answer.header("date").expect("a date"));
        let off = date.expect("a date").to_utc() - desk.clock.now() - by;
        assert!(off.num_seconds().abs() < 20, "{off} beside what was asked");
        answer.expect(201);
    }
}
