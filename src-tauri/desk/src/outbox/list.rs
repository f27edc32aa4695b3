//! The page's list of the writes that are not finally settled.

use super::{EntryStep, OutboxEntry, Reason, Standing};
use crate::building::Building;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::store::outbox::{self as table, EntryRow, EntryState};
use crate::store::visits::letter;

impl Desk {
    /// Every write that is not finally settled, oldest first.
    ///
    /// # Errors
    /// `signedOut` while no account is open; `machine` when the outbox cannot be read.
    pub async fn outbox(&self) -> Result<Vec<OutboxEntry>, DeskError> {
        self.building().outbox_entries().await
    }
}

impl Building {
    async fn outbox_entries(&self) -> Result<Vec<OutboxEntry>, DeskError> {
        let zone = self.account()?.zone;
        let now = self.now();
        let entries = self.open_entries().await?;
        let visits = self.visits(&zone, Vec::new(), entries.clone()).await?;
        let mut bookings: Vec<i64> = entries
            .iter()
            .filter(|entry| entry.follows() || entry.newcomer().is_some())
            .map(|entry| entry.booking)
            .collect();
        bookings.dedup();
        let stepwise = self
            .outbox
            .store
            .run(move |c| {
                let mut all = Vec::new();
                for booking in bookings {
                    all.extend(table::of_booking(c, booking)?);
                }
                Ok(all)
            })
            .await?;
        Ok(first_of_each(&entries)
            .filter_map(|entry| {
                let key = format!("b{}", entry.id);
                let visit = visits.iter().find(|visit| visit.key == key)?;
                let state = entry.standing()?;
                let said = self.outbox.said(entry.id);
                Some(OutboxEntry {
                    key,
                    booking: entry.booking,
                    what: entry.what,
                    person_id: entry.person_id,
                    who: visit.name.clone(),
                    label: entry.label.clone(),
                    start: visit.start.clone(),
                    end: visit.end.clone(),
                    places: visit.place_names(),
                    state,
                    reason: self.outbox.reason_of(entry),
                    problems: said.problems,
                    detail: said.detail,
                    since: zone.moment(entry.since),
                    next_look: entry.next_look.map(|at| zone.moment(at)),
                    visit_key: entry
                        .visit_id
                        .map(|id| format!("{}{id}", letter(entry.kind))),
                    surplus: u32::try_from(entry.alike.len().saturating_sub(1)).unwrap_or(u32::MAX),
                    steps: stepwise
                        .iter()
                        .filter(|step| step.booking == entry.booking)
                        .map(|step| EntryStep {
                            what: step.what,
                            done: step.standing().is_none(),
                        })
                        .collect(),
                    can_send_again: entry.can_send_again(now),
                    can_give_up: state != Standing::InFlight,
                })
            })
            .collect())
    }
}

/// The writes that stand for themselves: of steps that follow one another, the first that is not done.
pub(crate) fn first_of_each(entries: &[EntryRow]) -> impl Iterator<Item = &EntryRow> {
    entries.iter().filter(|entry| {
        let before = entry.after.filter(|_| entry.follows());
        let waited_for = |other: &EntryRow| Some(other.id) == before && other.standing().is_some();
        !entries.iter().any(waited_for)
    })
}

impl EntryRow {
    /// Where a write stands for the page; `None` for one that is settled.
    pub(crate) fn standing(&self) -> Option<Standing> {
        Some(match self.state {
            EntryState::Queued => Standing::Queued,
            EntryState::InFlight => Standing::InFlight,
            EntryState::Unknown => Standing::Unknown,
            EntryState::Rejected => Standing::Rejected,
            EntryState::NotBooked => Standing::NotBooked,
            EntryState::NeedsYou => Standing::NeedsYou,
            EntryState::Accepted if self.became_another() => Standing::Unknown,
            EntryState::Accepted if self.reason == Reason::Differs => Standing::NeedsYou,
            EntryState::Accepted => return None,
        })
    }
}
