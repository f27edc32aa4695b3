//! Whether somebody is signed in, as the page is told.

use doorflow::Scope;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::Code;

/// Where the session stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "phase",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum SessionState {
    /// The app has just started and is looking into the keychain.
    Starting,
    /// Nobody.
    SignedOut {
        /// Why, if there is something to say.
        reason: Option<SignOutReason>,
    },
    /// The browser has been opened.
    WaitingForBrowser {
        /// The address that was opened, for a browser that did not come up. It holds no secret.
        address: String,
        /// How the browser's answer gets here.
        back: WayBack,
    },
    /// DoorFlow has answered; the code is being exchanged and the account read.
    Finishing {
        /// Why the account could not be read the last time; it is tried again.
        trouble: Option<Code>,
    },
    /// Somebody.
    SignedIn {
        /// Who and where.
        account: AccountLine,
        /// What the sign-in may not do.
        missing: Vec<Capability>,
        /// How long it lasts.
        keeping: Keeping,
        /// The demo building.
        demo: bool,
    },
}

/// Why nobody is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SignOutReason {
    /// A person signed out here.
    SignedOutHere,
    /// The same, but DoorFlow has not ended the sign-in yet. It is tried again, as long as the app runs.
    NotRevoked,
    /// The same, but the keychain has not let go of the sign-in either: the next start may find it. Both are tried again, as long as the app
    /// runs.
    NotRemoved,
    /// The same, but a file of what was read from DoorFlow is still there.
    FilesLeft,
    /// DoorFlow ended the sign-in (`invalid_grant`).
    Ended,
    /// The person pressed *Deny* in the browser.
    Denied,
    /// Nobody answered in the browser in time.
    TimedOut,
    /// A person cancelled.
    Cancelled,
    /// The keychain is locked or missing: there may be a sign-in in it.
    KeychainClosed,
    /// DoorFlow did not accept the client id, its secret or the redirect address.
    ClientRefused,
    /// The application lacks a scope that was asked for.
    ScopeRefused,
    /// DoorFlow could not be reached to finish.
    Offline,
    /// DoorFlow was reached, but did not finish it: it asked to wait, failed, or answered with what nobody can read.
    Unfinished,
    /// What came back was not the answer to this sign-in, or was unreadable.
    BadAnswer,
}

/// How the browser's answer gets to Lobby.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum WayBack {
    /// Lobby listens on the redirect address.
    ByItself,
    /// The redirect address is a page on the web: a person pastes the address that the browser ends on.
    ByHand,
    /// The same, because nothing can listen on the redirect address: another program has the port.
    PortTaken,
}

/// How long a sign-in lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Keeping {
    /// Its refresh token is in the keychain.
    Keychain,
    /// There is no keychain: until the app is closed.
    ThisRun,
    /// The keychain is locked or did not answer: until the app is closed.
    ThisRunKeychainLocked,
}

/// Something a sign-in may do or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Capability {
    /// Read people.
    ReadPeople,
    /// Create and change people, give PINs, revoke credentials.
    WritePeople,
    /// Read reservations.
    ReadReservations,
    /// Book and cancel doors.
    BookDoors,
    /// Read group reservations.
    ReadGroupReservations,
    /// Book and cancel groups.
    BookGroups,
    /// Read doors.
    ReadDoors,
    /// Let a visitor in.
    Admit,
    /// Read groups.
    ReadGroups,
    /// Read roles.
    ReadRoles,
    /// Read sites.
    ReadSites,
    /// Read the kinds of credentials.
    ReadCredentialTypes,
    /// Read the door log.
    ReadEvents,
    /// Tell the doors (`POST /sync`).
    Sync,
}

impl Capability {
    /// Every one of them.
    pub const ALL: [Self; 14] = [
        Self::ReadPeople,
        Self::WritePeople,
        Self::ReadReservations,
        Self::BookDoors,
        Self::ReadGroupReservations,
        Self::BookGroups,
        Self::ReadDoors,
        Self::Admit,
        Self::ReadGroups,
        Self::ReadRoles,
        Self::ReadSites,
        Self::ReadCredentialTypes,
        Self::ReadEvents,
        Self::Sync,
    ];

    /// The scope that it needs.
    #[must_use]
    pub fn scope(self) -> Scope {
        match self {
            Self::ReadPeople => Scope::PersonReadonly,
            Self::WritePeople => Scope::Person,
            Self::ReadReservations => Scope::ReservationReadonly,
            Self::BookDoors => Scope::Reservation,
            Self::ReadGroupReservations => Scope::GroupReservationReadonly,
            Self::BookGroups => Scope::GroupReservation,
            Self::ReadDoors => Scope::ChannelReadonly,
            Self::Admit => Scope::ChannelAdmitPerson,
            Self::ReadGroups => Scope::GroupReadonly,
            Self::ReadRoles => Scope::RoleReadonly,
            Self::ReadSites => Scope::SiteReadonly,
            Self::ReadCredentialTypes => Scope::CredentialTypeReadonly,
            Self::ReadEvents => Scope::EventAccessReadonly,
            Self::Sync => Scope::Sync,
        }
    }
}

/// Who is signed in, and to what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountLine {
    /// The account's name.
    pub name: String,
    /// The receptionist's name as DoorFlow has it.
    pub user: String,
    /// The account's zone, an IANA name.
    pub zone: String,
}

/// What the sign-in screen needs to know of the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Setup {
    /// The OAuth application's client id; empty when a person must give it.
    pub client_id: String,
    /// Whether a client secret is known (it is never told).
    pub has_secret: bool,
    /// The redirect address.
    pub redirect_uri: String,
    /// What a sign-in asks for, by DoorFlow's names.
    pub scopes: Vec<String>,
    /// The host that the desk talks to.
    pub api_host: String,
    /// The machine or the environment has set the client id: it is not asked for.
    pub managed: bool,
    /// The app's version.
    pub version: String,
    /// What cannot be used, a line each: where it stands (a file, a line of it, an environment variable) and why; empty when all is well.
    pub trouble: String,
}

/// What a person gives at the first run.
#[derive(Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetupInput {
    /// The OAuth application's client id.
    pub client_id: String,
    /// Its secret; empty to leave the one that is kept, if any.
    pub client_secret: String,
    /// The secret that is kept is to be forgotten: the application has none.
    pub forget_secret: bool,
    /// The redirect address; empty for the usual loopback one.
    pub redirect_uri: String,
}

impl std::fmt::Debug for SetupInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetupInput")
            .field("client_id", &self.client_id)
            .field("client_secret", &"[redacted]")
            .field("forget_secret", &self.forget_secret)
            .field("redirect_uri", &self.redirect_uri)
            .finish()
    }
}
