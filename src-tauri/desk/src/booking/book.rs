//! From a draft to the outbox.

use super::{
    Busy, DoorFacts, Draft, GroupFacts, Known, Newcomer, PersonFacts, Plan, PlanItem, Planned,
    Problem, VisitKind, Write, newcomer::NOBODY_YET, plan,
};
use crate::building::{Building, VisitId, lock};
use crate::desk::Desk;
use crate::error::{Code, DeskError};
use crate::news::News;
use crate::outbox::{EntryKind, Receipt, Step, StepState, as_settled};
use crate::store::names::{self, Kind};
use crate::store::outbox::{self as table, EntryRow, EntryState};
use crate::store::visits::{VisitRow, letter};
use crate::store::{StoreError, channels, people, visits};
use crate::visits::around::{Around, Pending};
use crate::visits::ask::Key;
use crate::visits::build::{Surroundings, Told};
use crate::visits::{Readiness, Visit};
use crate::zone::AccountZone;

impl Desk {
    /// What would come of a draft. Sends nothing to DoorFlow.
    ///
    /// # Errors
    /// `signedOut` while no account is open; `machine` when the store cannot be read.
    pub async fn plan(&self, draft: &Draft) -> Result<Plan, DeskError> {
        Ok(self.building().planned(draft, None, None).await?.plan)
    }

    /// Commits what the draft asks for to the outbox, then begins to send it. How it goes on comes as news.
    ///
    /// # Errors
    /// `refused` with the problems when the draft cannot be booked: nothing was kept or sent. `machine` when it cannot be kept: nothing
    /// is sent then either.
    pub async fn book(&self, draft: &Draft) -> Result<Receipt, DeskError> {
        let building = self.building();
        // Had now: what is committed is so also where the sign-in ends meanwhile.
        let zone = building.account()?.zone;
        let planned = building.planned(draft, None, None).await?;
        if !planned.plan.problems.is_empty() || planned.writes.is_empty() {
            return Err(cannot_be(planned.plan.problems));
        }
        let entries = building.asked(planned.writes).await?;
        let entries = building.commit(entries).await?;
        let booking = entries.first().map_or(0, |entry| entry.booking);
        building
            .receipt(booking, &zone)
            .await?
            .ok_or_else(|| DeskError::not_found("no such booking"))
    }

    /// Takes a booking that did not happen off the calendar. One that is on its way, or whose outcome is not known, stays.
    ///
    /// # Errors
    /// `busy` while its outcome is not known; `notFound` when there is none.
    pub async fn dismiss_booking(&self, key: &str) -> Result<(), DeskError> {
        let Key::Entry(id) = Key::read(key)? else {
            return Err(DeskError::bad_input("not the key of a booking"));
        };
        let building = self.building();
        let Some(entry) = building.entry(id).await? else {
            return Err(DeskError::not_found("no such booking"));
        };
        // A visit whose visitor could not be made stands and falls with them.
        let entry = match entry.newcomer() {
            Some(visitor) => building.entry(visitor).await?.unwrap_or(entry),
            None => entry,
        };
        if matches!(entry.state, EntryState::Queued) {
            return Err(DeskError::busy("the booking is on its way"));
        }
        self.give_up(&format!("b{}", entry.id)).await
    }
}

impl Building {
    /// The writes that a plan comes to, each with what DoorFlow was known to hold before that is the same.
    pub(super) async fn asked(&self, writes: Vec<Write>) -> Result<Vec<EntryRow>, StoreError> {
        let now = self.now();
        self.store
            .read(move |connection| {
                let mut entries = Vec::with_capacity(writes.len());
                for write in writes {
                    let place_ids: Vec<i64> = match write.kind {
                        VisitKind::Reservation => write.channel_ids.iter().map(|id| id.0).collect(),
                        VisitKind::GroupReservation => {
                            write.group_ids.iter().map(|id| id.0).collect()
                        }
                    };
                    let asked = VisitRow {
                        kind: write.kind,
                        id: 0,
                        person_id: write.person_id,
                        start: write.start,
                        end: write.end,
                        place_ids,
                        deactivated: false,
                        created_at: None,
                    };
                    let held = visits::of_person(connection, write.person_id, now)?
                        .into_iter()
                        .filter(|row| {
                            row.kind == asked.kind
                                && row.start == asked.start
                                && row.end == asked.end
                                && row.place_ids == asked.place_ids
                        })
                        .map(|row| row.id)
                        .collect();
                    entries.push(EntryRow {
                        held,
                        ..EntryRow::queued(EntryKind::Book, &asked, now)
                    });
                }
                Ok(entries)
            })
            .await
    }

