//! Tokens: got for a code, renewed, looked at, revoked (RFC 6749, RFC 7009, RFC 7636).

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use url::Url;

use crate::client::{Answer, Http, Result};
use crate::decode;
use crate::error::{BuildError, Error};
use crate::ids::{AccountId, UserId};
use crate::scope::Scopes;
use crate::token::{AccessToken, AuthorizationCode, ClientSecret, CodeVerifier, RefreshToken};

/// The longest answer of the token endpoint that is read, bytes.
const MAX_BODY: usize = 64 * 1024;
/// How long a token lasts where the answer does not say.
const USUAL_LIFE: Duration = Duration::from_secs(3600);

/// Which application this is, and where tokens are got.
#[derive(Clone, Debug)]
pub struct OAuthConfig {
    /// `https://api.doorflow.com/oauth/token`
    pub token_url: Url,
    /// `https://api.doorflow.com/oauth/revoke`
    pub revoke_url: Url,
    /// `https://api.doorflow.com/oauth/token/info`
    pub info_url: Url,
    /// The application's client id.
    pub client_id: String,
    /// Its secret, if it is a confidential one.
    pub client_secret: Option<ClientSecret>,
}

/// The OAuth server, as one application sees it. It tries nothing again.
#[derive(Clone, Debug)]
pub struct OAuth {
    http: Http,
    config: OAuthConfig,
}

/// What a code or a refresh token brought.
#[derive(Clone, Debug)]
pub struct TokenSet {
    /// For the `Authorization` header.
    pub access: AccessToken,
    /// For the next renewal. DoorFlow rotates it: the one that brought this is dead.
    pub refresh: Option<RefreshToken>,
    /// What the token may do; may be less than was asked for.
    pub scopes: Scopes,
    /// How long the access token lasts, from when the answer came.
    pub expires_in: Duration,
    /// When DoorFlow made it, by DoorFlow's clock.
    pub created_at: Option<DateTime<Utc>>,
}

/// What DoorFlow says of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenInfo {
    /// The user who consented.
    pub resource_owner_id: Option<UserId>,
    /// The user's account.
    pub account_id: Option<AccountId>,
    /// What the token may do.
    pub scopes: Scopes,
    /// How long it still lasts.
    pub expires_in: Duration,
    /// The client id that it was made for.
    pub application: Option<String>,
}

/// Why there is no token. Trouble on the way is kept apart from a grant that is dead.
#[derive(Debug, thiserror::Error)]
pub enum OAuthError {
    /// The code or the refresh token is expired, revoked, used up, or was never good (`invalid_grant`).
    #[error("the grant is not valid (any more)")]
    InvalidGrant,
    /// DoorFlow does not know this application, or its secret is wrong (`invalid_client`).
    #[error("the application is not known")]
    InvalidClient,
    /// Another OAuth error.
    #[error("refused: {code}")]
    Rejected {
        /// The OAuth error code.
        code: String,
        /// DoorFlow's sentence.
        description: String,
    },
    /// The way to DoorFlow, or DoorFlow itself: says nothing about the grant.
    #[error(transparent)]
    Transport(Error),
}

#[derive(Deserialize)]
struct TokenBody {
    access_token: String,
    #[serde(default, deserialize_with = "decode::optional_text")]
    refresh_token: Option<String>,
    #[serde(default, deserialize_with = "decode::or_default")]
    scope: ScopeText,
    expires_in: Option<f64>,
    created_at: Option<i64>,
}

/// Scopes as one text or as a list.
#[derive(Deserialize)]
#[serde(untagged)]
enum ScopeText {
    Text(String),
    List(Vec<String>),
}

impl Default for ScopeText {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

impl From<ScopeText> for Scopes {
    fn from(text: ScopeText) -> Self {
        match text {
            ScopeText::Text(text) => Self::parse(&text),
            ScopeText::List(list) => list.into_iter().collect(),
        }
    }
}

#[derive(Deserialize)]
struct ErrorBody {
    #[serde(default, deserialize_with = "decode::or_default")]
    error: String,
    #[serde(default, deserialize_with = "decode::or_default")]
    error_description: String,
}

#[derive(Deserialize)]
struct InfoBody {
    resource_owner_id: Option<UserId>,
    account_id: Option<AccountId>,
    #[serde(default, deserialize_with = "decode::or_default")]
    scope: ScopeText,
    expires_in: Option<f64>,
    application: Option<Application>,
}

#[derive(Deserialize)]
struct Application {
    uid: Option<String>,
}

impl OAuth {
    /// The OAuth server for one application.
    ///
    /// # Errors
    /// When TLS cannot be set up on this machine.
    pub fn new(config: OAuthConfig) -> std::result::Result<Self, BuildError> {
        let agent = concat!("doorflow-rs/", env!("CARGO_PKG_VERSION"));
        Ok(Self {
            http: Http::new(Duration::from_secs(30), MAX_BODY, agent)?,
            config,
        })
    }

