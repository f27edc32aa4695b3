//! People.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use futures_util::Stream;
use reqwest::Method;
use serde::{Deserialize, Serialize};

use crate::client::{Answer, Client, Result};
use crate::decode;
use crate::ids::{GroupId, OrganisationId, PersonId, RoleId};
use crate::page::{ListRequest, Page};
use crate::scope::Scope;
use crate::token::{AccessToken, CredentialValue};

/// A person: `GET /api/3/people/{id}`.
#[derive(Clone, Debug, Deserialize)]
pub struct Person {
    /// Identifier.
    pub id: PersonId,
    /// First name.
    #[serde(default, deserialize_with = "decode::text")]
    pub first_name: String,
    /// Last name.
    #[serde(default, deserialize_with = "decode::text")]
    pub last_name: String,
    /// `Mr.`, `Dr.`
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub salutation: Option<String>,
    /// Job title.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub job_title: Option<String>,
    /// E-mail, unique in the account.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub email: Option<String>,
    /// Organisation.
    #[serde(default, deserialize_with = "decode::optional_number")]
    pub organisation_id: Option<OrganisationId>,
    /// The id that another system knows the person by.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub system_id: Option<String>,
    /// Department.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub department: Option<String>,
    /// Whether the doors open for this person at all. It is always there; null would be no.
    #[serde(deserialize_with = "decode::flag")]
    pub enabled: bool,
    /// Not before this instant.
    #[serde(default, deserialize_with = "decode::bound")]
    pub valid_from: Option<DateTime<Utc>>,
    /// Not after this instant.
    #[serde(default, deserialize_with = "decode::bound")]
    pub valid_to: Option<DateTime<Utc>>,
    /// Address of the photo.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub image_url: Option<String>,
    /// Address of the small photo.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub image_thumbnail_url: Option<String>,
    /// Telephone.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub telephone: Option<String>,
    /// Mobile, E.164 where the account uses passports.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub mobile: Option<String>,
    /// Notes.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub notes: Option<String>,
    /// Barcode.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub barcode: Option<String>,
    /// Custom field.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub custom_1: Option<String>,
    /// Custom field.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub custom_2: Option<String>,
    /// Custom field.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub custom_3: Option<String>,
    /// Custom field.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub custom_4: Option<String>,
    /// Custom field.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub custom_5: Option<String>,
    /// When it was made.
    #[serde(default, deserialize_with = "decode::optional_time")]
    pub created_at: Option<DateTime<Utc>>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "decode::optional_time")]
    pub updated_at: Option<DateTime<Utc>>,
    /// Groups.
    #[serde(default, deserialize_with = "decode::items")]
    pub groups: Vec<GroupId>,
    /// Roles.
    #[serde(default, deserialize_with = "decode::items")]
    pub roles: Vec<RoleId>,
    /// Keys that the account's credential types add, with their values where they are texts.
    #[serde(flatten)]
    pub credential_fields: CredentialFields,
}

/// The keys of a person that are not DoorFlow's own: one for each credential type of the account.
#[derive(Clone, Debug, Default)]
pub struct CredentialFields(pub BTreeMap<String, CredentialValue>);

impl<'de> Deserialize<'de> for CredentialFields {
    fn deserialize<D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> std::result::Result<Self, D::Error> {
        let all = BTreeMap::<String, serde_json::Value>::deserialize(deserializer)?;
        Ok(Self(
            all.into_iter()
                .filter_map(|(key, value)| match value {
                    serde_json::Value::String(text) => Some((key, CredentialValue::new(text))),
                    serde_json::Value::Number(number) => {
                        Some((key, CredentialValue::new(number.to_string())))
                    }
                    _ => None,
                })
                .collect(),
        ))
    }
}

/// Which people to list.
#[derive(Clone, Debug, Default)]
pub struct PeopleQuery {
    /// Changed since this instant.
    pub since_utc: Option<DateTime<Utc>>,
    /// Part of the e-mail, any case.
    pub email: Option<String>,
    /// The whole system id.
    pub system_id: Option<String>,
    /// Page size: at most 100, which is also the default here.
    pub per_page: Option<u32>,
}

/// What to write of a person. A field that is `None` is left as it is; an inner `None` empties it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PersonInput {
    /// First name; needed for a new person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Last name; needed for a new person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// `Mr.`, `Dr.`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub salutation: Option<Option<String>>,
    /// Job title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_title: Option<Option<String>>,
    /// E-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Option<String>>,
    /// Organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation_id: Option<Option<OrganisationId>>,
    /// The id that another system knows the person by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system_id: Option<Option<String>>,
    /// Department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<Option<String>>,
    /// Whether the doors open for this person at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Not before this instant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Option<DateTime<Utc>>>,
    /// Not after this instant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Option<DateTime<Utc>>>,
    /// Telephone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub telephone: Option<Option<String>>,
    /// Mobile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile: Option<Option<String>>,
    /// Notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<Option<String>>,
    /// Barcode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub barcode: Option<Option<String>>,
    /// A photo, base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_base64: Option<String>,
    /// Where DoorFlow fetches a photo from; empty removes the photo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_remote_url: Option<String>,
    /// Custom field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_1: Option<Option<String>>,
    /// Custom field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_2: Option<Option<String>>,
    /// Custom field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_3: Option<Option<String>>,
    /// Custom field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_4: Option<Option<String>>,
    /// Custom field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_5: Option<Option<String>>,
    /// All groups that the person shall be in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_ids: Option<Vec<GroupId>>,
    /// All roles that the person shall have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_ids: Option<Vec<RoleId>>,
}

impl PeopleQuery {
    pub(crate) fn request(&self) -> ListRequest {
        let mut query = Vec::new();
        if let Some(since) = self.since_utc {
            query.push(("since_utc", decode::write_time(since)));
        }
        if let Some(email) = &self.email {
            query.push(("email", email.clone()));
        }
        if let Some(system_id) = &self.system_id {
            query.push(("system_id", system_id.clone()));
        }
        ListRequest {
            scope: Scope::PersonReadonly,
            path: "people".to_owned(),
            query,
            size: Some(("per_page", self.per_page.unwrap_or(100).clamp(1, 100))),
        }
    }
}

impl Client {
    /// People, page by page. `GET /api/3/people`, scope `account.person.readonly`.
    pub fn people(
        &self,
        token: &AccessToken,
        query: &PeopleQuery,
    ) -> impl Stream<Item = Result<Page<Person>>> + Send + use<> {
        self.pages(token, query.request())
    }

    /// One person. `GET /api/3/people/{id}`, scope `account.person.readonly`.
    pub async fn person(&self, token: &AccessToken, id: PersonId) -> Result<Answer<Person>> {
        self.get(
            token,
            Some(Scope::PersonReadonly),
            &format!("people/{id}"),
            &[],
        )
        .await
    }

    /// Makes a person. `POST /api/3/people`, scope `account.person`.
    pub async fn create_person(
        &self,
        token: &AccessToken,
        input: &PersonInput,
    ) -> Result<Answer<Person>> {
        self.write(
            token,
            Some(Scope::Person),
            Method::POST,
            "people",
            Some(input),
        )
        .await?
        .read()
    }

    /// Changes a person. `PUT /api/3/people/{id}`, scope `account.person`.
    pub async fn update_person(
        &self,
        token: &AccessToken,
        id: PersonId,
        input: &PersonInput,
    ) -> Result<Answer<Person>> {
        let path = format!("people/{id}");
        self.write(token, Some(Scope::Person), Method::PUT, &path, Some(input))
            .await?
            .read()
    }
}
