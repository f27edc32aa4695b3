//! Requests that something else than a connection carries: what is known of them is the same.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use doorflow::{Client, Config, Error, ReservationInput, Transport, Undelivered};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use http::{Request, Response};

use crate::token;

type Carried = Option<Result<Response<Bytes>, Undelivered>>;

/// Brings one answer; `None` is none, ever.
#[derive(Debug)]
struct Bringing {
    answer: Mutex<Carried>,
    asked: Mutex<Vec<Request<Bytes>>>,
}

impl Transport for Bringing {
    fn carry(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'static, Result<Response<Bytes>, Undelivered>> {
        self.asked.lock().expect("no test panicked").push(request);
        match self.answer.lock().expect("no test panicked").take() {
            Some(answer) => std::future::ready(answer).boxed(),
            None => std::future::pending().boxed(),
        }
    }
}

/// What a booking comes to, and the request that was made for it.
async fn book(answer: Carried) -> (Result<i64, Error>, Request<Bytes>) {
    let transport = Arc::new(Bringing {
        answer: Mutex::new(answer),
        asked: Mutex::default(),
    });
    let config = Config::new(
        "https://doorflow.example"
            .parse()
            .expect("it is well-formed"),
    );
    let client = Client::over(config, Some(transport.clone())).expect("TLS can be set up");
    let input = ReservationInput {
        person_id: 7.into(),
        start_time: "2026-11-24T09:00:00Z".parse().expect("it is well-formed"),
        end_time: "2026-11-24T10:00:00Z".parse().expect("it is well-formed"),
        channel_ids: vec![3.into()],
    };
    let answer = client.create_reservation(&token(), &input).await;
    let mut asked = std::mem::take(&mut *transport.asked.lock().expect("no test panicked"));
    assert_eq!(asked.len(), 1, "nothing is sent twice");
    (
        answer.map(|answer| answer.value.id.0),
        asked.pop().expect("it was asked"),
    )
}

#[tokio::test(start_paused = true)]
async fn what_is_carried_is_the_whole_request_and_the_whole_answer() {
    let body = r#"{"id":5,"person_id":7,"start_time":"2026-11-24T09:00:00Z","end_time":"2026-11-24T10:00:00Z","channel_ids":[3]}"#;
    let response = Response::builder().status(201).body(Bytes::from(body));
    let (booked, asked) = book(Some(Ok(response.expect("it is well-formed")))).await;
    assert_eq!(booked.ok(), Some(5));
    assert_eq!(asked.method(), "POST");
    assert_eq!(asked.uri(), "https://doorflow.example/api/3/reservations");
    assert!(
        asked.headers()["authorization"]
            .to_str()
            .expect("it is text")
            .starts_with("Bearer ")
    );
    assert!(String::from_utf8_lossy(asked.body()).contains("\"channel_ids\":[3]"));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_carried_is_told_apart_by_what_may_have_arrived() {
    let not_sent = book(Some(Err(Undelivered::NotSent))).await.0;
    assert!(matches!(not_sent, Err(Error::NotSent(_))), "{not_sent:?}");
    for lost in [Undelivered::Lost, Undelivered::InBody(201)] {
        let unknown = book(Some(Err(lost))).await.0;
        assert!(matches!(unknown, Err(Error::Unknown(_))), "{unknown:?}");
    }
    let refused = book(Some(Err(Undelivered::InBody(422)))).await.0;
    assert!(
        matches!(refused, Err(Error::Rejected { .. })),
        "{refused:?}"
    );
    let began = tokio::time::Instant::now();
    let late = book(None).await.0;
    assert!(matches!(late, Err(Error::Unknown(_))), "{late:?}");
    assert_eq!(began.elapsed(), Duration::from_secs(30));
}
