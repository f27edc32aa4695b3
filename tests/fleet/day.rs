//! What the day is like: when people book, when the power goes, when DoorFlow turns requests away.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Timelike as _, Utc};
use rand::Rng as _;
use rand_chacha::ChaCha8Rng;

/// How many bookings a desk of an ordinary account makes in each hour of the day.
const BOOKINGS: [f64; 24] = [
    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 4.0, 8.0, 8.0, 6.0, 3.0, 6.0, 8.0, 6.0, 4.0, 2.0, 0.5,
    0.0, 0.0, 0.0, 0.0, 0.0,
];
/// How much busier or quieter an account is than an ordinary one, in turn.
const BUSY: [f64; 5] = [0.1, 0.5, 1.0, 1.0, 1.5];

/// A day of a fleet. Times of day are UTC, as the accounts' own.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How many accounts.
    pub accounts: u32,
    /// How many desks each has.
    pub desks: u32,
    /// What chance goes by.
    pub seed: u64,
    /// When the day begins: desks start within ten minutes around it.
    pub from: DateTime<Utc>,
    /// When it ends.
    pub to: DateTime<Utc>,
    /// When the power comes back; it went five minutes before.
    pub power: DateTime<Utc>,
    /// When DoorFlow turns every request away (429), and whether it says for how long.
    pub refusals: Vec<(DateTime<Utc>, bool)>,
}

/// For how long the power is gone.
const DARK: TimeDelta = TimeDelta::minutes(5);
/// Within how many seconds all computers are up when it comes back.
pub(super) const UP_WITHIN: f64 = 8.0;
/// For how long DoorFlow turns requests away.
pub(super) const REFUSAL: TimeDelta = TimeDelta::minutes(1);
/// How long before the day whoever sits at a desk has signed in, and everything was read once.
const BEFORE: TimeDelta = TimeDelta::minutes(40);

impl Plan {
    /// A working day from eight to six, with a power cut that ends at nine, and a minute of 429 at eleven with `Retry-After` and at three
    /// without.
    #[must_use]
    pub fn working_day(accounts: u32, desks: u32, seed: u64) -> Self {
        let at = Self::at;
        Self {
            accounts,
            desks,
            seed,
            from: at(8, 0),
            to: at(18, 0),
            power: at(9, 0),
            refusals: vec![(at(11, 0), true), (at(15, 0), false)],
        }
    }

    /// The hour in which most happens, from ten to nine to ten to ten, with a minute of 429 in it.
    #[must_use]
    pub fn busy_hour(accounts: u32, desks: u32, seed: u64) -> Self {
        let at = Self::at;
        Self {
            accounts,
            desks,
            seed,
            from: at(8, 50),
            to: at(9, 50),
            power: at(9, 0),
            refusals: vec![(at(9, 40), true)],
        }
    }

    fn at(hour: u32, minute: u32) -> DateTime<Utc> {
        let day = DateTime::from_timestamp(1_795_478_400, 0).unwrap_or_default();
        day + TimeDelta::hours(hour.into()) + TimeDelta::minutes(minute.into())
    }

    /// When the simulation of it begins.
    pub(super) fn begins(&self) -> DateTime<Utc> {
        self.from - BEFORE
    }

    /// When the power goes.
    pub(super) fn power_goes(&self) -> DateTime<Utc> {
        self.power - DARK
    }

    /// How many seconds it lasts.
    pub(super) fn seconds(&self) -> usize {
        usize::try_from((self.to - self.from).num_seconds()).unwrap_or(0)
    }

    /// The second of the day that it is, if it is in the day.
    pub(super) fn second(&self, now: DateTime<Utc>) -> Option<usize> {
        let second = usize::try_from((now - self.from).num_milliseconds().div_euclid(1000)).ok()?;
        (second < self.seconds()).then_some(second)
    }

    /// When this second of the day begins.
    pub(super) fn at_second(&self, second: usize) -> DateTime<Utc> {
        self.from + TimeDelta::seconds(i64::try_from(second).unwrap_or(i64::MAX))
    }

    /// Whether DoorFlow turns requests away now: until when, and whether it says so.
    pub(super) fn refuses(&self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, bool)> {
        self.refusals
            .iter()
            .map(|(at, told)| (*at, *at + REFUSAL, *told))
            .find(|(at, end, _)| (*at..*end).contains(&now))
            .map(|(_, end, told)| (end, told))
    }

    /// When somebody at a desk of this account books: at chance moments, more often in busy hours.
    pub(super) fn bookings(&self, account: u32, rng: &mut ChaCha8Rng) -> Vec<DateTime<Utc>> {
        let busy = BUSY[account as usize % BUSY.len()];
        let mut at = self.from;
        let mut bookings = Vec::new();
        // Drawn at the pace of the busiest hour, and thinned out to that of the hour it falls in.
        let most = BOOKINGS.into_iter().fold(0.0, f64::max) * busy;
        loop {
            let chance: f64 = rng.random();
            at += seconds(-(1.0 - chance).ln() * 3600.0 / most);
            if at >= self.to {
                return bookings;
            }
            let rate = BOOKINGS[at.hour() as usize] * busy;
            let works = !(self.power_goes()..self.power + TimeDelta::minutes(1)).contains(&at);
            if rng.random_bool((rate / most).min(1.0)) && works {
                bookings.push(at);
            }
        }
    }
}

/// So many seconds.
pub(super) fn seconds(seconds: f64) -> TimeDelta {
    TimeDelta::from_std(Duration::from_secs_f64(seconds)).unwrap_or_default()
}
