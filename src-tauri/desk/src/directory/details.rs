//! A person as the drawer shows them.

use doorflow::{CredentialId, PersonId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::directory::Bar;
use crate::outbox::Revoking;
use crate::visits::{LastHere, Visit};
use crate::wall::Moment;

/// Every field that DoorFlow has of a person, read afresh.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PersonDetails {
    /// The person.
    #[ts(type = "number")]
    pub id: PersonId,
    /// First and last name.
    pub name: String,
    /// One or two letters for the round picture.
    pub initials: String,
    /// Why the person cannot be booked today, if so.
    pub bar: Option<Bar>,
    /// DoorFlow has a photo of them.
    pub has_photo: bool,
    /// Every field that has a value, in the order in which DoorFlow names them, but for names, groups, roles and the photo.
    pub fields: Vec<PersonField>,
    /// Names of their groups.
    pub groups: Vec<String>,
    /// Names of their roles.
    pub roles: Vec<String>,
    /// Their credentials: never a value. Where they could not be read, those that are being revoked.
    pub credentials: Vec<CredentialLine>,
    /// Whether the credentials were read from DoorFlow just now.
    pub credentials_read: bool,
    /// Whether they have a PIN; absent where that could not be read.
    pub has_pin: Option<bool>,
    /// Visits under way or to come, as the desk knows them.
    pub visits: Vec<Visit>,
    /// When they were last here, of the arrivals that are kept here; absent where none is.
    pub last_here: Option<LastHere>,
    /// When this was read from DoorFlow; absent when DoorFlow could not be asked and this is the desk's last knowledge.
    pub read: Option<Moment>,
}

/// One field with its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PersonField {
    /// DoorFlow's name of it: `email`, `valid_from`, `custom_1`.
    pub key: String,
    /// What it holds, times on the account's clock.
    pub value: String,
}

/// A credential, without its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CredentialLine {
    /// DoorFlow's id of it.
    #[ts(type = "string")]
    pub id: CredentialId,
    /// What DoorFlow calls its kind: `PIN`, `Employee card`.
    pub label: String,
    /// Whether it is the person's PIN; no where that is not known.
    pub is_pin: bool,
    /// DoorFlow's word for a mobile credential's state; empty for others.
    pub status: String,
    /// DoorFlow's word for the wallet that holds it; empty for others.
    pub wallet: String,
    /// How far it is with being revoked; absent where nobody at this desk asked for that.
    pub revoking: Option<Revoking>,
}
