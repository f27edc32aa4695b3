//! The door log.

use chrono::{DateTime, Utc};
use futures_util::Stream;
use serde::Deserialize;

use crate::client::{Client, Result};
use crate::decode;
use crate::ids::{ChannelId, EventId, PersonId};
use crate::page::{ListRequest, Page};
use crate::scope::Scope;
use crate::token::{AccessToken, CredentialValue};

/// An event: `GET /api/3/events`.
#[derive(Clone, Debug, Deserialize)]
pub struct Event {
    /// Identifier.
    pub id: EventId,
    /// The same identifier, under its older name.
    #[serde(default, deserialize_with = "decode::optional_number")]
    pub event_id: Option<EventId>,
    /// What happened, as a number: see [`Event::kind`].
    #[serde(deserialize_with = "decode::number")]
    pub event_code: i64,
    /// What happened, in DoorFlow's words.
    #[serde(default, deserialize_with = "decode::text")]
    pub event_label: String,
    /// The door.
    #[serde(default, deserialize_with = "decode::optional_number")]
    pub channel_id: Option<ChannelId>,
    /// The door's name.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub channel_name: Option<String>,
    /// The door, under its older name.
    #[serde(default, deserialize_with = "decode::optional_number")]
    pub door_controller_id: Option<ChannelId>,
    /// The door's name, under its older name.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub door_controller_name: Option<String>,
    /// The person.
    #[serde(default, deserialize_with = "decode::optional_number")]
    pub person_id: Option<PersonId>,
    /// The person's name.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub person_name: Option<String>,
    /// The card's number or the PIN that was used.
    #[serde(default, deserialize_with = "value")]
    pub credentials_number: Option<CredentialValue>,
    /// When it happened.
    #[serde(deserialize_with = "decode::time")]
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "decode::optional_time")]
    pub updated_at: Option<DateTime<Utc>>,
}

fn value<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<CredentialValue>, D::Error> {
    Ok(decode::optional_text(deserializer)?.map(CredentialValue::new))
}

/// What kind of event it is, by the range of its code: the guides disagree on single codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// 10 to 18, 70: the door opened for somebody.
    Admit,
    /// 20 to 29, 71 to 73: the door stayed shut.
    Reject,
    /// 50 to 63: the door was worked from afar.
    Remote,
    /// Anything else.
    Other,
}

impl EventKind {
    /// The kind of an event's code.
    #[must_use]
    pub fn of(code: i64) -> Self {
        match code {
            10..=18 | 70 => Self::Admit,
            20..=29 | 71..=73 => Self::Reject,
            50..=63 => Self::Remote,
            _ => Self::Other,
        }
    }
}

impl Event {
    /// The door, under whichever name DoorFlow gave it.
    #[must_use]
    pub fn door(&self) -> Option<ChannelId> {
        self.channel_id.or(self.door_controller_id)
    }

    /// What kind of event it is.
    #[must_use]
    pub fn kind(&self) -> EventKind {
        EventKind::of(self.event_code)
    }
}

/// Which events to list.
#[derive(Clone, Debug, Default)]
pub struct EventsQuery {
    /// Made since this instant; DoorFlow's own default is 90 days ago.
    pub since: Option<DateTime<Utc>>,
    /// Of these codes; empty is DoorFlow's own choice: admits and rejects.
    pub event_codes: Vec<u16>,
    /// At these doors; empty is all.
    pub channels: Vec<ChannelId>,
    /// Of people with this first name.
    pub first_name: Option<String>,
    /// Of people with this last name.
    pub last_name: Option<String>,
    /// Oldest first, which a list that grows at its end wants.
    pub ascending: bool,
    /// Page size: at most 1,000, which is also the default here.
    pub n: Option<u32>,
}

impl EventsQuery {
    fn request(&self) -> ListRequest {
        let joined =
            |numbers: &mut dyn Iterator<Item = String>| numbers.collect::<Vec<_>>().join(",");
        let mut query = vec![(
            "sort",
            if self.ascending { "ASC" } else { "DESC" }.to_owned(),
        )];
        if let Some(since) = self.since {
            query.push(("since", decode::write_time(since)));
        }
        if !self.event_codes.is_empty() {
            query.push((
                "event_codes",
                joined(&mut self.event_codes.iter().map(u16::to_string)),
            ));
        }
        if !self.channels.is_empty() {
            query.push((
                "channels",
                joined(&mut self.channels.iter().map(ChannelId::to_string)),
            ));
        }
        for (key, name) in [
            ("first_name", &self.first_name),
            ("last_name", &self.last_name),
        ] {
            query.extend(name.clone().map(|name| (key, name)));
        }
        ListRequest {
            scope: Scope::EventAccessReadonly,
            path: "events".to_owned(),
            query,
            size: Some(("n", self.n.unwrap_or(1000).clamp(1, 1000))),
        }
    }
}

impl Client {
    /// The door log, page by page. `GET /api/3/events`, scope `account.event.access.readonly`.
    pub fn events(
        &self,
        token: &AccessToken,
        query: &EventsQuery,
    ) -> impl Stream<Item = Result<Page<Event>>> + Send + use<> {
        self.pages(token, query.request())
    }

    /// One page of the door log, from 1. `GET /api/3/events`, scope `account.event.access.readonly`.
    pub async fn events_page(
        &self,
        token: &AccessToken,
        query: &EventsQuery,
        number: u32,
    ) -> Result<Page<Event>> {
        self.page(token, &query.request(), number).await
    }
}
