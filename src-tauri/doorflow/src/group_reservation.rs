//! Group reservations: one person, some groups, any length.

use chrono::{DateTime, Utc};
use futures_util::Stream;
use reqwest::Method;
use serde::{Deserialize, Serialize};

use crate::client::{Answer, Client, Result};
use crate::decode::{self, open_enum};
use crate::ids::{GroupId, GroupReservationId, PersonId};
use crate::page::Page;
use crate::reservation::VisitsQuery;
use crate::scope::Scope;
use crate::token::AccessToken;

open_enum! {
    /// What a group reservation is doing.
    GroupReservationState {
        /// Not started.
        Pending = "pending",
        /// In progress.
        Active = "active",
        /// Cancelled or completed.
        Deactivated = "deactivated",
    }
}

/// A group reservation: `GET /api/3/group_reservations/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct GroupReservation {
    /// Identifier.
    pub id: GroupReservationId,
    /// The visitor.
    pub person_id: PersonId,
    /// From.
    #[serde(deserialize_with = "decode::time")]
    pub start_time: DateTime<Utc>,
    /// To.
    #[serde(deserialize_with = "decode::time")]
    pub end_time: DateTime<Utc>,
    /// What it is doing.
    #[serde(default)]
    pub state: GroupReservationState,
    /// The groups that the person is in meanwhile.
    #[serde(default, deserialize_with = "decode::items")]
    pub group_ids: Vec<GroupId>,
    /// When it was made.
    #[serde(default, deserialize_with = "decode::optional_time")]
    pub created_at: Option<DateTime<Utc>>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "decode::optional_time")]
    pub updated_at: Option<DateTime<Utc>>,
}

/// What to reserve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GroupReservationInput {
    /// The visitor.
    pub person_id: PersonId,
    /// From.
    #[serde(serialize_with = "decode::time_text")]
    pub start_time: DateTime<Utc>,
    /// To, in the future.
    #[serde(serialize_with = "decode::time_text")]
    pub end_time: DateTime<Utc>,
    /// The groups, at least one.
    pub group_ids: Vec<GroupId>,
}

#[derive(Serialize)]
struct Wrapped<'a> {
    group_reservation: &'a GroupReservationInput,
}

impl Client {
    /// Group reservations under way and to come, page by page. `GET /api/3/group_reservations`, scope
    /// `account.group_reservation.readonly`.
    pub fn group_reservations(
        &self,
        token: &AccessToken,
        query: VisitsQuery,
    ) -> impl Stream<Item = Result<Page<GroupReservation>>> + Send + use<> {
        self.pages(
            token,
            query.request(Scope::GroupReservationReadonly, "group_reservations"),
        )
    }

    /// One page of group reservations, from 1. `GET /api/3/group_reservations`, scope `account.group_reservation.readonly`.
    pub async fn group_reservations_page(
        &self,
        token: &AccessToken,
        query: VisitsQuery,
        number: u32,
    ) -> Result<Page<GroupReservation>> {
        let request = query.request(Scope::GroupReservationReadonly, "group_reservations");
        self.page(token, &request, number).await
    }

    /// One group reservation. `GET /api/3/group_reservations/{id}`, scope `account.person.readonly`.
    pub async fn group_reservation(
        &self,
        token: &AccessToken,
        id: GroupReservationId,
    ) -> Result<Answer<GroupReservation>> {
        self.get(
            token,
            Some(Scope::PersonReadonly),
            &format!("group_reservations/{id}"),
            &[],
        )
        .await
    }

    /// Makes a group reservation. There is no idempotency key: each call that arrives makes one.
    /// `POST /api/3/group_reservations`, scope `account.group_reservation`.
    pub async fn create_group_reservation(
        &self,
        token: &AccessToken,
        input: &GroupReservationInput,
    ) -> Result<Answer<GroupReservation>> {
        let body = Wrapped {
            group_reservation: input,
        };
        let scope = Some(Scope::GroupReservation);
        self.write(
            token,
            scope,
            Method::POST,
            "group_reservations",
            Some(&body),
        )
        .await?
        .read()
    }

    /// Deletes one that has not started; one under way is deactivated, and the person leaves its groups.
    /// `DELETE /api/3/group_reservations/{id}`, scope `account.group_reservation`.
    pub async fn delete_group_reservation(
        &self,
        token: &AccessToken,
        id: GroupReservationId,
    ) -> Result<Answer<()>> {
        let path = format!("group_reservations/{id}");
        let scope = Some(Scope::GroupReservation);
        self.write::<()>(token, scope, Method::DELETE, &path, None)
            .await?
            .gone()
    }
}
