//! Which system id of a table is whose that Lobby made. They have none of the office's yet, only Lobby's mark; two ids are two people, and so
//! they are one of them alone.

use std::collections::HashMap;

use doorflow::PersonId;

use super::row::Typed;
use super::sheet::Row;
use super::view::WhoChosen;
use super::who::{Who, has_their_email, who_is};
use crate::booking::is_mark;
use crate::directory::Entry;

/// What says that a row is about somebody, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    /// A person says so.
    Choice,
    /// Their e-mail, or the mark itself.
    Mark,
    /// Their name.
    Name,
}

/// By which ids the rows know those whom Lobby made: those of the surest rows. They are gathered before any row is judged, so that the order
/// of rows makes no difference.
#[derive(Debug, Default)]
pub(super) struct Ids {
    known: HashMap<PersonId, (By, Vec<String>)>,
}

impl Ids {
    /// The ids of these rows.
    pub(super) fn of<'a>(rows: impl Iterator<Item = (&'a Row, &'a Typed)>) -> Self {
        let mut ids = Self::default();
        for (row, typed) in rows {
            if let Some((person, by)) = claim(row, typed) {
                ids.add(person, by, typed.system_id.trim().to_lowercase());
            }
        }
        ids
    }

    fn add(&mut self, person: PersonId, by: By, id: String) {
        let (surest, known) = self.known.entry(person).or_insert_with(|| (by, Vec::new()));
        if by < *surest {
            *surest = by;
            known.clear();
        }
        if by == *surest && !known.contains(&id) {
            known.push(id);
        }
    }

    /// Whether somebody has to say if this row is about this person, since the table knows them by another id, or by several.
    pub(super) fn leave_open(&self, row: &Row, typed: &Typed, person: PersonId) -> bool {
        let Some((claimed, by)) = claim(row, typed) else {
            return false;
        };
        let Some((surest, known)) = self.known.get(&claimed) else {
            return false;
        };
        let id = typed.system_id.trim().to_lowercase();
        // A person may say of two ids that both are the same one's.
        let is_theirs = known.contains(&id) && (known.len() == 1 || *surest == By::Choice);
        claimed == person && by != By::Choice && !is_theirs
    }
}

/// Whom Lobby made this row wants for its visitor under an id, and by what.
fn claim(row: &Row, typed: &Typed) -> Option<(PersonId, By)> {
    let id = typed.system_id.trim();
    if id.is_empty() || row.out {
        return None;
    }
    if let Some(made) = row.made {
        return Some((made, By::Choice));
    }
    let found = row.found.as_ref().map_or(&[][..], |(_, found)| found);
    let is_made_here = |it: &&Entry| is_mark(&it.system_id);
    if !found.iter().any(|it| is_made_here(&it)) {
        return None;
    }
    let Who::Known(person) = who_is(typed, found, row.chosen) else {
        return None;
    };
    let entry = found
        .iter()
        .filter(is_made_here)
        .find(|it| it.id == person)?;
    let by = if matches!(row.chosen, Some(WhoChosen::Person { .. })) {
        By::Choice
    } else if has_their_email(typed, entry) || entry.system_id.trim().eq_ignore_ascii_case(id) {
        By::Mark
    } else {
        By::Name
    };
    Some((person, by))
}
