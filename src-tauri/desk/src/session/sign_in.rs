//! Signing in: to the browser and back.

use std::sync::Arc;

use doorflow::{AuthorizationCode, CodeVerifier, OAuth, OAuthError, TokenSet};
use oauth2::CsrfToken;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::browser::Attempt;
use super::callback::{Expected, Outcome, PasteError, read_pasted};
use super::loopback::Listener;
use super::redirect::Redirect;
use super::tokens::{Access, Flight, Held};
use super::{Keeping, Phase, Session, Shared, SignOutReason, WayBack};

/// A sign-in under way.
pub(super) struct Running {
    id: u64,
    stage: Stage,
}

enum Stage {
    /// The listener is being set up, or the browser is with the person.
    Waiting {
        /// Ends the wait. Not the exchange of a code: its tokens would be lost alive.
        wait: JoinHandle<()>,
        /// How a pasted answer gets there.
        paste: Option<Paste>,
    },
    /// DoorFlow has been asked for the tokens.
    Finishing,
}

/// What a pasted answer must match, and where it goes.
struct Paste {
    redirect: Redirect,
    state: CsrfToken,
    answer: oneshot::Sender<Outcome>,
}

impl Session {
    /// Opens the browser and comes back when the phase says [`Phase::Waiting`], or why it does not.
    ///
    /// A sign-in that was under way is cancelled. Somebody who is signed in stays so until the new sign-in succeeds.
    /// A browser that does not open is no failure: the address is in the phase for the person to copy.
    pub async fn sign_in(&self) {
        let (ready, waiting) = oneshot::channel();
        {
            let mut state = self.shared.lock();
            if let Some(running) = state.attempt.take() {
                running.stop();
            }
            state.attempts += 1;
            let id = state.attempts;
            let shared = Arc::clone(&self.shared);
            let wait = tokio::spawn(async move {
                shared.wait_for_browser(id, ready).await;
            });
            state.attempt = Some(Running {
                id,
                stage: Stage::Waiting { wait, paste: None },
            });
        }
        // An error means that a later call has cancelled this one; the phase is that one's to tell.
        let _ = waiting.await;
    }

    /// Takes the address that the browser ended on from the person. After an error the wait goes on.
    pub fn paste(&self, text: &str) -> Result<(), PasteError> {
        let mut state = self.shared.lock();
        let Some(Running {
            stage: Stage::Waiting { paste, .. },
            ..
        }) = &mut state.attempt
        else {
            return Err(PasteError::NotWaiting);
        };
        let expected = paste.as_ref().ok_or(PasteError::NotWaiting)?;
        let expected = Expected {
            redirect: &expected.redirect,
            state: &expected.state,
        };
        let outcome = read_pasted(text, expected)?;
        // Taken: the state is good for one answer.
        let paste = paste.take().ok_or(PasteError::NotWaiting)?;
        paste
            .answer
            .send(outcome)
            .map_err(|_| PasteError::NotWaiting)
    }

    /// Ends the sign-in that is under way, if one is. Tokens that are on their way are revoked when they come.
    pub fn cancel(&self) {
        let mut state = self.shared.lock();
        if let Some(running) = state.attempt.take() {
            running.stop();
            self.shared
                .show_held(&state, Some(SignOutReason::Cancelled));
        }
    }
}

impl Running {
    /// Ends the wait for the browser.
    pub(super) fn stop(self) {
        if let Stage::Waiting { wait, .. } = self.stage {
            wait.abort();
        }
    }
}

