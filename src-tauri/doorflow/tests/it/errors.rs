//! What each kind of answer is taken for.

use std::time::Duration;

use chrono::{DateTime, Utc};
use doorflow::{Error, FieldError, PersonId, PersonInput, Unreadable};
use serde_json::{Value, json};

use crate::scripted::{Reply, Scripted};
use crate::{client, client_with, token};

/// Answers a write with `reply`.
async fn written(reply: Reply) -> Error {
    let server = Scripted::start([reply]).await;
    let error = client(&server.url)
        .create_person(&token(), &PersonInput::default())
        .await
        .expect_err("it is no success");
    assert_eq!(server.targets(), ["POST /api/3/people"], "asked just once");
    error
}

/// Errors are told apart by all that is in them.
fn same(error: &Error, wanted: &Error, why: &str) {
    assert_eq!(format!("{error:?}"), format!("{wanted:?}"), "{why}");
}

fn rejected(status: u16, message: &str, fields: &[(&str, &[&str])]) -> Error {
    Error::Rejected {
        status,
        message: message.to_owned(),
        fields: fields
            .iter()
            .map(|(field, messages)| FieldError {
                field: (*field).to_owned(),
                messages: messages.iter().map(|&one| one.to_owned()).collect(),
            })
            .collect(),
    }
}

#[tokio::test]
async fn each_status_is_an_error_of_its_own() {
    let said = json!({"error": "some_code", "error_description": "In words"});
    let message = || "In words".to_owned();
    let forbidden = Error::Forbidden {
        scope: Some("account.person"),
        message: message(),
    };
    let cases = [
        (400, rejected(400, "In words", &[]), false),
        (401, Error::Unauthorised { message: message() }, false),
        (402, rejected(402, "In words", &[]), false),
        (403, forbidden, false),
        (404, Error::NotFound { message: message() }, false),
        (405, rejected(405, "In words", &[]), false),
        (406, rejected(406, "In words", &[]), false),
        (409, rejected(409, "In words", &[]), false),
        (410, rejected(410, "In words", &[]), false),
        (418, rejected(418, "In words", &[]), false),
        (422, rejected(422, "In words", &[]), false),
        (
            429,
            Error::RateLimited {
                wait: None,
                message: message(),
            },
            false,
        ),
        (500, Error::Server { status: 500 }, true),
        (502, Error::Server { status: 502 }, true),
        (503, Error::Server { status: 503 }, true),
        (504, Error::Server { status: 504 }, true),
        (301, Error::Redirected { status: 301 }, true),
        (304, Error::Redirected { status: 304 }, true),
        (307, Error::Redirected { status: 307 }, true),
    ];
    for (status, wanted, unknown) in cases {
        let body = if status == 304 {
            json!(null)
        } else {
            said.clone()
        };
        let error = written(Reply::json(status, &body)).await;
        same(&error, &wanted, &format!("status {status}"));
        assert_eq!(
            error.is_unknown_outcome(),
            unknown,
            "whether {status} leaves a write in doubt"
        );
    }
}

#[tokio::test]
async fn what_a_proxy_says_is_not_doorflows_word() {
    let asks = written(Reply::text(407, "<html>Proxy</html>")).await;
    assert!(matches!(asks, Error::NotSent(_)), "{asks:?}");
    let late = written(Reply::text(408, "")).await;
    assert!(matches!(late, Error::Unknown(_)), "{late:?}");
    assert!(late.is_unknown_outcome());
}

#[tokio::test]
async fn a_body_that_is_no_json_takes_nothing_from_the_status() {
    for body in [
        "",
        "<html><h1>Bad</h1></html>",
        "[1,2]",
        "\"text\"",
        "{\"error\":",
    ] {
        same(
            &written(Reply::text(422, body)).await,
            &rejected(422, "", &[]),
            body,
        );
        same(
            &written(Reply::text(500, body)).await,
            &Error::Server { status: 500 },
            body,
        );
    }
}

