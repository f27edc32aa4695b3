//! How far the reading of a list has come: enough to go on after the program was ended in the middle.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use doorflow::Page;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::store::watermarks::List;
use crate::store::{facts, instant, millis};

/// What was left longer ago than this is begun anew.
const OLDEST: TimeDelta = TimeDelta::hours(24);

/// A list that is being read. What is kept of it is committed together with the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Course {
    /// DoorFlow's time when the first page was made, UTC milliseconds.
    begun: Option<i64>,
    /// The same of the first walk, where this is another one: what has changed since is asked for once the list is through.
    first_begun: Option<i64>,
    /// How many records the list had then, where DoorFlow said so.
    total: Option<u64>,
    /// The next page, from 1.
    next: u32,
    /// How many records were met that the list had then.
    met: u64,
    /// How many could not be read.
    pub(super) unreadable: usize,
    /// The ids that were met in this run.
    #[serde(skip)]
    pub(super) seen: HashSet<i64>,
}

impl Course {
    /// The course that a run before this one has left, if any; those who are `known` were met by it.
    pub(super) fn left(
        connection: &Connection,
        list: List,
        known: impl FnOnce(&Connection) -> rusqlite::Result<HashSet<i64>>,
    ) -> rusqlite::Result<Option<Self>> {
        let left = facts::read(connection, facts::course(list))?;
        let Some(left) = left.and_then(|text| serde_json::from_str::<Self>(&text).ok()) else {
            return Ok(None);
        };
        Ok(Some(Self {
            seen: known(connection)?,
            ..left
        }))
    }

    /// Keeps how far the list has been read.
    pub(super) fn keep(&self, connection: &Connection, list: List) -> rusqlite::Result<()> {
        let text = serde_json::json!(self).to_string();
        facts::write(connection, facts::course(list), &text)
    }

    /// Which page to begin with. After an interruption the last one is asked for once more: where records were removed meanwhile, what
    /// stood behind it has moved there.
    pub(super) fn page(&self, interrupted: bool) -> u32 {
        let back = u32::from(interrupted);
        self.next.saturating_sub(back).max(1)
    }

    /// Takes note of the page whose turn it was. `id_and_birth` tells of a record which it is, and when it was made.
    pub(super) fn took<T>(
        &mut self,
        page: &Page<T>,
        now: DateTime<Utc>,
        id_and_birth: impl Fn(&T) -> (i64, Option<DateTime<Utc>>),
    ) {
        if self.begun.is_none() {
            self.begun = Some(millis(page.server_time.unwrap_or(now)));
            self.total = page.total;
        }
        let begun = self.begun.map_or(now, instant);
        for record in &page.items {
            let (id, born) = id_and_birth(record);
            let new = self.seen.insert(id);
            self.met += u64::from(new && born.is_none_or(|born| born < begun));
        }
        self.met += page.unreadable.len() as u64;
        self.unreadable += page.unreadable.len();
        self.next = page.number + 1;
    }

    /// Whether every record was met that the list had at the beginning. Where one is removed during the walk, those behind it move up,
    /// and one can pass from a page that is still to be read to one that was read already.
    pub(super) fn is_whole(&self) -> bool {
        self.total.is_none_or(|total| self.met >= total)
    }

    /// DoorFlow's time at the very beginning.
    pub(super) fn watermark(&self) -> Option<DateTime<Utc>> {
        self.first_begun.or(self.begun).map(instant)
    }

    /// Whether it says something of how the list is now.
    pub(super) fn is_recent(&self, now: DateTime<Utc>) -> bool {
        self.watermark().is_some_and(|at| now - at < OLDEST)
    }

    /// As it is kept.
    pub(super) fn without_ids(&self) -> Self {
        Self {
            seen: HashSet::new(),
            ..*self
        }
    }

    /// The list from its first page once more.
    pub(super) fn once_more(&self) -> Self {
        Self {
            first_begun: self.first_begun.or(self.begun),
            ..Self::default()
        }
    }

    /// Whether this is not the first walk through the list.
    pub(super) fn is_another(&self) -> bool {
        self.first_begun.is_some()
    }

    /// How many records were met, and how many there are.
    pub(super) fn progress(&self) -> (usize, Option<u64>) {
        (self.seen.len(), self.total)
    }
}
