//! Channels, which people call doors, and letting somebody in through one.

use chrono::{DateTime, Utc};
use futures_util::Stream;
use reqwest::Method;
use serde::{Deserialize, Serialize};

use crate::client::{Answer, Client, Result};
use crate::decode::{self, open_enum};
use crate::ids::{AdmissionRequestId, ChannelId, PersonId, SiteId};
use crate::page::{ListRequest, Page};
use crate::scope::Scope;
use crate::token::AccessToken;

open_enum! {
    /// Whether a door's controller is connected.
    ChannelStatus {
        /// Connected.
        Online = "online",
        /// Not connected.
        Offline = "offline",
        /// Connected, its encryption not yet set up.
        PendingEncryption = "pending_encryption",
    }
}

open_enum! {
    /// How a door's last sync went.
    ChannelSyncStatus {
        /// Done.
        Ok = "ok",
        /// Failed.
        Fail = "fail",
        /// In it.
        Syncing = "syncing",
        /// Waiting for it.
        Pending = "pending",
    }
}

open_enum! {
    /// Whether a door is held open.
    ChannelModeKind {
        /// Held open.
        Unlock = "unlock",
        /// Opens for those who may.
        Normal = "normal",
    }
}

open_enum! {
    /// How an admission stands.
    AdmissionStatus {
        /// The controller has not answered.
        Pending = "pending",
        /// The door opened.
        Admitted = "admitted",
        /// The controller refused.
        Denied = "denied",
        /// The controller is not connected.
        Offline = "offline",
        /// No answer within two minutes.
        Timeout = "timeout",
    }
}

/// A channel: `GET /api/3/channels/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Channel {
    /// Identifier.
    pub id: ChannelId,
    /// Name.
    #[serde(default, deserialize_with = "decode::text")]
    pub name: String,
    /// The controller's MAC address.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub mac_address: Option<String>,
    /// Whether it is connected.
    #[serde(default)]
    pub status: ChannelStatus,
    /// Which of the controller's doors.
    #[serde(default, deserialize_with = "decode::optional_number")]
    pub unit: Option<i64>,
    /// Model.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub model: Option<String>,
    /// Model in words.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub model_long: Option<String>,
    /// Serial number.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub serial_number: Option<String>,
    /// Card format.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub card_format: Option<String>,
    /// PIN format.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub pin_format: Option<String>,
    /// Firmware.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub freescale_version: Option<String>,
    /// Firmware.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub pic_version: Option<String>,
    /// Kind of reader.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub reader_device_class_name: Option<String>,
    /// Site.
    #[serde(default, deserialize_with = "decode::optional_number")]
    pub site_id: Option<SiteId>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "decode::optional_time")]
    pub updated_at: Option<DateTime<Utc>>,
    /// When it was made.
    #[serde(default, deserialize_with = "decode::optional_time")]
    pub created_at: Option<DateTime<Utc>>,
    /// What it knows of the account's changes.
    #[serde(default, deserialize_with = "decode::or_default")]
    pub sync: ChannelSync,
    /// Set while it is in lockdown.
    pub lockdown: Option<Lockdown>,
    /// Held open, or not.
    #[serde(default, deserialize_with = "decode::or_default")]
    pub mode: ChannelMode,
    /// When it is held open by plan.
    pub auto_unlock: Option<AutoUnlock>,
}

/// What a door knows of the account's changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct ChannelSync {
    /// How its last sync went.
    #[serde(default)]
    pub status: ChannelSyncStatus,
    /// When it last took everything.
    #[serde(default, deserialize_with = "decode::optional_time")]
    pub last_sync_completed_at: Option<DateTime<Utc>>,
}

/// A lockdown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Lockdown {
    /// DoorFlow's sentence.
    #[serde(default, deserialize_with = "decode::text")]
    pub message: String,
    /// Cards and PINs are refused.
    #[serde(default, deserialize_with = "decode::or_default")]
    pub card_lockdown: LockdownPart,
    /// The exit button is dead.
    #[serde(default, deserialize_with = "decode::or_default")]
    pub rex_lockdown: LockdownPart,
    /// The auxiliary input is dead.
    #[serde(default, deserialize_with = "decode::or_default")]
    pub aux_lockdown: LockdownPart,
}

/// One part of a lockdown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct LockdownPart {
    /// Whether it holds.
    #[serde(default, deserialize_with = "decode::flag")]
    pub state: bool,
}

/// Held open, or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct ChannelMode {
    /// Which.
    #[serde(default)]
    pub description: ChannelModeKind,
    /// When it locks again.
    #[serde(default, deserialize_with = "decode::optional_time")]
    pub relock_at: Option<DateTime<Utc>>,
    /// When the mode last changed.
    #[serde(default, deserialize_with = "decode::optional_time")]
    pub change_stamp: Option<DateTime<Utc>>,
}