#[tokio::test]
async fn the_sentence_is_found_wherever_doorflow_puts_it() {
    let cases = [
        (json!({"error": "bad", "error_description": "Why"}), "Why"),
        (json!({"error": "bad", "description": "Why"}), "Why"),
        (json!({"error": "Access denied", "reason": "Why"}), "Why"),
        (json!({"success": false, "message": "Why"}), "Why"),
        (json!({"error": "Why"}), "Why"),
        (json!({"error": "Why", "error_description": ""}), "Why"),
        (json!({"error": "Why", "error_description": null}), "Why"),
        (json!({"error": {"code": 3}}), ""),
    ];
    for (body, sentence) in cases {
        let error = written(Reply::json(400, &body)).await;
        same(&error, &rejected(400, sentence, &[]), &body.to_string());
    }
    let long = "é".repeat(10_000);
    let Error::Rejected { message, .. } = written(Reply::json(400, &json!({"error": long}))).await
    else {
        panic!("400 is a rejection");
    };
    assert_eq!(message.chars().count(), 500, "a sentence is kept short");
}

#[tokio::test]
async fn the_fields_of_a_422_are_read_in_every_shape() {
    type Fields = &'static [(&'static str, &'static [&'static str])];
    let cases: [(Value, Fields); 10] = [
        (
            json!({"end_time": ["is too early", "is bad"], "person_id": ["not found"]}),
            &[
                ("end_time", &["is too early", "is bad"]),
                ("person_id", &["not found"]),
            ],
        ),
        (
            json!({"limit_reached": "No licence is left"}),
            &[("limit_reached", &["No licence is left"])],
        ),
        (json!(["Must be a day"]), &[("base", &["Must be a day"])]),
        (json!("Must be a day"), &[("base", &["Must be a day"])]),
        (
            json!({"group_reservation": {"end_time": ["is past"]}}),
            &[("group_reservation.end_time", &["is past"])],
        ),
        (
            json!({"value": ["taken", {"code": "short"}]}),
            &[("value", &["taken"]), ("value.code", &["short"])],
        ),
        (
            json!({"email": [true, 3, null]}),
            &[("email", &["true", "3"])],
        ),
        (json!({"email": [], "mobile": null, "notes": ""}), &[]),
        (json!({}), &[]),
        (json!(null), &[]),
    ];
    for (errors, fields) in cases {
        let body = json!({"error": "Validation failed", "errors": errors});
        let error = written(Reply::json(422, &body)).await;
        same(
            &error,
            &rejected(422, "Validation failed", fields),
            &body.to_string(),
        );
    }
}

#[tokio::test]
async fn what_was_sent_is_not_quoted_in_the_text_of_an_error() {
    let body = json!({"error": "John Doe has 4711", "errors": {"value": ["4711 is taken"]}});
    for body in [body, json!({"error": "John Doe has 4711"})] {
        let text = written(Reply::json(422, &body)).await.to_string();
        assert!(!text.contains("4711") && !text.contains("Doe"), "{text}");
        assert!(text.contains("422"), "{text}");
    }
}

