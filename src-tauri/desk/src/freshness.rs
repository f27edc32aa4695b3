//! How fresh the data is: what the last pulls came to.

use chrono::{DateTime, TimeDelta, Utc};

use crate::call::CallError;
use crate::news::{Freshness, Pulling};

/// A door log that was read so lately lacks nobody who matters: its watermark, too, may stay behind some minutes.
const LATELY: TimeDelta = TimeDelta::minutes(10);

/// What is known of the pulls.
#[derive(Debug, Default)]
pub(crate) struct Freshening {
    /// A first read under way: what, rows so far, rows in all.
    pulling: Option<(Pulling, usize, Option<u64>)>,
    /// When everything was last read.
    pub(crate) read_at: Option<DateTime<Utc>>,
    /// Why the last pull came to nothing, or to less than all.
    trouble: Option<Trouble>,
    /// Up to when the door log was read, since it cannot be any more, and why.
    unread: Option<(DateTime<Utc>, Trouble)>,
}

#[derive(Debug)]
struct Trouble {
    offline: bool,
    detail: String,
}

impl Trouble {
    fn of(error: &CallError) -> Self {
        Self {
            offline: error.is_offline(),
            detail: error.to_string(),
        }
    }
}

impl Freshening {
    /// Everything was read; `unreadable` rows could not be made sense of.
    pub(crate) fn read(&mut self, at: DateTime<Utc>, unreadable: usize) {
        self.pulling = None;
        self.read_at = Some(at);
        self.trouble = (unreadable > 0).then(|| Trouble {
            offline: false,
            detail: format!("{unreadable} records from DoorFlow could not be read"),
        });
    }

    /// A first read has come so far: whatever was in its way is so no more.
    pub(crate) fn goes_on(&mut self, what: Pulling, done: usize, total: Option<u64>) {
        self.pulling = Some((what, done, total));
        self.trouble = None;
    }

    /// A pull came to nothing.
    pub(crate) fn failed(&mut self, error: &CallError) {
        self.trouble = Some(Trouble::of(error));
    }

    /// The door log was read.
    pub(crate) fn log_read(&mut self) {
        self.unread = None;
    }

    /// The door log could not be read, and was read up to then.
    pub(crate) fn log_failed(&mut self, read_to: DateTime<Utc>, error: &CallError) {
        self.unread = Some((read_to, Trouble::of(error)));
    }

    /// Up to when the door log was read, where it has not been for so long that somebody may have come whom nobody here knows of.
    pub(crate) fn blind_since(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let (read_to, _) = self.unread.as_ref()?;
        (now - *read_to > LATELY).then_some(*read_to)
    }

    /// What the status line says.
    pub(crate) fn line(&self, now: DateTime<Utc>) -> Freshness {
        let seconds = self
            .read_at
            .map(|at| u32::try_from((now - at).num_seconds().max(0)).unwrap_or(u32::MAX));
        let log = self
            .unread
            .as_ref()
            .filter(|_| self.blind_since(now).is_some());
        let trouble = self.trouble.as_ref().or(log.map(|(_, trouble)| trouble));
        match (trouble, self.pulling, seconds) {
            (Some(Trouble { offline: true, .. }), _, seconds) => Freshness::Offline { seconds },
            (Some(Trouble { detail, .. }), _, seconds) => Freshness::Troubled {
                seconds,
                detail: detail.clone(),
            },
            (None, Some((what, done, total)), _) => Freshness::Pulling {
                what,
                done: u32::try_from(done).unwrap_or(u32::MAX),
                total: total.map(|total| u32::try_from(total).unwrap_or(u32::MAX)),
            },
            (None, None, Some(seconds)) => Freshness::Fresh { seconds },
            (None, None, None) => Freshness::Never,
        }
    }
}
