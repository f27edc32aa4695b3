//! The tokens: one refresh at a time, and what it brings is saved before anyone uses it.

use std::sync::Arc;
use std::time::Duration;

use doorflow::{AccessToken, Error, OAuth, OAuthError, RefreshToken, Scopes, TokenSet};
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared as Joined};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::vault::Asked;
use super::{Keeping, KeychainError, Session, Shared, SignOutReason, State};

/// How long before its end an access token is renewed, at most.
const EARLY: Duration = Duration::from_mins(1);

/// Why there is no access token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Nobody is signed in, or not any more.
    #[error("nobody is signed in")]
    SignedOut,
    /// DoorFlow cannot be reached. Whoever is signed in still is.
    #[error("DoorFlow cannot be reached")]
    Offline,
    /// DoorFlow asks to wait. Whoever is signed in still is.
    #[error("DoorFlow asks to wait")]
    Busy {
        /// For how long, if it says.
        wait: Option<Duration>,
    },
    /// DoorFlow answers with something else than a token. Whoever is signed in still is.
    #[error("DoorFlow gave no token: {0}")]
    DoorFlow(String),
}

/// What a sign-in holds.
pub(super) struct Held {
    /// None if DoorFlow gave none: the sign-in ends with its access token.
    pub(super) refresh: Option<RefreshToken>,
    pub(super) access: Option<Access>,
    /// None until DoorFlow has said it in this run.
    pub(super) scopes: Option<Scopes>,
    pub(super) keeping: Keeping,
    /// The keychain did not take the newest token and may take the next.
    pub(super) try_again: bool,
}

impl Held {
    /// Takes note of the keychain's answer to the newest token.
    pub(super) fn kept(&mut self, saved: &Result<(), KeychainError>) {
        self.keeping = Keeping::after(saved);
        self.try_again = match saved {
            // The call is still in line; or its owner has declined, and would be asked again with every renewal.
            Ok(()) | Err(KeychainError::NoAnswer | KeychainError::Locked) => false,
            Err(KeychainError::Absent | KeychainError::Failed(_)) => true,
        };
    }
}

/// An access token and how long it is good, by the clock that no person and no server can set.
pub(super) struct Access {
    token: AccessToken,
    renew: Instant,
    ends: Instant,
}

impl Access {
    /// Counted from when it was asked for: DoorFlow's clock and this computer's need not agree.
    pub(super) fn new(token: AccessToken, asked: Instant, lifetime: Duration) -> Self {
        // A day is longer than any; an absurd figure must not reach past the end of time.
        let lifetime = lifetime.min(Duration::from_hours(24));
        // A token that lives for less than a few minutes is not renewed on every call.
        let early = EARLY.min(lifetime / 4);
        Self {
            token,
            renew: asked + lifetime.saturating_sub(early),
            ends: asked + lifetime,
        }
    }
}

type Renewed = Result<AccessToken, TokenError>;

