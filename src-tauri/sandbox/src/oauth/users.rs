//! Who can sign in, and what each of them may let an application do.

use crate::scope;

/// Somebody who can sign in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct User {
    /// The name by which the form knows the person.
    pub(crate) key: &'static str,
    pub(crate) id: i64,
    pub(crate) first_name: &'static str,
    pub(crate) last_name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) job: &'static str,
    /// What this person may let an application do.
    pub(crate) scopes: &'static [&'static str],
}

/// Everybody who can sign in; the first is who an automatic approval signs in.
pub(crate) const USERS: &[User] = &[
    User {
        key: "reception",
        id: 901,
        first_name: "Riley",
        last_name: "Quinn",
        email: "reception@harbourhouse.example",
        job: "Reception",
        scopes: scope::KNOWN,
    },
    User {
        key: "security",
        id: 902,
        first_name: "Sam",
        last_name: "Okafor",
        email: "security@harbourhouse.example",
        job: "Security manager: sees everything, books nothing",
        scopes: &[
            "account.person.readonly",
            "account.reservation.readonly",
            "account.group_reservation.readonly",
            "account.channel.readonly",
            "account.channel.admit.person",
            "account.group.readonly",
            "account.role.readonly",
            "account.site.readonly",
            "account.credential_type.readonly",
            "account.event.access.readonly",
        ],
    },
    User {
        key: "host",
        id: 903,
        first_name: "Dana",
        last_name: "Ruiz",
        email: "dana.ruiz@harbourhouse.example",
        job: "Host: sees people and doors only",
        scopes: &["account.person.readonly", "account.channel.readonly"],
    },
];
