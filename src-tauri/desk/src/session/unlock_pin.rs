//! What is kept of the PIN that unlocks this desk, in the keychain beside the sign-in.

use zeroize::Zeroizing;

use super::{KeychainError, Session};

impl Session {
    /// What is kept of it; `None` if there is none. A person waits for it, who may have to unlock the keychain.
    pub(crate) async fn unlock_pin(&self) -> Result<Option<Zeroizing<String>>, KeychainError> {
        let (entry, limit) = (self.shared.pin_entry(), self.shared.limits.keychain);
        self.shared.vault.read(&entry).within(limit).await
    }

    /// Keeps this over what was kept before.
    pub(crate) async fn keep_unlock_pin(&self, hashed: &str) -> Result<(), KeychainError> {
        let (entry, limit) = (self.shared.pin_entry(), self.shared.limits.keychain);
        self.shared.vault.write(&entry, hashed).within(limit).await
    }

    /// Forgets it.
    pub(crate) async fn forget_unlock_pin(&self) -> Result<(), KeychainError> {
        let (entry, limit) = (self.shared.pin_entry(), self.shared.limits.keychain);
        self.shared.vault.delete(&entry).within(limit).await
    }
}
