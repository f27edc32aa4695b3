//! The page's list of the writes that are not finally settled.

use super::{EntryKind, OutboxEntry, Reason, Standing};
use crate::building::Building;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::store::outbox::{self as table, EntryRow, EntryState};

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
        let entries = self.store.run(table::open).await?;
        let visits = self.visits(&zone, Vec::new(), entries.clone()).await?;
        Ok(entries
            .iter()
            .filter_map(|entry| {
                let key = format!("b{}", entry.id);
                let visit = visits.iter().find(|visit| visit.key == key)?;
                let (state, reason) = standing(entry)?;
                Some(OutboxEntry {
                    key,
                    booking: entry.booking,
                    what: EntryKind::Book,
                    who: visit.name.clone(),
                    start: visit.start.clone(),
                    end: visit.end.clone(),
                    places: visit.place_names(),
                    state,
                    reason,
                    problems: entry.problems.clone(),
                    detail: entry.detail.clone(),
                    since: zone.moment(entry.sent_at.unwrap_or(entry.made_at)),
                    next_look: None,
                    visit_key: None,
                    surplus: 0,
                    can_send_again: false,
                    can_give_up: state != Standing::InFlight,
                })
            })
            .collect())
    }
}

fn standing(entry: &EntryRow) -> Option<(Standing, Reason)> {
    Some(match entry.state {
        EntryState::Queued => (Standing::Queued, Reason::None),
        EntryState::InFlight => (Standing::InFlight, Reason::None),
        EntryState::Unknown => (Standing::Unknown, Reason::AnswerLost),
        EntryState::Rejected => (Standing::Rejected, Reason::Refused),
        EntryState::NotBooked => (Standing::NotBooked, Reason::NotThere),
        EntryState::Accepted => return None,
    })
}
