//! Somebody new who is in several rows, or in another table that is on its way: they are made once.

use std::collections::HashSet;

use super::row::Typed;
use super::sheet::{Row, Sheet};
use super::view::{ImportState, WhoChosen};
use crate::building::Building;
use crate::directory::Entry;
use crate::error::DeskError;
use crate::outbox::EntryKind;
use crate::store::outbox::{EntryState, prints};
use crate::store::people;

/// Somebody new whom another row asks for too.
pub(super) enum Coming {
    /// DoorFlow has them now.
    Made(Box<Entry>),
    /// They are being made.
    UnderWay,
    /// A person has to decide first.
    Stuck,
}

impl Building {
    /// Tells the page of rows whose visitor waited for somebody to decide, and does no more: they can be booked. A run that is under way tells
    /// of them as it ends.
    pub(super) async fn follow_stuck(&self) -> Result<(), DeskError> {
        let stuck = self.import.with(|open| {
            let rows = open.sheet.rows.iter().zip(&open.import.rows).enumerate();
            let stuck = rows.filter(|(_, (row, shown))| {
                row.booking.is_none() && shown.state == ImportState::NeedsYou
            });
            let stuck: Vec<usize> = stuck.map(|(at, _)| at).collect();
            let any = !stuck.is_empty() && !open.import.running;
            any.then(|| (open.sheet.clone(), stuck))
        });
        let Some((sheet, stuck)) = stuck.flatten() else {
            return Ok(());
        };
        let zone = self.account()?.zone;
        for at in stuck {
            let typed = sheet.typed_row(&sheet.rows[at], zone);
            let coming = self.newcomer_of_row(&sheet, at, &typed).await?;
            if !matches!(coming, Some(Coming::Stuck)) {
                self.show_row(at, |row| row.state = ImportState::Ready);
            }
        }
        Ok(())
    }

    /// How far the making of a row's visitor is, where another row asks for the same. Who was made for another table is not somebody of
    /// whom was said that they are new.
    pub(super) async fn newcomer_of_row(
        &self,
        sheet: &Sheet,
        at: usize,
        typed: &Typed,
    ) -> Result<Option<Coming>, DeskError> {
        let (account, printer) = (self.account()?.id, self.printer().await?);
        let wanted = printer.same_newcomer(typed);
        let found = self
            .outbox
            .store
            .run(move |c| prints::find(c, &account, &wanted));
        let found = found.await?;
        let bookings = |row: &Row| [row.booking, row.instead_of];
        let own: HashSet<i64> = sheet.rows.iter().flat_map(bookings).flatten().collect();
        let said_new = sheet.rows[at].chosen == Some(WhoChosen::Newcomer);
        let people = found.iter().map(|(_, entry)| entry).filter(|entry| {
            entry.what == EntryKind::Person && (!said_new || own.contains(&entry.booking))
        });
        let mut coming = None;
        for entry in people {
            coming = match entry.state {
                EntryState::Accepted => {
                    let id = entry.person_id;
                    match self.store.run(move |c| people::get(c, id)).await? {
                        Some(person) => {
                            let person = crate::sync::rows::entry(&person);
                            return Ok(Some(Coming::Made(Box::new(person))));
                        }
                        // DoorFlow has them no longer.
                        None => coming,
                    }
                }
                EntryState::Queued | EntryState::InFlight | EntryState::Unknown => {
                    Some(Coming::UnderWay)
                }
                EntryState::NeedsYou => Some(coming.unwrap_or(Coming::Stuck)),
                EntryState::NotBooked if entry.next_look.is_some() => Some(Coming::UnderWay),
                EntryState::Rejected | EntryState::NotBooked => coming,
            };
        }
        Ok(coming)
    }
}