    /// The draft, judged by what the desk knows now, as if there were no visit `instead_of`; of a newcomer, DoorFlow knows nothing.
    pub(super) async fn planned(
        &self,
        draft: &Draft,
        instead_of: Option<VisitId>,
        newcomer: Option<&Newcomer>,
    ) -> Result<Planned, DeskError> {
        let zone = self.account()?.zone;
        let now = self.now();
        let person_id = draft.person_id;
        let ((person, doors, groups, mut others), entries) = self
            .with_entries(move |connection| {
                let (person, others) = match person_id {
                    Some(id) => (
                        people::get(connection, id)?,
                        visits::of_person(connection, id, now)?,
                    ),
                    None => (None, Vec::new()),
                };
                let doors: Vec<DoorFacts> = channels::all(connection)?
                    .into_iter()
                    .map(|door| DoorFacts {
                        id: door.id,
                        name: door.name,
                        online: door.online,
                        lockdown: door.lockdown,
                    })
                    .collect();
                let groups: Vec<GroupFacts> = names::all(connection, Kind::Groups)?
                    .into_iter()
                    .map(|group| GroupFacts {
                        id: group.id.into(),
                        name: group.name,
                    })
                    .collect();
                Ok((person, doors, groups, others))
            })
            .await?;
        as_settled(&mut others, &entries);
        others.retain(|row| {
            !row.deactivated
                && Some(row.person_id) == person_id
                && Some((row.kind, row.id)) != instead_of
        });
        let mut others: Vec<Busy> = others
            .iter()
            .map(|row| Busy {
                start: row.start,
                end: row.end,
            })
            .collect();
        others.extend(
            entries
                .iter()
                .filter(|entry| {
                    entry.shows()
                        && Some(entry.person_id) == person_id
                        && entry.state.may_take_place()
                })
                .map(|entry| Busy {
                    start: entry.start,
                    end: entry.end,
                }),
        );
        let person = person
            .map(|person| PersonFacts {
                id: person.id,
                name: format!("{} {}", person.first_name, person.last_name)
                    .trim()
                    .to_owned(),
                enabled: person.enabled,
                valid_from: person.valid_from,
                valid_to: person.valid_to,
            })
            .or_else(|| {
                newcomer.map(|newcomer| PersonFacts {
                    id: NOBODY_YET,
                    name: newcomer.name(),
                    enabled: true,
                    valid_from: None,
                    valid_to: None,
                })
            });
        Ok(plan(
            draft,
            &Known {
                now,
                zone: &zone,
                person: person.as_ref(),
                doors: &doors,
                groups: &groups,
                others: &others,
                may: self.may_book(),
            },
        ))
    }

    /// How far a booking has come; `None` when there is none of that number.
    pub(crate) async fn receipt(
        &self,
        booking: i64,
        zone: &AccountZone,
    ) -> Result<Option<Receipt>, DeskError> {
        let account = self.account_id();
        let (entries, rows, around) = self
            .store
            .read_after(
                &self.outbox.store,
                move |outbox| {
                    let entries = table::of_booking(outbox, booking)?;
                    let people = entries.iter().map(|entry| entry.person_id).collect();
                    Ok((Pending::read(outbox, &account, people)?, entries))
                },
                |store, (mut pending, entries)| {
                    let mut rows = Vec::new();
                    for entry in &entries {
                        if let Some(id) = entry.visit_id {
                            rows.extend(visits::get(store, entry.kind, id)?);
                        }
                    }
                    as_settled(&mut rows, &entries);
                    pending.people.extend(rows.iter().map(|row| row.person_id));
                    Ok((entries, rows, Around::read(store, pending)?))
                },
            )
            .await?;
        let Some(first) = entries.first() else {
            return Ok(None);
        };
        let who = Surroundings::name(first.person_id, around.people.get(&first.person_id));
        // A visit that was cancelled meanwhile has no row any more: its step shows what was asked for.
        let shown = self.seen(*zone, around, &rows, &entries);
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
                    item: item(visit.unwrap_or(asked)),
                    state: self.step_state(entry, visit),
                    visit_key: Some(key),
                    problems: said.problems,
                    detail: said.detail,
                })
            })
            .collect();
        Ok(Some(Receipt {
            booking,
            who,
            steps,
        }))
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

/// The draft cannot be booked as it stands.
pub(super) fn cannot_be(problems: Vec<Problem>) -> DeskError {
    DeskError {
        code: Code::Refused,
        detail: "the draft cannot be booked".to_owned(),
        problems,
    }
}

fn item(visit: &Visit) -> PlanItem {
    PlanItem {
        kind: visit.kind,
        start: visit.start.clone(),
        end: visit.end.clone(),
        places: visit.place_names(),
    }
}
