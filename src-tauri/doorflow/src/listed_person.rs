//! People as lists of everybody are read: in short.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer};

use crate::client::{Client, Result};
use crate::decode;
use crate::ids::{GroupId, OrganisationId, PersonId, RoleId};
use crate::page::Page;
use crate::person::{PeopleQuery, Person};
use crate::token::AccessToken;

/// A person in a list of everybody. What lists hold besides is passed over: PINs and card numbers of a whole building among it, which are
/// nobody's business here. A text that DoorFlow has not is empty.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ListedPerson {
    /// Identifier.
    pub id: PersonId,
    /// First name.
    #[serde(default, deserialize_with = "decode::text")]
    pub first_name: String,
    /// Last name.
    #[serde(default, deserialize_with = "decode::text")]
    pub last_name: String,
    /// `Mr.`, `Dr.`
    #[serde(default, deserialize_with = "decode::text")]
    pub salutation: String,
    /// Job title.
    #[serde(default, deserialize_with = "decode::text")]
    pub job_title: String,
    /// E-mail, unique in the account.
    #[serde(default, deserialize_with = "decode::text")]
    pub email: String,
    /// Organisation.
    #[serde(default, deserialize_with = "decode::optional_number")]
    pub organisation_id: Option<OrganisationId>,
    /// The id that another system knows the person by.
    #[serde(default, deserialize_with = "decode::text")]
    pub system_id: String,
    /// Department.
    #[serde(default, deserialize_with = "decode::text")]
    pub department: String,
    /// Whether the doors open for this person at all. It is always there; null would be no.
    #[serde(deserialize_with = "decode::flag")]
    pub enabled: bool,
    /// Not before this instant.
    #[serde(default, deserialize_with = "decode::bound")]
    pub valid_from: Option<DateTime<Utc>>,
    /// Not after this instant.
    #[serde(default, deserialize_with = "decode::bound")]
    pub valid_to: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "is_some_text")]
    image_url: bool,
    #[serde(default, deserialize_with = "is_some_text")]
    image_thumbnail_url: bool,
    /// Telephone.
    #[serde(default, deserialize_with = "decode::text")]
    pub telephone: String,
    /// Mobile, E.164 where the account uses passports.
    #[serde(default, deserialize_with = "decode::text")]
    pub mobile: String,
    /// When it was made.
    #[serde(default, deserialize_with = "decode::optional_time")]
    pub created_at: Option<DateTime<Utc>>,
    /// Groups.
    #[serde(default, deserialize_with = "decode::items")]
    pub groups: Vec<GroupId>,
    /// Roles.
    #[serde(default, deserialize_with = "decode::items")]
    pub roles: Vec<RoleId>,
}

impl ListedPerson {
    /// Whether DoorFlow has a photo of them.
    #[must_use]
    pub fn has_photo(&self) -> bool {
        self.image_url || self.image_thumbnail_url
    }
}

impl From<Person> for ListedPerson {
    fn from(person: Person) -> Self {
        Self {
            id: person.id,
            first_name: person.first_name,
            last_name: person.last_name,
            salutation: person.salutation.unwrap_or_default(),
            job_title: person.job_title.unwrap_or_default(),
            email: person.email.unwrap_or_default(),
            organisation_id: person.organisation_id,
            system_id: person.system_id.unwrap_or_default(),
            department: person.department.unwrap_or_default(),
            enabled: person.enabled,
            valid_from: person.valid_from,
            valid_to: person.valid_to,
            image_url: person.image_url.is_some(),
            image_thumbnail_url: person.image_thumbnail_url.is_some(),
            telephone: person.telephone.unwrap_or_default(),
            mobile: person.mobile.unwrap_or_default(),
            created_at: person.created_at,
            groups: person.groups,
            roles: person.roles,
        }
    }
}

fn is_some_text<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<bool, D::Error> {
    Ok(decode::optional_text(deserializer)?.is_some())
}

impl Client {
    /// One page of people in short, from 1. `GET /api/3/people`, scope `account.person.readonly`.
    ///
    /// # Errors
    /// What the request came to; a record that cannot be read is left out of the page and named there.
    pub async fn people_page(
        &self,
        token: &AccessToken,
        query: &PeopleQuery,
        number: u32,
    ) -> Result<Page<ListedPerson>> {
        self.page(token, &query.request(), number).await
    }
}
