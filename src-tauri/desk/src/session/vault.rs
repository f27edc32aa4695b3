//! The keychain from async code: on a thread of its own, in order, with a time limit.

use std::sync::{Arc, mpsc};
use std::time::Duration;

use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::keychain::{Keychain, KeychainError};
use crate::machine::Blocking;

/// One thread that calls the keychain, one call after the other.
///
/// A call that outlasts its caller's patience stays in line: when the keychain's owner unlocks it at last, a
/// write or a delete still happens, in the order in which they were asked for. However long it hangs, it holds
/// this one thread and no other, and no shutdown waits for it.
#[derive(Clone)]
pub(super) struct Vault {
    line: Line,
}

/// Who makes the calls.
#[derive(Clone)]
enum Line {
    Thread(mpsc::Sender<Call>),
    /// Whoever asks.
    InTurn(Arc<dyn Keychain>),
}

/// A call and where its answer goes.
enum Call {
    Read(
        String,
        oneshot::Sender<Result<Option<Zeroizing<String>>, KeychainError>>,
    ),
    Write(
        String,
        Zeroizing<String>,
        oneshot::Sender<Result<(), KeychainError>>,
    ),
    Delete(String, oneshot::Sender<Result<(), KeychainError>>),
}

impl Vault {
    /// Starts the thread. It ends with the last clone of this handle.
    pub(super) fn new(keychain: Arc<dyn Keychain>, blocking: &Blocking) -> Self {
        if let Blocking::InTurn(_) = blocking {
            return Self {
                line: Line::InTurn(keychain),
            };
        }
        let (calls, line) = mpsc::channel::<Call>();
        let started = std::thread::Builder::new()
            .name("keychain".to_owned())
            .spawn(move || {
                while let Ok(call) = line.recv() {
                    call.make(keychain.as_ref());
                }
            });
        if let Err(error) = started {
            // The line has no reader then, and every call says that it failed.
            tracing::error!(%error, "no thread for the keychain");
        }
        Self {
            line: Line::Thread(calls),
        }
    }

    /// Asks for an entry.
    pub(super) fn read(&self, entry: &str) -> Asked<Option<Zeroizing<String>>> {
        self.ask(|answer| Call::Read(entry.to_owned(), answer))
    }

    /// Asks to write an entry. It is in line when this returns.
    pub(super) fn write(&self, entry: &str, secret: &str) -> Asked<()> {
        let secret = Zeroizing::new(secret.to_owned());
        self.ask(|answer| Call::Write(entry.to_owned(), secret, answer))
    }

    /// Asks to delete an entry. It is in line when this returns.
    pub(super) fn delete(&self, entry: &str) -> Asked<()> {
        self.ask(|answer| Call::Delete(entry.to_owned(), answer))
    }

    fn ask<T>(
        &self,
        call: impl FnOnce(oneshot::Sender<Result<T, KeychainError>>) -> Call,
    ) -> Asked<T> {
        let (answer, awaited) = oneshot::channel();
        match &self.line {
            // Without a thread the call is dropped, and with it `answer`: `Asked` tells.
            Line::Thread(calls) => drop(calls.send(call(answer))),
            Line::InTurn(keychain) => call(answer).make(keychain.as_ref()),
        }
        Asked(awaited)
    }
}

impl Call {
    fn make(self, keychain: &dyn Keychain) {
        // Nobody may be waiting any more for an answer that is sent; a read that nobody waits for is not made at all,
        // for it could put an unlock prompt before a person who has moved on.
        match self {
            Self::Read(_, answer) if answer.is_closed() => {}
            Self::Read(entry, answer) => drop(answer.send(keychain.read(&entry))),
            Self::Write(entry, secret, answer) => {
                drop(answer.send(keychain.write(&entry, &secret)));
            }
            Self::Delete(entry, answer) => drop(answer.send(keychain.delete(&entry))),
        }
    }
}

/// An answer on its way from the keychain.
pub(super) struct Asked<T>(oneshot::Receiver<Result<T, KeychainError>>);

