//! Writes that are asked for once: a row of a table is known by its prints, whatever became of the program meanwhile.

use rusqlite::Connection;

use super::EntryKind;
use crate::store::outbox::{self as table, EntryRow, EntryState, prints};

/// By what the writes of one booking are known again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prints {
    /// Of each visit, in order.
    pub(crate) visits: Vec<String>,
    /// Of the person who is made for them.
    pub(crate) person: Vec<String>,
    /// An earlier booking of the same row: what DoorFlow refused of it gives way to this one.
    pub(crate) instead_of: Option<i64>,
}

impl Prints {
    /// Keeps the writes with their prints, both or neither; `None`, and nothing is kept, where a visit was asked for before.
    pub(super) fn add(
        &self,
        connection: &Connection,
        account: &str,
        entries: Vec<EntryRow>,
    ) -> rusqlite::Result<Option<Vec<EntryRow>>> {
        if let Some(before) = self.instead_of {
            // Whoever was made for it stays, and so does what came to be of it.
            for entry in table::of_booking(connection, before)? {
                if entry.state != EntryState::Accepted && !stands(connection, &entry)? {
                    table::remove(connection, entry.id)?;
                }
            }
        }
        for (_, entry) in prints::find(connection, account, &self.visits)? {
            if stands(connection, &entry)? {
                return Ok(None);
            }
        }
        let kept = table::add(connection, account, entries)?;
        let visits = kept.iter().filter(|entry| entry.what == EntryKind::Book);
        for (entry, print) in visits.zip(&self.visits) {
            prints::add(connection, entry.id, std::slice::from_ref(print))?;
        }
        if let Some(person) = kept.iter().find(|entry| entry.what == EntryKind::Person) {
            prints::add(connection, person.id, &self.person)?;
        }
        Ok(Some(kept))
    }
}

/// Whether DoorFlow has done a write, or may have, or may yet be asked to. A visit whose visitor is still to be made stands and falls
/// with them.
pub(crate) fn stands(connection: &Connection, entry: &EntryRow) -> rusqlite::Result<bool> {
    let visitor = entry.newcomer().filter(|visitor| *visitor != entry.id);
    let visitor = match visitor {
        Some(visitor) => table::get(connection, visitor)?,
        None => None,
    };
    let entry = visitor.as_ref().unwrap_or(entry);
    Ok(match entry.state {
        EntryState::Rejected => false,
        // The last look may still find it.
        EntryState::NotBooked => entry.next_look.is_some(),
        _ => true,
    })
}
