//! How soon the door log is read again. An arrival is to show within fifteen seconds, so it is read every thirteen while a visitor is due
//! who has not come; and a desk asks no more than four hundred times an hour of all things, so what the other lists leave is spent where
//! it counts, and where somebody is due without end, it is read as often as it may. Pure: time comes in as an instant, chance as a figure.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// From look to look while a visitor is due. Spread, it is 13.7 s at most, which leaves a second for the way.
const DUE: Duration = Duration::from_secs(13);
/// While somebody is near: due later, or here.
const NEAR: Duration = Duration::from_secs(45);
/// While nobody is.
const SELDOM: Duration = Duration::from_mins(3);
/// How far a wait is spread to either side.
const SPREAD: f64 = 0.05;
/// What a desk may ask in an hour, of all things, with a margin: bookings come in bursts, each with half a dozen requests.
const MOST_AN_HOUR: f64 = 340.0;
/// What the other lists of a busy desk ask in an hour, at the least that is reckoned with.
const OTHERS: f64 = 245.0;
/// What is left for the doors where the others take it all: once in three minutes.
const LEAST: f64 = 20.0;
/// Of what is left in an hour, so much may be spent at once.
const AT_ONCE: f64 = 0.25;
/// An hour, over which a desk counts.
const HOUR: Duration = Duration::from_hours(1);

/// How soon the doors are to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A visitor is due.
    Soon,
    /// A visit starts or ends soon, or is under way.
    Near,
    /// Nobody is near.
    Seldom,
}

/// How long to wait after a look, once a minute has turned so long after it: what it was before, and what it would be now. Minutes turn
/// everywhere at once, so a look that would be due at once comes at a moment of its own, no later than one of those that follow each other
/// while a visitor is due. `chance` is from 0 up to 1.
pub(super) fn turned(passed: Duration, before: Duration, now: Duration, chance: f64) -> Duration {
    if now < before && now <= passed {
        before.min(passed + DUE.mul_f64(chance))
    } else {
        now
    }
}

/// What may be spent on looking at the doors: it fills with the time, by what the other lists leave of an hour, and a quarter of that
/// can be saved up for when it counts.
#[derive(Clone, Debug)]
pub(super) struct Purse {
    looks: f64,
    filled: Instant,
    /// How much was asked of all things, and how much of that were looks, at instants of the last hour; the oldest first.
    asked: VecDeque<(Instant, u64, u64)>,
    own: u64,
}

impl Purse {
    /// A purse that is half full, for a run in which so much was asked already.
    pub(super) fn new(now: Instant, asked: u64) -> Self {
        let mut purse = Self {
            looks: 0.0,
            filled: now,
            asked: VecDeque::from([(now, asked, 0)]),
            own: 0,
        };
        purse.looks = purse.most() / 2.0;
        purse
    }

    /// Takes a look out of it. `asked` is how much was asked of all things so far.
    pub(super) fn spend(&mut self, now: Instant, asked: u64) {
        self.fill(now);
        self.looks = (self.looks - 1.0).max(0.0);
        self.asked.push_back((now, asked, self.own));
        self.own += 1;
        // The last one that is an hour old stays: what was asked since then counts.
        while self
            .asked
            .get(1)
            .is_some_and(|(at, ..)| now.saturating_duration_since(*at) >= HOUR)
        {
            self.asked.pop_front();
        }
    }

    /// How long to wait after a look. `chance` is from 0 up to 1.
    pub(super) fn wait(&self, now: Instant, wanted: Wanted, chance: f64) -> Duration {
        let wait = match wanted {
            Wanted::Soon => DUE,
            Wanted::Near => NEAR,
            Wanted::Seldom => SELDOM,
        };
        let mut filled = self.clone();
        filled.fill(now);
        let lacking = (1.0 - filled.looks).max(0.0);
        let until_filled = HOUR.mul_f64(lacking / self.an_hour());
        wait.max(until_filled)
            .mul_f64(1.0 - SPREAD + 2.0 * SPREAD * chance)
    }

