//! The key of what this desk keeps on disk, in the keychain beside the sign-in.

use zeroize::Zeroizing;

use super::{KeychainError, Session};

impl Session {
    /// The store's key as it was kept; `None` if there is none yet. Waits for the keychain as at a start.
    pub(crate) async fn store_key(&self) -> Result<Option<Zeroizing<String>>, KeychainError> {
        let entry = self.shared.store_entry();
        let limit = self.shared.limits.keychain_at_start;
        self.shared.vault.read(&entry).within(limit).await
    }

    /// Keeps the store's key over the one before it. After an error nothing may be encrypted with it: whether it will ever be kept is
    /// not known.
    pub(crate) async fn keep_store_key(&self, key: &str) -> Result<(), KeychainError> {
        let entry = self.shared.store_entry();
        let limit = self.shared.limits.keychain_at_start;
        self.shared.vault.write(&entry, key).within(limit).await
    }
}
