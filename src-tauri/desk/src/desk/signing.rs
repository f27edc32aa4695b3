//! Signing in: what it goes by, to the browser and back, and giving it up.

use doorflow::ClientSecret;

use super::Desk;
use crate::config::Config;
use crate::error::DeskError;
use crate::office::not_saved;
use crate::session::{PasteError, Phase, SessionState, Setup, SetupInput};

impl Desk {
    /// What the sign-in screen needs to know.
    #[must_use]
    pub fn setup(&self) -> Setup {
        let building = self.building();
        let mut setup = building.session.setup(&self.shared.setup.version);
        // These are not of the configuration, which may be read again.
        let others = [building.outbox.trouble(), building.at_rest.trouble()];
        for trouble in others.into_iter().flatten() {
            if !setup.trouble.is_empty() {
                setup.trouble.push('\n');
            }
            setup.trouble.push_str(&trouble);
        }
        setup
    }

    /// Keeps the client id with the person's settings and the secret in the keychain.
    ///
    /// # Errors
    /// `badInput` for an address that cannot be used; `machine` when the file cannot be written, the keychain does not forget a secret, or the
    /// building cannot be opened for another DoorFlow.
    pub async fn save_setup(&self, input: SetupInput) -> Result<Setup, DeskError> {
        let profile = &self.shared.setup.profile;
        Config::save_user(profile, &input.client_id, &input.redirect_uri)
            .map_err(|error| not_saved(&error))?;
        let secret = input.client_secret.trim();
        let secret = (!secret.is_empty()).then(|| ClientSecret::new(secret));
        if input.forget_secret && secret.is_none() {
            let forgotten = self.building().session.forget_secret().await;
            forgotten.map_err(|error| {
                DeskError::machine(format!("the client secret could not be forgotten: {error}"))
            })?;
        }
        let config = Config::load(profile);
        self.move_to(&config).await?;
        // A secret that the keychain does not take lasts for this run, which is no reason to stop anybody.
        if let Err(error) = self.building().session.configure(config, secret).await {
            tracing::warn!(%error, "the client secret could not be put into the keychain");
        }
        Ok(self.setup())
    }

    /// Opens the building anew where another DoorFlow is configured.
    async fn move_to(&self, config: &Config) -> Result<(), DeskError> {
        if self.building().session.config().api_url != config.api_url {
            // The building calls the DoorFlow that it was made for, and a sign-in there is none in another.
            let before = self.building();
            before.session.sign_out().await;
            self.reopen().await?;
            before.session.hand_over();
        }
        Ok(())
    }

    /// Goes by what is configured by now: whoever was told to mend it signs in again, and starts nothing anew. A file that cannot be read leaves
    /// what there is.
    async fn configure_anew(&self) -> Result<(), DeskError> {
        let config = Config::load_whole(self.profile());
        let troubles = config
            .as_ref()
            .map_or_else(Clone::clone, |config| config.troubles.clone());
        for trouble in &troubles {
            tracing::warn!(%trouble, "configuration");
        }
        let Ok(config) = config else {
            let session = &self.building().session;
            session.settle(|known| known.troubles = troubles);
            return Ok(());
        };
        self.move_to(&config).await?;
        let building = self.building();
        building.lock_by_office(config.lock_after.office);
        building.session.go_by(config, None).await;
        Ok(())
    }

    /// Opens the browser to sign in, by the configuration as it is now; how it goes on comes as news.
    ///
    /// # Errors
    /// `badInput` without a client id; `machine` when the building cannot be opened for another DoorFlow.
    pub async fn sign_in(&self) -> Result<(), DeskError> {
        if !self.is_demo() {
            self.configure_anew().await?;
        }
        if self.building().session.config().client_id.is_empty() {
            return Err(DeskError::bad_input("there is no client id"));
        }
        self.building().session.sign_in().await;
        Ok(())
    }

    /// Takes the address that the browser ended on.
    ///
    /// # Errors
    /// Why it is not the answer to this sign-in, which goes on.
    pub fn paste_address(&self, address: &str) -> Result<(), PasteError> {
        self.building().session.paste(address)
    }

    /// Gives up a sign-in that is under way; that of the demo together with the demo.
    ///
    /// # Errors
    /// `alreadyOpen` when another program has the profile, to which the demo would be left.
    pub async fn cancel_sign_in(&self) -> Result<(), DeskError> {
        if self.is_demo() && !matches!(self.session(), SessionState::SignedIn { .. }) {
            self.take_profile()?;
            match self.reopen().await {
                Ok(()) => return Ok(()),
                Err(error) => tracing::error!(%error, "the real building could not be opened"),
            }
        }
        let building = self.building();
        let has_tokens = || matches!(*building.session.phase().borrow(), Phase::SignedIn { .. });
        // Whose account was open before stays known until another is; what is shown tells whether that is awaited.
        let awaited = has_tokens() && matches!(self.session(), SessionState::Finishing { .. });
        building.session.cancel();
        // The tokens are there, the account is not: that sign-in is given up as a whole.
        if awaited || (building.known_account().is_none() && has_tokens()) {
            building.session.sign_out().await;
        }
        Ok(())
    }
}
