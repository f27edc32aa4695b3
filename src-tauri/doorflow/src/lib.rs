//! A typed client for DoorFlow's API v3: what a reception desk needs of it.
//!
//! It touches no disk, reads no clock of its own, keeps no token and never sends a request twice: whether to try again is for the
//! caller, who is told exactly what is known ([`Error`]). Each call takes the access token that it is made with.

mod account;
mod channel;
mod client;
mod credential;
mod decode;
mod error;
mod event;
mod group_reservation;
mod http;
mod ids;
mod listed_person;
mod loopback;
mod oauth;
mod page;
mod person;
mod photo;
mod place;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod probe;
mod refusal;
mod reservation;
mod scalar;
mod scope;
mod token;
mod transport;

pub use account::{Account, AccountSync, AccountSyncStatus, Passport, Reseller, User};
pub use channel::{
    AdmissionRequest, AdmissionStatus, AdmissionTicket, AutoUnlock, Channel, ChannelMode,
    ChannelModeKind, ChannelStatus, ChannelSync, ChannelSyncStatus, ChannelsQuery, Lockdown,
    LockdownPart, NamedChannel, NamedPerson,
};
pub use client::{Answer, Client, Config, Result};
pub use credential::{Credential, CredentialInput, CredentialStatus, CredentialType};
pub use error::{BuildError, Error, FieldError, Unreadable};
pub use event::{Event, EventKind, EventsQuery};
pub use group_reservation::{GroupReservation, GroupReservationInput, GroupReservationState};
pub use ids::{
    AccountId, AdmissionRequestId, ChannelId, CredentialId, CredentialTypeId, EventId, GroupId,
    GroupReservationId, OrganisationId, PersonId, ReservationId, RoleId, SiteId, UserId,
};
pub use listed_person::ListedPerson;
pub use loopback::redirect_of;
pub use oauth::{OAuth, OAuthConfig, OAuthError, TokenSet};
pub use page::Page;
pub use person::{CredentialFields, PeopleQuery, Person, PersonInput};
pub use place::{Group, Role, Site, SiteIp};
pub use reservation::{Reservation, ReservationInput, VisitsQuery};
pub use scope::{Scope, Scopes};
pub use token::{
    AccessToken, AuthorizationCode, ClientSecret, CodeVerifier, CredentialValue, RefreshToken,
};
pub use transport::{Transport, Undelivered};