impl Shared {
    async fn wait_for_browser(self: Arc<Self>, id: u64, ready: oneshot::Sender<()>) {
        // Declared before the listener, thus let go of after it: whoever has this has the port.
        let _port = Arc::clone(&self.port).lock_owned().await;
        self.look_for_secret().await;
        let (config, oauth) = {
            let mut state = self.lock();
            (state.config.clone(), state.oauth())
        };
        let Ok(oauth) = oauth else {
            return self.fail(id, SignOutReason::ClientRefused);
        };
        if config.client_id.is_empty() {
            return self.fail(id, SignOutReason::ClientRefused);
        }
        let (listener, back) = match config.redirect.loopback_port() {
            Some(port) => match Listener::bind(&config.redirect, port).await {
                Ok(listener) => (Some(listener), WayBack::ByItself),
                // The browser ends on that address all the same, and whoever has the port gets a code that is of no use without the verifier.
                Err(error) => {
                    tracing::warn!(%error, port, "nothing can listen on the redirect address");
                    (None, WayBack::PortTaken)
                }
            },
            None => (None, WayBack::ByHand),
        };
        let redirect = listener
            .as_ref()
            .map_or(&config.redirect, Listener::redirect)
            .clone();
        let attempt = Attempt::new(
            &config.auth_url,
            &config.client_id,
            &config.scopes,
            redirect,
        );
        let (answer, pasted) = oneshot::channel();
        if !self.show_waiting(id, &attempt, back, answer) {
            return;
        }
        // Nobody may be waiting any more: the phase tells it all the same.
        let _ = ready.send(());
        self.open_browser(&attempt);

        let by_itself = async {
            match listener {
                Some(listener) => listener.answer(&attempt.state).await,
                None => std::future::pending().await,
            }
        };
        let by_hand = async {
            match pasted.await {
                Ok(outcome) => outcome,
                // Only a cancelled attempt lets go of it, and that ends this task too.
                Err(_) => std::future::pending().await,
            }
        };
        let answered = async {
            tokio::select! {
                biased;
                outcome = by_itself => outcome,
                outcome = by_hand => outcome,
            }
        };
        let code = match tokio::time::timeout(self.limits.browser, answered).await {
            Err(_) => return self.fail(id, SignOutReason::TimedOut),
            Ok(Outcome::Denied) => return self.fail(id, SignOutReason::Denied),
            Ok(Outcome::Failed(error)) => {
                tracing::warn!(error, "DoorFlow refuses the sign-in");
                return self.fail(id, reason_of(&error));
            }
            Ok(Outcome::Code(code)) => code,
        };
        {
            let mut state = self.lock();
            match &mut state.attempt {
                Some(running) if running.id == id => running.stage = Stage::Finishing,
                _ => return,
            }
            self.show(Phase::Finishing);
        }
        // A task of its own: from here on nothing may break it off.
        tokio::spawn(async move { self.finish(id, &oauth, &code, attempt).await });
    }

    /// Shows the address. False if the attempt has been cancelled.
    fn show_waiting(
        &self,
        id: u64,
        attempt: &Attempt,
        back: WayBack,
        answer: oneshot::Sender<Outcome>,
    ) -> bool {
        let mut state = self.lock();
        match &mut state.attempt {
            Some(Running {
                id: running,
                stage: Stage::Waiting { paste, .. },
            }) if *running == id => {
                *paste = Some(Paste {
                    redirect: attempt.redirect.clone(),
                    state: CsrfToken::new(attempt.state.secret().clone()),
                    answer,
                });
            }
            _ => return false,
        }
        self.show(Phase::Waiting {
            address: attempt.address.to_string(),
            back,
        });
        true
    }

    /// Not waited for: some systems take their time to bring a browser up.
    fn open_browser(&self, attempt: &Attempt) {
        let (open, address) = (Arc::clone(&self.open), attempt.address.to_string());
        let blocking = self.blocking.clone();
        tokio::spawn(async move {
            let opened = blocking.run(move || open(&address)).await;
            if let Ok(Err(error)) = opened {
                tracing::warn!(error, "the browser did not open");
            }
        });
    }

    async fn finish(
        self: Arc<Self>,
        id: u64,
        oauth: &Arc<OAuth>,
        code: &AuthorizationCode,
        attempt: Attempt,
    ) {
        let asked = Instant::now();
        let verifier = CodeVerifier::new(attempt.verifier.into_secret());
        match oauth
            .exchange_code(code, attempt.redirect.as_str(), &verifier)
            .await
        {
            Ok(tokens) => self.install(id, oauth, tokens, asked).await,
            Err(error) => {
                tracing::warn!(%error, "the code brought no tokens");
                self.fail(id, reason_of_error(&error));
            }
        }
    }

