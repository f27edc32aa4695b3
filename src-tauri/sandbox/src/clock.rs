//! The time that the building lives by.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

/// A shared handle on the building's time: every clone shows the same time.
#[derive(Debug, Clone)]
pub struct Clock {
    reading: Arc<Mutex<Reading>>,
    moved: watch::Sender<()>,
}

#[derive(Debug)]
enum Reading {
    /// Real time plus an offset.
    Running(TimeDelta),
    /// Stands still until it is moved.
    Manual(DateTime<Utc>),
    /// What time it was at an instant of the runtime's time, which a test may pause.
    Paused(DateTime<Utc>, Instant),
}

impl Clock {
    /// Real time. It can still be set or advanced, and then runs on from there.
    #[must_use]
    pub fn system() -> Self {
        Self::from(Reading::Running(TimeDelta::zero()))
    }

    /// A clock that stands at `time` until it is set or advanced.
    #[must_use]
    pub fn manual(time: DateTime<Utc>) -> Self {
        Self::from(Reading::Manual(time))
    }

    /// A clock at which it is `time` now, and which goes as the time of `tokio` does: where that is
    /// paused, this one moves with it.
    #[must_use]
    pub fn paused(time: DateTime<Utc>) -> Self {
        Self::from(Reading::Paused(time, Instant::now()))
    }

    /// The time now, in whole milliseconds, as DoorFlow writes its times.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        match *reading {
            Reading::Running(offset) => Utc::now() + offset,
            Reading::Manual(time) => time,
            Reading::Paused(time, at) => {
                time + TimeDelta::from_std(at.elapsed()).unwrap_or_default()
            }
        }
        .trunc_subsecs(3)
    }

    /// Makes it `time` now.
    pub fn set(&self, time: DateTime<Utc>) {
        let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        *reading = match *reading {
            Reading::Running(_) => Reading::Running(time - Utc::now()),
            Reading::Manual(_) => Reading::Manual(time),
            Reading::Paused(..) => Reading::Paused(time, Instant::now()),
        };
        drop(reading);
        self.moved.send_replace(());
    }

    /// Moves the time on by `step`.
    pub fn advance(&self, step: TimeDelta) {
        let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *reading {
            Reading::Running(offset) => *offset += step,
            Reading::Manual(time) | Reading::Paused(time, _) => *time += step,
        }
        drop(reading);
        self.moved.send_replace(());
    }

    /// Waits until it is `time`, whether it comes by itself or the clock is moved there.
    pub async fn until(&self, time: DateTime<Utc>) {
        let mut moved = self.moved.subscribe();
        loop {
            let Ok(left) = (time - self.now()).to_std() else {
                return;
            };
            if left.is_zero() {
                return;
            }
            let by_itself = async {
                if self.stands() {
                    std::future::pending::<()>().await;
                }
                sleep(left).await;
            };
            tokio::select! {
                () = by_itself => {}
                // It cannot fail: this clock has the sender.
                _ = moved.changed() => {}
            }
        }
    }

    fn stands(&self) -> bool {
        let reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        matches!(*reading, Reading::Manual(_))
    }
}

impl From<Reading> for Clock {
    fn from(reading: Reading) -> Self {
        Self {
            reading: Arc::new(Mutex::new(reading)),
            moved: watch::Sender::default(),
        }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_told_and_in_every_clone() {
        let start = DateTime::from_timestamp(1_700_000_000, 0).expect("a valid instant");
        let clock = Clock::manual(start);
        let other = clock.clone();
        assert_eq!(clock.now(), start);
        other.advance(TimeDelta::minutes(5));
        assert_eq!(clock.now(), start + TimeDelta::minutes(5));
        clock.set(start);
        assert_eq!(other.now(), start);
    }

    #[test]
    fn a_system_clock_that_was_set_runs_on_from_there() {
        let start = DateTime::from_timestamp(1_700_000_000, 0).expect("a valid instant");
        let clock = Clock::system();
        clock.set(start);
        let shown = clock.now();
        assert!(
            (shown - start).num_seconds().abs() < 60,
            "shown {shown}, although it was set to {start} a moment ago"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_paused_clock_goes_as_the_runtime_does() {
        let start = DateTime::from_timestamp(1_700_000_000, 0).expect("a valid instant");
        let clock = Clock::paused(start);
        sleep(std::time::Duration::from_secs(90)).await;
        assert_eq!(clock.now(), start + TimeDelta::seconds(90));
        clock.until(start + TimeDelta::hours(3)).await;
        assert_eq!(clock.now(), start + TimeDelta::hours(3));
        clock.advance(TimeDelta::hours(1));
        assert_eq!(clock.now(), start + TimeDelta::hours(4));
        clock.set(start);
        sleep(std::time::Duration::from_secs(1)).await;
        assert_eq!(clock.now(), start + TimeDelta::seconds(1));
    }

    #[tokio::test]
    async fn who_waits_for_a_time_waits_for_it_to_be_reached() {
        use futures_util::FutureExt as _;

        let start = DateTime::from_timestamp(1_700_000_000, 0).expect("a valid instant");
        let clock = Clock::manual(start);
        let mut wait = std::pin::pin!(clock.until(start + TimeDelta::seconds(2)));
        for left in [1, 0] {
            assert!(wait.as_mut().now_or_never().is_none(), "{left} too early");
            clock.advance(TimeDelta::seconds(1));
        }
        wait.await;
    }
}
