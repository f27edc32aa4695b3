//! The desk locks itself where nobody is at it: whoever stands before the screen then sees nobody's name and can do nothing.
//!
//! - `rule` says when, and how long wrong PINs are waited for; `pin` is what is kept of a PIN, in the keychain. Both are pure.
//! - `guard` is how it stands with one building, and the one timer.
//! - `held` is what becomes of news meanwhile; `desk` has the use cases.
//!
//! The desk decides, and not the page: while it is locked, whoever hands it a command of the page's asks [`Desk::admits`](crate::Desk::admits)
//! first. Its work with DoorFlow goes on.

mod desk;
mod guard;
mod held;
mod pin;
mod rule;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub(crate) use self::guard::{Guard, keep_locking};
pub(crate) use self::held::Held;
pub use self::pin::UnlockPin;
use crate::wall::Clock;

/// What a page may ask of a locked desk: what its lock screen needs, and how to get rid of that.
pub const WHILE_LOCKED: [&str; 7] = [
    "first_view",
    "hear",
    "lock_now",
    "lock_screen",
    "notify",
    "sign_out",
    "unlock",
];

/// Whether the desk is locked, and when it locks itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Lock {
    /// Nothing is shown and nothing done before somebody gives the PIN.
    pub locked: bool,
    /// A PIN has been chosen: without one, nothing is ever locked.
    pub has_pin: bool,
    /// After so many minutes without a touch it locks itself; absent where it does not.
    pub after_minutes: Option<u16>,
    /// The office has said so: it can be sooner, but neither later nor never.
    pub office_minutes: Option<u16>,
}

/// What the lock screen shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LockScreen {
    /// The building's hour; absent while no account is open.
    pub clock: Option<Clock>,
    /// For so many seconds no PIN is taken.
    pub wait: u32,
    /// What is not through to DoorFlow: bookings and changes.
    pub unsent: u32,
    /// Somebody new is among them.
    pub somebody_new: bool,
}

/// What came of a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum PinAnswer {
    /// It is right, and what was asked for with it is done.
    Right,
    /// It is wrong.
    Wrong {
        /// For so many seconds no other is taken.
        wait: u32,
    },
    /// It was not looked at: others before it were wrong.
    Wait {
        /// For so many seconds more.
        wait: u32,
    },
    /// This machine has no keychain.
    NoKeychain,
    /// The keychain is locked, does not answer, or holds what is no PIN's.
    KeychainClosed,
}
