//! One run: a seed, a building, a desk, a morning of trouble, and a quiet hour after it.

use std::time::Duration;

use anyhow::{Context as _, Result};
use chrono::{DateTime, TimeDelta, Utc};
use desk::Clock;
use desk::outbox::OutboxEntry;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sandbox::{FaultKind, FaultPlan, Options, Past, Shift, When};

use super::judge::{Totals, judge};
use super::network::{Network, Planted};
use super::office::Office;
use super::reception::Reception;
use super::story::Story;

/// How long all is quiet at least: twice as long as the desk takes between two whole reads, and a bit.
const QUIET: TimeDelta = TimeDelta::minutes(12);
/// How long it is quiet at most; what is not settled by then never will be.
const TOO_LONG: TimeDelta = TimeDelta::minutes(45);
/// How long one look is after the other then.
const BETWEEN_LOOKS: Duration = Duration::from_secs(45);

/// What came of a run.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its totals.
    pub totals: Totals,
    /// What happened, line by line.
    pub story: Vec<String>,
}

/// Runs the simulation of a seed, by a time of its own.
///
/// # Errors
/// When the simulation itself does not work: a full disk, no port.
pub fn run(seed: u64, planted: Option<Planted>) -> Result<Outcome> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()?
        .block_on(simulate(seed, planted))
}

async fn simulate(seed: u64, planted: Option<Planted>) -> Result<Outcome> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let start: DateTime<Utc> = "2026-11-24T08:00:00Z".parse().context("a time")?;
    let start = start + TimeDelta::seconds(rng.random_range(0..6 * 3600));
    let clock = sandbox::Clock::paused(start);
    let story = Story::new(clock.clone());
    let sandbox = sandbox::start(Options {
        seed,
        people: 3,
        time_zone: chrono_tz::UTC,
        auto_approve: true,
        clock,
        ..Options::default()
    })
    .await?;
    let network = Network::new(sandbox.clone(), story.clone(), planted);
    let office = Office::new(&network, Clock::anchored(start), rng.random())?;
    let plan = FaultPlan {
        seed: rng.random(),
        rate: rng.random_range(0.0..0.3),
        kinds: kinds(),
    };
    let acts = rng.random_range(15..45);
    story.tell(format!(
        "seed {seed}: {:.0} % of requests are spoilt",
        plan.rate * 100.0
    ));
    let mut reception = Reception::new(rng, &network, office, story.clone());
    reception.invite();
    reception.start().await?;
    sandbox.control().trouble(plan);
    reception.work(acts).await?;

    story.tell("all is quiet from now on");
    sandbox.control().end_trouble();
    network.set_up(true);
    reception.kill_no_more();
    let quiet = sandbox.clock().now();
    settle_down(&mut reception, quiet).await?;
    reception.tidy().await;
    let left = settle_down(&mut reception, quiet).await?;
    reception.compare().await;
    let totals = judge(&reception, &left, sandbox.clock().now());
    if let Some(running) = reception.running.take() {
        running.desk.close();
    }
    Ok(Outcome {
        totals,
        story: story.lines(),
    })
}

/// Waits until everything is settled, as far as it ever will be; whoever sits there decides what only they can.
async fn settle_down(reception: &mut Reception, quiet: DateTime<Utc>) -> Result<Vec<OutboxEntry>> {
    loop {
        if reception.running.is_none() {
            reception.start().await?;
        }
        reception.sign_in_if_nobody_is().await?;
        reception.wait(BETWEEN_LOOKS).await;
        let left = reception.decide(true).await;
        let passed = reception.sandbox.clock().now() - quiet;
        let settled = left.is_empty() && reception.is_signed_in() && passed > QUIET;
        if settled || passed > TOO_LONG {
            return Ok(left);
        }
    }
}

/// Everything that can go wrong between a desk and DoorFlow.
fn kinds() -> Vec<FaultKind> {
    let seconds = TimeDelta::seconds;
    vec![
        FaultKind::DropRequest,
        FaultKind::LoseAnswer,
        FaultKind::NeverAnswer,
        FaultKind::Reset(When::Before),
        FaultKind::Reset(When::After),
        FaultKind::TruncatedBody,
        FaultKind::WrongLength,
        FaultKind::Html(When::Before),
        FaultKind::Html(When::After),
        FaultKind::Empty(When::Before),
        FaultKind::Empty(When::After),
        FaultKind::RateLimited {
            retry_after: Some(20),
        },
        FaultKind::RateLimited { retry_after: None },
        FaultKind::Error {
            status: 500,
            when: When::After,
        },
        FaultKind::Error {
            status: 504,
            when: When::After,
        },
        FaultKind::Error {
            status: 502,
            when: When::Before,
        },
        FaultKind::Error {
            status: 503,
            when: When::After,
        },
        FaultKind::Delay {
            when: When::Before,
            by: seconds(50),
        },
        FaultKind::Delay {
            when: When::After,
            by: seconds(20),
        },
        FaultKind::LateCommit { by: seconds(5) },
        FaultKind::LateCommit { by: seconds(200) },
        FaultKind::Twice,
        FaultKind::Stale(Past::Ago(seconds(60))),
        FaultKind::Stale(Past::BeforeLastWrite),
        FaultKind::PageShift(Shift::Gained),
        FaultKind::PageShift(Shift::Lost),
        FaultKind::DateOff { by: seconds(-90) },
        FaultKind::DateOff { by: seconds(7200) },
        FaultKind::LoseRefresh,
    ]
}
