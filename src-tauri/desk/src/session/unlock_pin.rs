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

    /// Puts back what was kept before, or nothing, behind a call that the keychain has not answered: it may still make that. Waits for neither.
    pub(crate) fn put_back_unlock_pin(&self, before: Option<&str>) {
        let (entry, vault) = (self.shared.pin_entry(), &self.shared.vault);
        drop(match before {
            Some(hashed) => vault.write(&entry, hashed),
            None => vault.delete(&entry),
        });
    }

    /// Forgets it.
    pub(crate) async fn forget_unlock_pin(&self) -> Result<(), KeychainError> {
        let (entry, limit) = (self.shared.pin_entry(), self.shared.limits.keychain);
        self.shared.vault.delete(&entry).within(limit).await
    }
}
