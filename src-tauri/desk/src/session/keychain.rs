//! The keychain of the system: Secret Service, Credential Manager or Keychain.

use std::collections::HashMap;

use zeroize::{Zeroize, Zeroizing};

/// The name under which a person finds Lobby's entries in their keychain.
const SERVICE: &str = "Lobby";

/// How the entry of a store's key begins.
pub(super) const STORE_KEY: &str = "store-key:";

/// How the entry of the PIN that unlocks a desk begins.
pub(super) const UNLOCK_PIN: &str = "unlock-pin:";

/// A place for secrets that outlives the app.
///
/// Calls block, and may block for as long as a person looks at an unlock prompt: the session calls
/// them where nothing waits for them.
pub trait Keychain: Send + Sync {
    /// Reads an entry; `None` if there is none.
    fn read(&self, entry: &str) -> Result<Option<Zeroizing<String>>, KeychainError>;
    /// Writes an entry over what was there.
    fn write(&self, entry: &str, secret: &str) -> Result<(), KeychainError>;
    /// Deletes an entry. One that is not there is deleted already.
    fn delete(&self, entry: &str) -> Result<(), KeychainError>;
}

/// Why the keychain cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeychainError {
    /// This machine has no keychain service.
    #[error("there is no keychain on this machine")]
    Absent,
    /// It is locked, or its owner declined to unlock it.
    #[error("the keychain is locked")]
    Locked,
    /// It did not answer in time: most often because it waits for its owner.
    #[error("the keychain did not answer in time")]
    NoAnswer,
    /// It failed in another way, told without the secret.
    #[error("the keychain failed: {0}")]
    Failed(String),
}

/// The keychain that the system provides.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsKeychain;

impl OsKeychain {
    /// Finds the entry's place. The first call connects to the service; if that fails, it has failed for this run.
    fn entry(name: &str) -> Result<keyring_core::Entry, KeychainError> {
        if keyring::Entry::store_status().is_err() {
            return Err(KeychainError::Absent);
        }
        // On Windows an entry would roam with its owner by default: a sign-in belongs to this desk.
        let modifiers = if cfg!(windows) {
            HashMap::from([("persistence", "local")])
        } else if cfg!(target_os = "macos") {
            HashMap::new()
        } else {
            HashMap::from([("label", label(name))])
        };
        keyring_core::Entry::new_with_modifiers(SERVICE, name, &modifiers).map_err(told_apart)
    }
}

/// What a person reads beside the entry in their keychain.
fn label(entry: &str) -> &'static str {
    if entry.starts_with(STORE_KEY) {
        "The key to what Lobby keeps on this computer"
    } else if entry.starts_with(UNLOCK_PIN) {
        "The PIN that unlocks Lobby, hashed"
    } else {
        "Lobby's sign-in to DoorFlow"
    }
}

impl Keychain for OsKeychain {
    fn read(&self, entry: &str) -> Result<Option<Zeroizing<String>>, KeychainError> {
        match Self::entry(entry)?.get_secret() {
            Ok(secret) => match String::from_utf8(secret) {
                Ok(secret) => Ok(Some(Zeroizing::new(secret))),
                Err(error) => {
                    error.into_bytes().zeroize();
                    Err(KeychainError::Failed("the entry is not text".to_owned()))
                }
            },
            Err(keyring_core::Error::NoEntry) => Ok(None),
            Err(error) => Err(told_apart(error)),
        }
    }

    fn write(&self, entry: &str, secret: &str) -> Result<(), KeychainError> {
        // As bytes: Windows would store a password as UTF-16, and has room for half as many letters.
        Self::entry(entry)?
            .set_secret(secret.as_bytes())
            .map_err(told_apart)
    }

    fn delete(&self, entry: &str) -> Result<(), KeychainError> {
        match Self::entry(entry)?.delete_credential() {
            Ok(()) | Err(keyring_core::Error::NoEntry) => Ok(()),
            Err(error) => Err(told_apart(error)),
        }
    }
}

/// Tells errors apart by their type. Their text is passed on only where it cannot hold the entry's content.
fn told_apart(error: keyring_core::Error) -> KeychainError {
    use keyring_core::Error;
    match error {
        Error::NoDefaultStore | Error::NotSupportedByStore(_) => KeychainError::Absent,
        Error::NoStorageAccess(_) => KeychainError::Locked,
        Error::PlatformFailure(reason) => KeychainError::Failed(reason.to_string()),
        Error::BadEncoding(mut bytes) | Error::BadDataFormat(mut bytes, _) => {
            bytes.zeroize();
            KeychainError::Failed("the entry is unreadable".to_owned())
        }
        Error::TooLong(attribute, limit) => {
            KeychainError::Failed(format!("the {attribute} is longer than {limit}"))
        }
        Error::Ambiguous(entries) => {
            KeychainError::Failed(format!("{} entries have this name", entries.len()))
        }
        Error::NoEntry => KeychainError::Failed("the entry is gone".to_owned()),
        _ => KeychainError::Failed("unexpected answer".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_apart_by_type_and_hold_no_secret() {
        use keyring_core::Error;
        let reason = || Box::new(std::io::Error::other("why"));
        for (error, expected) in [
            (Error::NoDefaultStore, KeychainError::Absent),
            (Error::NoStorageAccess(reason()), KeychainError::Locked),
            (
                Error::PlatformFailure(reason()),
                KeychainError::Failed("why".to_owned()),
            ),
            (
                Error::BadEncoding(b"s3cret".to_vec()),
                KeychainError::Failed("the entry is unreadable".to_owned()),
            ),
            (
                Error::BadDataFormat(b"s3cret".to_vec(), reason()),
                KeychainError::Failed("the entry is unreadable".to_owned()),
            ),
        ] {
            let told = told_apart(error);
            assert!(
                !told.to_string().contains("s3cret"),
                "{told} must not hold the content"
            );
            assert_eq!(told, expected);
        }
    }
}
