//! What a token may do.

use std::collections::BTreeSet;
use std::fmt;

macro_rules! scopes {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// A scope that a reception desk uses.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Scope {
            $($(#[$doc])* $name,)+
        }

        impl Scope {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// DoorFlow's name of it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

scopes! {
    /// People and their credentials, to write; implies to read.
    Person = "account.person",
    /// People and their credentials, to read.
    PersonReadonly = "account.person.readonly",
    /// Reservations, to write; implies to read.
    Reservation = "account.reservation",
    /// Reservations, to read.
    ReservationReadonly = "account.reservation.readonly",
    /// Group reservations, to write; implies to read.
    GroupReservation = "account.group_reservation",
    /// Group reservations, to read.
    GroupReservationReadonly = "account.group_reservation.readonly",
    /// Channels, to read.
    ChannelReadonly = "account.channel.readonly",
    /// To let a person in.
    ChannelAdmitPerson = "account.channel.admit.person",
    /// Groups, to read.
    GroupReadonly = "account.group.readonly",
    /// Roles, to read.
    RoleReadonly = "account.role.readonly",
    /// Sites, to read.
    SiteReadonly = "account.site.readonly",
    /// Credential types, to read.
    CredentialTypeReadonly = "account.credential_type.readonly",
    /// The door log.
    EventAccessReadonly = "account.event.access.readonly",
    /// To have the doors told.
    Sync = "account.sync",
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The scopes of a token; those that this client does not know are kept too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<String>);

impl Scopes {
    /// Reads the space-separated form of RFC 6749 §3.3.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        text.split_whitespace().collect()
    }

    /// Whether these allow something. The right to write implies the right to read.
    #[must_use]
    pub fn allows(&self, scope: Scope) -> bool {
        let name = scope.as_str();
        self.0.contains(name)
            || name
                .strip_suffix(".readonly")
                .is_some_and(|write| self.0.contains(write))
    }

    /// Every scope, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<S: Into<String>> FromIterator<S> for Scopes {
    fn from_iter<I: IntoIterator<Item = S>>(scopes: I) -> Self {
        Self(scopes.into_iter().map(Into::into).collect())
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, scope) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_to_write_implies_the_right_to_read() {
        let scopes = Scopes::parse("account.person  account.reservation.readonly something.new");
        assert!(scopes.allows(Scope::Person));
        assert!(scopes.allows(Scope::PersonReadonly));
        assert!(scopes.allows(Scope::ReservationReadonly));
        assert!(!scopes.allows(Scope::Reservation), "reading is not writing");
        assert!(!scopes.allows(Scope::Sync));
        assert_eq!(
            scopes.to_string(),
            "account.person account.reservation.readonly something.new"
        );
    }
}
