//! Cards, PINs and mobile credentials.

use futures_util::Stream;
use reqwest::Method;
use serde::{Deserialize, Serialize};
use url::form_urlencoded;

use crate::client::{Answer, Client, Result};
use crate::decode::{self, open_enum};
use crate::error::Error;
use crate::ids::{CredentialId, CredentialTypeId, PersonId};
use crate::page::{ListRequest, Page};
use crate::scope::Scope;
use crate::token::{AccessToken, CredentialValue};

/// What asks DoorFlow for a random PIN.
const RANDOM: &str = "******";

open_enum! {
    /// How a mobile credential stands.
    CredentialStatus {
        /// The person has been invited.
        Invited = "invited",
        /// In use.
        Active = "active",
        /// Being taken back.
        Revoking = "revoking",
        /// Taken back.
        Revoked = "revoked",
    }
}

/// A kind of credential: `GET /api/3/credential_types`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CredentialType {
    /// Identifier.
    pub id: CredentialTypeId,
    /// Name.
    #[serde(default, deserialize_with = "decode::text")]
    pub label: String,
    /// Name in addresses.
    #[serde(default, deserialize_with = "decode::text")]
    pub slug: String,
    /// Number of the kind that all accounts share.
    #[serde(default, deserialize_with = "decode::optional_number")]
    pub code: Option<i64>,
}

/// A credential: `GET /api/3/people/{person_id}/credentials`.
#[derive(Clone, Debug, Deserialize)]
pub struct Credential {
    /// Identifier.
    pub id: CredentialId,
    /// Its kind.
    pub credential_type_id: CredentialTypeId,
    /// Whose it is.
    pub person_id: PersonId,
    /// The kind's name.
    #[serde(default, deserialize_with = "decode::text")]
    pub label: String,
    /// The card's number or the PIN; a mobile credential has none.
    #[serde(default, deserialize_with = "value")]
    pub value: Option<CredentialValue>,
    /// Only for mobile credentials.
    pub status: Option<CredentialStatus>,
    /// Where an invited person gets it.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub url: Option<String>,
    /// `apple`, `google`.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub wallet_type: Option<String>,
}

fn value<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<CredentialValue>, D::Error> {
    Ok(decode::optional_text(deserializer)?.map(CredentialValue::new))
}

/// A credential to make.
#[derive(Clone, Debug)]
pub struct CredentialInput {
    /// Its kind.
    pub credential_type_id: CredentialTypeId,
    /// The card's number or the PIN; none for a mobile credential.
    pub value: Option<CredentialValue>,
}

impl CredentialInput {
    /// Has DoorFlow choose a PIN.
    #[must_use]
    pub fn random_pin(credential_type_id: CredentialTypeId) -> Self {
        Self {
            credential_type_id,
            value: Some(CredentialValue::new(RANDOM)),
        }
    }
}

#[derive(Serialize)]
struct Wrapped<'a> {
    person_credential: Inner<'a>,
}

#[derive(Serialize)]
struct Inner<'a> {
    credential_type_id: CredentialTypeId,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
}

impl Client {
    /// Kinds of credentials, page by page. `GET /api/3/credential_types`, scope `account.credential_type.readonly`.
    pub fn credential_types(
        &self,
        token: &AccessToken,
    ) -> impl Stream<Item = Result<Page<CredentialType>>> + Send + use<> {
        let list = list(Scope::CredentialTypeReadonly, "credential_types".to_owned());
        self.pages(token, list)
    }

    /// A person's credentials, page by page. `GET /api/3/people/{person_id}/credentials`, scope `account.person.readonly`.
    pub fn credentials(
        &self,
        token: &AccessToken,
        person: PersonId,
    ) -> impl Stream<Item = Result<Page<Credential>>> + Send + use<> {
        self.pages(
            token,
            list(
                Scope::PersonReadonly,
                format!("people/{person}/credentials"),
            ),
        )
    }

    /// Gives a person a credential; 409 when they have one of that kind. `POST /api/3/people/{person_id}/credentials`, scope
    /// `account.person`.
    pub async fn create_credential(
        &self,
        token: &AccessToken,
        person: PersonId,
        input: &CredentialInput,
    ) -> Result<Answer<Credential>> {
        let body = Wrapped {
            person_credential: Inner {
                credential_type_id: input.credential_type_id,
                value: input.value.as_ref().map(CredentialValue::secret),
            },
        };
        let path = format!("people/{person}/credentials");
        self.write(token, Some(Scope::Person), Method::POST, &path, Some(&body))
            .await?
            .read()
    }

    /// Takes a credential back. `DELETE /api/3/people/{person_id}/credentials/{id}`, scope `account.person`.
    pub async fn delete_credential(
        &self,
        token: &AccessToken,
        person: PersonId,
        id: &CredentialId,
    ) -> Result<Answer<()>> {
        // An id is DoorFlow's text: whatever is in it stays one segment of the path.
        if matches!(id.0.as_str(), "" | "." | "..") {
            return Err(Error::NotFound {
                message: String::new(),
            });
        }
        let id: String = form_urlencoded::byte_serialize(id.0.as_bytes()).collect();
        // That is how a form writes it: there a space is a plus.
        let id = id.replace('+', "%20");
        let path = format!("people/{person}/credentials/{id}");
        self.write::<()>(token, Some(Scope::Person), Method::DELETE, &path, None)
            .await?
            .done()
    }
}

fn list(scope: Scope, path: String) -> ListRequest {
    ListRequest {
        scope,
        path,
        query: Vec::new(),
        size: Some(("per_page", 500)),
    }
}
