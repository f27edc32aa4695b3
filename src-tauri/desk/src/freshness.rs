//! How fresh the data is: what the last pulls came to.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::booking::VisitKind;
use crate::call::CallError;
use crate::news::{Freshness, Pulling, Source};

/// A door log that was read so lately lacks nobody who matters: its watermark, too, may stay behind some minutes.
pub(crate) const LATELY: TimeDelta = TimeDelta::minutes(10);

/// What is known of the pulls.
#[derive(Debug, Default)]
pub(crate) struct Freshening {
    /// A first read under way: what, rows so far, rows in all.
    pulling: Option<(Pulling, usize, Option<u64>)>,
    /// When everything was last read.
    pub(crate) read_at: Option<DateTime<Utc>>,
    /// A read of this run has come to its end, whatever it brought.
    been_through: bool,
    /// Why the last pull came to nothing.
    trouble: Option<Trouble>,
    /// Lists that could not be read when they were last asked for, and why.
    refused: BTreeMap<Source, String>,
    /// How many records of each list could not be made sense of.
    unreadable: BTreeMap<Source, usize>,
    /// Up to when the door log was read, since it cannot be any more, and why.
    unread: Option<(DateTime<Utc>, Trouble)>,
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

    /// What the status line says of it.
    fn line(&self, seconds: Option<u32>, lists: Vec<Source>) -> Freshness {
        if self.offline {
            return Freshness::Offline { seconds };
        }
        Freshness::Troubled {
            seconds,
            lists,
            detail: self.detail.clone(),
        }
    }
}

impl Freshening {
    /// Whether no read has ever come to its end.
    pub(crate) fn is_first(&self) -> bool {
        self.read_at.is_none() && !self.been_through
    }

    /// Another sign-in begins to read: what the one before was refused, it may not even ask for.
    pub(crate) fn begins(&mut self) {
        self.refused.clear();
    }

    /// A list could be read.
    pub(crate) fn granted(&mut self, list: Source) {
        self.refused.remove(&list);
    }

    /// A list could not be read, while others can.
    pub(crate) fn refused(&mut self, list: Source, error: &CallError) {
        self.refused.insert(list, format!("{list:?}: {error}"));
    }

    /// A list was read, `whole` or what changed of it, and so many of its records could not be made sense of. What was not when it was read whole
    /// is missing until it is read whole again.
    pub(crate) fn made_out(&mut self, list: Source, whole: bool, unreadable: usize) {
        self.granted(list);
        let known = self.unreadable.entry(list).or_default();
        *known = if whole {
            unreadable
        } else {
            unreadable.max(*known)
        };
    }

    /// A read has come to its end. Answers whether that was everything: what is shown is no younger than the doors and the visits.
    pub(crate) fn read(&mut self, at: DateTime<Utc>) -> bool {
        self.pulling = None;
        self.trouble = None;
        self.been_through = true;
        let refused = |list| self.refused.contains_key(&list);
        let whole = ![
            Source::Doors,
            Source::Reservations,
            Source::GroupReservations,
        ]
        .into_iter()
        .any(refused);
        if whole {
            self.read_at = Some(at);
        }
        whole
    }

    /// The lists that could not be read, or not all of them, and why.
    fn lacking(&self) -> Option<(Vec<Source>, String)> {
        let unreadable = self.unreadable.iter().filter(|(_, count)| **count > 0);
        let lists: BTreeSet<Source> = self
            .refused
            .keys()
            .chain(unreadable.map(|(list, _)| list))
            .copied()
            .collect();
        let records: usize = self.unreadable.values().sum();
        let records =
            (records > 0).then(|| format!("{records} records from DoorFlow could not be read"));
        let why: Vec<String> = self.refused.values().cloned().chain(records).collect();
        (!lists.is_empty()).then(|| (lists.into_iter().collect(), why.join("; ")))
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

    /// Up to when the door log was read, where it could not be for so long that somebody may have come whom nobody here knows of.
    fn blind_since(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
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
        if let Some(trouble) = &self.trouble {
            return trouble.line(seconds, Vec::new());
        }
        if let Some((what, done, total)) = self.pulling {
            return Freshness::Pulling {
                what,
                done: u32::try_from(done).unwrap_or(u32::MAX),
                total: total.map(|total| u32::try_from(total).unwrap_or(u32::MAX)),
            };
        }
        match (self.lacking(), log, seconds) {
            (Some((mut lists, mut detail)), log, seconds) => {
                if let Some((_, trouble)) = log {
                    lists.push(Source::DoorLog);
                    detail = format!("{detail}; {:?}: {}", Source::DoorLog, trouble.detail);
                }
                Freshness::Troubled {
                    seconds,
                    lists,
                    detail,
                }
            }
            (None, Some((_, trouble)), seconds) => trouble.line(seconds, vec![Source::DoorLog]),
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
    fn a_list_that_is_refused_is_named_until_it_is_read_and_ages_only_what_it_is_of() {
        let refused = |status| CallError::DoorFlow(doorflow::Error::Server { status });
        let later = now() + TimeDelta::minutes(3);
        let mut said = Freshening::default();
        said.refused(Source::Roles, &refused(500));
        assert!(said.is_first());
        assert!(said.read(now()), "roles say nothing of visits");
        assert!(!said.is_first());
        said.refused(Source::Reservations, &refused(503));
        assert!(!said.read(later));
        let wanted = Freshness::Troubled {
            seconds: Some(180),
            lists: vec![Source::Roles, Source::Reservations],
            detail: "Roles: DoorFlow failed with 500; Reservations: DoorFlow failed with 503"
                .to_owned(),
        };
        assert_eq!(said.line(later), wanted);
        said.failed(&CallError::Unsteady);
        let all = said.line(later);
        assert!(matches!(all, Freshness::Troubled { lists, .. } if lists.is_empty()));
        said.granted(Source::Reservations);
        assert!(said.read(later));
        let left = said.line(later);
        assert!(matches!(left, Freshness::Troubled { lists, .. } if lists == [Source::Roles]));
        said.begins();
        assert_eq!(said.line(later), Freshness::Fresh { seconds: 0 });
    }

    #[test]
    fn another_lists_trouble_does_not_hide_that_of_the_door_log() {
        let refused = CallError::DoorFlow(doorflow::Error::Server { status: 500 });
        let mut said = Freshening::default();
        said.read(now());
        said.refused(Source::Roles, &refused);
        said.log_failed(now() - TimeDelta::minutes(11), &CallError::Unsteady);
        let Freshness::Troubled { lists, detail, .. } = said.line(now()) else {
            panic!("{said:?}");
        };
        assert_eq!(lists, [Source::Roles, Source::DoorLog]);
        let unsteady = CallError::Unsteady.to_string();
        assert!(
            detail.contains("Roles: ") && detail.contains(&unsteady),
            "{detail}"
        );
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
