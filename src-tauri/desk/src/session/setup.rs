//! The configuration in use, and what the keychain knows from earlier runs.

use std::sync::Arc;

use doorflow::{ClientSecret, OAuth, OAuthConfig, RefreshToken};
use url::Url;
use zeroize::Zeroizing;

use super::keychain::KeychainError;
use super::tokens::{Held, TokenError};
use super::vault::Asked;
use super::{Keeping, Phase, Session, Setup, Shared, SignOutReason, State};
use crate::config::Config;

/// What the keychain holds for a client, on its way.
struct Found {
    secret: Option<Asked<Option<Zeroizing<String>>>>,
    refresh: Asked<Option<Zeroizing<String>>>,
}

impl Session {
    /// Looks into the keychain: a refresh token there is a sign-in, of which the scopes are not known until the first
    /// refresh. Sends nothing.
    ///
    /// A keychain that is locked, missing or silent leads to [`SignOutReason::KeychainClosed`]. Should its owner unlock
    /// it later, and nobody have begun to sign in by then, the sign-in that it held counts after all.
    pub async fn restore(&self) {
        let shared = &self.shared;
        let (generation, mut found) = {
            let mut state = shared.lock();
            if state.held.is_some() || state.attempt.is_some() {
                return;
            }
            if state.config.client_id.is_empty() {
                shared.show_held(&state, None);
                return;
            }
            shared.show(Phase::Starting);
            state.unread = true;
            let client = state.config.client();
            let secret =
                (state.secret().is_none()).then(|| shared.vault.read(&shared.secret_entry(client)));
            let refresh = shared.vault.read(&shared.token_entry(client));
            (state.generation, Found { secret, refresh })
        };
        let limit = shared.limits.keychain_at_start;
        let refresh = found.refresh.within(limit).await;
        if refresh == Err(KeychainError::NoAnswer) {
            tracing::warn!("the keychain does not answer");
            shared.restored(
                generation,
                Err(KeychainError::NoAnswer),
                Err(KeychainError::NoAnswer),
            );
            let shared = Arc::clone(shared);
            tokio::spawn(async move {
                let secret = found.secret_at_last().await;
                let refresh = found.refresh.at_last().await;
                shared.restored(generation, secret, refresh);
            });
            return;
        }
        // Asked for first, and so answered first.
        let secret = found.secret_at_last().await;
        shared.restored(generation, secret, refresh);
    }

    /// Works with another configuration from now on, and with a secret that a person has typed. `None` leaves the
    /// secret that is known for this client, here or in the keychain.
    ///
    /// Whoever is signed in to another DoorFlow, or as another client, is signed out. The error says that the secret is
    /// not in the keychain and lasts for this run; all else is done then too.
    pub async fn configure(
        &self,
        config: Config,
        typed_secret: Option<ClientSecret>,
    ) -> Result<(), KeychainError> {
        let entry = self.shared.secret_entry(config.client());
        self.go_by(config, typed_secret.clone()).await;
        if let Some(secret) = typed_secret {
            let limit = self.shared.limits.keychain;
            return self
                .shared
                .vault
                .write(&entry, secret.secret())
                .within(limit)
                .await;
        }
        self.shared.look_for_secret().await;
        Ok(())
    }

    /// The same without the keychain, which a sign-in asks for a secret itself.
    pub(crate) async fn go_by(&self, config: Config, typed_secret: Option<ClientSecret>) {
        let moves_on = {
            let state = self.shared.lock();
            state.config.client() != config.client()
        };
        if moves_on && self.shared.lock().held.is_some() {
            self.sign_out().await;
        }
        self.cancel();
        let mut state = self.shared.lock();
        if moves_on {
            state.typed_secret = None;
            state.asked_for_secret = false;
            // An answer of the keychain that is still on its way is about the other client.
            state.let_go();
        }
        if typed_secret.is_some() {
            state.typed_secret = typed_secret;
        }
        state.config = config;
        state.oauth = None;
    }

