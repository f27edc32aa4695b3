//! What an office has settled for its bookings: in the machine's configuration, or in the person's own.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::config::{Config, SaveError};
use crate::desk::Desk;
use crate::error::DeskError;

/// What this office has settled, as it counts now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Office {
    /// More guests at once than this are said when a visit is planned; 0 for no limit.
    pub guests_at_once: u16,
}

impl Desk {
    /// What this office has settled.
    #[must_use]
    pub fn office(&self) -> Office {
        let config = self.building().session.config();
        Office {
            guests_at_once: config.guests_at_once.unwrap_or_default(),
        }
    }

    /// Has more guests at once than this said when a visit is planned; 0 for no limit. It is kept in the person's own file, and only for this
    /// run in the demo. Answers with what counts now: what the environment says goes over it.
    ///
    /// # Errors
    /// `badInput` for more than can be asked for; `machine` when the file cannot be written.
    pub fn limit_guests(&self, guests: u16) -> Result<Office, DeskError> {
        if self.is_demo() {
            let limit = Some(guests).filter(|guests| *guests > 0);
            let session = &self.building().session;
            session.settle(|config| config.guests_at_once = limit);
        } else {
            Config::save_guests_at_once(self.profile(), guests)
                .map_err(|error| not_saved(&error))?;
            self.settle_anew();
        }
        Ok(self.office())
    }

    /// Reads again what the office has settled.
    fn settle_anew(&self) {
        let read = Config::load(self.profile());
        self.building().session.settle(|config| {
            config.guests_at_once = read.guests_at_once;
        });
    }
}

/// Why the person's file was not changed.
pub(crate) fn not_saved(error: &SaveError) -> DeskError {
    match error {
        SaveError::Damaged | SaveError::Disk(_) => DeskError::machine(error.to_string()),
        _ => DeskError::bad_input(error.to_string()),
    }
}
