//! When a desk locks itself, and how long nobody may try a PIN after wrong ones. Pure: whoever asks brings the clocks.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use crate::hour::Clocks;

/// So many wrong PINs one after the other cost nothing but the typing; the last of them is the first that has to be waited for.
const FREE: u32 = 5;
/// How long that one is waited for; each further one twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(30);
/// But no longer than this.
const LONGEST_WAIT: Duration = Duration::from_mins(10);

/// Whether somebody is at the desk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Idle {
    /// Without a touch for so long it locks; `None` for never.
    after: Option<Duration>,
    touched: Clocks,
    locked: bool,
}

impl Idle {
    pub(crate) fn new(after: Option<Duration>, locked: bool, now: Clocks) -> Self {
        Self {
            after,
            touched: now,
            locked,
        }
    }

    /// How long until it locks itself; `None` where it never does, or has.
    pub(crate) fn left(&self, now: Clocks) -> Option<Duration> {
        let after = self.after.filter(|_| !self.locked)?;
        Some(after.saturating_sub(passed(self.touched, now)))
    }

    /// Whether it is locked, or is to be by now.
    pub(crate) fn is_locked(&self, now: Clocks) -> bool {
        self.locked || self.left(now) == Some(Duration::ZERO)
    }

    /// Locks it where nobody has touched it for too long; answers whether it has just done so.
    pub(crate) fn lock_if_due(&mut self, now: Clocks) -> bool {
        let due = !self.locked && self.is_locked(now);
        self.locked |= due;
        due
    }

    /// Somebody is there. That comes too late where the time is over: a computer that slept is touched as it wakes.
    pub(crate) fn touch(&mut self, now: Clocks) {
        self.lock_if_due(now);
        if !self.locked {
            self.touched = now;
        }
    }

    pub(crate) fn lock(&mut self) {
        self.locked = true;
    }

    pub(crate) fn unlock(&mut self, now: Clocks) {
        self.locked = false;
        self.touched = now;
    }

    /// Another time counts from now on.
    pub(crate) fn settle(&mut self, after: Option<Duration>, now: Clocks) {
        self.touch(now);
        self.after = after;
    }
}

/// How long ago a reading was: by the clock that says more, since the steady one may stand still while the computer sleeps, and the one on the wall
/// can be set back.
fn passed(then: Clocks, now: Clocks) -> Duration {
    let steady = now.steady.saturating_duration_since(then.steady);
    let wall = now.wall.signed_duration_since(then.wall);
    steady.max(wall.to_std().unwrap_or_default())
}

/// Wrong PINs, one after the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tries {
    pub(crate) wrong: u32,
    /// From `since` on nobody may try for so long.
    wait: Duration,
    since: Instant,
}

impl Tries {
    pub(crate) fn none(now: Clocks) -> Self {
        Self {
            wrong: 0,
            wait: Duration::ZERO,
            since: now.steady,
        }
    }

    /// As they were kept over a restart. A clock that was set back makes nobody wait longer than at first.
    pub(crate) fn kept(wrong: u32, until: DateTime<Utc>, now: Clocks) -> Self {
        let left = until.signed_duration_since(now.wall).to_std();
        Self {
            wrong,
            wait: left.unwrap_or_default().min(wait_after(wrong)),
            since: now.steady,
        }
    }

    /// One more was wrong.
    pub(crate) fn missed(self, now: Clocks) -> Self {
        let wrong = self.wrong.saturating_add(1);
        Self {
            wrong,
            wait: wait_after(wrong),
            since: now.steady,
        }
    }

    /// For how long nobody may try: by the clock that nobody can set.
    pub(crate) fn left(&self, now: Clocks) -> Duration {
        let gone = now.steady.saturating_duration_since(self.since);
        self.wait.saturating_sub(gone)
    }

    /// Until when, for a restart.
    pub(crate) fn until(&self, now: Clocks) -> DateTime<Utc> {
        now.wall + TimeDelta::from_std(self.left(now)).unwrap_or_default()
    }
}