    /// Saves the tokens, then hands them out.
    async fn install(
        self: &Arc<Self>,
        id: u64,
        oauth: &Arc<OAuth>,
        tokens: TokenSet,
        asked: Instant,
    ) {
        let TokenSet {
            access,
            refresh,
            scopes,
            expires_in,
            ..
        } = tokens;
        let (generation, saving, replaced, landed) = {
            let mut state = self.lock();
            if state
                .attempt
                .as_ref()
                .is_none_or(|running| running.id != id)
            {
                drop(state);
                // Cancelled in the last moment: nobody wants them.
                if let Some(refresh) = refresh {
                    self.revoke_in_background(oauth, refresh);
                }
                return;
            }
            state.attempt = None;
            let replaced = state.let_go();
            state.unread = false;
            // Whoever asks for a token now waits until this one is saved.
            let (flight, landed) = Flight::new();
            state.flight = Some(flight);
            let entry = self.token_entry(state.config.client());
            let saving = match &refresh {
                Some(refresh) => self.vault.write(&entry, refresh.secret()),
                // What an earlier sign-in left there is not this one.
                None => self.vault.delete(&entry),
            };
            let lasting = refresh.is_some();
            state.held = Some(Held {
                refresh,
                access: None,
                // Granted without a word of what: all that was asked for.
                scopes: Some(scopes.unwrap_or_else(|| {
                    state
                        .config
                        .scopes
                        .iter()
                        .map(|scope| scope.as_str())
                        .collect()
                })),
                keeping: Keeping::ThisRun,
                try_again: false,
            });
            (
                state.generation,
                saving,
                replaced.filter(|_| lasting),
                landed,
            )
        };
        let saved = self.saved(generation, saving).await;
        let outcome = {
            let mut state = self.lock();
            let current = state.generation == generation;
            match &mut state.held {
                Some(held) if current => {
                    held.access = Some(Access::new(access.clone(), asked, expires_in));
                    if held.refresh.is_some() {
                        held.kept(&saved);
                    }
                    state.flight = None;
                    self.show_held(&state, None);
                    Ok(access)
                }
                // Signed out meanwhile, which revoked it.
                _ => Err(super::TokenError::SignedOut),
            }
        };
        // There may be nobody who waits.
        let _ = landed.send(outcome);
        if let Some(replaced) = replaced {
            self.revoke_in_background(oauth, replaced);
        }
    }

    /// Ends this attempt, unless another has taken its place.
    fn fail(&self, id: u64, reason: SignOutReason) {
        let mut state = self.lock();
        if state
            .attempt
            .as_ref()
            .is_some_and(|running| running.id == id)
        {
            state.attempt = None;
            self.show_held(&state, Some(reason));
        }
    }
}

/// What an error on the redirect address means to the person (RFC 6749, 4.1.2.1).
fn reason_of(error: &str) -> SignOutReason {
    match error {
        "unauthorized_client" | "invalid_client" | "invalid_redirect_uri" | "invalid_request" => {
            SignOutReason::ClientRefused
        }
        "invalid_scope" => SignOutReason::ScopeRefused,
        "server_error" | "temporarily_unavailable" => SignOutReason::Unfinished,
        _ => SignOutReason::BadAnswer,
    }
}

/// What a failed exchange means to the person.
fn reason_of_error(error: &OAuthError) -> SignOutReason {
    match error {
        OAuthError::InvalidClient => SignOutReason::ClientRefused,
        OAuthError::Rejected { code, .. } => reason_of(code),
        OAuthError::InvalidGrant => SignOutReason::BadAnswer,
        OAuthError::Transport(doorflow::Error::NotSent(_) | doorflow::Error::Unknown(_)) => {
            SignOutReason::Offline
        }
        OAuthError::Transport(_) => SignOutReason::Unfinished,
    }
}
