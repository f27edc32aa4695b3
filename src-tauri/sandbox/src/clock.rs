//! The time that the building lives by.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

/// A shared handle on the building's time: every clone shows the same time.
#[derive(Debug, Clone)]
pub struct Clock {
    reading: Arc<Mutex<Reading>>,
}

#[derive(Debug)]
enum Reading {
    /// Real time plus an offset.
    Running(TimeDelta),
    /// Stands still until it is moved.
    Manual(DateTime<Utc>),
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

    /// The time now, in whole milliseconds, as DoorFlow writes its times.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        match *reading {
            Reading::Running(offset) => Utc::now() + offset,
            Reading::Manual(time) => time,
        }
        .trunc_subsecs(3)
    }

    /// Makes it `time` now.
    pub fn set(&self, time: DateTime<Utc>) {
        let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        *reading = match *reading {
            Reading::Running(_) => Reading::Running(time - Utc::now()),
            Reading::Manual(_) => Reading::Manual(time),
        };
    }

    /// Moves the time on by `step`.
    pub fn advance(&self, step: TimeDelta) {
        let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *reading {
            Reading::Running(offset) => *offset += step,
            Reading::Manual(time) => *time += step,
        }
    }
}

impl From<Reading> for Clock {
    fn from(reading: Reading) -> Self {
        Self {
            reading: Arc::new(Mutex::new(reading)),
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
}
