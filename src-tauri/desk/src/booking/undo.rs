//! Taking a cancellation back: what DoorFlow was not asked for stays as it was, what is gone there is booked again.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::book::cannot_be;
use super::key_of;
use super::moves::draft_for;
use super::series::times_of;
use crate::building::{Building, VisitId, lock};
use crate::desk::Desk;
use crate::error::{Code, DeskError};
use crate::outbox::EntryKind;
use crate::store::StoreError;
use crate::store::outbox::series::InSeries;
use crate::store::outbox::{self as table, EntryRow, EntryState};
use crate::store::visits::VisitRow;
use crate::visits::ask::Key;
use crate::zone::AccountZone;

/// What became of taking a cancellation back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Undone {
    /// So many visits stand as they did: DoorFlow was never asked to delete them.
    pub stand: u32,
    /// So many are being booked again, as new visits at the same times and places.
    pub again: u32,
    /// The booking that the first of those is made by; `None` where none is.
    #[ts(type = "number | null")]
    pub booking: Option<i64>,
    /// So many could not be booked again, and stay cancelled. What is over meanwhile is none of them: nobody misses it.
    pub refused: u32,
    /// A visitor among them had a PIN from this desk, which was taken back meanwhile: they need another.
    pub without_pin: bool,
}

/// A visit as it was when it was cancelled.
#[derive(Clone, Debug)]
pub(crate) struct Cancelled {
    /// Its number is 0 where DoorFlow had given none.
    pub(crate) row: VisitRow,
    /// The write that asked for it, while it was known by that alone.
    pub(crate) entry: Option<i64>,
    pub(crate) series: Option<InSeries>,
    /// Under which key it is kept what was noted of it.
    pub(crate) about: Option<String>,
    /// The visit whose place it was to take.
    pub(crate) instead_of: Option<VisitId>,
}

impl Desk {
    /// Takes the cancellation of a visit back, by the key that it was cancelled by, and of all others that were cancelled along with it.
    /// A cancellation that was not sent is dropped; a visit that is gone is committed to the outbox as a booking of its own. It can be
    /// done once, and for as long as the program runs and the account stays signed in.
    ///
    /// # Errors
    /// Nothing is booked then: `busy` while DoorFlow is being asked to delete one of them; `refused` with the problems when none can be
    /// booked again; `notFound` when nothing was cancelled by that key; `machine` when it cannot be kept.
    pub async fn undo_cancel(&self, key: &str) -> Result<Undone, DeskError> {
        let building = self.building();
        // Taken out first: of two that ask at once, one books it again.
        let cancelled = lock(&building.cancelled).remove(key);
        let cancelled = cancelled.ok_or_else(|| DeskError::not_found("nothing was cancelled"))?;
        let undone = building.undo(cancelled.clone()).await;
        if undone.is_err() {
            building.can_be_undone(key, cancelled);
        }
        undone
    }
}

