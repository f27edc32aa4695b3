//! What a day of the fleet comes to, and what was promised of it.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::day::{Plan, REFUSAL};
use super::tally::{Kind, Tally};

/// How long after the power came back what happens is on account of it.
const AFTER_POWER: TimeDelta = TimeDelta::minutes(10);
/// How long after a refusal what happens is on account of it.
const AFTER_REFUSAL: TimeDelta = TimeDelta::minutes(3);
/// The most requests that a desk may make in an hour.
const MOST_AN_HOUR: f64 = 400.0;
/// The longest that half of all bookings may take to show at another desk, seconds.
const MEDIAN_SEEN: f64 = 20.0;
/// How much more than the mean may be asked in the worst second.
const HERD: f64 = 3.0;
/// Of so few requests a second, a second with thrice as many is nothing but chance.
const FEW_A_SECOND: f64 = 30.0;

/// A distribution.
#[derive(Clone, Debug, Serialize)]
pub struct Spread {
    /// How many were measured.
    pub count: usize,
    /// Half were at most so much.
    pub median: f64,
    /// All but one in a hundred were at most so much.
    pub p99: f64,
    /// The most.
    pub most: f64,
}

impl Spread {
    fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |permille: usize| {
            let last = values.len().saturating_sub(1);
            values.get(last * permille / 1000).copied().unwrap_or(0.0)
        };
        Self {
            count: values.len(),
            median: at(500),
            p99: at(990),
            most: at(1000),
        }
    }
}

/// Requests a second.
#[derive(Clone, Debug, Serialize)]
pub struct Seconds {
    /// The mean over the whole day.
    pub mean: f64,
    /// The worst second of the ten minutes after the power came back.
    pub worst_after_power: Second,
    /// In the worst ten seconds of them, for each.
    pub worst_ten_after_power: f64,
    /// The worst second in the three minutes after a refusal ended.
    pub worst_after_refusal: Second,
    /// The worst second of the rest of the day, the refusals' own minutes included.
    pub worst_else: Second,
}

impl Seconds {
    /// The worst second of all.
    fn worst(&self) -> f64 {
        let all = [
            &self.worst_after_power,
            &self.worst_after_refusal,
            &self.worst_else,
        ];
        all.map(|second| second.requests)
            .into_iter()
            .fold(0.0, f64::max)
    }
}

/// A second of the day.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Second {
    /// How many requests were made in it.
    pub requests: f64,
    /// When it was, by the accounts' own clock.
    pub at: String,
    /// What the requests were for.
    pub by_kind: BTreeMap<&'static str, u32>,
}

/// What a refusal of everything (429 for a minute) did.
#[derive(Clone, Debug, Serialize)]
pub struct Refused {
    /// Whether DoorFlow said for how long, to all the same moment.
    pub says_how_long: bool,
    /// Requests in that minute, against the mean minute.
    pub asked_against_mean: f64,
    /// How long after it each desk was answered again, seconds.
    pub back: Spread,
}

/// What a day comes to.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// How many accounts.
    pub accounts: u32,
    /// How many desks.
    pub desks: u32,
    /// How many hours.
    pub hours: f64,
    /// Bookings that were taken on.
    pub bookings: u64,
    /// Visits that were cancelled.
    pub cancellings: u64,
    /// Requests of a desk in an hour, the mean, by what they are for.
    pub by_kind: BTreeMap<&'static str, f64>,
    /// Requests of a desk in an hour, the mean of all.
    pub a_desk_hour: f64,
    /// The same as they vary from desk to desk and from hour to hour; of whole hours.
    pub desk_hours: Spread,
    /// What the most of them were for.
    pub busiest: BTreeMap<&'static str, u32>,
    /// Requests a second.
    pub seconds: Seconds,
    /// Requests that were turned away, by what they were for.
    pub refused: BTreeMap<&'static str, u64>,
    /// What each refusal did.
    pub refusals: Vec<Refused>,
    /// How long a booking that DoorFlow has took until another desk had it, seconds.
    pub seen: Spread,
    /// The same of group reservations alone.
    pub seen_group: Spread,
    /// Visits that a desk ought to have shown at the end of the day, and did not.
    pub lacking: u64,
    /// What was promised, and what became of it. Of a fleet that is too small for it, nothing is said of its worst second.
    pub promises: Vec<Promise>,
}

/// Something that was promised.
#[derive(Clone, Debug, Serialize)]
pub struct Promise {
    /// What.
    pub what: &'static str,
    /// What it is.
    pub is: f64,
    /// What it may be at most.
    pub at_most: f64,
}

impl Promise {
    /// Whether it is kept.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.is <= self.at_most
    }
}