    /// What the others leave of an hour: of this one so far by count, and of what is to come by reckoning.
    fn left(&self) -> f64 {
        let (first, last) = (self.asked.front(), self.asked.back());
        let counted = first.zip(last).map_or(0, |(first, last)| {
            (last.1 - first.1).saturating_sub(last.2 - first.2)
        });
        let span = first.zip(last).map_or(Duration::ZERO, |(first, last)| {
            last.0.saturating_duration_since(first.0)
        });
        let to_come = 1.0 - (span.as_secs_f64() / HOUR.as_secs_f64()).min(1.0);
        let counted = f64::from(u32::try_from(counted).unwrap_or(u32::MAX));
        let others = OTHERS.max(counted + OTHERS * to_come);
        (MOST_AN_HOUR - others).max(LEAST)
    }

    /// How many looks it holds at most.
    fn most(&self) -> f64 {
        self.left() * AT_ONCE
    }

    /// How many looks come into it in an hour, beside what it may hold.
    fn an_hour(&self) -> f64 {
        self.left() * (1.0 - AT_ONCE)
    }

    fn fill(&mut self, now: Instant) {
        let hours = now.saturating_duration_since(self.filled).as_secs_f64() / HOUR.as_secs_f64();
        self.looks = (self.looks + hours * self.an_hour()).min(self.most());
        self.filled = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrival_has_time_to_show_within_fifteen_seconds() {
        let now = Instant::now();
        let purse = Purse::new(now, 0);
        for chance in [0.0, 0.5, 0.999] {
            let wait = purse.wait(now, Wanted::Soon, chance);
            assert!(wait <= Duration::from_secs(14), "{wait:?}");
            assert!(wait >= Duration::from_secs(12), "{wait:?}");
        }
    }

    #[test]
    fn desks_do_not_all_look_as_the_minute_turns() {
        let seconds = Duration::from_secs;
        let turned = |passed, before, now| {
            [0.0, 0.5].map(|chance| turned(seconds(passed), seconds(before), seconds(now), chance))
        };
        let of_its_own = [seconds(20), seconds(20) + DUE / 2];
        assert_eq!(turned(20, 45, 13), of_its_own);
        assert_eq!(
            turned(44, 45, 13),
            [seconds(44), seconds(45)],
            "never later"
        );
        assert_eq!(turned(5, 45, 13), [seconds(13); 2], "it is not due yet");
        assert_eq!(
            turned(5, 13, 45),
            [seconds(45); 2],
            "nobody is due any more"
        );
        assert_eq!(turned(20, 180, 180), [seconds(180); 2]);
    }

    /// How many looks there are in each hour while somebody is always due and other things are asked this often.
    fn looks(hours: u64, others_an_hour: u64) -> Vec<(u64, Duration)> {
        let begin = Instant::now();
        let mut purse = Purse::new(begin, 0);
        let (mut now, mut own) = (begin, 0);
        let mut all: Vec<(u64, Duration)> = Vec::new();
        let mut before = begin;
        while now < begin + HOUR * u32::try_from(hours).unwrap() {
            let others = (now - begin).as_secs() * others_an_hour / 3600;
            purse.spend(now, others + own);
            own += 1;
            let hour = usize::try_from((now - begin).as_secs() / 3600).unwrap();
            all.resize(hour + 1, (0, Duration::ZERO));
            all[hour].0 += 1;
            all[hour].1 = all[hour].1.max(now - before);
            before = now;
            now += purse.wait(now, Wanted::Soon, 0.5);
        }
        all
    }

    #[test]
    fn a_desk_keeps_to_its_budget_however_long_somebody_is_due() {
        for others in [0, 150, 245, 300, 350, 400] {
            for (hour, (count, longest)) in looks(4, others).into_iter().enumerate() {
                let all = count + others;
                // In its first hour a desk does not know yet that it is busier than most; and what others alone ask is not this room's to mend.
                let most = if hour == 0 {
                    400.max(others + 90)
                } else {
                    400.max(others + 30)
                };
                assert!(all <= most, "{all} in hour {hour} beside {others} others");
                assert!(
                    longest <= Duration::from_secs(250),
                    "{longest:?} in hour {hour} beside {others} others"
                );
            }
        }
    }

    #[test]
    fn what_was_not_spent_is_there_for_the_morning() {
        let now = Instant::now();
        let mut purse = Purse::new(now, 0);
        let morning = now + HOUR;
        let (mut at, mut looks) = (morning, 0);
        while purse.wait(at, Wanted::Soon, 0.5) == DUE {
            purse.spend(at, 0);
            at += DUE;
            looks += 1;
        }
        assert!(looks >= 30, "{looks} looks at full speed");
    }
}
