//! Signing out: forget here at once, revoke at DoorFlow as soon as it can be reached.

use std::sync::Arc;
use std::time::Duration;

use doorflow::{ClientSecret, OAuth, OAuthError, RefreshToken};
use tokio::sync::oneshot;
use url::Url;

use super::keychain::KeychainError;
use super::vault::Asked;
use super::{Keeping, Limits, Phase, Session, Shared, SignOutReason, State};

/// What a sign-out has done by the time it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Farewell {
    /// DoorFlow has ended the sign-in. If not, it is tried again for a while, as long as the app runs; the access
    /// token dies by itself within the hour.
    pub revoked: bool,
    /// The keychain holds nothing of it any more. If not, the keychain did not let go of the entry, which is tried
    /// again as well: unless the sign-in is revoked too, the next start may find it.
    pub forgotten: bool,
}

impl Farewell {
    /// What there is to say of it.
    fn reason(self) -> SignOutReason {
        match (self.revoked, self.forgotten) {
            // What is left in the keychain opens nothing.
            (true, _) => SignOutReason::SignedOutHere,
            (false, true) => SignOutReason::NotRevoked,
            (false, false) => SignOutReason::NotRemoved,
        }
    }
}

impl Session {
    /// Signs out here, at once and whatever the network does, and at DoorFlow as soon as it can be reached. What has come of that is shown once
    /// it is known, and again whenever it changes.
    pub async fn sign_out(&self) -> Farewell {
        let (generation, refresh, oauth, kept_here, unread, mut forgetting) = {
            let mut state = self.shared.lock();
            if let Some(running) = state.attempt.take() {
                running.stop();
            }
            let oauth = state.oauth();
            let keeping = state.held.as_ref().map(|held| held.keeping);
            let refresh = state.let_go();
            let unread = state.unread;
            let forgetting = self
                .shared
                .vault
                .delete(&self.shared.token_entry(state.config.client()));
            self.shared.show_held(&state, None);
            (
                state.generation,
                refresh,
                oauth,
                keeping == Some(Keeping::ThisRun),
                unread,
                forgetting,
            )
        };
        let mut revoking = match (refresh, oauth) {
            (Some(refresh), Ok(oauth)) => Some(self.shared.revoke_in_background(&oauth, refresh)),
            // One that the keychain did not let be read may be alive in it.
            (None, _) if unread => Some(Revoking::impossible()),
            // Nothing that would outlive this moment by more than an hour.
            (None, _) => None,
            (Some(_), Err(error)) => {
                tracing::warn!(%error, "the sign-in cannot be revoked");
                Some(Revoking::impossible())
            }
        };
        let revoked = async {
            match &mut revoking {
                Some(revoking) => {
                    let first_try = &mut revoking.first_try;
                    let first_try = tokio::time::timeout(self.shared.limits.revocation, first_try);
                    matches!(first_try.await, Ok(Ok(true)))
                }
                None => true,
            }
        };
        let forgotten = async {
            match forgetting.within(self.shared.limits.keychain).await {
                Ok(()) => Ok(()),
                // Where there is no keychain there was nothing in it.
                Err(KeychainError::Absent) if kept_here => Ok(()),
                Err(error) => {
                    tracing::warn!(%error, "the keychain has not let go of the sign-in");
                    Err(error)
                }
            }
        };
        let (revoked, forgotten) = futures_util::future::join(revoked, forgotten).await;
        let farewell = Farewell {
            revoked,
            forgotten: forgotten.is_ok(),
        };
        self.shared.parted(generation, |state| {
            state.farewell = Some(farewell);
        });
        if let Some(revoking) = revoking.filter(|_| !revoked) {
            self.shared.tell_of_revocation(generation, revoking);
        }
        if let Err(error) = forgotten {
            let slow = (error == KeychainError::NoAnswer).then_some(forgetting);
            self.shared.forget_in_background(generation, slow);
        }
        farewell
    }

    /// Ends what an earlier client has left in the keychain: nobody else would ever look for it, and it is alive at the DoorFlow that it is of.
    /// There it is revoked as soon as that can be reached, with the secret that a person typed for that client; the keychain forgets both.
    /// It waits for the keychain for as long as that takes.
    pub async fn forget_client(&self, client_id: &str, api: &Url) {
        let vault = &self.shared.vault;
        let client = (client_id, api);
        let token = self.shared.token_entry(client);
        let secret = self.shared.secret_entry(client);
        let (refresh, typed) = (vault.read(&token), vault.read(&secret));
        let (refresh, typed) = (refresh.at_last().await, typed.at_last().await);
        if self.shared.lock().config.client() == client {
            // It was put back meanwhile, and may be signed in to by now.
            return;
        }
        if let Ok(Some(refresh)) = refresh {
            let typed = typed.ok().flatten();
            let typed = typed.map(|secret| ClientSecret::new(secret.to_string()));
            let oauth = self.shared.lock().oauth_of(api, client_id, typed);
            match oauth {
                Ok(oauth) => {
                    let refresh = RefreshToken::new(refresh.to_string());
                    // Nobody waits for it: it goes on by itself.
                    drop(self.shared.revoke_in_background(&oauth, refresh));
                }
                Err(error) => tracing::warn!(%error, "an earlier sign-in cannot be revoked"),
            }
        }
        for entry in [token, secret] {
            match vault.delete(&entry).at_last().await {
                Ok(()) | Err(KeychainError::Absent) => {}
                Err(error) => {
                    tracing::warn!(%error, "the keychain has not let go of an earlier sign-in");
                }
            }
        }
    }

