//! From a draft to the outbox.

use chrono::{DateTime, Utc};
use doorflow::PersonId;
use rusqlite::Connection;

use super::party::Everyone;
use super::told::{Begun, Seen};
use super::{
    Busy, DoorFacts, Draft, GroupFacts, Known, May, Newcomer, PersonFacts, Plan, Planned, Problem,
    VisitKind, Write, in_series, newcomer::NOBODY_YET, plan,
};
use crate::account::Account;
use crate::building::{Building, VisitId};
use crate::desk::Desk;
use crate::error::{Code, DeskError};
use crate::outbox::{EntryKind, Receipt, as_settled};
use crate::store::StoreError;
use crate::store::channels;
use crate::store::names::{self, Kind};
use crate::store::outbox::{self as table, EntryRow, EntryState};
use crate::store::people::{self, PersonRow};
use crate::store::visits::{self, VisitRow};
use crate::visits::ask::Key;
use crate::zone::AccountZone;

impl Desk {
    /// What would come of a draft. Sends nothing to DoorFlow.
    ///
    /// # Errors
    /// `signedOut` while no account is open; `machine` when the store cannot be read.
    pub async fn plan(&self, draft: &Draft) -> Result<Plan, DeskError> {
        Ok(self.building().planned(draft, &[], None).await?.plan)
    }

