//! How soon the lists are asked again: sooner where something is about to change, later where nothing is, and ever later while
//! DoorFlow cannot answer. A round asks for what is due; visits are due in each, what seldom changes in few, so that a thousand desks
//! are no burden. Pure: chance comes in as a figure, and time as an instant.

use std::collections::VecDeque;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use super::found::Read;
use crate::news::Source;
use crate::store::visits::VisitRow;

/// From round to round while somebody comes or goes, or this desk has just written something.
const FAST: Duration = Duration::from_secs(30);
/// While visits are near.
const USUAL: Duration = Duration::from_secs(40);
/// While no visit is near.
const SLOW: Duration = Duration::from_mins(1);
/// A visit that starts or ends within this time is one to be watched.
pub(super) const TURNING: TimeDelta = TimeDelta::minutes(15);
/// A visit that starts within this time is near.
pub(super) const NEAR: TimeDelta = TimeDelta::hours(2);
/// A write is watched for this long.
const AFTER_WRITE: Duration = Duration::from_mins(2);
/// Doors, where visits are near or a door is taking a change.
const DOORS: Duration = Duration::from_secs(90);
/// People. Whoever is named by a visit and not known is asked for at once.
const PEOPLE: Duration = Duration::from_mins(3);
/// Groups, roles and sites.
const NAMES: Duration = Duration::from_mins(30);
/// The visits are read in full this often: only a full list shows what is gone.
const FULL: Duration = Duration::from_mins(5);
/// What could not be read, for a reason that may pass, is asked for again after so long: twice that the next time, and so on up to its own
/// interval.
const AGAIN: Duration = Duration::from_mins(1);
/// Where there are many visits, a full list of so many is worth one minute.
const VISITS_A_MINUTE: u32 = 500;
/// A start that has something to show waits for this long at most: when the power comes back, all desks start together.
const START: Duration = Duration::from_secs(25);
/// Over how long writes are spread that all were told to wait until the same moment: somebody waits for each.
const WRITES: Duration = Duration::from_secs(5);
/// The wait after the first failure, before it is spread; doubled with each further one.
const FIRST_WAIT: Duration = Duration::from_secs(5);
/// Where the doubling ends: spread, this is two minutes at most.
const LAST_WAIT: Duration = Duration::from_secs(100);
/// How far a wait is spread to either side, so that desks which start together do not ask together for ever.
const SPREAD: f64 = 0.2;
/// Over how long it is counted what a desk asks beside its rounds: bookings come in bursts.
const COUNTED: Duration = Duration::from_mins(30);
/// With so many in that time, fast rounds, full reads of long lists and the door log may come to more than four hundred in an hour: found by
/// `make simulate-fleet`, as the next.
const TOO_MANY_FOR_FAST: u64 = 22;
/// With so many, the usual rounds may.
const TOO_MANY_FOR_USUAL: u64 = 30;

/// What a round may ask for. Reservations are asked for in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    GroupReservations,
    Doors,
    People,
    /// Groups, roles and sites, and the account.
    Names,
}

impl List {
    /// Each of them, in the order of their numbers.
    const ALL: [Self; 4] = [
        Self::GroupReservations,
        Self::Doors,
        Self::People,
        Self::Names,
    ];

    /// What is read of it.
    fn sources(self) -> &'static [Source] {
        match self {
            Self::GroupReservations => &[Source::GroupReservations],
            Self::Doors => &[Source::Doors],
            Self::People => &[Source::People],
            Self::Names => &[
                Source::Groups,
                Source::Roles,
                Source::Sites,
                Source::Account,
            ],
        }
    }
}

/// What a round asks for, beside the reservations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Round {
    /// Every visit is asked for, and not only what has changed.
    pub(crate) full: bool,
    lists: Vec<List>,
}

impl Round {
    /// Whether a list is asked for.
    pub(crate) fn asks(&self, list: List) -> bool {
        self.lists.contains(&list)
    }

    /// Everything, the visits in full.
    #[cfg(test)]
    pub(crate) fn of_everything() -> Self {
        Rota::default().round(Instant::now(), Tempo::Slow)
    }

    /// What has changed in these lists, and in the reservations.
    #[cfg(test)]
    pub(crate) fn of(lists: &[List]) -> Self {
        Self {
            full: false,
            lists: lists.to_vec(),
        }
    }
}

/// How much goes on here; the fastest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tempo {
    Fast,
    Usual,
    /// Nothing is near, but a door that is online is taking a change.
    DoorsBehind,
    Slow,
}

impl Tempo {
    /// From one round to the next.
    fn between_rounds(self) -> Duration {
        match self {
            Self::Fast => FAST,
            Self::Usual | Self::DoorsBehind => USUAL,
            Self::Slow => SLOW,
        }
    }

