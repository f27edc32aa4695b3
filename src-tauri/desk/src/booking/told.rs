//! What the page is told of a booking.

use doorflow::PersonId;
use rusqlite::Connection;

use super::PlanItem;
use crate::building::{Building, lock};
use crate::error::DeskError;
use crate::news::News;
use crate::outbox::{Receipt, Step, StepState, as_settled};
use crate::store::StoreError;
use crate::store::outbox::{self as table, EntryRow, EntryState};
use crate::store::visits::{self, VisitRow, letter};
use crate::visits::around::{Around, Pending};
use crate::visits::ask::noted;
use crate::visits::build::{Surroundings, Told};
use crate::visits::{Readiness, Visit};
use crate::zone::AccountZone;

/// What the outbox says of a booking; it is read first.
pub(super) struct Begun {
    entries: Vec<EntryRow>,
    pending: Pending,
}

impl Begun {
    /// Reads it, for an account.
    pub(super) fn read(outbox: &Connection, booking: i64, account: &str) -> rusqlite::Result<Self> {
        let entries = table::of_booking(outbox, booking)?;
        let people = entries.iter().map(|entry| entry.person_id).collect();
        let pending = Pending::read(outbox, account, people)?;
        Ok(Self { entries, pending })
    }
}

/// What is known of a booking.
pub(super) struct Seen {
    pub(super) entries: Vec<EntryRow>,
    /// The visits that it has become.
    rows: Vec<VisitRow>,
    pub(super) around: Around,
}

impl Seen {
    /// Reads the rest of it.
    pub(super) fn read(store: &Connection, begun: Begun) -> rusqlite::Result<Self> {
        let Begun {
            entries,
            mut pending,
        } = begun;
        let mut rows = Vec::new();
        for entry in &entries {
            if let Some(id) = entry.visit_id {
                rows.extend(visits::get(store, entry.kind, id)?);
            }
        }
        as_settled(&mut rows, &entries);
        pending.people.extend(rows.iter().map(|row| row.person_id));
        pending.noted = noted(&rows);
        Ok(Self {
            entries,
            rows,
            around: Around::read(store, pending)?,
        })
    }
}

impl Building {
    /// How far a booking has come; `None` when there is none of that number.
    pub(crate) async fn receipt(
        &self,
        booking: i64,
        zone: &AccountZone,
    ) -> Result<Option<Receipt>, DeskError> {
        let seen = self.see(booking).await?;
        Ok(self.receipt_of(booking, *zone, seen))
    }

    async fn see(&self, booking: i64) -> Result<Seen, StoreError> {
        let account = self.account_id();
        self.store
            .read_after(
                &self.outbox.store,
                move |outbox| Begun::read(outbox, booking, &account),
                Seen::read,
            )
            .await
    }

    /// The same of what was read of it.
    pub(super) fn receipt_of(
        &self,
        booking: i64,
        zone: AccountZone,
        seen: Seen,
    ) -> Option<Receipt> {
        let Seen {
            entries,
            rows,
            around,
        } = seen;
        let first = entries.first()?;
        let mut people = vec![first.person_id];
        for entry in &entries {
            if !people.contains(&entry.person_id) {
                people.push(entry.person_id);
            }
        }
        let named = |id: &PersonId| Surroundings::name(*id, around.people.get(id));
        let who = people.iter().map(named).collect::<Vec<_>>().join(", ");
        // A visit that was cancelled meanwhile has no row any more: its step shows what was asked for.
        let shown = self.seen(zone, around, &rows, &entries);
        let of_key = |key: &str| shown.iter().find(|visit| visit.key == key);
        let steps = entries
            .iter()
            .filter_map(|entry| {
                let key = entry.visit_id.map_or_else(
                    || format!("b{}", entry.id),
                    |id| format!("{}{id}", letter(entry.kind)),
                );
                let visit = entry.visit_id.and_then(|_| of_key(&key));
                let asked = of_key(&format!("b{}", entry.id))?;
                let said = self.outbox.said(entry.id);
                Some(Step {
                    what: entry.what,
                    item: item(visit.unwrap_or(asked), people.len() > 1),
                    state: self.step_state(entry, visit),
                    visit_key: Some(key),
                    problems: said.problems,
                    detail: said.detail,
                })
            })
            .collect();
        Some(Receipt {
            booking,
            who,
            steps,
        })
    }

    fn step_state(&self, entry: &EntryRow, visit: Option<&Visit>) -> StepState {
        match entry.state {
            EntryState::Queued => StepState::Queued,
            EntryState::InFlight => StepState::InFlight,
            EntryState::Rejected => StepState::Rejected,
            EntryState::Unknown => StepState::Unknown,
            EntryState::NotBooked => StepState::NotBooked,
            EntryState::NeedsYou => StepState::NeedsYou,
            EntryState::Accepted => {
                let told = entry
                    .visit_id
                    .and_then(|id| lock(&self.told).get(&(entry.kind, id)).copied());
                match (visit.map(|visit| visit.readiness), told) {
                    (Some(Readiness::Ready), _) => StepState::Ready,
                    (_, Some(Told::At(_))) => StepState::Syncing,
                    _ => StepState::Accepted,
                }
            }
        }
    }

    /// Tells the page how far a booking has come.
    pub(crate) async fn tell_booking(&self, booking: i64) {
        let Some(account) = self.known_account() else {
            return;
        };
        match self.receipt(booking, &account.zone).await {
            Ok(Some(receipt)) => self.tell(News::Booking { receipt }),
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(%error, booking, "the page could not be told of a booking");
            }
        }
    }

    /// Tells the page how far a booking has come, and that the outbox is not as it was.
    pub(crate) async fn tell_moved(&self, booking: i64) {
        let Some(account) = self.known_account() else {
            return self.entries_moved().await;
        };
        match self.see(booking).await {
            Ok(seen) => {
                let status = self.status_of(&seen.around.channels, &seen.around.open);
                if let Some(receipt) = self.receipt_of(booking, account.zone, seen) {
                    self.tell(News::Booking { receipt });
                }
                self.say_moved(status);
            }
            Err(error) => {
                tracing::warn!(%error, booking, "the page could not be told of a booking");
                self.entries_moved().await;
            }
        }
    }

    /// Tells the page of every booking of this run that the doors are being told of.
    pub(crate) async fn tell_bookings(&self) {
        let told: Vec<_> = lock(&self.told).keys().copied().collect();
        let bookings = self
            .outbox
            .store
            .run(move |connection| table::bookings_of(connection, &told))
            .await;
        match bookings {
            Ok(bookings) => {
                for booking in bookings {
                    self.tell_booking(booking).await;
                }
            }
            Err(error) => tracing::error!(%error, "the outbox could not be read"),
        }
    }
}

fn item(visit: &Visit, several: bool) -> PlanItem {
    PlanItem {
        kind: visit.kind,
        start: visit.start.clone(),
        end: visit.end.clone(),
        places: visit.place_names(),
        who: several.then(|| visit.name.clone()),
    }
}
