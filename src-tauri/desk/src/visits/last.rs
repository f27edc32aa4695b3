//! The visit to book again for somebody.

use doorflow::PersonId;

use crate::booking::key_of;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::store::visits as table;

impl Desk {
    /// The key of the visit that somebody had last, or has now, as far as it is kept here; of the next to come where there was none.
    ///
    /// # Errors
    /// `signedOut` while no account is open; `machine` when the store cannot be read.
    pub async fn last_visit(&self, person: PersonId) -> Result<Option<String>, DeskError> {
        let building = self.building();
        building.account()?;
        let now = building.now();
        let last = building
            .store
            .read(move |c| table::last_of(c, person, now))
            .await?;
        Ok(last.map(key_of))
    }
}
