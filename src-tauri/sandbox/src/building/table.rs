//! Rows in the order of their ids, and what they were a while ago.

use std::borrow::Cow;
use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

/// How many changes of a table are kept.
const KEPT: usize = 256;

/// A moment in the past of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Past {
    /// So long ago, by the building's clock.
    Ago(TimeDelta),
    /// Just before the last write that was accepted over the API, whichever list it concerned.
    BeforeLastWrite,
}

/// A row of a [`Table`].
pub(crate) trait Row {
    /// The row's id: larger than that of every row added before it.
    fn id(&self) -> i64;
}

/// Rows by ascending id: quick to page through and to look up, also with 100,000 of them.
#[derive(Debug)]
pub(crate) struct Table<T> {
    rows: Vec<T>,
    next_id: i64,
    /// What time it is in the table.
    now: DateTime<Utc>,
    /// The last changes, the newest last.
    undo: VecDeque<Undo<T>>,
    /// How many changes there have been.
    changes: u64,
    /// How many there had been when the building was last opened for a request.
    opened: u64,
    /// How many there had been before the last write.
    before_write: u64,
}

/// What a row was before it changed; `None` for one that was not there.
#[derive(Debug)]
struct Undo<T> {
    at: DateTime<Utc>,
    id: i64,
    before: Option<T>,
}

impl<T: Row + Clone> Table<T> {
    pub(crate) fn starting_at(next_id: i64) -> Self {
        Self {
            rows: Vec::new(),
            next_id,
            now: DateTime::<Utc>::MIN_UTC,
            undo: VecDeque::new(),
            changes: 0,
            opened: 0,
            before_write: 0,
        }
    }

    /// The id that the next row must carry. Ids are never used twice, also after a deletion.
    pub(crate) fn claim_id(&mut self) -> i64 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }

    /// Adds a row whose id came from [`Table::claim_id`].
    pub(crate) fn push(&mut self, row: T) {
        debug_assert!(self.rows.last().is_none_or(|last| last.id() < row.id()));
        self.changing(row.id(), None);
        self.rows.push(row);
    }

    fn position(&self, id: i64) -> Option<usize> {
        self.rows.binary_search_by_key(&id, Row::id).ok()
    }

    pub(crate) fn get(&self, id: i64) -> Option<&T> {
        self.position(id).map(|index| &self.rows[index])
    }

    pub(crate) fn get_mut(&mut self, id: i64) -> Option<&mut T> {
        let index = self.position(id)?;
        self.changing(id, Some(self.rows[index].clone()));
        Some(&mut self.rows[index])
    }

    pub(crate) fn contains(&self, id: i64) -> bool {
        self.position(id).is_some()
    }

    pub(crate) fn remove(&mut self, id: i64) -> Option<T> {
        let index = self.position(id)?;
        let row = self.rows.remove(index);
        self.changing(id, Some(row.clone()));
        Some(row)
    }

    pub(crate) fn rows(&self) -> &[T] {
        &self.rows
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }

    fn changing(&mut self, id: i64, before: Option<T>) {
        if self.undo.len() == KEPT {
            self.undo.pop_front();
        }
        let at = self.now;
        self.undo.push_back(Undo { at, id, before });
        self.changes += 1;
    }

    /// Says when the changes are that come now.
    pub(crate) fn date(&mut self, now: DateTime<Utc>) {
        self.now = now;
    }

    /// Notes that a request begins: what it writes is undone as one.
    pub(crate) fn open(&mut self) {
        self.opened = self.changes;
    }

    /// Notes that the request which began last was an accepted write.
    pub(crate) fn written(&mut self) {
        self.before_write = self.opened;
    }

    /// The rows as they were in the past, or as they are. No more than the last 256 changes are
    /// known.
    pub(crate) fn seen(&self, past: Option<Past>) -> Cow<'_, [T]> {
        let undone = match past {
            None => return Cow::Borrowed(&self.rows),
            Some(Past::Ago(ago)) => {
                let time = self.now - ago;
                let newer = self.undo.iter().rev().take_while(|undo| undo.at > time);
                newer.count()
            }
            Some(Past::BeforeLastWrite) => {
                usize::try_from(self.changes - self.before_write).unwrap_or(KEPT)
            }
        };
        let mut rows = self.rows.clone();
        for undo in self.undo.iter().rev().take(undone) {
            let found = rows.binary_search_by_key(&undo.id, Row::id);
            match (found, &undo.before) {
                (Ok(index), Some(before)) => rows[index] = before.clone(),
                (Ok(index), None) => {
                    rows.remove(index);
                }
                (Err(index), Some(before)) => rows.insert(index, before.clone()),
                (Err(_), None) => {}
            }
        }
        Cow::Owned(rows)
    }
}
