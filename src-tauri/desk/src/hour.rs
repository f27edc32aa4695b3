//! What time it is by DoorFlow's answers, where this machine's clock is wrong. Pure.

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

/// A clock that differs from DoorFlow's by less than this is left alone: `Date` has whole seconds and the answer takes time.
const TOLERATED: TimeDelta = TimeDelta::seconds(3);

/// How many answers in a row have to say that this machine's clock is wrong.
pub(crate) const ANSWERS_BELIEVED: u32 = 3;

/// This machine's two clocks at a moment: the one on the wall, which may be set, and the steady one, which stands still on most machines
/// while they sleep.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clocks {
    pub(crate) wall: DateTime<Utc>,
    pub(crate) steady: Instant,
}

impl Clocks {
    /// Whether the one on the wall has gone on by as much as the steady one since then; not where it was set meanwhile, or the machine slept.
    fn went_together_since(self, before: Self) -> bool {
        let steady = self.steady.saturating_duration_since(before.steady);
        let steady = TimeDelta::from_std(steady).unwrap_or(TimeDelta::MAX);
        ((self.wall - before.wall) - steady).abs() <= TOLERATED
    }
}

/// What DoorFlow's answers have said of the time.
#[derive(Debug, Default)]
pub(crate) struct Hour {
    /// DoorFlow's clock less this machine's, as far as it is believed.
    ahead: TimeDelta,
    /// What the last answer said it is, and how many in a row did.
    said: TimeDelta,
    times: u32,
    /// When the last answer came.
    heard_at: Option<Clocks>,
}

impl Hour {
    /// By how much DoorFlow's clock is ahead of this machine's; zero where it is not known better.
    pub(crate) fn ahead(&self) -> TimeDelta {
        self.ahead
    }

    /// An answer of DoorFlow's, with its time, has come. One with another time than this machine's is not believed: what is planned by a time
    /// that is hours ahead would wait for hours. Answers by how much the hour is another now, if it is.
    pub(crate) fn hear(&mut self, server_time: DateTime<Utc>, here: Clocks) -> Option<TimeDelta> {
        let said = server_time - here.wall;
        let agrees = (said - self.said).abs() <= TOLERATED;
        self.said = said;
        self.times = if agrees {
            self.times.saturating_add(1)
        } else {
            1
        };
        self.heard_at = Some(here);
        // Nor is one answer believed that says it is right after all.
        if self.times < ANSWERS_BELIEVED {
            return None;
        }
        let before = self.ahead;
        self.ahead = if said.abs() <= TOLERATED {
            TimeDelta::zero()
        } else {
            said
        };
        let moved = self.ahead - before;
        (moved.abs() > TOLERATED).then_some(moved)
    }

    /// Whether DoorFlow has said what time it is, and the clock on the wall has not been set since.
    pub(crate) fn is_known(&self, here: Clocks) -> bool {
        let goes_on = self.heard_at.is_some_and(|at| here.went_together_since(at));
        let as_here = self.ahead.is_zero() && self.said.abs() <= TOLERATED;
        goes_on && self.times >= if as_here { 1 } else { ANSWERS_BELIEVED }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// A machine whose clock on the wall was set ahead, after so many seconds.
    fn clocks(start: Clocks, seconds: u64, set_ahead: i64) -> Clocks {
        let gone = Duration::from_secs(seconds);
        Clocks {
            wall: start.wall + gone + TimeDelta::seconds(set_ahead),
            steady: start.steady + gone,
        }
    }

    #[test]
    fn a_clock_that_was_set_since_the_last_answer_is_not_gone_by() {
        let start = Clocks {
            wall: "2026-11-18T10:00:00Z".parse().expect("a time"),
            steady: Instant::now(),
        };
        let mut hour = Hour::default();
        assert!(!hour.is_known(start), "nothing was said");
        assert_eq!(hour.hear(start.wall, start), None);
        assert!(hour.is_known(clocks(start, 0, 0)));
        assert!(hour.is_known(clocks(start, 3_600, 2)), "it was put right");
        for set in [-3_600, -4, 4, 3_600] {
            assert!(!hour.is_known(clocks(start, 60, set)), "{set}");
        }
        // Set ahead by an hour: DoorFlow has to say so three times.
        let true_time = |seconds: i64| start.wall + TimeDelta::seconds(seconds);
        for (seconds, moved) in [(60, None), (61, None), (62, Some(-3_600))] {
            let here = clocks(start, seconds, 3_600);
            assert!(!hour.is_known(here));
            let heard = hour.hear(true_time(seconds.cast_signed()), here);
            assert_eq!(heard, moved.map(TimeDelta::seconds));
        }
        let here = clocks(start, 63, 3_600);
        assert!(hour.is_known(here));
        assert_eq!(here.wall + hour.ahead(), true_time(63));
    }

    #[test]
    fn after_a_sleep_one_answer_that_agrees_is_enough() {
        let start = Clocks {
            wall: "2026-11-18T10:00:00Z".parse().expect("a time"),
            steady: Instant::now(),
        };
        let mut hour = Hour::default();
        hour.hear(start.wall, start);
        let awake = clocks(start, 60, 50_000);
        assert!(!hour.is_known(awake));
        hour.hear(awake.wall, awake);
        assert!(hour.is_known(awake));
    }
}
