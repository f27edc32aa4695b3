//! Makes people and gives them PINs, and finds out what became of that.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use doorflow::{CredentialInput, CredentialTypeId, PeopleQuery, PersonId, PersonInput};
use rusqlite::Connection;

use super::{EntryKind, Reason};
use crate::booking::Newcomer;
use crate::building::{Building, VisitId, lock};
use crate::call::CallError;
use crate::directory::Entry;
use crate::session::Capability;
use crate::store::outbox::{self as table, EntryRow, EntryState, newcomer};
use crate::store::people::{self, PersonRow};
use crate::store::{StoreError, newcomers, visits};
use crate::sync::{self, rows};
use crate::visits::build::Told;

/// What DoorFlow calls its kind of PINs in addresses.
const PIN: &str = "pin";
/// The HTTP status for a second credential of one kind.
const HAS_ONE: u16 = 409;

/// Those of these people who are still to be made, with the marks under which it is kept who they are.
pub(crate) fn coming(
    outbox: &Connection,
    ids: &HashSet<PersonId>,
) -> rusqlite::Result<Vec<(PersonId, String)>> {
    let mut coming = Vec::new();
    for booking in ids.iter().filter_map(|id| newcomer(*id)) {
        let entry = table::get(outbox, booking)?;
        coming.extend(entry.and_then(|entry| Some((entry.person_id, entry.mark?))));
    }
    Ok(coming)
}

/// These people as far as they are known; those who are `coming` as they were typed.
pub(crate) fn who_are(
    store: &Connection,
    ids: HashSet<PersonId>,
    coming: Vec<(PersonId, String)>,
) -> rusqlite::Result<HashMap<PersonId, Entry>> {
    let mut known = HashMap::with_capacity(ids.len());
    for id in ids {
        known.extend(people::get(store, id)?.map(|person| (id, rows::into_entry(person))));
    }
    for (id, mark) in coming {
        known.extend(
            newcomers::get(store, &mark)?.map(|who| (id, rows::into_entry(typed(id, who)))),
        );
    }
    Ok(known)
}

impl Building {
    /// Who a write is about that makes a person; `None` where that is not known (any more).
    async fn newcomer_of(&self, entry: &EntryRow) -> Result<Option<Newcomer>, StoreError> {
        let Some(mark) = entry.mark.clone() else {
            return Ok(None);
        };
        self.store.run(move |c| newcomers::get(c, &mark)).await
    }

    /// Forgets whoever is made by now, or is not to be made any more. An outbox that could not be opened does not say who that is.
    pub(super) async fn forget_newcomers(&self) -> Result<(), StoreError> {
        if self.outbox.closed.is_some() {
            return Ok(());
        }
        let _both = self.outbox.gate.write().await;
        let marks = self.outbox.store.run(table::marks).await?;
        self.store
            .run(move |c| newcomers::keep_only(c, &marks))
            .await
    }

    /// DoorFlow answers with the person whom it made. Whoever is not the one that was asked for is for somebody to see before the booking
    /// goes on.
    pub(super) async fn person_answered(
        &self,
        entry: EntryRow,
        person: PersonRow,
    ) -> Result<(), StoreError> {
        let asked = self.newcomer_of(&entry).await?;
        let Some(difference) = asked.and_then(|asked| difference(&entry, &asked, &person)) else {
            return self.person_made(entry, person).await;
        };
        self.outbox.say(entry.id, Vec::new(), difference);
        self.person_there(entry, Reason::Differs, person).await
    }

    /// The person exists: all of the booking is theirs, and goes on.
    pub(super) async fn person_made(
        &self,
        entry: EntryRow,
        person: PersonRow,
    ) -> Result<(), StoreError> {
        self.person_there(entry, Reason::None, person).await
    }

    async fn person_there(
        &self,
        entry: EntryRow,
        reason: Reason,
        person: PersonRow,
    ) -> Result<(), StoreError> {
        let (id, booking) = (person.id, entry.booking);
        tracing::info!(entry = entry.id, person = id.0, ?reason, "made");
        let done = EntryRow {
            reason,
            ..self.settled(entry)
        };
        // Known by name before anything goes by their number. A calendar that cannot be written holds up nothing: whoever is not in it yet comes
        // with the lists.
        if let Err(error) = self.know(person).await {
            tracing::error!(%error, person = id.0, "could not be put into the directory");
        }
        self.outbox
            .store
            .run(move |c| {
                table::update(c, &done)?;
                table::name_person(c, booking, id)
            })
            .await?;
        let forgotten = self.forget_newcomers().await;
        self.tell_moved(booking).await;
        self.send.notify_one();
        forgotten
    }