#[tokio::test]
async fn how_long_to_wait_is_read_from_header_and_body() {
    let date = "Sun, 06 Nov 1994 08:49:37 GMT";
    let nothing = json!({});
    let cases: [(Option<&str>, Value, Option<u64>); 13] = [
        (Some("120"), nothing.clone(), Some(120)),
        (Some(" 7 "), nothing.clone(), Some(7)),
        (Some("99999999"), nothing.clone(), Some(86_400)),
        (
            Some("Sun, 06 Nov 1994 08:50:07 GMT"),
            nothing.clone(),
            Some(30),
        ),
        (
            Some("Sunday, 06-Nov-94 08:50:07 GMT"),
            nothing.clone(),
            Some(30),
        ),
        (Some("Sun Nov  6 08:50:07 1994"), nothing.clone(), Some(30)),
        (
            Some("Sun, 06 Nov 1994 08:49:00 GMT"),
            nothing.clone(),
            Some(0),
        ),
        (Some("soon"), json!({"retry_in": 60}), Some(60)),
        (None, json!({"retry_in": "45"}), Some(45)),
        (None, json!({"retry_in": 1.2}), Some(2)),
        (None, json!({"retry_in": -5}), Some(0)),
        (None, json!({"retry_in": "NaN"}), None),
        (Some("5"), json!({"retry_in": 60}), Some(5)),
    ];
    for (header, body, seconds) in cases {
        let mut reply = Reply::json(429, &body).header("date", date);
        if let Some(header) = header {
            reply = reply.header("retry-after", header);
        }
        let error = written(reply).await;
        let wanted = Error::RateLimited {
            wait: seconds.map(Duration::from_secs),
            message: String::new(),
        };
        same(&error, &wanted, &format!("{header:?} {body}"));
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_says_where_and_quotes_nothing() {
    let cases = [
        ("", ".", "ends too early"),
        ("{\"id\":", ".", "ends too early"),
        ("<html>4711</html>", ".", "not JSON"),
        ("{\"id\":1,\"enabled\":true} 4711", ".", "not JSON"),
        ("[]", ".", "not an object"),
        ("null", ".", "not an object"),
        ("{\"id\":1}", ".", "missing field `enabled`"),
        (
            "{\"id\":\"4711x\",\"enabled\":true}",
            "id",
            "not of the kind that was expected",
        ),
        (
            "{\"id\":1,\"enabled\":true,\"valid_to\":\"4711\"}",
            "valid_to",
            "not of the kind that was expected",
        ),
        (
            "{\"id\":1,\"enabled\":true,\"groups\":[1,\"4711x\"]}",
            "groups[1]",
            "not of the kind that was expected",
        ),
    ];
    for (body, path, reason) in cases {
        let error = written(Reply::text(201, body)).await;
        let what = Unreadable {
            path: path.to_owned(),
            reason: reason.to_owned(),
        };
        same(&error, &Error::Unreadable { status: 201, what }, body);
        assert!(error.is_unknown_outcome(), "it was most likely carried out");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_with_a_token() {
    let elsewhere = Scripted::start([]).await;
    let server = Scripted::start(
        [301, 302, 303, 307, 308]
            .map(|status| Reply::text(status, "").header("location", elsewhere.url.as_str())),
    )
    .await;
    let client = client(&server.url);
    for status in [301, 302, 303, 307, 308] {
        let error = client.account(&token()).await.expect_err("no success");
        same(&error, &Error::Redirected { status }, "a read");
    }
    assert!(elsewhere.asked().is_empty(), "nothing went elsewhere");
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_and_one_at_it_is_read() {
    let body = |length: usize| {
        let start = r#"{"id":1,"enabled":true,"notes":""#;
        format!("{start}{}\"}}", "x".repeat(length - start.len() - 2))
    };
    let server = Scripted::start([
        Reply::text(200, body(1000)),
        Reply::text(200, body(1001)),
        Reply::text(422, body(1001)),
    ])
    .await;
    let client = client_with(&server.url, |config| config.max_body = 1000);
    let read = client.person(&token(), PersonId(1)).await;
    assert_eq!(read.expect("it fits").value.id, PersonId(1));
    let over = client.person(&token(), PersonId(1)).await;
    same(
        &over.expect_err("too large"),
        &Error::TooLarge { limit: 1000 },
        "one byte over",
    );
    let refused = client.person(&token(), PersonId(1)).await;
    same(
        &refused.expect_err("refused"),
        &rejected(422, "", &[]),
        "a refusal stays one, however long it is",
    );
}

#[tokio::test]
async fn the_servers_clock_is_told_with_every_answer() {
    let server = Scripted::start([
        Reply::text(204, "").header("date", "Sun, 06 Nov 1994 08:49:37 GMT"),
        Reply::text(200, "").header("date", "half past nine"),
    ])
    .await;
    let client = client(&server.url);
    let at: DateTime<Utc> = "1994-11-06T08:49:37Z".parse().expect("a time");
    let first = client.sync(&token()).await.expect("done");
    assert_eq!(first.server_time, Some(at));
    let second = client.sync(&token()).await.expect("done");
    assert_eq!(second.server_time, None, "what is no date is none");
}