impl Figures {
    pub(super) fn of(plan: &Plan, tally: &Tally) -> Self {
        let desks = f64::from(plan.accounts * plan.desks);
        let hours = float(plan.seconds()) / 3600.0;
        let all: u64 = tally.kinds.values().sum();
        let by_kind = tally
            .kinds
            .iter()
            .map(|(kind, count)| (kind.name(), float_of(*count) / desks / hours));
        let whole_hours = plan.seconds() / 3600;
        let desk_hours = || {
            let all = tally.desk_hours.iter();
            all.flat_map(|hours| hours.iter().take(whole_hours))
        };
        let of_all = |kinds: &BTreeMap<Kind, u32>| kinds.values().sum::<u32>();
        let busiest = desk_hours().max_by_key(|kinds| of_all(kinds)).into_iter();
        let seconds = seconds(plan, tally);
        let seen = |group: bool| {
            let of_kind = tally.seen.iter().filter(|seen| !group || seen.group);
            Spread::of(
                of_kind
                    .map(|seen| f64::from(seen.milliseconds) / 1000.0)
                    .collect(),
            )
        };
        let mut figures = Self {
            accounts: plan.accounts,
            desks: plan.accounts * plan.desks,
            hours,
            bookings: tally.bookings,
            cancellings: tally.cancellings,
            by_kind: by_kind.collect(),
            a_desk_hour: float_of(all) / desks / hours,
            desk_hours: Spread::of(desk_hours().map(|kinds| f64::from(of_all(kinds))).collect()),
            busiest: busiest
                .flatten()
                .map(|(kind, count)| (kind.name(), *count))
                .collect(),
            refusals: refusals(plan, tally, seconds.mean),
            seconds,
            refused: tally
                .refused
                .iter()
                .map(|(kind, count)| (kind.name(), *count))
                .collect(),
            seen: seen(false),
            seen_group: seen(true),
            lacking: tally.lacking,
            promises: Vec::new(),
        };
        figures.promises = figures.promised();
        figures
    }

    fn promised(&self) -> Vec<Promise> {
        let mut promises = vec![
            Promise {
                what: "requests of a desk in its busiest hour",
                is: self.desk_hours.most,
                at_most: MOST_AN_HOUR,
            },
            Promise {
                what: "seconds until a booking shows at another desk, median",
                is: self.seen.median,
                at_most: MEDIAN_SEEN,
            },
            Promise {
                what: "visits that a desk does not show in the evening",
                is: float_of(self.lacking),
                at_most: 0.0,
            },
        ];
        if self.seconds.mean >= FEW_A_SECOND {
            promises.push(Promise {
                what: "worst second against the mean",
                is: self.seconds.worst() / self.seconds.mean,
                at_most: HERD,
            });
        }
        promises
    }
}

fn seconds(plan: &Plan, tally: &Tally) -> Seconds {
    let second = |at: DateTime<Utc>| plan.second(at).unwrap_or(plan.seconds());
    let within = |from: DateTime<Utc>, for_time: TimeDelta| second(from)..second(from + for_time);
    let power = within(plan.power, AFTER_POWER);
    let after: Vec<_> = plan
        .refusals
        .iter()
        .map(|(at, _)| within(*at + REFUSAL, AFTER_REFUSAL))
        .collect();
    let counts: Vec<u32> = tally
        .seconds
        .iter()
        .map(|kinds| kinds.iter().sum())
        .collect();
    let worst_of = |wanted: &dyn Fn(usize) -> bool| {
        let those = (0..plan.seconds()).filter(|second| wanted(*second));
        let worst = those.max_by_key(|second| counts[*second]);
        worst.map_or_else(Second::default, |second| Second {
            requests: f64::from(counts[second]),
            at: plan.at_second(second).format("%H:%M:%S").to_string(),
            by_kind: Kind::ALL
                .into_iter()
                .zip(tally.seconds[second])
                .filter(|(_, count)| *count > 0)
                .map(|(kind, count)| (kind.name(), count))
                .collect(),
        })
    };
    let tens = counts.get(power.clone()).unwrap_or_default();
    let tens = tens.windows(10).map(|ten| ten.iter().sum::<u32>());
    let refused = |second: usize| after.iter().any(|after| after.contains(&second));
    Seconds {
        mean: counts.iter().copied().map(f64::from).sum::<f64>() / float(plan.seconds()),
        worst_ten_after_power: f64::from(tens.max().unwrap_or(0)) / 10.0,
        worst_after_power: worst_of(&|second| power.contains(&second)),
        worst_after_refusal: worst_of(&refused),
        worst_else: worst_of(&|second| !power.contains(&second) && !refused(second)),
    }
}

fn refusals(plan: &Plan, tally: &Tally, mean: f64) -> Vec<Refused> {
    let of = |((at, says_how_long), back): (&(DateTime<Utc>, bool), &Vec<u32>)| {
        let begin = plan.second(*at).unwrap_or(0);
        let minute = tally.seconds.get(begin..begin + 60).unwrap_or_default();
        let asked: u32 = minute.iter().flatten().sum();
        Refused {
            says_how_long: *says_how_long,
            asked_against_mean: f64::from(asked) / 60.0 / mean,
            back: Spread::of(back.iter().map(|back| f64::from(*back) / 1000.0).collect()),
        }
    };
    plan.refusals.iter().zip(&tally.back).map(of).collect()
}

/// Counts here are far below where this is not exact.
fn float_of(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The kinds in the order of a table.
pub(super) fn kinds() -> impl Iterator<Item = &'static str> {
    Kind::ALL.into_iter().map(Kind::name)
}
