//! The program is closed: what waits for its next start, and what is still brought to its end.

use std::time::Duration;

use crate::desk::Desk;
use crate::error::DeskError;

/// For so long a renewal of the sign-in is waited for.
const LANDING: Duration = Duration::from_secs(3);

/// What is not done as the program is to be closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Undone {
    /// Bookings and cancellations that are not through to DoorFlow. They are kept, and go on at the next start.
    pub unsent: u32,
    /// Rows of an import that runs, of which nothing is kept.
    pub rows: u32,
}

impl Undone {
    /// There is nothing to say.
    #[must_use]
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

impl Desk {
    /// What would not be done if the program were closed now; nothing in the demo, of which nothing is kept anyway.
    ///
    /// # Errors
    /// `machine` when the store cannot be read.
    pub async fn undone(&self) -> Result<Undone, DeskError> {
        let building = self.building();
        if self.is_demo() || building.known_account().is_none() {
            return Ok(Undone::default());
        }
        let status = building.status().await?;
        Ok(Undone {
            unsent: status.outbox.saturating_add(status.checking),
            rows: building.import.rows_to_come(),
        })
    }

    /// Ends the desk's work as [`Desk::close`] does, but waits a little for a renewal of the sign-in that is under way: the refresh token that it
    /// replaces is dead, and the next start would find that one alone.
    pub async fn end(&self) {
        self.stop_work();
        let building = self.building();
        let landed = tokio::time::timeout(LANDING, building.session.landed()).await;
        if landed.is_err() {
            tracing::warn!("the program ends before DoorFlow has renewed the sign-in");
        }
        self.close();
    }
}