impl Building {
    /// A visit as it is, before it is cancelled; `None` for one that is not known, and for one that is being taken back: as it was is
    /// known from then.
    pub(crate) async fn before_cancelling(
        &self,
        key: &Key,
    ) -> Result<Option<Cancelled>, DeskError> {
        let id = match *key {
            Key::Visit(id) => id,
            Key::Entry(id) => {
                let Some(entry) = self.entry(id).await? else {
                    return Ok(None);
                };
                match entry.visit_id {
                    Some(visit) => (entry.kind, visit),
                    None => return Ok(self.before_withdrawing(entry).await?),
                }
            }
        };
        match self.changeable(id).await {
            Ok((row, _)) => Ok(Some(Cancelled {
                row,
                entry: None,
                series: self.place_in_series(id).await?,
                about: Some(key_of(id)),
                instead_of: None,
            })),
            Err(error) if matches!(error.code, Code::NotFound | Code::Refused) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The same of a visit that is known by its write alone.
    async fn before_withdrawing(&self, entry: EntryRow) -> Result<Option<Cancelled>, StoreError> {
        let open = self.open_entries().await?;
        let next = open.iter().find(|other| other.after == Some(entry.id));
        if next.is_some_and(|next| next.what == EntryKind::Cancel) {
            return Ok(None);
        }
        let replaces = next.filter(|next| next.what == EntryKind::Replace);
        Ok(Some(Cancelled {
            row: entry.visit(0),
            entry: Some(entry.id),
            series: entry.series,
            about: entry.about,
            instead_of: replaces.and_then(|next| Some((next.kind, next.visit_id?))),
        }))
    }

    /// Keeps in mind what was cancelled by a key.
    pub(crate) fn can_be_undone(&self, key: &str, cancelled: Vec<Cancelled>) {
        if !cancelled.is_empty() {
            lock(&self.cancelled).insert(key.to_owned(), cancelled);
        }
    }

    async fn undo(&self, cancelled: Vec<Cancelled>) -> Result<Undone, DeskError> {
        self.outbox.is_open()?;
        let (zone, now) = (self.account()?.zone, self.now());
        let open = self.open_entries().await?;
        let mut undone = Undone::default();
        let (mut unsent, mut bookings) = (Vec::new(), Vec::new());
        let mut refusal = None;
        for one in &cancelled {
            let cancel = open.iter().find(|entry| one.is_cancelled_by(entry));
            let is_over = one.row.end <= now;
            let again = match cancel {
                Some(cancel) if did_nothing(cancel) => {
                    unsent.push((cancel.id, self.steps_after(one).await?));
                    continue;
                }
                Some(cancel) if cancel.under_way() && !is_over => {
                    return Err(DeskError::busy("DoorFlow is being asked to delete it"));
                }
                Some(_) => Err(DeskError::refused("its cancellation cannot be settled")),
                None if self.stands(one).await? => {
                    undone.stand += 1;
                    continue;
                }
                None => self.once_more(one, zone).await,
            };
            match again {
                Ok(booking) => {
                    bookings.push(booking);
                    undone.without_pin |= self.has_lost_a_pin(one).await?;
                }
                // It holds up none of the others.
                Err(error) if error.code == Code::Refused => {
                    undone.refused += u32::from(!is_over);
                    refusal.get_or_insert(error);
                }
                Err(error) => return Err(error),
            }
        }
        let nothing = undone.stand == 0 && unsent.is_empty() && bookings.is_empty();
        if let Some(error) = refusal.filter(|_| nothing) {
            return Err(error);
        }
        for (id, steps) in unsent {
            self.exchange(id, did_nothing, steps).await?;
            undone.stand += 1;
        }
        undone.again = u32::try_from(bookings.len()).unwrap_or(u32::MAX);
        if !bookings.is_empty() {
            undone.booking = Some(self.commit_each(bookings).await?);
        }
        Ok(undone)
    }

    /// Whether a visit takes place after all: it was not cancelled, or is back.
    async fn stands(&self, one: &Cancelled) -> Result<bool, DeskError> {
        let key = one
            .entry
            .map_or(Key::Visit((one.row.kind, one.row.id)), Key::Entry);
        Ok(self.before_cancelling(&key).await?.is_some())
    }

    /// The visit whose place one was to take, if that stands still.
    async fn still_to_replace(&self, one: &Cancelled) -> Result<Option<VisitRow>, DeskError> {
        let Some(old) = one.instead_of else {
            return Ok(None);
        };
        match self.movable(&key_of(old)).await {
            Ok(row) => Ok(Some(row)),
            Err(error) if matches!(error.code, Code::NotFound | Code::Refused) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The steps that followed on a write before it was taken back, which waits for its outcome.
    async fn steps_after(&self, one: &Cancelled) -> Result<Vec<EntryRow>, DeskError> {
        let (Some(booking), Some(old)) = (one.entry, self.still_to_replace(one).await?) else {
            return Ok(Vec::new());
        };
        let mut steps = EntryRow::after_it(&old, self.now());
        for step in &mut steps {
            step.booking = booking;
        }
        steps[0].after = Some(booking);
        Ok(steps)
    }

    /// The writes that book a visit again just as it was, and have it take the place that it was to take.
    async fn once_more(
        &self,
        one: &Cancelled,
        zone: AccountZone,
    ) -> Result<Vec<EntryRow>, DeskError> {
        let row = &one.row;
        if row.person_id.0 <= 0 {
            return Err(DeskError::refused("the visitor was never made"));
        }
        let draft = draft_for(row, &times_of(row, zone));
        let old = self.still_to_replace(one).await?;
        let instead_of: Vec<VisitId> = old.iter().map(|old| (old.kind, old.id)).collect();
        let mut planned = self.planned(&draft, &instead_of, None).await?;
        if !planned.plan.problems.is_empty() {
            return Err(cannot_be(planned.plan.problems));
        }
        // The very instants, also where the wall shows that time twice.
        for write in &mut planned.writes {
            (write.start, write.end) = (row.start, row.end);
        }
        let mut asked = self.asked(planned.writes).await?;
        for entry in &mut asked {
            entry.series.clone_from(&one.series);
            entry.about.clone_from(&one.about);
        }
        if let Some(old) = old {
            asked.extend(EntryRow::after_it(&old, self.now()));
        }
        Ok(asked)
    }

    /// Whether a visitor was given a PIN here which was taken back since.
    async fn has_lost_a_pin(&self, one: &Cancelled) -> Result<bool, DeskError> {
        let (account, person) = (self.account_id(), one.row.person_id);
        let lost = move |c: &Connection| table::has_lost_a_pin(c, &account, person);
        Ok(self.outbox.store.run(lost).await?)
    }
}

impl Cancelled {
    pub(super) fn id(&self) -> VisitId {
        (self.row.kind, self.row.id)
    }

    /// Whether a write takes it back, and has not done so yet.
    fn is_cancelled_by(&self, entry: &EntryRow) -> bool {
        let its = match self.entry {
            Some(id) => entry.after == Some(id),
            None => (entry.kind, entry.visit_id) == (self.row.kind, Some(self.row.id)),
        };
        its && entry.what == EntryKind::Cancel && entry.state != EntryState::Accepted
    }
}

/// Whether a cancellation is known to have done nothing in DoorFlow.
fn did_nothing(cancel: &EntryRow) -> bool {
    match cancel.state {
        EntryState::Queued => cancel.unknown_at.is_none(),
        EntryState::Rejected => true,
        _ => false,
    }
}
