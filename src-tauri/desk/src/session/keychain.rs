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
    /// Does something with an entry. The very first call connects to the service.
    fn with<T>(
        name: &str,
        call: impl Fn(&keyring_core::Entry) -> keyring_core::Result<T>,
    ) -> keyring_core::Result<T> {
        // Where it fails, there is no store to ask for an entry, which says so.
        let _ = keyring::Entry::store_status();
        once_more(|| call(&Self::entry(name)?), connect)
    }

    /// Finds the entry's place.
    fn entry(name: &str) -> keyring_core::Result<keyring_core::Entry> {
        // On Windows an entry would roam with its owner by default: a sign-in belongs to this desk.
        let modifiers = if cfg!(windows) {
            HashMap::from([("persistence", "local")])
        } else if cfg!(target_os = "macos") {
            HashMap::new()
        } else {
            HashMap::from([("label", label(name))])
        };
        keyring_core::Entry::new_with_modifiers(SERVICE, name, &modifiers)
    }
}

/// Calls, and once more over a new connection where there was none, or the one there was may be to a service that is gone: it comes later than
/// Lobby on some desktops, and may be started anew.
fn once_more<T>(
    call: impl Fn() -> keyring_core::Result<T>,
    connect: impl FnOnce() -> keyring_core::Result<()>,
) -> keyring_core::Result<T> {
    use keyring_core::Error::{NoDefaultStore, PlatformFailure};
    match call() {
        Err(error @ (NoDefaultStore | PlatformFailure(_))) => match connect() {
            Ok(()) => call(),
            Err(_) => Err(error),
        },
        answer => answer,
    }
}

/// Connects to the service anew.
#[cfg(all(unix, not(target_os = "macos")))]
fn connect() -> keyring_core::Result<()> {
    keyring_core::set_default_store(zbus_secret_service_keyring_store::Store::new()?);
    Ok(())
}

/// There is no service that could come or go.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn connect() -> keyring_core::Result<()> {
    Err(keyring_core::Error::NoDefaultStore)
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
        match Self::with(entry, keyring_core::Entry::get_secret) {
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
        Self::with(entry, |entry| entry.set_secret(secret.as_bytes())).map_err(told_apart)
    }

    fn delete(&self, entry: &str) -> Result<(), KeychainError> {
        match Self::with(entry, keyring_core::Entry::delete_credential) {
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
    fn a_service_that_comes_late_or_anew_is_called_once_more_and_no_other() {
        use keyring_core::Error;
        use std::cell::Cell;
        let gone = || Error::PlatformFailure(Box::new(std::io::Error::other("gone")));
        let locked = || Error::NoStorageAccess(Box::new(std::io::Error::other("locked")));
        for (first, comes, told, calls) in [
            (Error::NoDefaultStore, true, Ok(()), 2),
            (gone(), true, Ok(()), 2),
            (Error::NoDefaultStore, false, Err(KeychainError::Absent), 1),
            (
                gone(),
                false,
                Err(KeychainError::Failed("gone".to_owned())),
                1,
            ),
            (locked(), true, Err(KeychainError::Locked), 1),
        ] {
            let (first, called) = (Cell::new(Some(first)), Cell::new(0));
            let call = || {
                called.set(called.get() + 1);
                first.take().map_or(Ok(()), Err)
            };
            let connect = || comes.then_some(()).ok_or_else(gone);
            let answer = once_more(call, connect).map_err(told_apart);
            assert_eq!((answer, called.get()), (told, calls));
        }
    }

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
