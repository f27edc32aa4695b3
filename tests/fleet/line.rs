//! The way between the desks of an account and DoorFlow: it takes a while, counts, and sees which desk has heard of which booking.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use doorflow::{Transport, Undelivered};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use http::{Method, Request, Response, StatusCode, header};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sandbox::Sandbox;
use serde::Deserialize;
use tokio::time::Instant;

use super::day::Plan;
use super::tally::{Kind, Seen, Tally};

/// How long a request is under way, there and back, in milliseconds: between most offices and a data centre.
const ON_THE_WAY: std::ops::Range<u64> = 60..260;

/// A visit's name in DoorFlow: whether it is a group reservation, and its id.
type Key = (bool, i64);

/// A booking that was made at one of the desks.
#[derive(Debug)]
struct Made {
    at: Instant,
    /// Whether each desk knows of it, or is not asked.
    known: Vec<bool>,
}

/// What an account's requests are, and what is heard of.
#[derive(Debug)]
struct Heard {
    tally: Tally,
    made: BTreeMap<Key, Made>,
    /// Whether each desk was answered since each refusal.
    back: Vec<Vec<bool>>,
    rng: ChaCha8Rng,
}

/// An account, and how its desks reach it.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) sandbox: Sandbox,
    plan: Plan,
    heard: Mutex<Heard>,
}

#[derive(Deserialize)]
struct Listed {
    id: i64,
}

impl Account {
    pub(super) fn new(plan: &Plan, sandbox: Sandbox, seed: u64) -> Arc<Self> {
        let back = vec![vec![false; plan.desks as usize]; plan.refusals.len()];
        Arc::new(Self {
            sandbox,
            plan: plan.clone(),
            heard: Mutex::new(Heard {
                tally: Tally::new(plan),
                made: BTreeMap::new(),
                back,
                rng: ChaCha8Rng::seed_from_u64(seed),
            }),
        })
    }

    /// The way of one of the desks.
    pub(super) fn way_of(self: &Arc<Self>, desk: usize) -> Arc<dyn Transport> {
        Arc::new(Line {
            account: Arc::clone(self),
            desk,
        })
    }

    /// A desk was off: what was made until now it hears of at once when it comes back, which says nothing of how fast word goes round.
    pub(super) fn was_off(&self, desk: usize) {
        for made in self.heard().made.values_mut() {
            made.known[desk] = true;
        }
    }

    /// Changes what was counted.
    pub(super) fn count(&self, change: impl FnOnce(&mut Tally)) {
        change(&mut self.heard().tally);
    }

    /// What was counted.
    pub(super) fn tally(&self) -> Tally {
        self.heard().tally.clone()
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn half_way(&self) -> Duration {
        Duration::from_millis(self.heard().rng.random_range(ON_THE_WAY) / 2)
    }

    /// DoorFlow's answer.
    async fn answer(
        &self,
        desk: usize,
        kind: Kind,
        request: Request<Bytes>,
    ) -> Result<Response<Bytes>, Undelivered> {
        let now = self.sandbox.clock().now();
        if let Some(second) = self.plan.second(now) {
            self.heard().tally.asked(desk, second, kind);
        }
        let answer = match self.plan.refuses(now) {
            Some((end, told)) => refusal(told.then(|| (end - now).num_seconds() + 1)),
            None => self
                .sandbox
                .answer(request)
                .await
                .map_err(|_| Undelivered::Lost)?,
        };
        let mut heard = self.heard();
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            *heard.tally.refused.entry(kind).or_default() += 1;
        } else {
            heard.is_back(desk, &self.plan, now);
        }
        Ok(answer)
    }
}

impl Heard {
    /// A desk was answered.
    fn is_back(&mut self, desk: usize, plan: &Plan, now: chrono::DateTime<chrono::Utc>) {
        for (number, (began, _)) in plan.refusals.iter().enumerate() {
            let since = now - (*began + super::day::REFUSAL);
            if since >= chrono::TimeDelta::zero() && !self.back[number][desk] {
                self.back[number][desk] = true;
                let since = u32::try_from(since.num_milliseconds()).unwrap_or(u32::MAX);
                self.tally.back[number].push(since);
            }
        }
    }

    /// A booking was made at a desk.
    fn made(&mut self, desk: usize, desks: usize, key: Key) {
        let mut known = vec![false; desks];
        known[desk] = true;
        let at = Instant::now();
        self.made.insert(key, Made { at, known });
    }

    /// A desk has a list of visits.
    fn listed(&mut self, desk: usize, group: bool, body: &[u8]) {
        let listed: Vec<Listed> = serde_json::from_slice(body).unwrap_or_default();
        for Listed { id } in listed {
            if let Some(made) = self.made.get_mut(&(group, id))
                && !std::mem::replace(&mut made.known[desk], true)
            {
                let passed = made.at.elapsed().as_millis();
                self.tally.seen.push(Seen {
                    group,
                    milliseconds: u32::try_from(passed).unwrap_or(u32::MAX),
                });
            }
        }
    }
}

fn refusal(seconds: Option<i64>) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from_static(b"{\"error\":\"rate_limited\"}"));
    *answer.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    if let Some(seconds) = seconds {
        answer
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    answer
}

/// The way of one desk.
#[derive(Debug)]
struct Line {
    account: Arc<Account>,
    desk: usize,
}

impl Transport for Line {
    fn carry(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'static, Result<Response<Bytes>, Undelivered>> {
        let (account, desk) = (Arc::clone(&self.account), self.desk);
        async move {
            let path = request.uri().path().to_owned();
            let kind = Kind::of(request.method(), &path);
            let books = request.method() == Method::POST && path.ends_with("reservations");
            let group = path.ends_with("/group_reservations");
            tokio::time::sleep(account.half_way()).await;
            let answer = account.answer(desk, kind, request).await?;
            if books
                && answer.status().is_success()
                && let Ok(Listed { id }) = serde_json::from_slice(answer.body())
            {
                let desks = account.plan.desks as usize;
                account.heard().made(desk, desks, (group, id));
            }
            tokio::time::sleep(account.half_way()).await;
            if matches!(kind, Kind::Reservations | Kind::GroupReservations) {
                account.heard().listed(desk, group, answer.body());
            }
            Ok(answer)
        }
        .boxed()
    }
}
