//! The account, and having its doors told.

use chrono::{DateTime, Utc};
use reqwest::Method;
use serde::Deserialize;

use crate::client::{Answer, Client, Result};
use crate::decode::{self, open_enum};
use crate::ids::{AccountId, UserId};
use crate::scope::Scope;
use crate::token::AccessToken;

open_enum! {
    /// How far the doors have what DoorFlow has.
    AccountSyncStatus {
        /// All have it.
        Complete = "complete",
        /// Some failed.
        Failing = "failing",
        /// They are taking it.
        Syncing = "syncing",
        /// There is something that they have not been told.
        Pending = "pending",
    }
}

/// The account: `GET /api/3/account`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Account {
    /// Identifier.
    pub id: AccountId,
    /// Name.
    #[serde(default, deserialize_with = "decode::text")]
    pub name: String,
    /// Zone, an IANA name: all of the account's days are days of it.
    pub time_zone: String,
    /// Whether DoorFlow watches it.
    #[serde(default, deserialize_with = "decode::flag")]
    pub monitored: bool,
    /// Who sold it.
    pub reseller: Option<Reseller>,
    /// What the doors know.
    #[serde(default, deserialize_with = "decode::or_default")]
    pub sync: AccountSync,
    /// Who is signed in.
    #[serde(default, deserialize_with = "decode::or_default")]
    pub user: User,
    /// Mobile access.
    #[serde(default, deserialize_with = "decode::or_default")]
    pub passport: Passport,
}

/// Who sold an account.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Reseller {
    /// Identifier.
    #[serde(default, deserialize_with = "decode::optional_number")]
    pub id: Option<i64>,
    /// Name.
    #[serde(default, deserialize_with = "decode::text")]
    pub name: String,
    /// Whom to ask.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub support_contact: Option<String>,
    /// Where to write.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub support_email: Option<String>,
    /// Where to call.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub support_telephone: Option<String>,
}

/// What the doors of an account know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct AccountSync {
    /// How far.
    #[serde(default)]
    pub status: AccountSyncStatus,
    /// When DoorFlow last began to tell them. Where there was nothing to tell, `POST /sync` does not move it.
    #[serde(default, deserialize_with = "decode::optional_time")]
    pub last_sync: Option<DateTime<Utc>>,
    /// `2 of 5 failed`.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub description: Option<String>,
}

/// A user of DoorFlow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct User {
    /// Identifier.
    #[serde(default, deserialize_with = "decode::optional_number")]
    pub id: Option<UserId>,
    /// First name.
    #[serde(default, deserialize_with = "decode::text")]
    pub first_name: String,
    /// Last name.
    #[serde(default, deserialize_with = "decode::text")]
    pub last_name: String,
    /// E-mail.
    #[serde(default, deserialize_with = "decode::text")]
    pub email: String,
}

/// Which kinds of mobile access an account has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Passport {
    /// Remote unlock.
    #[serde(default, deserialize_with = "decode::flag")]
    pub remote_unlock_enabled: bool,
    /// HID mobile access.
    #[serde(default, deserialize_with = "decode::flag")]
    pub hid_mobile_access: bool,
}

impl Client {
    /// The account and who is signed in. `GET /api/3/account`, any scope.
    pub async fn account(&self, token: &AccessToken) -> Result<Answer<Account>> {
        self.get(token, None, "account", &[]).await
    }

    /// Has DoorFlow tell the doors what changed. About one call in 30 s is allowed. `POST /api/3/sync`, scope `account.sync`.
    pub async fn sync(&self, token: &AccessToken) -> Result<Answer<()>> {
        self.write::<()>(token, Some(Scope::Sync), Method::POST, "sync", None)
            .await?
            .done()
    }
}
