//! A hand in the building, for tests and for the demo.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::building::credentials::Credential;
use crate::building::doors::Channel;
use crate::building::events::{Event, Pass};
use crate::building::people::Person;
use crate::building::visits::{GroupReservation, Reservation};
use crate::building::{LedgerEntry, World};
use crate::fault::{Fault, FaultPlan};
use crate::server::App;

/// Looks into the building and acts on it, as somebody else than the application would: what it
/// does is not in the ledger, and nobody is told.
#[derive(Debug, Clone)]
pub struct Control {
    app: App,
}

#[expect(
    clippy::must_use_candidate,
    reason = "what acts need not be asked whether it did"
)]
impl Control {
    pub(crate) fn new(app: App) -> Self {
        Self { app }
    }

    /// What time it is at the building.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    /// Everybody, by id.
    #[must_use]
    pub fn people(&self) -> Vec<Person> {
        self.app.world().people.rows().to_vec()
    }

    /// One person.
    #[must_use]
    pub fn person(&self, id: i64) -> Option<Person> {
        self.app.world().people.get(id).cloned()
    }

    /// A person's credentials, with their values.
    #[must_use]
    pub fn credentials(&self, person_id: i64) -> Vec<Credential> {
        self.app.world().credentials_of(person_id).to_vec()
    }

    /// Every reservation that was not cancelled, the past ones included.
    #[must_use]
    pub fn reservations(&self) -> Vec<Reservation> {
        self.app.world().reservations.rows().to_vec()
    }

    /// Every group reservation that was not cancelled before it started, the past ones included.
    #[must_use]
    pub fn group_reservations(&self) -> Vec<GroupReservation> {
        self.app.world().group_reservations.rows().to_vec()
    }

    /// Every door.
    #[must_use]
    pub fn channels(&self) -> Vec<Channel> {
        self.app.world().channels.clone()
    }

