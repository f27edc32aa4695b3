//! One account's day: its building, its desks, and whoever sits at them.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use desk::booking::{Draft, Newcomer, Place};
use desk::{Clock, Desk};
use doorflow::{ChannelId, GroupId, PersonId};
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sandbox::{Options, Sandbox};

use super::day::{Plan, UP_WITHIN, seconds};
use super::line::Account;
use super::seat::Seat;
use super::tally::Tally;

/// How many people an account has.
const PEOPLE: usize = 200;
/// Doors that visitors are let in by.
const DOORS: [i64; 3] = [1340, 1341, 1342];
/// The group of visitors who stay for days.
const GROUP: i64 = 15;
/// How long after it was made a booking is at every desk for sure, or it is said to be lacking.
const SETTLED: TimeDelta = TimeDelta::minutes(3);

/// Simulates an account's day.
pub(super) fn day(plan: &Plan, number: u32) -> Result<Tally> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()?
        .block_on(simulate(plan, number))
}

async fn simulate(plan: &Plan, number: u32) -> Result<Tally> {
    let mut rng = ChaCha8Rng::seed_from_u64(plan.seed.wrapping_mul(1_000_003) + u64::from(number));
    let clock = sandbox::Clock::paused(plan.begins());
    let sandbox = sandbox::start(Options {
        seed: rng.random(),
        people: PEOPLE,
        time_zone: chrono_tz::UTC,
        auto_approve: true,
        clock: clock.clone(),
        ..Options::default()
    })
    .await?;
    let account = Account::new(plan, sandbox.clone(), rng.random());
    let computers = Clock::anchored(plan.begins());
    let mut sitting = Vec::new();
    for desk in 0..plan.desks as usize {
        let seat = Seat::new(desk, &account, computers.clone(), rng.random())?;
        let reception = Reception {
            bookings: plan.bookings(number, &mut rng),
            rng: ChaCha8Rng::seed_from_u64(rng.random()),
            sandbox: sandbox.clone(),
            account: Arc::clone(&account),
            plan: plan.clone(),
            seat,
        };
        sitting.push(tokio::spawn(reception.day()));
    }
    for sitting in sitting {
        sitting.await??;
    }
    Ok(account.tally())
}

/// Whoever sits at a desk.
struct Reception {
    seat: Seat,
    sandbox: Sandbox,
    account: Arc<Account>,
    plan: Plan,
    rng: ChaCha8Rng,
    bookings: Vec<DateTime<Utc>>,
}

impl Reception {
    /// The day of a desk: it is signed in to and has read everything once; it starts in the morning, goes off with the power, starts when
    /// that comes back, and runs until the evening.
    async fn day(mut self) -> Result<()> {
        let begins = self.plan.begins();
        self.within(begins, 600.0).await;
        let desk = self.seat.start().await?;
        self.seat.sign_in(&desk).await?;
        tokio::time::sleep(Duration::from_mins(10)).await;
        self.seat.end(&desk);

        let morning = self.plan.from - TimeDelta::minutes(5);
        self.within(morning, 600.0).await;
        let desk = self.seat.start().await?;
        self.account.was_off(self.seat.number);
        self.work(&desk, self.plan.power_goes()).await;
        self.seat.end(&desk);

        self.within(self.plan.power, UP_WITHIN).await;
        let desk = self.seat.start().await?;
        self.account.was_off(self.seat.number);
        self.work(&desk, self.plan.to).await;
        self.look_through(&desk).await?;
        self.seat.end(&desk);
        Ok(())
    }

    /// Books at the moments when somebody comes to, until then.
    async fn work(&mut self, desk: &Desk, until: DateTime<Utc>) {
        while let Some(at) = self.bookings.first().copied().filter(|at| *at < until) {
            self.bookings.remove(0);
            self.until(at).await;
            self.book(desk).await;
        }
        self.until(until).await;
    }

    /// Waits for a moment within so many seconds after this one.
    async fn within(&mut self, after: DateTime<Utc>, most: f64) {
        let at = after + seconds(self.rng.random_range(0.0..most));
        self.until(at).await;
    }