    /// The person has a PIN.
    pub(super) async fn pin_given(&self, entry: EntryRow) -> Result<(), StoreError> {
        tracing::info!(entry = entry.id, person = entry.person_id.0, "has a PIN");
        let done = self.told_to_doors(entry);
        let (account, booking, person) = (self.account_id(), done.booking, done.person_id);
        // A visitor's doors are not ready without the PIN: what they were told of the visits before is not enough, from the moment that it is
        // known to be given.
        let visits = self
            .outbox
            .store
            .run(move |c| {
                let visits: Vec<VisitId> = table::of_booking(c, booking)?
                    .into_iter()
                    .filter(|entry| entry.what == EntryKind::Book && entry.told.is_some())
                    .filter_map(|entry| Some((entry.kind, entry.visit_id?)))
                    .collect();
                table::tell(c, &account, &visits, Some(Told::NotYet))?;
                Ok(visits)
            })
            .await?;
        for visit in visits {
            self.to_be_told(visit);
        }
        let end = self.last_known_end(person).await;
        let (kept, account) = (done.clone(), self.account_id());
        self.outbox
            .store
            .run(move |c| {
                table::update(c, &kept)?;
                // With it, so that it is taken back again whatever happens next.
                end.map_or(Ok(()), |end| table::comes_again(c, &account, person, end))
            })
            .await?;
        self.tell_kept(&done).await;
        self.promote.notify_one();
        Ok(())
    }

    /// When the last visit ends that the calendar has of somebody; `None` where it has none to come, or cannot be read.
    async fn last_known_end(&self, person: PersonId) -> Option<DateTime<Utc>> {
        let now = self.now();
        let coming = self.store.read(move |c| visits::of_person(c, person, now));
        match coming.await {
            Ok(rows) => rows
                .into_iter()
                .filter(|visit| !visit.deactivated)
                .map(|visit| visit.end)
                .max(),
            Err(error) => {
                tracing::error!(%error, person = person.0, "the calendar could not be read");
                None
            }
        }
    }

    /// A write that is done, and of which the doors are to be told.
    pub(super) fn told_to_doors(&self, entry: EntryRow) -> EntryRow {
        EntryRow {
            told: self.may(Capability::Sync).then_some(Told::NotYet),
            ..self.settled(entry)
        }
    }

    /// A write that is done, and of which nobody is to be told.
    pub(super) fn settled(&self, entry: EntryRow) -> EntryRow {
        EntryRow {
            kept: true,
            next_look: None,
            ..entry.into_state(EntryState::Accepted, Reason::None, self.now())
        }
    }
}

/// Where DoorFlow's answer is not who was asked for. It may write an address in its own way, and a number in another.
fn difference(entry: &EntryRow, asked: &Newcomer, made: &PersonRow) -> Option<String> {
    let same = |one: &str, other: &str| one.trim().to_lowercase() == other.trim().to_lowercase();
    let mut parts = Vec::new();
    if !same(&asked.first_name, &made.first_name) || !same(&asked.last_name, &made.last_name) {
        parts.push("another name");
    }
    if !same(&asked.email, &made.email) {
        parts.push("another e-mail address");
    }
    if entry.mark.as_ref() != Some(&made.system_id) {
        parts.push("another mark");
    }
    (!parts.is_empty()).then(|| format!("DoorFlow answered with {}.", parts.join(", ")))
}

/// Somebody who is still to be made, as the calendar shows them.
fn typed(id: PersonId, who: Newcomer) -> PersonRow {
    PersonRow {
        id,
        first_name: who.first_name,
        last_name: who.last_name,
        salutation: String::new(),
        job_title: String::new(),
        email: who.email,
        organisation_id: None,
        system_id: String::new(),
        department: String::new(),
        telephone: String::new(),
        mobile: who.mobile,
        enabled: true,
        valid_from: None,
        valid_to: None,
        has_photo: false,
        group_ids: Vec::new(),
        role_ids: Vec::new(),
    }
}

/// Looks before a person is made: one who was sent may be there, and one whose details are gone cannot be sent.
pub(super) async fn proven(
    building: &Building,
    entry: EntryRow,
) -> Result<Option<EntryRow>, CallError> {
    let unproven = lock(&building.outbox.unproven).contains(&entry.id);
    if unproven || entry.sent_at.is_some() {
        let found = by_mark(building, &entry).await?;
        lock(&building.outbox.unproven).remove(&entry.id);
        if let Some(person) = found {
            building.person_made(entry, person).await?;
            return Ok(None);
        }
    }
    if building.newcomer_of(&entry).await?.is_some() {
        return Ok(Some(entry));
    }
    let now = building.now();
    let entry = entry.into_state(EntryState::NeedsYou, Reason::DetailsGone, now);
    building.keep(&entry).await?;
    Ok(None)
}