impl<T> Asked<T> {
    /// Waits this long. After [`KeychainError::NoAnswer`] the call is still in line, and can be waited for again.
    pub(super) async fn within(&mut self, limit: Duration) -> Result<T, KeychainError> {
        match tokio::time::timeout(limit, &mut self.0).await {
            Ok(answer) => answer.unwrap_or_else(|_| Err(thread_ended())),
            Err(_) => Err(KeychainError::NoAnswer),
        }
    }

    /// Waits for as long as it takes. Not after an answer was had.
    pub(super) async fn at_last(self) -> Result<T, KeychainError> {
        self.0.await.unwrap_or_else(|_| Err(thread_ended()))
    }
}

fn thread_ended() -> KeychainError {
    KeychainError::Failed("its thread has ended".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::MemoryKeychain;

    const LIMIT: Duration = Duration::from_secs(10);

    fn vault() -> (Vault, MemoryKeychain) {
        let keychain = MemoryKeychain::default();
        (
            Vault::new(Arc::new(keychain.clone()), &Blocking::Threads),
            keychain,
        )
    }

    async fn read(vault: &Vault) -> Option<String> {
        let secret = vault
            .read("entry")
            .at_last()
            .await
            .expect("a keychain that works");
        secret.map(|secret| secret.to_string())
    }

    #[tokio::test]
    async fn keeps_reads_and_forgets() {
        let (vault, _) = vault();
        assert_eq!(read(&vault).await, None);
        assert_eq!(vault.write("entry", "one").at_last().await, Ok(()));
        assert_eq!(vault.write("entry", "two").at_last().await, Ok(()));
        assert_eq!(read(&vault).await.as_deref(), Some("two"));
        assert_eq!(vault.delete("entry").at_last().await, Ok(()));
        assert_eq!(
            vault.delete("entry").at_last().await,
            Ok(()),
            "gone already is gone"
        );
        assert_eq!(read(&vault).await, None);
    }

    #[tokio::test]
    async fn failures_come_through() {
        let (vault, keychain) = vault();
        for how in [KeychainError::Absent, KeychainError::Locked] {
            keychain.fail(Some(how.clone()));
            assert_eq!(
                vault.write("entry", "x").within(LIMIT).await,
                Err(how.clone())
            );
            assert_eq!(vault.delete("entry").within(LIMIT).await, Err(how));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_hung_call_is_given_up_but_happens_in_its_turn() {
        let (vault, keychain) = vault();
        keychain.hang();
        let mut writes: Vec<_> = ["one", "two", "three"]
            .iter()
            .map(|text| vault.write("entry", text))
            .collect();
        for write in &mut writes {
            assert_eq!(write.within(LIMIT).await, Err(KeychainError::NoAnswer));
        }
        assert!(keychain.waiting() <= 1, "one thread hangs, not one a call");
        keychain.release();
        for write in writes {
            assert_eq!(write.at_last().await, Ok(()), "unlocked at last");
        }
        assert_eq!(
            read(&vault).await.as_deref(),
            Some("three"),
            "the last write stands"
        );
    }

    #[tokio::test]
    async fn a_keychain_that_panics_fails_the_calls_and_nothing_else() {
        struct Broken;
        impl Keychain for Broken {
            fn read(&self, _: &str) -> Result<Option<Zeroizing<String>>, KeychainError> {
                panic!("a broken driver")
            }
            fn write(&self, _: &str, _: &str) -> Result<(), KeychainError> {
                Ok(())
            }
            fn delete(&self, _: &str) -> Result<(), KeychainError> {
                Ok(())
            }
        }
        let vault = Vault::new(Arc::new(Broken), &Blocking::Threads);
        assert!(matches!(
            vault.read("entry").at_last().await,
            Err(KeychainError::Failed(_))
        ));
        assert!(matches!(
            vault.write("entry", "x").at_last().await,
            Err(KeychainError::Failed(_))
        ));
    }
}
