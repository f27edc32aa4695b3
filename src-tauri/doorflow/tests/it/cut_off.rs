//! Connections that are refused, cut off, lied on or left hanging: what is known of a write then, and that it is made once only.

use std::time::Duration;

use chrono::{DateTime, Utc};
use doorflow::{ChannelId, Client, Error, PersonId, Reservation, ReservationInput};
use futures_util::future::join_all;
use tokio::net::TcpListener;
use url::Url;

use crate::scripted::{Reply, Scripted};
use crate::silent::{Habit, Silent};
use crate::{client, client_with, token};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

/// One write.
async fn reserve(client: &Client) -> Result<Reservation, Error> {
    let input = ReservationInput {
        person_id: PersonId(1),
        start_time: at("2024-01-15T09:00:00Z"),
        end_time: at("2024-01-15T17:00:00Z"),
        channel_ids: vec![ChannelId(3)],
    };
    let answer = client.create_reservation(&token(), &input).await?;
    Ok(answer.value)
}

/// A port that nothing listens on.
async fn refused() -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it listens");
    format!("http://{address}").parse().expect("an address")
}

#[tokio::test]
async fn what_never_left_is_known_not_to_have_been_sent() {
    let dead = refused().await;
    let plain = Silent::start(Habit::HangUp).await;
    let no_tls = plain.url.as_str().replace("http:", "https:");
    let cases = [
        ("nothing listens", dead),
        ("no such host", "http://desk.invalid".parse().expect("url")),
        ("no TLS is spoken there", no_tls.parse().expect("url")),
        (
            "no address to send to",
            "data:text/plain,x".parse().expect("url"),
        ),
    ];
    for (why, url) in cases {
        let error = reserve(&client(&url)).await.expect_err(why);
        assert!(matches!(error, Error::NotSent(_)), "{why}: {error:?}");
        assert!(!error.is_unknown_outcome(), "{why}");
        let text = error.to_string();
        assert!(!text.contains("://"), "no address in {text}");
    }
}

#[tokio::test]
async fn a_connection_that_does_not_stand_in_time_has_sent_nothing() {
    // The greeting of TLS is taken, and never returned.
    let server = Silent::start(Habit::SayAndHold("")).await;
    let url = server.url.as_str().replace("http:", "https:");
    let client = client_with(&url.parse().expect("url"), |config| {
        config.timeout = Duration::from_secs(2);
    });
    let error = reserve(&client).await.expect_err("no connection");
    assert!(matches!(error, Error::NotSent(_)), "{error:?}");
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_unknown_and_not_made_again() {
    let cases = [
        Habit::HangUp,
        Habit::Say(""),
        Habit::Say("HTTP/1.1 201 Crea"),
        Habit::Say("HTTP/1.1 201 Created\r\ncontent-le"),
        Habit::Say("220 mail.example ESMTP\r\n"),
        // Announces more than it says.
        Habit::Say("HTTP/1.1 201 Created\r\ncontent-length: 400\r\n\r\n{\"id\":1}"),
        // A chunk is cut off, and the last chunk never comes.
        Habit::Say("HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\nff\r\n{\"id\":"),
        Habit::Say("HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n"),
    ];
    for habit in cases {
        let server = Silent::start(habit).await;
        let error = reserve(&client(&server.url)).await.expect_err("lost");
        assert!(matches!(error, Error::Unknown(_)), "{habit:?}: {error:?}");
        assert!(error.is_unknown_outcome());
        assert_eq!(server.accepted(), 1, "made once: {habit:?}");
    }
}

#[tokio::test]
async fn an_answer_that_ends_early_without_a_sign_of_it_cannot_be_read() {
    let cases = [
        // Up to the end of the connection, which comes too early.
        "HTTP/1.1 201 Created\r\n\r\n{\"id\":1,\"person_id\":",
        // Announces less than it says.
        "HTTP/1.1 201 Created\r\ncontent-length: 5\r\n\r\n{\"id\":1}",
    ];
    for said in cases {
        let server = Silent::start(Habit::Say(said)).await;
        let error = reserve(&client(&server.url)).await.expect_err("cut off");
        assert!(
            matches!(error, Error::Unreadable { status: 201, .. }),
            "{said:?}: {error:?}"
        );
        assert!(error.is_unknown_outcome());
        assert_eq!(server.accepted(), 1);
    }
}

#[tokio::test]
async fn an_answer_that_does_not_come_in_time_is_unknown() {
    let late = [
        Habit::SayAndHold(""),
        Habit::SayAndHold("HTTP/1.1 201 Created\r\n"),
        Habit::SayAndHold("HTTP/1.1 201 Created\r\ncontent-length: 90\r\n\r\n{\"id\""),
    ];
    // At once, since each takes as long as it is waited for.
    join_all(late.map(async |habit| {
        let server = Silent::start(habit).await;
        let client = client_with(&server.url, |config| {
            config.timeout = Duration::from_secs(2);
        });
        let error = reserve(&client).await.expect_err("late");
        assert!(matches!(error, Error::Unknown(_)), "{habit:?}: {error:?}");
        assert_eq!(server.accepted(), 1, "made once: {habit:?}");
    }))
    .await;
}

#[tokio::test]
async fn a_refusal_whose_body_is_cut_off_is_a_refusal() {
    let server = Silent::start(Habit::Say(
        "HTTP/1.1 422 Unprocessable\r\ncontent-length: 400\r\n\r\n{\"error\":",
    ))
    .await;
    let error = reserve(&client(&server.url)).await.expect_err("refused");
    assert!(
        matches!(error, Error::Rejected { status: 422, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_length_over_the_limit_is_refused_before_the_body_is_read() {
    // The body never comes: it is not waited for.
    let server = Silent::start(Habit::SayAndHold(
        "HTTP/1.1 200 OK\r\ncontent-length: 4000000000\r\n\r\n",
    ))
    .await;
    let error = reserve(&client(&server.url)).await.expect_err("too large");
    assert!(matches!(error, Error::TooLarge { .. }), "{error:?}");

    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n20\r\n0123456789abcdef0123456789abcdef\r\n";
    let server = Silent::start(Habit::SayAndHold(chunked)).await;
    let client = client_with(&server.url, |config| config.max_body = 31);
    let error = reserve(&client).await.expect_err("too large");
    assert!(matches!(error, Error::TooLarge { limit: 31 }), "{error:?}");
}

#[tokio::test]
async fn a_write_has_a_connection_of_its_own_and_reads_share_one() {
    let page = || Reply::text(200, "[]");
    let server = Scripted::start((0..6).map(|_| page())).await;
    let client = client(&server.url);
    for _ in 0..3 {
        client.groups(&token()).await.expect("a list");
    }
    assert_eq!(server.connections(), 1, "reads keep their connection");
    for writes in 1..=3 {
        client.sync(&token()).await.expect("done");
        assert_eq!(
            server.connections(),
            1 + writes,
            "a write takes neither a read's connection nor another write's"
        );
    }
}
