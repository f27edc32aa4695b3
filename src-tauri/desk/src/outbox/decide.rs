//! What a person decides of a write.

use super::find::{Finding, find, whole_list};
use super::{EntryKind, Reason};
use crate::building::{Building, lock};
use crate::call::CallError;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::store::StoreError;
use crate::store::outbox::{self as table, EntryRow, EntryState};
use crate::visits::ask::Key;

impl Desk {
    /// Sends a write again that is not in DoorFlow as far as is known. A booking is looked for in DoorFlow's list first.
    ///
    /// # Errors
    /// `notFound` when there is none; `changed` when it cannot be sent again as it stands; `machine` when that cannot be kept.
    pub async fn send_again(&self, key: &str) -> Result<(), DeskError> {
        let building = self.building();
        let entry = building.entry_of(key).await?;
        if !entry.can_send_again(building.now()) {
            return Err(DeskError::changed("it cannot be sent again as it stands"));
        }
        if matches!(entry.what, EntryKind::Book | EntryKind::Person) {
            lock(&building.outbox.unproven).insert(entry.id);
        }
        building.queue_again(entry).await?;
        Ok(())
    }

    /// Takes a write off the outbox. What of it is in DoorFlow stays there.
    ///
    /// # Errors
    /// `notFound` when there is none; `busy` while it is being sent; `machine` when that cannot be kept.
    pub async fn give_up(&self, key: &str) -> Result<(), DeskError> {
        let building = self.building();
        let entry = building.entry_of(key).await?;
        if entry.state == EntryState::Accepted {
            // Seen: the visit stands as DoorFlow has it.
            let now = building.now();
            let entry = entry.into_state(EntryState::Accepted, Reason::None, now);
            building.keep(&entry).await?;
            return Ok(());
        }
        building.take_off(entry.id, EntryRow::can_give_up).await
    }

    /// Keeps the oldest of several visits that look like this booking, and takes back the others. DoorFlow's list is read first: any of
    /// them may be gone since it was last looked at, and the one that is left is not surplus.
    ///
    /// # Errors
    /// `notFound` when there is none, or none of the visits any more: then it is looked for again; `changed` when there is no surplus, or the
    /// list has others than were shown: these are shown now; as the list's where it cannot be read, `doorFlow` where it does not hold still;
    /// `machine` when it cannot be kept. Nothing is taken back then.
    pub async fn delete_surplus(&self, key: &str) -> Result<(), DeskError> {
        let building = self.building();
        let entry = building.several(key).await?;
        let listed = whole_list(&building, entry.kind).await?;
        let listed = listed.ok_or(CallError::Unsteady)?;
        // It may have been settled while the list was read.
        let entry = building.several(key).await?;
        let id = entry.id;
        let taken = building
            .outbox
            .store
            .run(move |c| table::visits_of_others(c, id))
            .await?;
        let now = building.now();
        match find(&entry, &listed, &taken) {
            Finding::Found(row) => building.accept(entry, row).await?,
            Finding::Several(alike) if alike.iter().any(|id| !entry.alike.contains(id)) => {
                let entry = EntryRow { alike, ..entry };
                building.keep(&entry).await?;
                return Err(DeskError::changed("there are others than were shown"));
            }
            Finding::Several(alike) => {
                // Each is a write of its own: one that cannot be taken back holds up none.
                for surplus in &alike[1..] {
                    let visit = entry.visit(*surplus);
                    let cancel = EntryRow::queued(EntryKind::Cancel, &visit, now);
                    building.commit(vec![cancel]).await?;
                }
                let row = entry.visit(alike[0]);
                building.accept(entry, row).await?;
            }
            Finding::Absent => {
                let alike = Vec::new();
                let entry = EntryRow { alike, ..entry };
                building.lost(entry, Reason::AnswerLost).await?;
                return Err(DeskError::not_found("none of them is there any more"));
            }
        }
        Ok(())
    }
}

impl EntryRow {
    /// Whether a person can have it sent (again).
    pub(crate) fn can_send_again(&self, now: chrono::DateTime<chrono::Utc>) -> bool {
        let stands = match self.state {
            EntryState::Rejected | EntryState::NotBooked => true,
            EntryState::NeedsYou => !matches!(
                self.reason,
                Reason::Several | Reason::DetailsGone | Reason::Other
            ),
            _ => false,
        };
        stands && self.end > now
    }

    /// Whether a person can take it off the outbox.
    pub(super) fn can_give_up(&self) -> bool {
        self.state != EntryState::InFlight && self.state != EntryState::Accepted
    }
}

impl Building {
    async fn entry_of(&self, key: &str) -> Result<EntryRow, DeskError> {
        let Key::Entry(id) = Key::read(key)? else {
            return Err(DeskError::bad_input("not the key of a booking"));
        };
        let entry = self.entry(id).await?;
        entry.ok_or_else(|| DeskError::not_found("no such booking"))
    }

    /// A write that several visits look like.
    async fn several(&self, key: &str) -> Result<EntryRow, DeskError> {
        let entry = self.entry_of(key).await?;
        if entry.alike.is_empty() {
            return Err(DeskError::changed("there is no surplus"));
        }
        Ok(entry)
    }

    /// Queues a write once more.
    pub(crate) async fn queue_again(&self, entry: EntryRow) -> Result<(), StoreError> {
        let entry = EntryRow {
            next_look: None,
            ..entry.into_state(EntryState::Queued, Reason::None, self.now())
        };
        self.keep(&entry).await?;
        self.send.notify_one();
        Ok(())
    }

    /// Takes a write off the outbox if it may be at that moment.
    pub(crate) async fn take_off(
        &self,
        id: i64,
        may: fn(&EntryRow) -> bool,
    ) -> Result<(), DeskError> {
        self.exchange(id, may, Vec::new()).await
    }

    /// The same, and keeps these steps instead: both or neither.
    pub(crate) async fn exchange(
        &self,
        id: i64,
        may: fn(&EntryRow) -> bool,
        steps: Vec<EntryRow>,
    ) -> Result<(), DeskError> {
        let account = self.account_id();
        let removed = self
            .outbox
            .store
            .run(move |c| {
                let may = table::get(c, id)?.as_ref().is_some_and(may);
                if may {
                    table::remove(c, id)?;
                    table::add(c, &account, steps)?;
                }
                Ok(may)
            })
            .await?;
        if !removed {
            return Err(DeskError::busy("the booking is on its way"));
        }
        self.forget_newcomers().await?;
        self.entries_moved().await;
        self.send.notify_one();
        Ok(())
    }
}
