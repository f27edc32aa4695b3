//! How fresh the data is: what the last pulls came to.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::booking::VisitKind;
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
    /// How many records of each list could not be made sense of.
    unreadable: HashMap<Source, usize>,
    /// Up to when the door log was read, since it cannot be any more, and why.
    unread: Option<(DateTime<Utc>, Trouble)>,
}

/// A list of DoorFlow's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Source {
    Doors,
    Reservations,
    GroupReservations,
    People,
}

impl From<VisitKind> for Source {
    fn from(kind: VisitKind) -> Self {
        match kind {
            VisitKind::Reservation => Self::Reservations,
            VisitKind::GroupReservation => Self::GroupReservations,
        }
    }
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
    /// A list was read, `whole` or what changed of it, and so many of its records could not be made sense of. What was not when it was read whole
    /// is missing until it is read whole again.
    pub(crate) fn made_out(&mut self, list: Source, whole: bool, unreadable: usize) {
        let known = self.unreadable.entry(list).or_default();
        *known = if whole {
            unreadable
        } else {
            unreadable.max(*known)
        };
    }

    /// Everything was read.
    pub(crate) fn read(&mut self, at: DateTime<Utc>) {
        self.pulling = None;
        self.read_at = Some(at);
        let unreadable: usize = self.unreadable.values().sum();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-18T10:00:00Z".parse().expect("a time")
    }

    #[test]
    fn what_could_not_be_read_is_missing_until_its_list_is_read_whole_again() {
        let mut said = Freshening::default();
        let mut after = |list, whole, unreadable| {
            said.made_out(list, whole, unreadable);
            said.read(now());
            matches!(said.line(now()), Freshness::Troubled { .. })
        };
        assert!(!after(Source::Doors, true, 0));
        assert!(after(Source::Reservations, true, 1));
        assert!(after(Source::Reservations, false, 0), "nothing has changed");
        assert!(after(Source::Doors, true, 0), "these are others");
        assert!(!after(Source::Reservations, true, 0));
    }

    #[test]
    fn a_door_log_that_was_not_read_for_long_is_told_of_until_it_is() {
        let mut said = Freshening::default();
        said.read(now());
        let ago = |minutes| now() - TimeDelta::minutes(minutes);
        said.log_failed(ago(10), &CallError::Unsteady);
        assert_eq!(said.blind_since(now()), None, "it may lag so far");
        assert!(matches!(said.line(now()), Freshness::Fresh { .. }));
        said.log_failed(ago(11), &CallError::Unsteady);
        assert_eq!(said.blind_since(now()), Some(ago(11)));
        assert!(matches!(said.line(now()), Freshness::Troubled { .. }));
        said.log_read();
        assert_eq!(said.blind_since(now()), None);
        assert!(matches!(said.line(now()), Freshness::Fresh { .. }));
    }
}
