//! After how long a desk locks itself: what the office says, and what was chosen on this desk.

use std::ops::RangeInclusive;

use super::file::{self, SaveError};
use super::{Config, user_file};
use crate::profile::Profile;

/// The key in `lobby.toml`.
pub(super) const KEY: &str = "lock_after_minutes";

/// Whoever wants a desk to lock itself wants it within some hours.
pub(crate) const MINUTES: RangeInclusive<u16> = 1..=240;

/// What counts where a PIN may be chosen and the time cannot be read: a desk without one opens itself as soon as the keychain has said so.
pub(super) const LONGEST: u16 = *MINUTES.end();

/// After how many minutes without a touch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LockAfter {
    /// By the machine's configuration or the environment: no longer than this, and never switched off.
    pub office: Option<u16>,
    /// As it was chosen on this desk, together with a PIN: where there is none of these, there is no PIN.
    pub own: Option<u16>,
}

impl LockAfter {
    /// What counts; `None` where the desk does not lock itself, also as long as no PIN is chosen.
    #[must_use]
    pub fn minutes(self) -> Option<u16> {
        let own = self.own?;
        Some(self.office.map_or(own, |office| own.min(office)))
    }
}

impl Config {
    /// Keeps in the person's own file after how many minutes the desk locks itself, which says that a PIN is chosen; `None` for no PIN.
    pub(crate) fn save_lock_after(
        profile: &Profile,
        minutes: Option<u16>,
    ) -> Result<(), SaveError> {
        profile.create().map_err(SaveError::Disk)?;
        file::change(&user_file(profile), |document| {
            match minutes {
                Some(minutes) => document[KEY] = toml_edit::value(i64::from(minutes)),
                None => drop(document.remove(KEY)),
            }
            Ok(())
        })
    }
}
