//! Knows an outbox that was written over with an older one, by what the calendar's store remembers of it.

use std::sync::Arc;

use crate::building::Building;
use crate::store::outbox as table;
use crate::store::{StoreError, facts};

/// Remembers how often the outbox was changed, for as long as somebody is signed in. It may lag behind: then the outbox counts more.
pub(crate) async fn keep_counting(building: Arc<Building>) {
    let mut moves = building.outbox.moves();
    loop {
        if let Err(error) = building.remember_outbox().await {
            tracing::warn!(%error, "what the outbox counts could not be remembered");
        }
        if moves.changed().await.is_err() {
            return;
        }
    }
}

impl Building {
    /// Compares the outbox with what is remembered of it. To be done before anything of it is sent.
    pub(crate) async fn compare_outbox(&self) -> Result<(), StoreError> {
        if self.outbox.closed.is_some() {
            return Ok(());
        }
        let remembered = self
            .store
            .run(|c| facts::read(c, facts::OUTBOX_CHANGES))
            .await?;
        let Some(remembered) = remembered.and_then(|count| count.parse().ok()) else {
            return Ok(());
        };
        let now = self.now();
        self.outbox
            .store
            .run(move |c| table::compare(c, remembered, now))
            .await
    }

    /// Remembers how often the outbox was changed.
    pub(crate) async fn remember_outbox(&self) -> Result<(), StoreError> {
        // What is known of a file that cannot be opened is all the more needed when another is put in its place.
        if self.outbox.closed.is_some() {
            return Ok(());
        }
        let changes = self.outbox.store.run(table::changes).await?.to_string();
        self.store
            .run(move |c| match facts::read(c, facts::OUTBOX_CHANGES)? {
                Some(remembered) if remembered == changes => Ok(()),
                _ => facts::write(c, facts::OUTBOX_CHANGES, &changes),
            })
            .await
    }
}