    /// Forgets the secret that a person has typed for this client, here and in the keychain.
    ///
    /// # Errors
    /// The keychain holds it still, and the next start may find it.
    pub async fn forget_secret(&self) -> Result<(), KeychainError> {
        let mut forgetting = {
            let mut state = self.shared.lock();
            state.typed_secret = None;
            state.oauth = None;
            let entry = self.shared.secret_entry(state.config.client());
            self.shared.vault.delete(&entry)
        };
        match forgetting.within(self.shared.limits.keychain).await {
            // Where there is no keychain, nothing was kept.
            Ok(()) | Err(KeychainError::Absent) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// What the sign-in screen needs to know; `version` is the app's.
    #[must_use]
    pub fn setup(&self, version: &str) -> Setup {
        let state = self.shared.lock();
        Setup {
            has_secret: state.secret().is_some(),
            ..state.config.setup(version)
        }
    }
}

impl Found {
    /// The secret, once the keychain has answered for it.
    async fn secret_at_last(&mut self) -> Result<Option<Zeroizing<String>>, KeychainError> {
        match self.secret.take() {
            Some(secret) => secret.at_last().await,
            // It was not asked: another was known.
            None => Err(KeychainError::NoAnswer),
        }
    }
}

impl Shared {
    /// Takes what the keychain held, if nothing has happened since it was asked.
    fn restored(
        &self,
        generation: u64,
        secret: Result<Option<Zeroizing<String>>, KeychainError>,
        refresh: Result<Option<Zeroizing<String>>, KeychainError>,
    ) {
        let mut state = self.lock();
        if state.generation != generation || state.held.is_some() {
            return;
        }
        state.know_secret(secret);
        state.unread = refresh != Ok(None);
        if state.attempt.is_some() {
            return;
        }
        let reason = match refresh {
            Ok(Some(refresh)) => {
                state.unread = false;
                state.held = Some(Held {
                    refresh: Some(RefreshToken::new(refresh.to_string())),
                    access: None,
                    scopes: None,
                    keeping: Keeping::Keychain,
                    try_again: false,
                });
                None
            }
            // Said meanwhile, of what somebody has done: a late answer that brings nobody is no news to that.
            _ if self.has_said_more() => return,
            Ok(None) => None,
            Err(error) => {
                tracing::warn!(%error, "the keychain cannot be read");
                Some(SignOutReason::KeychainClosed)
            }
        };
        self.show_held(&state, reason);
    }

    /// Whether it is shown why nobody is signed in, and it is not for the keychain.
    fn has_said_more(&self) -> bool {
        matches!(
            *self.phase.borrow(),
            Phase::SignedOut { reason: Some(reason) } if reason != SignOutReason::KeychainClosed
        )
    }

    /// Asks the keychain for the secret that a person typed in an earlier run, where none is known and it has not said that there is none: it may
    /// have been closed before.
    pub(super) async fn look_for_secret(&self) {
        let (config, mut asked) = {
            let state = self.lock();
            let config = &state.config;
            if config.client_id.is_empty() || state.asked_for_secret || state.secret().is_some() {
                return;
            }
            let asked = self.vault.read(&self.secret_entry(config.client()));
            (config.clone(), asked)
        };
        let found = asked.within(self.limits.keychain).await;
        let mut state = self.lock();
        if state.config.client() == config.client() {
            // Without an answer there is none known; DoorFlow says so if it needs one.
            state.know_secret(found);
        }
    }
}

impl State {
    /// The client secret in use.
    fn secret(&self) -> Option<&ClientSecret> {
        self.config
            .client_secret
            .as_ref()
            .or(self.typed_secret.as_ref())
    }

    /// Takes the secret that the keychain had, unless a newer one has been typed.
    fn know_secret(&mut self, answer: Result<Option<Zeroizing<String>>, KeychainError>) {
        self.asked_for_secret |= answer.is_ok();
        if let Ok(Some(secret)) = answer
            && self.typed_secret.is_none()
        {
            self.typed_secret = Some(ClientSecret::new(secret.to_string()));
            self.oauth = None;
        }
    }

    /// The OAuth client of this configuration.
    pub(super) fn oauth(&mut self) -> Result<Arc<OAuth>, TokenError> {
        if let Some(oauth) = &self.oauth {
            return Ok(Arc::clone(oauth));
        }
        let (api, client_id) = (&self.config.api_url, &self.config.client_id);
        let oauth = self.oauth_of(api, client_id, self.secret().cloned())?;
        self.oauth = Some(Arc::clone(&oauth));
        Ok(oauth)
    }

    /// The OAuth client of any application at any DoorFlow.
    pub(super) fn oauth_of(
        &self,
        api: &Url,
        client_id: &str,
        client_secret: Option<ClientSecret>,
    ) -> Result<Arc<OAuth>, TokenError> {
        let config = OAuthConfig {
            token_url: beside(api, "token"),
            revoke_url: beside(api, "revoke"),
            client_id: client_id.to_owned(),
            client_secret,
            user_agent: self.user_agent.clone(),
        };
        OAuth::over(config, self.transport.clone())
            .map(Arc::new)
            .map_err(|error| TokenError::DoorFlow(error.to_string()))
    }
}

/// An address of the OAuth server beside the API.
fn beside(api: &Url, path: &str) -> Url {
    let mut url = api.clone();
    let base = url.path().trim_end_matches('/').to_owned();
    url.set_path(&format!("{base}/oauth/{path}"));
    url
}
