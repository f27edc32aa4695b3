//! DoorFlow's ids, one type each, so that a door is never taken for a person.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::decode;

macro_rules! numeric_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl From<$name> for i64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                decode::number(deserializer).map(Self)
            }
        }
    )+};
}

numeric_ids! {
    /// A person: `GET /api/3/people/{id}`.
    PersonId,
    /// A channel, which people call a door: `GET /api/3/channels/{id}`.
    ChannelId,
    /// A group of people: `GET /api/3/groups`.
    GroupId,
    /// A role: `GET /api/3/roles`.
    RoleId,
    /// A site: `GET /api/3/sites`.
    SiteId,
    /// A reservation: `GET /api/3/reservations`.
    ReservationId,
    /// A group reservation: `GET /api/3/group_reservations/{id}`.
    GroupReservationId,
    /// A credential type: `GET /api/3/credential_types`.
    CredentialTypeId,
    /// An admission request: `GET /api/3/admission_requests/{id}`.
    AdmissionRequestId,
    /// An event: `GET /api/3/events`.
    EventId,
    /// An organisation: a field of a person.
    OrganisationId,
    /// A user of DoorFlow: a field of the account and of a token.
    UserId,
}

macro_rules! text_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                // An empty one would name the list that the record is in.
                decode::optional_text(deserializer)?
                    .map(Self)
                    .ok_or_else(|| serde::de::Error::custom("an id is a text"))
            }
        }
    )+};
}

text_ids! {
    /// A credential: `GET /api/3/people/{person_id}/credentials`.
    CredentialId,
    /// The account: `GET /api/3/account`.
    AccountId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_number_however_it_is_written() {
        for written in ["12", "\"12\"", "\" 12 \""] {
            assert_eq!(
                serde_json::from_str::<PersonId>(written).unwrap(),
                PersonId(12),
                "{written}"
            );
        }
        for bad in ["null", "\"x\"", "1.5", "[]", "\"\""] {
            assert!(
                serde_json::from_str::<PersonId>(bad).is_err(),
                "{bad} is no id"
            );
        }
        assert_eq!(serde_json::from_str::<CredentialId>("99").unwrap().0, "99");
        for bad in ["null", "\"\"", "{}"] {
            assert!(
                serde_json::from_str::<CredentialId>(bad).is_err(),
                "{bad} is no id"
            );
        }
        assert_eq!(serde_json::to_string(&PersonId(7)).unwrap(), "7");
    }
}