/// A renewal under way, which all callers wait for.
#[derive(Clone)]
pub(super) struct Flight(Joined<BoxFuture<'static, Renewed>>);

impl Flight {
    /// A renewal, and where its outcome goes. A task that dies without one leaves an error to those who wait.
    pub(super) fn new() -> (Self, oneshot::Sender<Renewed>) {
        let (landed, outcome) = oneshot::channel();
        let outcome = async move {
            outcome
                .await
                .unwrap_or_else(|_| Err(TokenError::DoorFlow("the renewal broke off".to_owned())))
        };
        (Self(outcome.boxed().shared()), landed)
    }

    fn is_over(&self) -> bool {
        self.0.peek().is_some()
    }
}

impl Session {
    /// An access token that is good for a while, renewed first if need be.
    ///
    /// Callers that come while one renewal is under way share it, and a caller that gives up does not stop it. With
    /// network trouble a token that still lives is handed out though it is near its end.
    pub async fn access_token(&self) -> Result<AccessToken, TokenError> {
        let flight = {
            let mut state = self.shared.lock();
            let Some(held) = &state.held else {
                return Err(TokenError::SignedOut);
            };
            match &state.flight {
                Some(flight) if !flight.is_over() => flight.clone(),
                _ => {
                    if let Some(access) = &held.access
                        && Instant::now() < access.renew
                    {
                        return Ok(access.token.clone());
                    }
                    self.renew(&mut state)?
                }
            }
        };
        flight.0.await
    }

    /// Says that DoorFlow refused this access token (401): the next [`access_token`](Self::access_token) brings another.
    ///
    /// A token that has been replaced already changes nothing, so that fifty callers who were refused make one renewal.
    pub fn refused(&self, token: &AccessToken) {
        let mut state = self.shared.lock();
        if let Some(held) = &mut state.held
            && held
                .access
                .as_ref()
                .is_some_and(|access| access.token == *token)
        {
            held.access = None;
        }
    }

    /// Waits until no renewal, and no sign-in, is under way between DoorFlow and the keychain.
    pub async fn landed(&self) {
        let flight = self.shared.lock().flight.clone();
        if let Some(flight) = flight {
            // Whoever wanted the token is told how it went.
            let _ = flight.0.await;
        }
    }

    /// Says that the computer slept for so long and that no timer has counted it: an access token is that much nearer its end. One that
    /// can be renewed is, where it may have ended; if that fails, it is still tried.
    pub(crate) fn slept(&self, uncounted: Duration) {
        let mut state = self.shared.lock();
        if let Some(held) = &mut state.held
            && held.refresh.is_some()
            && let Some(access) = &mut held.access
        {
            // Earlier than the computer's own start is as good as now.
            let renew = access.renew.checked_sub(uncounted);
            access.renew = renew.unwrap_or_else(Instant::now);
        }
    }

    /// Sends a refresh on its way, in a task of its own.
    fn renew(&self, state: &mut State) -> Result<Flight, TokenError> {
        let Some(refresh) = state.held.as_ref().and_then(|held| held.refresh.clone()) else {
            self.shared.end(state, SignOutReason::Ended);
            return Err(TokenError::SignedOut);
        };
        let oauth = state.oauth()?;
        let (flight, landed) = Flight::new();
        state.flight = Some(flight.clone());
        let (shared, generation) = (Arc::clone(&self.shared), state.generation);
        tokio::spawn(async move {
            let outcome = shared.refresh(generation, &oauth, &refresh).await;
            // Those who waited may have given up: the tokens are in place all the same.
            let _ = landed.send(outcome);
        });
        Ok(flight)
    }
}

impl Shared {
    /// Refreshes, saves, installs.
    async fn refresh(
        self: &Arc<Self>,
        generation: u64,
        oauth: &Arc<OAuth>,
        refresh: &RefreshToken,
    ) -> Renewed {
        let asked = Instant::now();
        match oauth.refresh(refresh).await {
            Ok(tokens) => self.renewed(generation, oauth, tokens, asked).await,
            Err(error) => self.not_renewed(generation, error),
        }
    }

    async fn renewed(
        self: &Arc<Self>,
        generation: u64,
        oauth: &Arc<OAuth>,
        tokens: TokenSet,
        asked: Instant,
    ) -> Renewed {
        let TokenSet {
            access,
            refresh,
            scopes,
            expires_in,
            ..
        } = tokens;
        let saving = {
            let mut state = self.lock();
            let entry = self.token_entry(state.config.client());
            let current = state.generation == generation;
            match &mut state.held {
                Some(held) if current => match refresh {
                    // The old one has just died: whatever the keychain says, this is the one to go on with.
                    Some(rotated) => {
                        let saving = (held.keeping == Keeping::Keychain || held.try_again)
                            .then(|| self.vault.write(&entry, rotated.secret()));
                        held.refresh = Some(rotated);
                        saving
                    }
                    None => None,
                },
                // Signed out meanwhile: what has come is nobody's, and must not live on.
                _ => {
                    drop(state);
                    if let Some(refresh) = refresh {
                        self.revoke_in_background(oauth, refresh);
                    }
                    return Err(TokenError::SignedOut);
                }
            }
        };
        let saved = match saving {
            Some(saving) => Some(self.saved(generation, saving).await),
            None => None,
        };
        let mut state = self.lock();
        if state.generation != generation {
            return Err(TokenError::SignedOut);
        }
        state.flight = None;
        let Some(held) = &mut state.held else {
            return Err(TokenError::SignedOut);
        };
        held.access = Some(Access::new(access.clone(), asked, expires_in));
        // Where nothing is said of them, they are what they were.
        held.scopes = scopes.or(held.scopes.take());
        if let Some(saved) = &saved {
            held.kept(saved);
        }
        self.show_held(&state, None);
        Ok(access)
    }

    fn not_renewed(&self, generation: u64, error: OAuthError) -> Renewed {
        let mut state = self.lock();
        if state.generation != generation {
            return Err(TokenError::SignedOut);
        }
        state.flight = None;
        let error = match error {
            OAuthError::InvalidGrant => {
                tracing::info!("DoorFlow has ended the sign-in");
                // Not waited for: nobody can do anything about it, and a dead token in the keychain is harmless.
                drop(self.vault.delete(&self.token_entry(state.config.client())));
                self.end(&mut state, SignOutReason::Ended);
                return Err(TokenError::SignedOut);
            }
            // The entry stays: when the client id or its secret has been mended, the sign-in may well be good.
            OAuthError::InvalidClient => {
                tracing::warn!("DoorFlow refuses this client");
                self.end(&mut state, SignOutReason::ClientRefused);
                state.unread = true;
                return Err(TokenError::SignedOut);
            }
            error => {
                // As it came: what callers are told does not say why DoorFlow cannot be reached.
                tracing::info!(%error, "the access token was not renewed");
                trouble(error)
            }
        };
        match state.held.as_ref().and_then(|held| held.access.as_ref()) {
            Some(access) if Instant::now() < access.ends => Ok(access.token.clone()),
            _ => Err(error),
        }
    }

    /// Waits for the keychain to save the refresh token, within the limit for what a person waits for.
    ///
    /// A keychain that saves it after all, later, makes the sign-in a lasting one then. One that fails may hold an
    /// older token, which is dead: it is removed as far as that is possible.
    pub(super) async fn saved(
        self: &Arc<Self>,
        generation: u64,
        mut saving: Asked<()>,
    ) -> Result<(), KeychainError> {
        let saved = saving.within(self.limits.keychain).await;
        match &saved {
            Ok(()) => {}
            Err(KeychainError::NoAnswer) => {
                tracing::warn!("the keychain does not answer; the sign-in lasts for this run");
                let shared = Arc::clone(self);
                tokio::spawn(async move {
                    match saving.at_last().await {
                        Ok(()) => shared.saved_at_last(generation).await,
                        failed => shared.failed_at_last(generation, &failed),
                    }
                });
            }
            Err(error) => {
                tracing::warn!(%error, "the keychain took no sign-in; it lasts for this run");
                let state = self.lock();
                if state.generation == generation {
                    drop(self.vault.delete(&self.token_entry(state.config.client())));
                }
            }
        }
        saved
    }

    /// The keychain has come back and not taken what it was slow with.
    fn failed_at_last(&self, generation: u64, failed: &Result<(), KeychainError>) {
        let mut state = self.lock();
        if state.generation == generation
            && let Some(held) = &mut state.held
        {
            held.kept(failed);
            if state.flight.is_none() {
                self.show_held(&state, None);
            }
        }
    }

    /// The keychain has come back: it gets the newest token, which may not be the one that it was slow with.
    async fn saved_at_last(self: &Arc<Self>, generation: u64) {
        let mut saved: Option<(RefreshToken, Result<(), KeychainError>)> = None;
        loop {
            let (newest, saving) = {
                let mut state = self.lock();
                if state.generation != generation {
                    return;
                }
                let entry = self.token_entry(state.config.client());
                let Some(held) = &mut state.held else { return };
                let Some(newest) = &held.refresh else { return };
                match &saved {
                    // Renewed again while the keychain was writing: once more.
                    Some((written, Ok(()))) if written != newest => {}
                    Some((_, saved)) => {
                        held.kept(saved);
                        if state.flight.is_none() {
                            self.show_held(&state, None);
                        }
                        return;
                    }
                    None => {}
                }
                (newest.clone(), self.vault.write(&entry, newest.secret()))
            };
            saved = Some((newest, saving.at_last().await));
        }
    }

    /// Nobody is signed in any more, in memory and on show.
    pub(super) fn end(&self, state: &mut State, reason: SignOutReason) {
        state.let_go();
        self.show_held(state, Some(reason));
    }
}

/// What network and server trouble means to who wanted a token.
fn trouble(error: OAuthError) -> TokenError {
    match error {
        OAuthError::Transport(Error::NotSent(_) | Error::Unknown(_)) => TokenError::Offline,
        OAuthError::Transport(Error::RateLimited { wait, .. }) => TokenError::Busy { wait },
        error => TokenError::DoorFlow(error.to_string()),
    }
}