    /// Everything that the doors reported so far, the oldest first.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        self.app.world().events.clone()
    }

    /// Every write that was accepted over the API, in order.
    #[must_use]
    pub fn ledger(&self) -> Vec<LedgerEntry> {
        self.app.world().ledger.clone()
    }

    /// How often each endpoint was asked, by method and kind of address, such as
    /// `GET /api/3/people/{id}`.
    #[must_use]
    pub fn requests(&self) -> BTreeMap<String, u64> {
        self.app.requests()
    }

    /// Adds an enabled person in no group. Returns the id.
    #[must_use]
    pub fn add_person(&self, first_name: &str, last_name: &str) -> i64 {
        let now = self.now();
        self.with(|world| {
            let id = world.people.claim_id();
            world.insert_person(Person::named(id, first_name, last_name, now));
            id
        })
    }

    /// Enables or disables a person. Returns whether there is such a person.
    pub fn set_person_enabled(&self, id: i64, enabled: bool) -> bool {
        let now = self.now();
        self.with(|world| world.set_person_enabled(id, enabled, now))
    }

    /// Takes a person away. Returns whether there was such a person.
    pub fn delete_person(&self, id: i64) -> bool {
        let now = self.now();
        self.with(|world| world.delete_person(id, now).is_ok())
    }

    /// Adds a reservation, as if another desk had made it. Returns the id.
    pub fn add_reservation(
        &self,
        person_id: i64,
        start_time: DateTime<Utc>,
        end_time: DateTime<Utc>,
        channel_ids: &[i64],
    ) -> i64 {
        let now = self.now();
        self.with(|world| {
            world.add_reservation(person_id, (start_time, end_time), channel_ids.to_vec(), now)
        })
    }

    /// Cancels a reservation. Returns whether there was one that had not ended.
    pub fn delete_reservation(&self, id: i64) -> bool {
        let now = self.now();
        self.with(|world| world.delete_reservation(id, now).is_ok())
    }

    /// Has the doors told, as another desk would. Returns whether it was not too soon after the last time.
    pub fn sync(&self) -> bool {
        let now = self.now();
        self.with(|world| world.begin_sync(now).is_ok())
    }

    /// Puts up a door that has loaded all there is for it. Returns the id.
    pub fn add_channel(&self, name: &str, site_id: i64) -> i64 {
        let now = self.now();
        self.with(|world| {
            let last = world.channels.iter().map(|door| door.id).max();
            let id = last.unwrap_or_default() + 1;
            world.channels.push(Channel::new(id, name, site_id, now));
            id
        })
    }

    /// Takes a door off the network or brings it back. Returns whether there is such a door.
    pub fn set_channel_online(&self, id: i64, online: bool) -> bool {
        let now = self.now();
        self.with(|world| world.set_channel_online(id, online, now))
    }

    /// Makes a door that is online leave requests to let somebody in unanswered, or answer them.
    /// Returns whether there is such a door.
    pub fn set_channel_answers(&self, id: i64, answers: bool) -> bool {
        self.with(|world| {
            world
                .channel_mut(id)
                .map(|channel| channel.answers = answers)
                .is_some()
        })
    }

    /// Whether a door has been told of a reservation and would open for it.
    #[must_use]
    pub fn door_knows(&self, channel_id: i64, reservation_id: i64) -> bool {
        self.with(|world| {
            world
                .channel(channel_id)
                .is_some_and(|door| door.known.reservations.contains_key(&reservation_id))
        })
    }

    /// Whether a door has been told of a group reservation.
    #[must_use]
    pub fn door_knows_group(&self, channel_id: i64, group_reservation_id: i64) -> bool {
        self.with(|world| {
            world.channel(channel_id).is_some_and(|door| {
                door.known
                    .group_reservations
                    .contains(&group_reservation_id)
            })
        })
    }

    /// Lets the visitor of a reservation try its first door now. Returns what the door decided, as
    /// an event code, or `None` if there is no such reservation.
    pub fn visitor_arrives(&self, reservation_id: i64) -> Option<i64> {
        let now = self.now();
        self.with(|world| {
            let visit = world.reservations.get(reservation_id)?;
            let pass = Pass {
                person: visit.person_id,
                channel: *visit.channel_ids.first()?,
                visit: Some(reservation_id),
            };
            world.try_door(&pass, now)
        })
    }

    /// Lets a person try a door now. Returns what the door decided, as an event code, or `None` if
    /// there is no such person or door.
    pub fn person_tries(&self, person_id: i64, channel_id: i64) -> Option<i64> {
        let now = self.now();
        self.with(|world| {
            world.try_door(
                &Pass {
                    person: person_id,
                    channel: channel_id,
                    visit: None,
                },
                now,
            )
        })
    }

    /// Has a door report that somebody came to it at a time that may be long past: with an event
    /// code, whoever they are to the door now. Returns the event's id.
    pub fn door_reports(
        &self,
        event_code: i64,
        person_id: i64,
        channel_id: i64,
        at: DateTime<Utc>,
    ) -> i64 {
        self.with(|world| {
            let event = world.event(event_code, channel_id, Some(person_id), None, at);
            world.publish(event)
        })
    }

    /// Whether the visitors of reservations that are made over the API from now on come by
    /// themselves, as those of the seeded week do. At first they do not.
    pub fn set_visitors_come(&self, come: bool) {
        self.with(|world| world.visitors_come = come);
    }

    /// Has the account keep another zone's clock, as its administrator may.
    pub fn set_time_zone(&self, zone: Tz) {
        self.with(|world| world.zone = zone);
    }

    /// Takes every token and code back, as when an administrator removes the application.
    pub fn revoke_all_tokens(&self) {
        self.app.registry().revoke_all();
    }

    /// Makes every access token expire; refresh tokens go on working.
    pub fn expire_access_tokens(&self) {
        self.app.registry().expire_access();
    }

    /// What consent grants at most from now on, whoever consents.
    pub fn set_scopes(&self, scopes: &[&str]) {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        self.app.registry().at_most = Some(scopes);
    }

    /// What the applications are registered with from now on: a request that asks for more is refused before anybody is asked.
    pub fn register_scopes(&self, scopes: &[&str]) {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        self.app.registry().registered = Some(scopes);
    }

    /// Spoils the next request that the fault concerns, or the next few. Several faults wait in
    /// the order they came.
    pub fn fail_next(&self, fault: Fault) {
        self.app.fail_next(fault);
    }

    /// Spoils requests by chance from now on, in place of any plan before.
    pub fn trouble(&self, plan: FaultPlan) {
        self.app.trouble(plan);
    }

    /// Spoils no more requests, neither by chance nor those that were to have a fault.
    pub fn end_trouble(&self) {
        self.app.end_trouble();
    }

    /// How many requests had a fault, by the name of its kind.
    #[must_use]
    pub fn faults_met(&self) -> BTreeMap<&'static str, u64> {
        self.app.faults_met()
    }

    fn with<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        act(&mut self.app.world())
    }
}