/// The one request that makes a person, marked so that they are known again.
pub(super) async fn make(building: &Building, entry: &EntryRow) -> Result<PersonRow, CallError> {
    let who = building.newcomer_of(entry).await?.unwrap_or_else(nobody);
    let group = match entry.mark.clone() {
        Some(mark) => {
            building
                .store
                .run(move |c| newcomers::group(c, &mark))
                .await?
        }
        None => None,
    };
    let filled = |text: String| (!text.is_empty()).then_some(Some(text));
    let input = PersonInput {
        first_name: Some(who.first_name),
        last_name: Some(who.last_name),
        email: filled(who.email),
        mobile: filled(who.mobile),
        system_id: entry.mark.clone().map(Some),
        group_ids: group.map(|group| vec![group]),
        ..PersonInput::default()
    };
    let answer = building
        .call(|client, token| {
            let input = input.clone();
            async move { client.create_person(&token, &input).await }
        })
        .await?;
    Ok(rows::person(answer.value))
}

/// Details that went while they were asked for: DoorFlow refuses a person without a name.
fn nobody() -> Newcomer {
    Newcomer {
        first_name: String::new(),
        last_name: String::new(),
        email: String::new(),
        mobile: String::new(),
    }
}

/// The person whom DoorFlow has with a write's mark. As with the lists of visits, it takes two answers to say that there is nobody.
pub(super) async fn by_mark(
    building: &Building,
    entry: &EntryRow,
) -> Result<Option<PersonRow>, CallError> {
    let Some(mark) = entry.mark.clone() else {
        return Ok(None);
    };
    match marked(building, mark.clone()).await? {
        Some(person) => Ok(Some(person)),
        None => marked(building, mark).await,
    }
}

async fn marked(building: &Building, mark: String) -> Result<Option<PersonRow>, CallError> {
    let token = building.session.access_token().await?;
    let query = PeopleQuery {
        system_id: Some(mark.clone()),
        ..PeopleQuery::default()
    };
    let found = sync::whole(building, building.client.people(&token, &query)).await?;
    Ok(found
        .items
        .into_iter()
        .find(|person| person.system_id.as_ref() == Some(&mark))
        .map(rows::person))
}

/// The one request that gives a person a PIN, which DoorFlow chooses. Whoever has one is given none.
pub(super) async fn give_pin(
    building: &Building,
    entry: &EntryRow,
) -> Result<Option<String>, CallError> {
    let Some(kind) = building.pin_kind().await? else {
        return Err(CallError::DoorFlow(doorflow::Error::NotFound {
            message: "this account has no PINs".to_owned(),
        }));
    };
    let person = entry.person_id;
    let given = building
        .call(|client, token| async move {
            let input = CredentialInput::random_pin(kind);
            client.create_credential(&token, person, &input).await
        })
        .await;
    match given {
        Ok(given) => Ok(Some(given.value.id.0)),
        // Whose it is cannot be told: it may have been given by somebody else meanwhile.
        Err(CallError::DoorFlow(doorflow::Error::Rejected { status, .. })) if status == HAS_ONE => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

impl Building {
    /// The kind of credential that is a PIN in this account.
    pub(crate) async fn pin_kind(&self) -> Result<Option<CredentialTypeId>, CallError> {
        let token = self.session.access_token().await?;
        let kinds = sync::whole(self, self.client.credential_types(&token)).await?;
        let pin = kinds.items.iter().find(|kind| kind.slug == PIN);
        Ok(pin.map(|kind| kind.id))
    }
}

/// Looks for a person or a PIN whose answer was lost, unless somebody decides meanwhile: the look takes its time.
pub(super) async fn settle(building: &Building, entry: EntryRow) -> Result<(), StoreError> {
    let now = building.now();
    if entry.what != EntryKind::Person {
        // To give a PIN to somebody who has one does no harm: DoorFlow gives none. Nor does it to take one back that is gone.
        let again = EntryRow {
            next_look: None,
            ..entry
                .clone()
                .into_state(EntryState::Queued, Reason::None, now)
        };
        building.keep_looked(&entry, &again).await?;
        building.send.notify_one();
        return Ok(());
    }
    let was = entry.clone();
    let looked = by_mark(building, &entry).await;
    let limits = &building.outbox.limits;
    let unknown_at = entry.unknown_at.unwrap_or(entry.since);
    let entry = match looked {
        Ok(Some(person)) => return building.person_made(entry, person).await,
        Ok(None) if limits.decides(unknown_at, now) => EntryRow {
            next_look: limits.next_look(unknown_at, now),
            ..entry.into_state(EntryState::NotBooked, Reason::NotThere, now)
        },
        Ok(None) => EntryRow {
            next_look: limits.next_look(unknown_at, now),
            ..entry
        },
        Err(error) => {
            tracing::info!(entry = entry.id, %error, "could not look yet");
            EntryRow {
                next_look: Some(later(building, unknown_at, now)),
                ..entry
            }
        }
    };
    building.keep_looked(&was, &entry).await
}

/// When it is looked for again where that could not be done: nothing is decided without.
fn later(building: &Building, unknown_at: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    let limits = &building.outbox.limits;
    let next = limits.next_look(unknown_at, now);
    next.unwrap_or_else(|| super::settle::after(now, limits.looks[2]))
}
