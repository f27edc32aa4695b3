//! Signing out: forget here at once, revoke at DoorFlow as soon as it can be reached.

use std::sync::Arc;
use std::time::Duration;

use doorflow::{OAuth, OAuthError, RefreshToken};
use tokio::sync::oneshot;

use super::keychain::KeychainError;
use super::{Keeping, Session, Shared, SignOutReason};

/// What a sign-out has done by the time it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Farewell {
    /// DoorFlow has ended the sign-in. If not, it is tried again for a while, as long as the app runs; the access
    /// token dies by itself within the hour.
    pub revoked: bool,
    /// The keychain holds nothing of it any more. If not, the keychain did not let go of the entry: unless the
    /// sign-in is revoked too, the next start may find it.
    pub forgotten: bool,
}

impl Session {
    /// Signs out here, at once and whatever the network does, and at DoorFlow as soon as it can be reached.
    pub async fn sign_out(&self) -> Farewell {
        let (refresh, oauth, kept_here, mut forgetting) = {
            let mut state = self.shared.lock();
            if let Some(running) = state.attempt.take() {
                running.stop();
            }
            let oauth = state.oauth();
            let keeping = state.held.as_ref().map(|held| held.keeping);
            let refresh = state.let_go();
            let forgetting = self
                .shared
                .vault
                .delete(&self.shared.token_entry(&state.config.client_id));
            self.shared
                .show_held(&state, Some(SignOutReason::SignedOutHere));
            (
                refresh,
                oauth,
                keeping == Some(Keeping::ThisRun),
                forgetting,
            )
        };
        let revoking = match (refresh, oauth) {
            (Some(refresh), Ok(oauth)) => Some(self.shared.revoke_in_background(&oauth, refresh)),
            // Nothing that would outlive this moment by more than an hour.
            (None, _) => None,
            (Some(_), Err(error)) => {
                tracing::warn!(%error, "the sign-in cannot be revoked");
                let (never, revoking) = oneshot::channel();
                drop(never);
                Some(revoking)
            }
        };
        let revoked = async {
            match revoking {
                Some(first_try) => {
                    let first_try = tokio::time::timeout(self.shared.limits.revocation, first_try);
                    matches!(first_try.await, Ok(Ok(true)))
                }
                None => true,
            }
        };
        let forgotten = async {
            match forgetting.within(self.shared.limits.keychain).await {
                Ok(()) => true,
                // Where there is no keychain there was nothing in it.
                Err(KeychainError::Absent) => kept_here,
                Err(error) => {
                    tracing::warn!(%error, "the keychain has not let go of the sign-in");
                    false
                }
            }
        };
        let (revoked, forgotten) = futures_util::future::join(revoked, forgotten).await;
        Farewell { revoked, forgotten }
    }
}

impl Shared {
    /// Revokes a refresh token, and with it its access tokens; again after network trouble, a bounded number of
    /// times. Tells how the first try went.
    pub(super) fn revoke_in_background(
        &self,
        oauth: &Arc<OAuth>,
        refresh: RefreshToken,
    ) -> oneshot::Receiver<bool> {
        let (first_try, told) = oneshot::channel();
        let (oauth, limits) = (Arc::clone(oauth), self.limits);
        tokio::spawn(async move {
            let mut first_try = Some(first_try);
            let mut wait = limits.revoke_again;
            for tries_left in (0..limits.revoke_tries).rev() {
                let outcome = oauth.revoke(&refresh).await;
                if let Some(first_try) = first_try.take() {
                    // Those who sign out wait for a while only.
                    let _ = first_try.send(outcome.is_ok());
                }
                match outcome {
                    Ok(()) => return,
                    Err(OAuthError::Transport(error)) if tries_left > 0 => {
                        tracing::info!(%error, ?wait, "the sign-in is not revoked yet");
                        tokio::time::sleep(wait).await;
                        wait = wait.saturating_mul(2).min(Duration::from_hours(1));
                    }
                    Err(error) => {
                        tracing::warn!(%error, "the sign-in was not revoked");
                        return;
                    }
                }
            }
        });
        told
    }
}