    /// Commits what the draft asks for to the outbox, then begins to send it. How it goes on comes as news.
    ///
    /// # Errors
    /// `refused` with the problems when the draft cannot be booked: nothing was kept or sent. `machine` when it cannot be kept: nothing
    /// is sent then either.
    pub async fn book(&self, draft: &Draft) -> Result<Receipt, DeskError> {
        let building = self.building();
        // Had now: what is committed is so also where the sign-in ends meanwhile.
        let account = building.account()?;
        let zone = account.zone;
        let seen = building.book(draft, account).await?.map_err(cannot_be)?;
        let booking = seen.entries.first().map_or(0, |entry| entry.booking);
        building.say_moved(building.status_of(&seen.around.channels, &seen.around.open));
        building
            .receipt_of(booking, zone, seen)
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
    /// Plans a draft, commits what it asks for and begins to send it; answers with what the page is told of it, or with why it cannot be
    /// booked. What is planned by stays as it is until then: it is all done at one go.
    async fn book(
        &self,
        draft: &Draft,
        account: Account,
    ) -> Result<Result<Seen, Vec<Problem>>, DeskError> {
        self.outbox.is_open()?;
        let (draft, now, may) = (draft.clone(), self.now(), self.may_book());
        let noted = self.note_ahead(draft.about.as_ref()).await?;
        let _both = self.outbox.gate.read().await;
        let booked = self
            .store
            .at_one_go(&self.outbox.store, move |calendar, outbox| {
                let open = outbox.run(|c| table::open(c, &account.id))?;
                let (problems, asked) = calendar.read(|c| {
                    // Too many people hold nothing up: it was said before, and need not be counted again.
                    let everyone = Everyone::read(c, &draft, now, None)?;
                    let known = (now, &account.zone, may);
                    let planned = everyone.judge(&draft, &open, known, &[], None);
                    let asked = asked(c, planned.writes, now)?;
                    let mut asked = in_series(asked, planned.rule.as_ref(), account.zone);
                    for visit in &mut asked {
                        visit.about.clone_from(&noted);
                    }
                    Ok((planned.plan.problems, asked))
                })?;
                if !problems.is_empty() || asked.is_empty() {
                    return Ok(Err(problems));
                }
                let begun = outbox.run(|c| {
                    let kept = table::add(c, &account.id, asked)?;
                    let booking = kept.first().map_or(0, |entry| entry.booking);
                    Begun::read(c, booking, &account.id)
                })?;
                calendar.read(|c| Seen::read(c, begun)).map(Ok)
            });
        let booked = booked.await;
        // Also where it could not be read again: what is committed is to be sent.
        self.send.notify_one();
        Ok(booked?)
    }

    /// The writes that a plan comes to, each with what DoorFlow was known to hold before that is the same.
    pub(crate) async fn asked(&self, writes: Vec<Write>) -> Result<Vec<EntryRow>, StoreError> {
        let now = self.now();
        self.store
            .read(move |connection| asked(connection, writes, now))
            .await
    }

    /// The draft, judged by what the desk knows now, as if there were none of the visits `instead_of`; of a newcomer, DoorFlow knows
    /// nothing.
    pub(super) async fn planned(
        &self,
        draft: &Draft,
        instead_of: &[VisitId],
        newcomer: Option<&Newcomer>,
    ) -> Result<Planned, DeskError> {
        let zone = self.account()?.zone;
        let now = self.now();
        let asked = draft.clone();
        let limit = self.session.config().guests_at_once;
        let (everyone, open) = self
            .with_entries(move |connection| Everyone::read(connection, &asked, now, limit))
            .await?;
        let known = (now, &zone, self.may_book());
        Ok(everyone.judge(draft, &open, known, instead_of, newcomer))
    }
}

/// The writes of a plan, each with the visits that the store has of the same person, instants and places.
fn asked(
    connection: &Connection,
    writes: Vec<Write>,
    now: DateTime<Utc>,
) -> rusqlite::Result<Vec<EntryRow>> {
    let mut entries = Vec::with_capacity(writes.len());
    for write in writes {
        let place_ids: Vec<i64> = match write.kind {
            VisitKind::Reservation => write.channel_ids.iter().map(|id| id.0).collect(),
            VisitKind::GroupReservation => write.group_ids.iter().map(|id| id.0).collect(),
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
}

/// What the store knows that a draft is judged by.
pub(super) struct Facts {
    person: Option<PersonRow>,
    /// The person's visits that are not over.
    visits: Vec<VisitRow>,
    doors: Vec<DoorFacts>,
    groups: Vec<GroupFacts>,
}

impl Facts {
    /// First and last name; empty where the directory does not know them.
    pub(super) fn name(&self) -> String {
        let person = self.person.as_ref().map(person_facts);
        person.map_or_else(String::new, |person| person.name)
    }

    pub(super) fn read(
        connection: &Connection,
        person: Option<PersonId>,
        now: DateTime<Utc>,
    ) -> rusqlite::Result<Self> {
        let (person, visits) = match person {
            Some(id) => (
                people::get(connection, id)?,
                visits::of_person(connection, id, now)?,
            ),
            None => (None, Vec::new()),
        };
        Ok(Self {
            person,
            visits,
            doors: door_facts(connection)?,
            groups: group_facts(connection)?,
        })
    }

    /// Judges a draft by these and by the writes that are not settled: by the clock, in the account's zone and with what it may do.
    pub(super) fn judge(
        &self,
        draft: &Draft,
        open: &[EntryRow],
        (now, zone, may): (DateTime<Utc>, &AccountZone, May),
        instead_of: &[VisitId],
        newcomer: Option<&Newcomer>,
    ) -> Planned {
        let mut others = self.visits.clone();
        as_settled(&mut others, open);
        others.retain(|row| !instead_of.contains(&(row.kind, row.id)));
        let others = (draft.person_id).map_or_else(Vec::new, |id| busy(id, &others, open));
        let person = self
            .person
            .as_ref()
            .map(person_facts)
            .or_else(|| newcomer.map(newcomer_facts));
        plan(
            draft,
            &Known {
                now,
                zone,
                person: person.as_ref(),
                doors: &self.doors,
                groups: &self.groups,
                others: &others,
                may,
            },
        )
    }
}

/// What the rules need to know of every door.
pub(crate) fn door_facts(connection: &Connection) -> rusqlite::Result<Vec<DoorFacts>> {
    let doors = channels::all(connection)?;
    Ok(doors
        .into_iter()
        .map(|door| DoorFacts {
            id: door.id,
            name: door.name,
            online: door.online,
            lockdown: door.lockdown,
        })
        .collect())
}

/// What the rules need to know of every group.
pub(crate) fn group_facts(connection: &Connection) -> rusqlite::Result<Vec<GroupFacts>> {
    let groups = names::all(connection, Kind::Groups)?;
    Ok(groups
        .into_iter()
        .map(|group| GroupFacts {
            id: group.id.into(),
            name: group.name,
        })
        .collect())
}

/// What the rules need to know of a person.
pub(crate) fn person_facts(person: &PersonRow) -> PersonFacts {
    PersonFacts {
        id: person.id,
        name: format!("{} {}", person.first_name, person.last_name)
            .trim()
            .to_owned(),
        enabled: person.enabled,
        valid_from: person.valid_from,
        valid_to: person.valid_to,
    }
}

/// What the rules need to know of somebody who is not in DoorFlow yet.
pub(crate) fn newcomer_facts(newcomer: &Newcomer) -> PersonFacts {
    PersonFacts {
        id: NOBODY_YET,
        name: newcomer.name(),
        enabled: true,
        valid_from: None,
        valid_to: None,
    }
}

/// When a person is taken, by their visits as they are settled and by what is in the outbox.
pub(crate) fn busy(person: PersonId, visits: &[VisitRow], entries: &[EntryRow]) -> Vec<Busy> {
    let visits = visits
        .iter()
        .filter(|row| !row.deactivated && row.person_id == person)
        .map(|row| (row.start, row.end));
    let coming = entries
        .iter()
        .filter(|entry| entry.shows() && entry.person_id == person && entry.state.may_take_place())
        .map(|entry| (entry.start, entry.end));
    visits
        .chain(coming)
        .map(|(start, end)| Busy { start, end })
        .collect()
}

/// The draft cannot be booked as it stands.
pub(super) fn cannot_be(problems: Vec<Problem>) -> DeskError {
    DeskError {
        code: Code::Refused,
        detail: "the draft cannot be booked".to_owned(),
        problems,
    }
}
