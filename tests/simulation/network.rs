//! The way between a desk and the sandbox, without a socket.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use desk::booking::VisitKind;
use doorflow::{Transport, Undelivered};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use http::{Method, Request, Response};
use sandbox::{Broken, Sandbox, Write};

use super::intent::{Wish, key, real};
use super::life::Life;
use super::story::Story;

/// A fault of the program under test that is put there on purpose, to see whether it is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planted {
    /// What books is sent twice.
    Twice,
    /// What books is answered with a visit that was never made.
    NeverSent,
    /// What cancels is answered, and never sent.
    NeverCancelled,
    /// Whoever makes a newcomer makes them twice.
    TwoPeople,
    /// What gives a PIN is answered, and never sent.
    NoPin,
    /// The doors are said to have taken everything a moment ago.
    DoorsAhead,
}

/// The network that the desk is on.
#[derive(Debug)]
pub(super) struct Network {
    pub(super) sandbox: Sandbox,
    pub(super) story: Story,
    pub(super) planted: Option<Planted>,
    up: AtomicBool,
    /// Every visit that DoorFlow was ever seen to have, by the calendar's key.
    seen: Mutex<BTreeMap<String, Wish>>,
}

impl Network {
    pub(super) fn new(sandbox: Sandbox, story: Story, planted: Option<Planted>) -> Arc<Self> {
        Arc::new(Self {
            sandbox,
            story,
            planted,
            up: AtomicBool::new(true),
            seen: Mutex::default(),
        })
    }

    /// Takes the network away, or brings it back.
    pub(super) fn set_up(&self, up: bool) {
        self.up.store(up, Ordering::SeqCst);
    }

    /// Notes what DoorFlow has now; and all that it ever had, as far as it stood before or after a request that writes.
    pub(super) fn seen(&self) -> BTreeMap<String, Wish> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.extend(
            real(&self.sandbox)
                .into_iter()
                .map(|real| (real.key, real.wish)),
        );
        seen.clone()
    }

    /// The keys of all that DoorFlow ever had: what its own books say was made, however soon it went again, and what another desk made.
    pub(super) fn made(&self) -> BTreeSet<String> {
        let written = self.sandbox.control().ledger().into_iter();
        let mut made: BTreeSet<String> =
            written.filter_map(|entry| made_by(&entry.write)).collect();
        made.extend(self.seen().into_keys());
        made
    }

    /// The network as one run of the program has it.
    pub(super) fn of(self: &Arc<Self>, life: &Arc<Life>) -> Arc<dyn Transport> {
        Arc::new(Line {
            network: Arc::clone(self),
            life: Arc::clone(life),
        })
    }

    async fn answer(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Undelivered> {
        let path = request.uri().path().to_owned();
        let makes = request.method() == Method::POST;
        let (books, cancels) = (
            makes && path.ends_with("reservations"),
            request.method() == Method::DELETE,
        );
        match self.planted {
            Some(Planted::Twice) if books => {
                let _ = self.sandbox.answer(request.clone()).await;
            }
            Some(Planted::NeverSent) if books => return Ok(made_up(&request)),
            Some(Planted::NeverCancelled) if cancels => {
                return Ok(Response::new(Bytes::from_static(b"{}")));
            }
            Some(Planted::TwoPeople) if makes && path.ends_with("/people") => {
                let _ = self.sandbox.answer(request.clone()).await;
            }
            Some(Planted::NoPin) if makes && path.ends_with("/credentials") => {
                return Ok(made_up(&request));
            }
            _ => {}
        }
        let answer = self
            .sandbox
            .answer(request)
            .await
            .map_err(|error| match error {
                Broken::InBody(status) => Undelivered::InBody(status.as_u16()),
                _ => Undelivered::Lost,
            })?;
        if self.planted == Some(Planted::DoorsAhead) && path.ends_with("/channels") {
            return Ok(answer.map(|body| ahead(&body, self.sandbox.clock().now())));
        }
        Ok(answer)
    }
}

/// The key of the visit that a write made.
pub(super) fn made_by(write: &Write) -> Option<String> {
    match write {
        Write::ReservationCreated(id) => Some(key(VisitKind::Reservation, *id)),
        Write::GroupReservationCreated(id) => Some(key(VisitKind::GroupReservation, *id)),
        _ => None,
    }
}

/// What DoorFlow would say, had it been asked.
fn made_up(request: &Request<Bytes>) -> Response<Bytes> {
    let mut body: serde_json::Value = serde_json::from_slice(request.body()).unwrap_or_default();
    body["id"] = serde_json::json!(999_999);
    Response::new(Bytes::from(body.to_string()))
}

/// The list of doors as it would be, had they all taken everything now.
fn ahead(body: &Bytes, now: DateTime<Utc>) -> Bytes {
    let Ok(serde_json::Value::Array(mut doors)) = serde_json::from_slice(body) else {
        return body.clone();
    };
    for door in &mut doors {
        door["sync"]["last_sync_completed_at"] = serde_json::json!(now);
    }
    Bytes::from(serde_json::Value::Array(doors).to_string())
}

/// The network, and who is on it.
#[derive(Debug)]
struct Line {
    network: Arc<Network>,
    life: Arc<Life>,
}

impl Transport for Line {
    fn carry(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'static, Result<Response<Bytes>, Undelivered>> {
        let (network, life) = (Arc::clone(&self.network), Arc::clone(&self.life));
        async move {
            life.step().await;
            if !network.up.load(Ordering::SeqCst) {
                return Err(Undelivered::NotSent);
            }
            let writes = request.method() != Method::GET;
            let title = format!("{} {}", request.method(), request.uri().path());
            let what = String::from_utf8_lossy(request.body()).into_owned();
            // What is under way goes on, whatever becomes of whoever asked.
            let way = Arc::clone(&network);
            let answered = tokio::spawn(async move {
                if writes {
                    way.seen();
                }
                let answer = way.answer(request).await;
                if writes {
                    way.seen();
                }
                answer
            });
            let answer = answered.await.unwrap_or(Err(Undelivered::Lost));
            if writes {
                let secret = title.contains("/oauth/");
                let what = if secret { "" } else { what.as_str() };
                let said = match &answer {
                    Ok(response) => response.status().to_string(),
                    Err(error) => error.to_string(),
                };
                network.story.tell(format!("  {title} {what}: {said}"));
            }
            life.step().await;
            answer
        }
        .boxed()
    }
}