    /// Exchanges an authorisation code for tokens. `POST /oauth/token`, `grant_type=authorization_code`.
    pub async fn exchange_code(
        &self,
        code: &AuthorizationCode,
        redirect_uri: &str,
        verifier: &CodeVerifier,
    ) -> std::result::Result<TokenSet, OAuthError> {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code.secret()),
            ("redirect_uri", redirect_uri),
            ("code_verifier", verifier.secret()),
        ])
        .await
    }

    /// Renews the tokens; the refresh token that is given is dead afterwards. `POST /oauth/token`, `grant_type=refresh_token`.
    pub async fn refresh(
        &self,
        refresh: &RefreshToken,
    ) -> std::result::Result<TokenSet, OAuthError> {
        self.token(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh.secret()),
        ])
        .await
    }

    /// Revokes a refresh token and with it the access tokens that it brought; one that is dead already counts as revoked.
    /// `POST /oauth/revoke`, HTTP Basic.
    pub async fn revoke(&self, refresh: &RefreshToken) -> std::result::Result<(), OAuthError> {
        let secret = self
            .config
            .client_secret
            .as_ref()
            .map(ClientSecret::secret)
            .unwrap_or_default();
        let request = self
            .http
            .writes
            .post(self.config.revoke_url.clone())
            .basic_auth(&self.config.client_id, Some(secret))
            .form(&[
                ("token", refresh.secret()),
                ("token_type_hint", "refresh_token"),
            ]);
        match self.http.send(request, None).await {
            Ok(_) => Ok(()),
            Err(Error::Forbidden { .. } | Error::Unauthorised { .. }) => {
                Err(OAuthError::InvalidClient)
            }
            Err(error) => Err(OAuthError::Transport(error)),
        }
    }

    /// What DoorFlow says of an access token. `GET /oauth/token/info`.
    pub async fn token_info(&self, token: &AccessToken) -> Result<Answer<TokenInfo>> {
        let request = self
            .http
            .reads
            .get(self.config.info_url.clone())
            .bearer_auth(token.secret());
        let answer = self.http.send(request, None).await?.read::<InfoBody>()?;
        Ok(answer.map(|body| TokenInfo {
            resource_owner_id: body.resource_owner_id,
            account_id: body.account_id,
            scopes: body.scope.into(),
            expires_in: life(body.expires_in),
            application: body.application.and_then(|application| application.uid),
        }))
    }

    async fn token(&self, form: &[(&str, &str)]) -> std::result::Result<TokenSet, OAuthError> {
        let mut form = form.to_vec();
        form.push(("client_id", &self.config.client_id));
        if let Some(secret) = &self.config.client_secret {
            form.push(("client_secret", secret.secret()));
        }
        let request = self
            .http
            .writes
            .post(self.config.token_url.clone())
            .form(&form);
        let raw = self
            .http
            .exchange(request)
            .await
            .map_err(OAuthError::Transport)?;
        if !raw.is_success() {
            return Err(refusal(raw.status, &raw.body, raw.refused(None)));
        }
        let body = raw
            .read::<TokenBody>()
            .map_err(OAuthError::Transport)?
            .value;
        Ok(TokenSet {
            access: AccessToken::new(body.access_token),
            refresh: body.refresh_token.map(RefreshToken::new),
            scopes: body.scope.into(),
            expires_in: life(body.expires_in),
            created_at: body
                .created_at
                .and_then(|at| DateTime::from_timestamp(at, 0)),
        })
    }
}

/// Only an OAuth error in so many words says anything of the grant; whatever else comes is trouble on the way.
fn refusal(status: u16, body: &[u8], otherwise: Error) -> OAuthError {
    let Ok(said) = serde_json::from_slice::<ErrorBody>(body) else {
        return OAuthError::Transport(otherwise);
    };
    match (status, said.error.as_str()) {
        (400 | 401, "invalid_grant") => OAuthError::InvalidGrant,
        (400 | 401, "invalid_client" | "unauthorized_client") => OAuthError::InvalidClient,
        (400..=428 | 430..=499, code) if !code.is_empty() => OAuthError::Rejected {
            code: said.error,
            description: said.error_description,
        },
        _ => OAuthError::Transport(otherwise),
    }
}

fn life(seconds: Option<f64>) -> Duration {
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .unwrap_or(USUAL_LIFE)
}