/// The shift in which a door is held open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct AutoUnlock {
    /// The shift.
    #[serde(default, deserialize_with = "decode::optional_number")]
    pub id: Option<i64>,
    /// Its name.
    #[serde(default, deserialize_with = "decode::text")]
    pub name: String,
}

/// Which channels to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChannelsQuery {
    /// Of this site only.
    pub site_id: Option<SiteId>,
    /// Page size: at most 1,000, which is also the default here.
    pub per_page: Option<u32>,
}

/// What became of a request to let somebody in: to be followed by [`Client::admission_request`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AdmissionTicket {
    /// What to ask for.
    pub admission_request_id: AdmissionRequestId,
    /// How it stood at first.
    #[serde(default)]
    pub status: AdmissionStatus,
}

/// An admission request: `GET /api/3/admission_requests/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AdmissionRequest {
    /// Identifier.
    pub id: AdmissionRequestId,
    /// How it stands.
    #[serde(default)]
    pub status: AdmissionStatus,
    /// The door.
    #[serde(default, deserialize_with = "decode::optional_number")]
    pub channel_id: Option<ChannelId>,
    /// The visitor.
    #[serde(default, deserialize_with = "decode::optional_number")]
    pub person_id: Option<PersonId>,
    /// When it was asked.
    #[serde(default, deserialize_with = "decode::optional_time")]
    pub requested_at: Option<DateTime<Utc>>,
    /// When the controller answered.
    #[serde(default, deserialize_with = "decode::optional_time")]
    pub completed_at: Option<DateTime<Utc>>,
    /// The door, by name.
    pub door_controller: Option<NamedChannel>,
    /// The visitor, by name.
    pub person: Option<NamedPerson>,
}

/// A door as an admission request names it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct NamedChannel {
    /// Identifier.
    #[serde(default, deserialize_with = "decode::optional_number")]
    pub id: Option<ChannelId>,
    /// Name.
    #[serde(default, deserialize_with = "decode::text")]
    pub name: String,
}

/// A person as an admission request names them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct NamedPerson {
    /// Identifier.
    #[serde(default, deserialize_with = "decode::optional_number")]
    pub id: Option<PersonId>,
    /// Name.
    #[serde(default, deserialize_with = "decode::text")]
    pub name: String,
}

#[derive(Serialize)]
struct Admit {
    person_id: PersonId,
}

impl ChannelsQuery {
    fn request(self) -> ListRequest {
        ListRequest {
            scope: Scope::ChannelReadonly,
            path: "channels".to_owned(),
            query: self
                .site_id
                .map(|id| ("site_id", id.to_string()))
                .into_iter()
                .collect(),
            size: Some(("per_page", self.per_page.unwrap_or(1000).clamp(1, 1000))),
        }
    }
}

impl Client {
    /// Channels, page by page. `GET /api/3/channels`, scope `account.channel.readonly`.
    pub fn channels(
        &self,
        token: &AccessToken,
        query: ChannelsQuery,
    ) -> impl Stream<Item = Result<Page<Channel>>> + Send + use<> {
        self.pages(token, query.request())
    }

    /// One channel. `GET /api/3/channels/{id}`, scope `account.channel.readonly`.
    pub async fn channel(&self, token: &AccessToken, id: ChannelId) -> Result<Answer<Channel>> {
        self.get(
            token,
            Some(Scope::ChannelReadonly),
            &format!("channels/{id}"),
            &[],
        )
        .await
    }

    /// Asks a door to let a person in. `POST /api/3/channels/{id}/admit_person`, scope `account.channel.admit.person`.
    pub async fn admit_person(
        &self,
        token: &AccessToken,
        channel: ChannelId,
        person_id: PersonId,
    ) -> Result<Answer<AdmissionTicket>> {
        let path = format!("channels/{channel}/admit_person");
        let scope = Some(Scope::ChannelAdmitPerson);
        self.write(
            token,
            scope,
            Method::POST,
            &path,
            Some(&Admit { person_id }),
        )
        .await?
        .read()
    }

    /// How an admission stands. `GET /api/3/admission_requests/{id}`, scope `account.channel.admit.person`.
    pub async fn admission_request(
        &self,
        token: &AccessToken,
        id: AdmissionRequestId,
    ) -> Result<Answer<AdmissionRequest>> {
        let path = format!("admission_requests/{id}");
        self.get(token, Some(Scope::ChannelAdmitPerson), &path, &[])
            .await
    }
}