/// How long the last of so many wrong PINs is waited for.
fn wait_after(wrong: u32) -> Duration {
    let Some(further) = wrong.checked_sub(FREE) else {
        return Duration::ZERO;
    };
    let doubled = 2_u32.saturating_pow(further);
    FIRST_WAIT.saturating_mul(doubled).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const AFTER: Duration = Duration::from_mins(5);

    fn start() -> Clocks {
        Clocks {
            wall: DateTime::UNIX_EPOCH + TimeDelta::days(20_000),
            steady: Instant::now(),
        }
    }

    /// So many seconds later by each clock.
    fn later(then: Clocks, steady: u64, wall: i64) -> Clocks {
        Clocks {
            wall: then.wall + TimeDelta::seconds(wall),
            steady: then.steady + Duration::from_secs(steady),
        }
    }

    #[test]
    fn it_locks_after_its_time_without_a_touch_and_no_sooner() {
        let begin = start();
        let mut idle = Idle::new(Some(AFTER), false, begin);
        assert!(!idle.lock_if_due(later(begin, 299, 299)));
        idle.touch(later(begin, 299, 299));
        assert!(!idle.lock_if_due(later(begin, 598, 598)));
        assert_eq!(
            idle.left(later(begin, 598, 598)),
            Some(Duration::from_secs(1))
        );
        assert!(idle.lock_if_due(later(begin, 599, 599)));
        assert!(
            !idle.lock_if_due(later(begin, 599, 599)),
            "it is told of once"
        );
        idle.touch(later(begin, 600, 600));
        assert!(
            idle.is_locked(later(begin, 600, 600)),
            "a touch unlocks nothing"
        );
        idle.unlock(later(begin, 600, 600));
        assert!(!idle.is_locked(later(begin, 899, 899)));
    }

    #[test]
    fn a_computer_that_slept_over_its_time_is_locked_as_it_wakes_also_where_it_is_touched_first() {
        let begin = start();
        let hour: i64 = 3_600;
        for (steady, wall) in [(1, hour), (hour.unsigned_abs(), hour)] {
            let woken = later(begin, steady, wall);
            let mut idle = Idle::new(Some(AFTER), false, begin);
            idle.touch(woken);
            assert!(idle.is_locked(woken));
        }
    }

    #[test]
    fn a_clock_that_is_set_back_keeps_nothing_open() {
        let begin = start();
        let idle = Idle::new(Some(AFTER), false, begin);
        assert!(idle.is_locked(later(begin, 300, -90_000)));
    }

    #[test]
    fn without_a_time_it_locks_only_by_hand() {
        let begin = start();
        let mut idle = Idle::new(None, false, begin);
        assert!(!idle.is_locked(later(begin, 900_000, 900_000)));
        idle.lock();
        assert!(idle.is_locked(begin));
    }

    #[test]
    fn after_five_wrong_ones_each_is_waited_for_twice_as_long_up_to_ten_minutes() {
        let begin = start();
        let mut tries = Tries::none(begin);
        let mut waits = Vec::new();
        for _ in 0..12 {
            tries = tries.missed(begin);
            waits.push(tries.left(begin).as_secs());
        }
        assert_eq!(
            waits,
            [0, 0, 0, 0, 30, 60, 120, 240, 480, 600, 600, 600],
            "in seconds"
        );
        assert_eq!(
            Tries { wrong: 40, ..tries }.missed(begin).left(begin),
            LONGEST_WAIT
        );
        let until = tries.until(later(begin, 100, 100));
        let again = Tries::kept(tries.wrong, until, later(begin, 1, 200));
        assert_eq!(
            again.left(later(begin, 1, 200)).as_secs(),
            400,
            "a restart waits on"
        );
        let set_back = Tries::kept(tries.wrong, until, later(begin, 1, -90_000));
        assert_eq!(set_back.left(later(begin, 1, 0)), LONGEST_WAIT);
    }

    proptest! {
        /// Whatever happens at it, nobody sees an unlocked desk that has not been touched or unlocked for its time by either clock.
        #[test]
        fn nothing_but_its_pin_opens_it(
            acts in prop::collection::vec((0_u64..400, -400_i64..400, 0_u8..4), 1..40)
        ) {
            let mut now = start();
            let mut idle = Idle::new(Some(AFTER), true, now);
            let mut alive: Option<Clocks> = None;
            for (steady, wall, act) in acts {
                now = later(now, steady, wall);
                alive = alive.filter(|since| passed(*since, now) < AFTER);
                idle.lock_if_due(now);
                prop_assert_eq!(idle.is_locked(now), alive.is_none());
                match act {
                    0 => {
                        idle.touch(now);
                        alive = alive.map(|_| now);
                    }
                    1 => {
                        idle.unlock(now);
                        alive = Some(now);
                    }
                    2 => {
                        idle.lock();
                        alive = None;
                    }
                    _ => {}
                }
            }
        }
    }
}
