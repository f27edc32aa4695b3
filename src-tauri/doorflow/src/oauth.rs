//! Tokens: got for a code, renewed, revoked (RFC 6749, RFC 7009, RFC 7636).

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::client::TIMEOUT;
use crate::decode;
use crate::error::{BuildError, Error, Unreadable};
use crate::http::{Http, Limits, Raw};
use crate::scope::Scopes;
use crate::token::{AccessToken, AuthorizationCode, ClientSecret, CodeVerifier, RefreshToken};
use crate::transport::Transport;

/// The longest answer of the token endpoint that is read, bytes.
const MAX_BODY: usize = 64 * 1024;
/// How long a token lasts where the answer does not say.
const USUAL_LIFE: Duration = Duration::from_hours(1);
/// A year.
const LONGEST_LIFE: Duration = Duration::from_hours(365 * 24);

/// Which application this is, and where tokens are got.
#[derive(Clone, Debug)]
pub struct OAuthConfig {
    /// `https://api.doorflow.com/oauth/token`
    pub token_url: Url,
    /// `https://api.doorflow.com/oauth/revoke`
    pub revoke_url: Url,
    /// The application's client id.
    pub client_id: String,
    /// Its secret, if it is a confidential one.
    pub client_secret: Option<ClientSecret>,
    /// Who asks, in the `User-Agent` header.
    pub user_agent: String,
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
    /// What the token may do; may be less than was asked for. `None` where the answer names nothing: then it is what was asked for, and after
    /// a renewal what it was before (RFC 6749 §5.1, §6).
    pub scopes: Option<Scopes>,
    /// How long the access token lasts, from when the answer came.
    pub expires_in: Duration,
    /// When DoorFlow made it, by DoorFlow's clock.
    pub created_at: Option<DateTime<Utc>>,
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

/// Everything but the tokens is read leniently: a rotated refresh token that is thrown away cannot be had again.
#[derive(Deserialize)]
struct TokenBody {
    #[serde(default, deserialize_with = "decode::optional_text")]
    access_token: Option<String>,
    #[serde(default, deserialize_with = "decode::optional_text")]
    refresh_token: Option<String>,
    #[serde(default)]
    scope: Value,
    #[serde(default)]
    expires_in: Value,
    #[serde(default)]
    created_at: Value,
}

#[derive(Deserialize)]
struct ErrorBody {
    #[serde(default, deserialize_with = "decode::text")]
    error: String,
    #[serde(default, deserialize_with = "decode::text")]
    error_description: String,
}

/// Scopes, as one text or as a list; `None` where none is named.
fn scopes(value: &Value) -> Option<Scopes> {
    let scopes: Scopes = match value {
        Value::String(text) => Scopes::parse(text),
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    Some(scopes).filter(|scopes| !scopes.is_empty())
}

/// Seconds, as a number or as a string.
fn seconds(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
    .filter(|seconds: &f64| seconds.is_finite())
}

/// How long a token lasts: one that is over lasts no time, and none is believed to last for ever.
fn life(value: &Value) -> Duration {
    seconds(value).map_or(USUAL_LIFE, |seconds| {
        Duration::from_secs_f64(seconds.clamp(0.0, LONGEST_LIFE.as_secs_f64()))
    })
}

/// An instant as seconds since 1970.
fn instant(value: &Value) -> Option<DateTime<Utc>> {
    let milliseconds = (seconds(value)? * 1000.0).round();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float too large becomes the largest number, which is no instant"
    )]
    DateTime::from_timestamp_millis(milliseconds as i64)
}

impl OAuth {
    /// The OAuth server for one application.
    ///
    /// # Errors
    /// When TLS cannot be set up on this machine.
    pub fn new(config: OAuthConfig) -> Result<Self, BuildError> {
        Self::over(config, None)
    }

    /// As [`OAuth::new`], with something else than connections to carry the requests.
    ///
    /// # Errors
    /// As there.
    pub fn over(
        config: OAuthConfig,
        transport: Option<Arc<dyn Transport>>,
    ) -> Result<Self, BuildError> {
        let limits = Limits {
            timeout: TIMEOUT,
            max_body: MAX_BODY,
            user_agent: &config.user_agent,
            server: &config.token_url,
        };
        Ok(Self {
            http: Http::new(&limits, transport)?,
            config,
        })
    }

    /// Exchanges an authorisation code for tokens. `POST /oauth/token`, `grant_type=authorization_code`.
    pub async fn exchange_code(
        &self,
        code: &AuthorizationCode,
        redirect_uri: &str,
        verifier: &CodeVerifier,
    ) -> Result<TokenSet, OAuthError> {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code.secret()),
            ("redirect_uri", redirect_uri),
            ("code_verifier", verifier.secret()),
        ])
        .await
    }

    /// Renews the tokens; the refresh token that is given is dead afterwards. `POST /oauth/token`, `grant_type=refresh_token`.
    pub async fn refresh(&self, refresh: &RefreshToken) -> Result<TokenSet, OAuthError> {
        self.token(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh.secret()),
        ])
        .await
    }

    /// Revokes a refresh token and with it the access tokens that it brought; one that is dead already counts as revoked.
    /// `POST /oauth/revoke`, HTTP Basic.
    pub async fn revoke(&self, refresh: &RefreshToken) -> Result<(), OAuthError> {
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
        let raw = self
            .http
            .exchange(request)
            .await
            .map_err(OAuthError::Transport)?;
        match (raw.is_success(), raw.status) {
            (true, _) => Ok(()),
            // However it is put: what is asked of this address is who the application is.
            (false, 401 | 403) => Err(OAuthError::InvalidClient),
            (false, _) => Err(refusal(&raw)),
        }
    }

    async fn token(&self, form: &[(&str, &str)]) -> Result<TokenSet, OAuthError> {
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
            return Err(refusal(&raw));
        }
        let status = raw.status;
        let body = raw
            .read::<TokenBody>()
            .map_err(OAuthError::Transport)?
            .value;
        let access = body.access_token.ok_or_else(|| {
            OAuthError::Transport(Error::Unreadable {
                status,
                what: Unreadable {
                    path: "access_token".to_owned(),
                    reason: "there is none".to_owned(),
                },
            })
        })?;
        Ok(TokenSet {
            access: AccessToken::new(access),
            refresh: body.refresh_token.map(RefreshToken::new),
            scopes: scopes(&body.scope),
            expires_in: life(&body.expires_in),
            created_at: instant(&body.created_at),
        })
    }
}

/// Only an OAuth error in so many words says anything of the grant; whatever else comes is trouble on the way.
fn refusal(raw: &Raw) -> OAuthError {
    let otherwise = || OAuthError::Transport(raw.refused(None));
    let Ok(said) = decode::body::<ErrorBody>(&raw.body) else {
        return otherwise();
    };
    match (raw.status, said.error.as_str()) {
        // A proxy's statuses, and the one that asks to wait.
        (407 | 408 | 429, _) | (_, "") => otherwise(),
        (400 | 401 | 403, "invalid_grant") => OAuthError::InvalidGrant,
        (400 | 401 | 403, "invalid_client" | "unauthorized_client") => OAuthError::InvalidClient,
        (400..=499, _) => OAuthError::Rejected {
            code: said.error,
            description: said.error_description,
        },
        _ => otherwise(),
    }
}
