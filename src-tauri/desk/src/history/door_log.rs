//! DoorFlow's own door log, which goes back further than what a desk keeps: read for a question, page by page, and held in memory alone.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};

use doorflow::{Answer, Event, PersonId};

use super::ask::span;
use super::event::{DoorEvent, DoorLogAsk, DoorLogPage};
use super::line::HistoryAsk;
use super::reading::{LogReading, outcome};
use crate::building::{Building, lock};
use crate::call::CallError;
use crate::desk::Desk;
use crate::directory::Entry;
use crate::error::DeskError;
use crate::outbox::who_are;
use crate::store::channels;
use crate::zone::AccountZone;

/// The most lines of one part.
const MOST: usize = 500;

static READINGS: AtomicU64 = AtomicU64::new(1);

impl Desk {
    /// Lines `offset` to `offset + limit` (500 at the most) of the events that are asked for, the latest first. With the `reading` of an
    /// earlier part the line is one of the same list; without one, or where that is not kept any more, DoorFlow is asked anew, for the
    /// first thousand events: `GET /api/3/events`. With `further` it is asked for the next thousand first, unless all are there.
    ///
    /// # Errors
    /// `badInput` where the last day is before the first; `signedOut` while no account is open; `forbidden` where the sign-in may not
    /// read the door log; `offline`, `busy` or `doorFlow` when DoorFlow cannot be read; `machine` when the store cannot.
    pub async fn door_log(
        &self,
        ask: DoorLogAsk,
        offset: usize,
        limit: usize,
        reading: Option<u64>,
        further: bool,
    ) -> Result<DoorLogPage, DeskError> {
        let building = self.building();
        let zone = building.account()?.zone;
        let kept = lock(&building.door_log)
            .as_ref()
            .is_some_and(|log| Some(log.number) == reading && log.answers(&ask));
        if !kept {
            let begun = building.begin_log(zone, &ask).await?;
            *lock(&building.door_log) = Some(begun);
        }
        if further || !kept {
            building.read_log_on().await?;
        }
        let (page, events) = {
            let log = lock(&building.door_log);
            let log = log
                .as_ref()
                .ok_or_else(|| DeskError::machine("what was read is gone"))?;
            let (before, after) = log.cut();
            let shown = log.shown(&ask.outcomes);
            let events: Vec<Event> = shown.skip(offset).take(limit.min(MOST)).cloned().collect();
            let page = DoorLogPage {
                reading: log.number,
                total: log.shown(&ask.outcomes).count(),
                counts: log.counts(),
                read: log.read,
                of: log.of,
                unreadable: log.unreadable,
                complete: log.complete(),
                read_at: zone.moment(log.begun),
                since: zone.moment(log.since),
                nothing_before: before.map(|at| zone.moment(at)),
                nothing_after: after.map(|at| zone.moment(at)),
                events: Vec::new(),
            };
            (page, events)
        };
        let events = building.door_events(zone, events).await?;
        Ok(DoorLogPage { events, ..page })
    }
}

impl Building {
    /// A reading for a question. DoorFlow finds people by their names; which of them is meant is seen here.
    async fn begin_log(
        &self,
        zone: AccountZone,
        ask: &DoorLogAsk,
    ) -> Result<LogReading, DeskError> {
        let days = HistoryAsk {
            first: ask.first,
            last: ask.last,
            ..HistoryAsk::default()
        };
        let span = span(zone, &days)?;
        let person = match ask.person {
            Some(id) => self.entries(HashSet::from([id])).await?.remove(&id),
            None => None,
        };
        let name = person.map(|person| (person.first_name, person.last_name));
        let number = READINGS.fetch_add(1, Ordering::Relaxed);
        Ok(LogReading::begin(number, ask, name, span, self.now()))
    }

    /// Reads the next page, if there is one to read.
    async fn read_log_on(&self) -> Result<(), CallError> {
        let next = lock(&self.door_log)
            .as_ref()
            .filter(|log| !log.complete())
            .map(|log| (log.number, log.query.clone(), log.pages + 1));
        let Some((number, query, page)) = next else {
            return Ok(());
        };
        let answer = self
            .call(|client, token| {
                let query = query.clone();
                async move {
                    let read = client.events_page(&token, &query, page).await?;
                    Ok(Answer {
                        server_time: read.server_time,
                        value: read,
                    })
                }
            })
            .await?;
        let mut log = lock(&self.door_log);
        // Another question may have been asked meanwhile, or somebody else be signed in.
        let same = log
            .as_mut()
            .filter(|log| log.number == number && log.pages + 1 == page);
        let moves_on = same.is_none_or(|log| log.add(answer.value));
        if moves_on {
            Ok(())
        } else {
            Err(CallError::Unsteady)
        }
    }

    /// The lines of events, with the names that are known now.
    async fn door_events(
        &self,
        zone: AccountZone,
        events: Vec<Event>,
    ) -> Result<Vec<DoorEvent>, DeskError> {
        let people = events.iter().filter_map(|event| event.person_id).collect();
        let people = self.entries(people).await?;
        let doors = self.store.read(channels::all).await?;
        let doors: HashMap<_, _> = doors.into_iter().map(|door| (door.id, door.name)).collect();
        let line = |event: Event| {
            let known = event.person_id.and_then(|id| people.get(&id));
            let door = event.door().and_then(|id| doors.get(&id).cloned());
            DoorEvent {
                id: event.id.0,
                at: zone.moment(event.created_at),
                outcome: outcome(&event),
                door: door
                    .or_else(|| event.channel_name.clone())
                    .or_else(|| event.door_controller_name.clone())
                    .unwrap_or_default(),
                person: event.person_id,
                known: known.is_some(),
                name: known.map_or_else(|| event.person_name.unwrap_or_default(), Entry::name),
                said: event.event_label,
            }
        };
        Ok(events.into_iter().map(line).collect())
    }

    /// Those of these people who are known here.
    async fn entries(&self, ids: HashSet<PersonId>) -> Result<HashMap<PersonId, Entry>, DeskError> {
        let (mut known, others) = self.at_hand(ids);
        if !others.is_empty() {
            let found = self.store.read(move |c| who_are(c, others, Vec::new()));
            known.extend(found.await?);
        }
        Ok(known)
    }
}