    async fn until(&self, at: DateTime<Utc>) {
        self.sandbox.clock().until(at).await;
    }

    /// Books somebody: most for today, some for days to come, some for several days, some who never came before. Once in a while a visit
    /// is cancelled.
    async fn book(&mut self, desk: &Desk) {
        if self.rng.random_bool(0.08) {
            self.cancel(desk).await;
            return;
        }
        let draft = self.draft();
        // Who is booked already at that time is refused, as in life.
        let done = if self.rng.random_bool(0.1) {
            let who = Newcomer {
                first_name: "New".to_owned(),
                last_name: format!("Comer {}", self.rng.random_range(0..1_000_000)),
                email: String::new(),
                mobile: String::new(),
            };
            desk.book_newcomer(&draft, &who, false).await
        } else {
            desk.book(&draft).await
        };
        self.account
            .count(|tally| tally.bookings += u64::from(done.is_ok()));
    }

    fn draft(&mut self) -> Draft {
        let now = self.sandbox.clock().now();
        let today = now.duration_trunc(TimeDelta::days(1)).unwrap_or(now);
        let minute = now.duration_trunc(TimeDelta::minutes(1)).unwrap_or(now);
        let start = if self.rng.random_bool(0.7) {
            minute + TimeDelta::minutes(self.rng.random_range(2..180))
        } else {
            today
                + TimeDelta::days(self.rng.random_range(1..6))
                + TimeDelta::minutes(self.rng.random_range(480..1080))
        };
        let group = self.rng.random_bool(0.1);
        let days = i64::from(group) * self.rng.random_range(1..4);
        let end =
            start + TimeDelta::minutes(self.rng.random_range(20..150)) + TimeDelta::days(days);
        let people = self.sandbox.control().people();
        let enabled: Vec<i64> = people
            .iter()
            .filter(|person| person.enabled)
            .map(|person| person.id)
            .collect();
        let day = |at: DateTime<Utc>| at.format("%Y-%m-%d").to_string();
        let time = |at: DateTime<Utc>| at.format("%H:%M").to_string();
        Draft {
            person_id: enabled.choose(&mut self.rng).copied().map(PersonId),
            date: day(start),
            last_date: day(end),
            from: time(start),
            to: time(end),
            place: if group {
                Place::Groups {
                    group_ids: vec![GroupId(GROUP)],
                }
            } else {
                let doors = self.rng.random_range(1..=DOORS.len());
                Place::Doors {
                    channel_ids: DOORS[..doors].iter().copied().map(ChannelId).collect(),
                }
            },
            ..Draft::default()
        }
    }

    /// Cancels a visit of the days to come, if there is one.
    async fn cancel(&mut self, desk: &Desk) {
        let now = self.sandbox.clock().now();
        let tomorrow = now + TimeDelta::days(1);
        let standing: Vec<i64> = self
            .sandbox
            .control()
            .reservations()
            .into_iter()
            .filter(|visit| visit.start_time > tomorrow)
            .map(|visit| visit.id)
            .collect();
        if let Some(id) = standing.choose(&mut self.rng) {
            let done = desk.cancel_visit(&format!("r{id}")).await;
            self.account
                .count(|tally| tally.cancellings += u64::from(done.is_ok()));
        }
    }

    /// Compares what the desk shows with what DoorFlow has.
    async fn look_through(&self, desk: &Desk) -> Result<()> {
        let now = self.sandbox.clock().now();
        let day = |at: DateTime<Utc>| at.format("%Y-%m-%d").to_string();
        let last = now + TimeDelta::days(9);
        let agenda = desk.agenda(&day(now), &day(last)).await?;
        let shown: std::collections::BTreeSet<String> =
            agenda.visits.into_iter().map(|visit| visit.key).collect();
        let visits = self.sandbox.control().reservations();
        let lacking = visits
            .iter()
            .filter(|visit| visit.end_time > now && visit.created_at < now - SETTLED)
            .filter(|visit| !shown.contains(&format!("r{}", visit.id)));
        let lacking = u64::try_from(lacking.count()).unwrap_or(u64::MAX);
        self.account.count(|tally| tally.lacking += lacking);
        Ok(())
    }
}
