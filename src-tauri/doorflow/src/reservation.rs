//! Reservations: one person, some doors, within one day of the account.

use chrono::{DateTime, Utc};
use futures_util::Stream;
use reqwest::Method;
use serde::{Deserialize, Serialize};

use crate::client::{Answer, Client, Result};
use crate::decode;
use crate::ids::{ChannelId, PersonId, ReservationId};
use crate::page::{ListRequest, Page};
use crate::scope::Scope;
use crate::token::AccessToken;

/// A reservation: `GET /api/3/reservations`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Written")]
pub struct Reservation {
    /// Identifier.
    pub id: ReservationId,
    /// The visitor.
    pub person_id: PersonId,
    /// From.
    pub start_time: DateTime<Utc>,
    /// To.
    pub end_time: DateTime<Utc>,
    /// The doors.
    pub channel_ids: Vec<ChannelId>,
    /// When it was made.
    pub created_at: Option<DateTime<Utc>>,
    /// When it was last changed.
    pub updated_at: Option<DateTime<Utc>>,
}

/// A reservation as DoorFlow writes it: it has two names for the doors, and may use either or both.
#[derive(Deserialize)]
struct Written {
    id: ReservationId,
    person_id: PersonId,
    #[serde(deserialize_with = "decode::time")]
    start_time: DateTime<Utc>,
    #[serde(deserialize_with = "decode::time")]
    end_time: DateTime<Utc>,
    #[serde(default, deserialize_with = "decode::items")]
    channel_ids: Vec<ChannelId>,
    #[serde(default, deserialize_with = "decode::items")]
    door_controller_ids: Vec<ChannelId>,
    #[serde(default, deserialize_with = "decode::optional_time")]
    created_at: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "decode::optional_time")]
    updated_at: Option<DateTime<Utc>>,
}

impl From<Written> for Reservation {
    fn from(written: Written) -> Self {
        Self {
            id: written.id,
            person_id: written.person_id,
            start_time: written.start_time,
            end_time: written.end_time,
            channel_ids: if written.channel_ids.is_empty() {
                written.door_controller_ids
            } else {
                written.channel_ids
            },
            created_at: written.created_at,
            updated_at: written.updated_at,
        }
    }
}

/// What to reserve. Start and end fall on the same day in the account's zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReservationInput {
    /// The visitor.
    pub person_id: PersonId,
    /// From.
    #[serde(serialize_with = "decode::time_text")]
    pub start_time: DateTime<Utc>,
    /// To.
    #[serde(serialize_with = "decode::time_text")]
    pub end_time: DateTime<Utc>,
    /// The doors, at least one.
    pub channel_ids: Vec<ChannelId>,
}

/// Which visits to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct VisitsQuery {
    /// Changed since this instant. What was deleted is not among it.
    pub since_utc: Option<DateTime<Utc>>,
    /// Page size; 500 is DoorFlow's own default.
    pub per_page: Option<u32>,
}

impl VisitsQuery {
    pub(crate) fn request(self, scope: Scope, path: &str) -> ListRequest {
        ListRequest {
            scope,
            path: path.to_owned(),
            query: self
                .since_utc
                .map(|since| ("since_utc", decode::write_time(since)))
                .into_iter()
                .collect(),
            size: Some(("per_page", self.per_page.unwrap_or(500).max(1))),
        }
    }
}

impl Client {
    /// Reservations under way and to come, page by page. `GET /api/3/reservations`, scope `account.reservation.readonly`.
    pub fn reservations(
        &self,
        token: &AccessToken,
        query: VisitsQuery,
    ) -> impl Stream<Item = Result<Page<Reservation>>> + Send + use<> {
        self.pages(
            token,
            query.request(Scope::ReservationReadonly, "reservations"),
        )
    }

    /// One page of reservations, from 1. `GET /api/3/reservations`, scope `account.reservation.readonly`.
    pub async fn reservations_page(
        &self,
        token: &AccessToken,
        query: VisitsQuery,
        number: u32,
    ) -> Result<Page<Reservation>> {
        self.page(
            token,
            &query.request(Scope::ReservationReadonly, "reservations"),
            number,
        )
        .await
    }

    /// Makes a reservation. There is no idempotency key: each call that arrives makes one. `POST /api/3/reservations`, scope
    /// `account.reservation`.
    pub async fn create_reservation(
        &self,
        token: &AccessToken,
        input: &ReservationInput,
    ) -> Result<Answer<Reservation>> {
        self.write(
            token,
            Some(Scope::Reservation),
            Method::POST,
            "reservations",
            Some(input),
        )
        .await?
        .read()
    }

    /// Deletes a reservation. `DELETE /api/3/reservations/{id}`, scope `account.reservation`.
    pub async fn delete_reservation(
        &self,
        token: &AccessToken,
        id: ReservationId,
    ) -> Result<Answer<()>> {
        let path = format!("reservations/{id}");
        let scope = Some(Scope::Reservation);
        self.write::<()>(token, scope, Method::DELETE, &path, None)
            .await?
            .gone()
    }
}