    /// Leaves what the keychain still has of a sign-in that was ended to the session that has taken this one's place: it may be its own by now.
    pub fn hand_over(&self) {
        self.shared.lock().let_go();
    }

    /// Shows that a file of what was read from DoorFlow could not be removed, unless there is worse to be said of the sign-in.
    pub(crate) fn left_files(&self) {
        let generation = self.shared.lock().generation;
        self.shared
            .parted(generation, |state| state.left_files = true);
    }
}

/// A revocation under way.
pub(super) struct Revoking {
    /// How the first try went.
    first_try: oneshot::Receiver<bool>,
    /// Whether it came to be, once nothing is tried any more; never said where it did not.
    done: oneshot::Receiver<()>,
}

impl Revoking {
    /// One that cannot even begin.
    fn impossible() -> Self {
        Self {
            first_try: oneshot::channel().1,
            done: oneshot::channel().1,
        }
    }
}

impl Shared {
    /// Revokes a refresh token, and with it its access tokens; again after network trouble, a bounded number of times.
    pub(super) fn revoke_in_background(
        &self,
        oauth: &Arc<OAuth>,
        refresh: RefreshToken,
    ) -> Revoking {
        let ((first_try, told), (done, is_done)) = (oneshot::channel(), oneshot::channel());
        let (oauth, limits) = (Arc::clone(oauth), self.limits);
        tokio::spawn(async move {
            let mut first_try = Some(first_try);
            let mut waits = again(limits);
            loop {
                let outcome = oauth.revoke(&refresh).await;
                if let Some(first_try) = first_try.take() {
                    // Those who sign out wait for a while only.
                    let _ = first_try.send(outcome.is_ok());
                }
                match (outcome, waits.next()) {
                    (Ok(()), _) => {
                        // There may be nobody whom it would tell something new.
                        let _ = done.send(());
                        return;
                    }
                    (Err(OAuthError::Transport(error)), Some(wait)) => {
                        tracing::info!(%error, ?wait, "the sign-in is not revoked yet");
                        tokio::time::sleep(wait).await;
                    }
                    (Err(error), _) => {
                        tracing::warn!(%error, "the sign-in was not revoked");
                        return;
                    }
                }
            }
        });
        Revoking {
            first_try: told,
            done: is_done,
        }
    }

    /// Shows it once a revocation has come to be after all.
    fn tell_of_revocation(self: &Arc<Self>, generation: u64, revoking: Revoking) {
        let shared = Arc::clone(self);
        tokio::spawn(async move {
            if revoking.done.await.is_ok() {
                shared.parted_further(generation, |farewell| farewell.revoked = true);
            }
        });
    }

    /// Has the keychain let go of the sign-in after all, as often as a revocation is tried: somebody may unlock it. What is there of a later
    /// sign-in stays.
    fn forget_in_background(self: &Arc<Self>, generation: u64, mut slow: Option<Asked<()>>) {
        let shared = Arc::clone(self);
        tokio::spawn(async move {
            for wait in again(shared.limits) {
                // It may be in line still.
                let forgetting = if let Some(forgetting) = slow.take() {
                    forgetting
                } else {
                    tokio::time::sleep(wait).await;
                    let state = shared.lock();
                    if state.generation != generation {
                        return;
                    }
                    let entry = shared.token_entry(state.config.client());
                    shared.vault.delete(&entry)
                };
                match forgetting.at_last().await {
                    Ok(()) => {
                        shared.parted_further(generation, |farewell| farewell.forgotten = true);
                        return;
                    }
                    Err(error) => tracing::info!(%error, "the keychain still has the sign-in"),
                }
            }
        });
    }

    fn parted_further(&self, generation: u64, change: impl FnOnce(&mut Farewell)) {
        self.parted(generation, |state| {
            if let Some(farewell) = &mut state.farewell {
                change(farewell);
            }
        });
    }

    /// Takes note of what a sign-out has come to, and shows it where that is what is shown.
    fn parted(&self, generation: u64, change: impl FnOnce(&mut State)) {
        let mut state = self.lock();
        if state.generation != generation {
            return;
        }
        change(&mut state);
        let shows_it = match &*self.phase.borrow() {
            Phase::SignedOut { reason } => reason.is_none_or(tells_of_signing_out),
            _ => false,
        };
        // Before all of it is known, there is nothing to say.
        let reason = state.farewell.map(Farewell::reason);
        if shows_it && let Some(reason) = reason {
            let files = reason == SignOutReason::SignedOutHere && state.left_files;
            let reason = if files {
                SignOutReason::FilesLeft
            } else {
                reason
            };
            self.show_held(&state, Some(reason));
        }
    }
}

/// Whether somebody signed out, and that is what there is to say.
fn tells_of_signing_out(reason: SignOutReason) -> bool {
    use SignOutReason::{FilesLeft, NotRemoved, NotRevoked, SignedOutHere};
    matches!(reason, SignedOutHere | NotRevoked | NotRemoved | FilesLeft)
}

/// How long to wait before each further try.
fn again(limits: Limits) -> impl Iterator<Item = Duration> {
    let longer = |wait: &Duration| Some(wait.saturating_mul(2).min(Duration::from_hours(1)));
    let tries = usize::try_from(limits.revoke_tries.saturating_sub(1)).unwrap_or(usize::MAX);
    std::iter::successors(Some(limits.revoke_again), longer).take(tries)
}