    /// From one time that a list is asked for to the next.
    fn interval(self, list: List) -> Duration {
        match list {
            List::GroupReservations => 2 * self.between_rounds(),
            List::Doors if self == Self::Slow => 2 * DOORS,
            List::Doors => DOORS,
            List::People => PEOPLE,
            List::Names => NAMES,
        }
    }
}

/// When something was last read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Last {
    #[default]
    Never,
    At(Instant),
    /// Not in this run, and not to be before this instant.
    HeldUntil(Instant),
    /// Asked for in vain then, so many times in a row, from 1.
    Missed(Instant, u32),
}

impl Last {
    fn is_due(self, now: Instant, interval: Duration) -> bool {
        match self {
            Self::Never => true,
            Self::At(at) | Self::Missed(at, _) => {
                now.saturating_duration_since(at) >= self.lasts(interval)
            }
            Self::HeldUntil(at) => now >= at,
        }
    }

    /// How long it does for what has this interval of its own.
    fn lasts(self, interval: Duration) -> Duration {
        match self {
            Self::Missed(_, times) => {
                let factor = 2_u32.saturating_pow(times.saturating_sub(1));
                AGAIN.saturating_mul(factor).min(interval)
            }
            _ => interval,
        }
    }

    /// It was asked for in vain.
    fn missed(self, now: Instant) -> Self {
        match self {
            Self::Missed(_, times) => Self::Missed(now, times.saturating_add(1)),
            _ => Self::Missed(now, 1),
        }
    }
}

/// What was read when.
#[derive(Clone, Debug, Default)]
pub(super) struct Rota {
    lists: [Last; List::ALL.len()],
    full: Last,
    /// From one full read of the visits to the next.
    full_every: Duration,
}

impl Rota {
    /// For a run that begins with what an earlier one has read: visits are due, and the rest at some time of its own interval, so that
    /// desks which start together do not read it together. `chance` draws from 0 up to 1.
    pub(super) fn begun_before(now: Instant, mut chance: impl FnMut() -> f64) -> Self {
        let mut rota = Self::default();
        for (last, list) in rota.lists.iter_mut().zip(List::ALL) {
            *last = Last::HeldUntil(now + Tempo::Usual.interval(list).mul_f64(chance()));
        }
        rota
    }

    /// What is due.
    pub(super) fn round(&self, now: Instant, tempo: Tempo) -> Round {
        // What would be due before the next round is half over is due in this one.
        let soon = now + tempo.between_rounds() / 2;
        let full = self.full.is_due(soon, self.full_every.max(FULL));
        let due = |(last, list): (&Last, List)| {
            let with_the_full = full && list == List::GroupReservations;
            (with_the_full || last.is_due(soon, tempo.interval(list))).then_some(list)
        };
        Round {
            full,
            lists: self.lists.iter().zip(List::ALL).filter_map(due).collect(),
        }
    }

    /// A round was read, by `now`. Visits that were read in full while they moved are as due in full as before; what could not be read for a
    /// reason that may pass is due in a minute, and then ever later. `chance` is from 0 up to 1.
    pub(super) fn has_read(&mut self, round: &Round, now: Instant, read: &Read, chance: f64) {
        let missed = |sources: &[Source]| sources.iter().any(|it| read.missed.contains(it));
        for (last, list) in self.lists.iter_mut().zip(List::ALL) {
            if round.asks(list) {
                *last = if missed(list.sources()) {
                    last.missed(now)
                } else {
                    Last::At(now)
                };
            }
        }
        if round.full && missed(&[Source::Reservations, Source::GroupReservations]) {
            self.full = self.full.missed(now);
        } else if let Some(visits) = read.settled {
            self.full = Last::At(now);
            self.full_every = spread(full_every(visits), chance);
        }
    }

    /// Nothing is asked for until then, since DoorFlow wants to be left alone, by this desk and by others: what would be due by then comes at
    /// some time of its own interval after it, as after a start. What was never read does not wait for that. `chance` draws from 0 up to 1.
    pub(super) fn held_up(
        &mut self,
        until: Instant,
        tempo: Tempo,
        mut chance: impl FnMut() -> f64,
    ) {
        for (last, list) in self.lists.iter_mut().zip(List::ALL) {
            let interval = tempo.interval(list);
            if *last != Last::Never && last.is_due(until, interval) {
                *last = Last::HeldUntil(until + last.lasts(interval).mul_f64(chance()));
            }
        }
    }

    /// There are more people to be read than were: they are as due as before.
    pub(super) fn has_more_people(&mut self) {
        self.lists[List::People as usize] = Last::Never;
    }
}

/// From one full read to the next: it costs a request for each page, so a long list is read less often.
fn full_every(visits: usize) -> Duration {
    let minutes = u32::try_from(visits).unwrap_or(u32::MAX) / VISITS_A_MINUTE;
    FULL.max(Duration::from_mins(minutes.into()))
}

