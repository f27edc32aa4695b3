//! Sites, groups, roles and kinds of credential: what the account's owner set up once.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

/// A building of the account.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    /// The site's id.
    pub(crate) id: i64,
    /// Its name.
    pub(crate) name: String,
    /// The zone of its clocks; `None` if it keeps the account's.
    pub(crate) time_zone: Option<Tz>,
    /// Free text.
    pub(crate) notes: Option<String>,
    /// Its address range, in CIDR notation.
    pub(crate) network: String,
}

/// People who share roles.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    /// The group's id.
    pub(crate) id: i64,
    /// Its name.
    pub(crate) name: String,
    /// Free text.
    pub(crate) notes: Option<String>,
    /// Whether it counts at every site.
    pub(crate) global_across_sites: bool,
    /// The roles that its members have.
    pub(crate) role_ids: Vec<i64>,
    /// When it was made.
    pub(crate) created_at: DateTime<Utc>,
}

/// Leave to open some doors.
#[derive(Debug, Clone)]
pub(crate) struct Role {
    /// The role's id.
    pub(crate) id: i64,
    /// Its name.
    pub(crate) name: String,
    /// Free text.
    pub(crate) notes: Option<String>,
    /// The shift that limits it, if one does.
    pub(crate) shift_id: Option<i64>,
    /// The doors that it opens.
    pub(crate) channel_ids: Vec<i64>,
    /// When it was made.
    pub(crate) created_at: DateTime<Utc>,
}

/// What values a kind of credential takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueRule {
    /// A PIN: this many digits, and DoorFlow can make one up.
    Pin,
    /// A card number: up to ten digits.
    Card,
    /// No value: the phone keeps it.
    Mobile,
}

/// A kind of credential, such as a card or a PIN.
#[derive(Debug, Clone)]
pub(crate) struct CredentialType {
    /// The type's id.
    pub(crate) id: i64,
    /// Its name.
    pub(crate) label: String,
    /// Its name in addresses and keys.
    pub(crate) slug: String,
    /// DoorFlow's number for the kind.
    pub(crate) code: Option<i64>,
    /// What values it takes.
    pub(crate) rule: ValueRule,
}