/// What a desk asks beside its rounds and its looks into the door log, which has a budget of its own: to book, to have the doors told and to
/// see whether they have it.
#[derive(Clone, Debug, Default)]
pub(super) struct Beside {
    /// How much it was, at the ends of rounds; all but the oldest within [`COUNTED`].
    asked: VecDeque<(Instant, u64)>,
    rounds: u64,
}

impl Beside {
    /// A round has asked so much, and all things together, looks left out, `all` since the start.
    pub(super) fn note(&mut self, now: Instant, round: u64, all: u64) {
        self.rounds += round;
        let beside = all.saturating_sub(self.rounds);
        self.asked.push_back((now, beside));
        let is_old = |at: Instant| now.saturating_duration_since(at) >= COUNTED;
        while self.asked.get(1).is_some_and(|(at, _)| is_old(*at)) {
            self.asked.pop_front();
        }
    }

    /// The fastest rounds that there is room for in an hour of four hundred requests, as far as what was asked lately tells.
    pub(super) fn allows(&self) -> Tempo {
        let ends = self.asked.front().zip(self.asked.back());
        match ends.map_or(0, |(first, last)| last.1.saturating_sub(first.1)) {
            TOO_MANY_FOR_USUAL.. => Tempo::Slow,
            TOO_MANY_FOR_FAST.. => Tempo::Usual,
            _ => Tempo::Fast,
        }
    }
}

/// What the wait depends on.
#[derive(Clone, Debug, Default)]
pub(super) struct Scene {
    /// Of the visits that start or end within [`TURNING`], that start within [`NEAR`] or that are under way, at least one each.
    pub(super) visits: Vec<VisitRow>,
    /// A door that is online is taking a change.
    pub(super) doors_behind: bool,
    /// How long ago this desk had something accepted or cancelled.
    pub(super) since_write: Option<Duration>,
}

/// How much goes on in a scene.
pub(super) fn tempo(now: DateTime<Utc>, scene: &Scene) -> Tempo {
    let turning = |at: DateTime<Utc>| (at - now).abs() <= TURNING;
    // One that was cancelled neither starts nor ends.
    let mut visits = scene.visits.iter().filter(|visit| !visit.deactivated);
    if scene.since_write.is_some_and(|ago| ago <= AFTER_WRITE)
        || visits
            .clone()
            .any(|visit| turning(visit.start) || turning(visit.end))
    {
        Tempo::Fast
    } else if visits.any(|visit| visit.end > now && visit.start <= now + NEAR) {
        Tempo::Usual
    } else if scene.doors_behind {
        Tempo::DoorsBehind
    } else {
        Tempo::Slow
    }
}

/// How long a start waits before its first round, where there is something to show. `chance` is from 0 up to 1.
pub(super) fn at_start(chance: f64) -> Duration {
    START.mul_f64(chance)
}

/// How long to wait after a round. `chance` is from 0 up to 1.
pub(super) fn after_round(tempo: Tempo, chance: f64) -> Duration {
    spread(tempo.between_rounds(), chance)
}

/// How long to wait after so many failures in a row, from 1; never less than DoorFlow asked for. `chance` is from 0 up to 1.
pub(crate) fn after_failure(failures: u32, asked: Option<Duration>, chance: f64) -> Duration {
    let own = spread(doubled(failures), chance);
    asked.map_or(own, |asked| own.max(after_refusal(asked, chance)))
}

/// How long to leave DoorFlow alone that asked for so much: spread to the later side alone, and by as much as a start, since all may have
/// been told the same moment. An absurd figure is not reckoned with, but taken as it is. `chance` is from 0 up to 1.
pub(super) fn after_refusal(asked: Duration, chance: f64) -> Duration {
    asked.saturating_add(at_start(chance))
}

/// How long to wait with a sync that was asked for too soon after another one, so many times in a row, from 1. Of all who wait only one has
/// its turn at a time: the longer they wait, the further they are spread. A long wait is likely one that everybody is told. `chance` is from 0
/// up to 1.
pub(super) fn after_early_sync(times: u32, asked: Duration, chance: f64) -> Duration {
    let spread = doubled(times).max((asked / 2).min(LAST_WAIT));
    asked.saturating_add(spread.mul_f64(chance))
}

/// How long what a person asked for waits for DoorFlow that wants to be left alone for so long: a little longer, since all are told the same
/// moment. `chance` is from 0 up to 1.
pub(crate) fn with_a_write(asked: Duration, chance: f64) -> Duration {
    asked.saturating_add(WRITES.mul_f64(chance))
}

/// A wait that doubles.
fn doubled(times: u32) -> Duration {
    let factor = 2_u32.saturating_pow(times.saturating_sub(1));
    FIRST_WAIT.saturating_mul(factor).min(LAST_WAIT)
}

fn spread(wait: Duration, chance: f64) -> Duration {
    wait.mul_f64(1.0 - SPREAD + 2.0 * SPREAD * chance)
}

#[cfg(test)]
mod tests;
