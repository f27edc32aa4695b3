//! OAuth 2.0: the authorization code grant with PKCE, and refresh tokens that rotate.

pub(crate) mod authorize;
pub(crate) mod page;
pub(crate) mod token;
mod users;

use std::collections::HashMap;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use rand::Rng as _;
use sha2::{Digest as _, Sha256};

pub(crate) use self::users::{USERS, User};
use crate::scope;

/// How long a code can be exchanged.
pub(crate) const CODE_LIFE: TimeDelta = TimeDelta::minutes(10);
/// How long an access token can be used.
pub(crate) const ACCESS_LIFE: TimeDelta = TimeDelta::hours(1);
/// How long the consent page waits for an answer.
const CONSENT_LIFE: TimeDelta = TimeDelta::minutes(15);

/// The client id of the application that has a secret.
pub const CLIENT_ID: &str = "lobby-sandbox";
/// The client id of the application that has none, and therefore must use PKCE.
pub const PUBLIC_CLIENT_ID: &str = "lobby-sandbox-public";
/// The redirect address of a web page that is registered beside the loopback ones.
pub const WEB_REDIRECT_URI: &str = "https://lobby.example/callback";

/// An application that is registered with the account.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) id: &'static str,
    /// The digest of the secret; `None` for an application that cannot keep one.
    secret: Option<[u8; 32]>,
}

impl Client {
    pub(crate) fn is_public(&self) -> bool {
        self.secret.is_none()
    }
}

/// A checked authorization request that waits for a person's consent.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) client_id: &'static str,
    pub(crate) redirect_uri: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) state: Option<String>,
    pub(crate) challenge: Option<String>,
}

#[derive(Debug)]
struct Consent {
    asked: Asked,
    expires_at: DateTime<Utc>,
}

#[derive(Debug)]
struct Code {
    asked: Asked,
    user: &'static User,
    granted: Vec<String>,
    expires_at: DateTime<Utc>,
    /// The grant that this code was exchanged for.
    used: Option<u64>,
}

/// What a person once agreed to: lives on while its refresh token rotates.
#[derive(Debug)]
pub(crate) struct Grant {
    pub(crate) client_id: &'static str,
    pub(crate) user: &'static User,
    pub(crate) scopes: Vec<String>,
    revoked: bool,
    refresh: [u8; 32],
}

#[derive(Debug)]
struct Access {
    grant: u64,
    scopes: Vec<String>,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

/// A token as the token endpoint hands it out.
#[derive(Debug)]
pub(crate) struct Issued {
    pub(crate) access_token: String,
    pub(crate) refresh_token: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) created_at: DateTime<Utc>,
}

/// Who calls, by a token that is valid now.
#[derive(Debug, Clone)]
pub(crate) struct Bearer {
    /// The number of the grant, which its tokens share.
    pub(crate) grant: u64,
    pub(crate) user: &'static User,
    pub(crate) client_id: &'static str,
    pub(crate) scopes: Vec<String>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) expires_at: DateTime<Utc>,
}

/// Why no token is handed out, in the words of RFC 6749.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Denial {
    InvalidRequest(&'static str),
    InvalidGrant,
    InvalidScope,
    InvalidClient,
    UnsupportedGrantType,
}

/// Clients, codes and tokens. Secrets are kept as digests, so that looking one up takes no time
/// that depends on how much of it is right.
#[derive(Debug)]
pub(crate) struct Registry {
    clients: Vec<Client>,
    consents: HashMap<[u8; 32], Consent>,
    codes: HashMap<[u8; 32], Code>,
    grants: HashMap<u64, Grant>,
    next_grant: u64,
    access: HashMap<[u8; 32], Access>,
    /// The grant of each refresh token that works.
    refresh: HashMap<[u8; 32], u64>,
    /// What consent grants at most, whoever consents.
    pub(crate) at_most: Option<Vec<String>>,
    /// What the applications may ask for; `None` for all that there is.
    pub(crate) registered: Option<Vec<String>>,
}

impl Registry {
    pub(crate) fn new(client_secret: &str) -> Self {
        Self {
            clients: vec![
                Client {
                    id: CLIENT_ID,
                    secret: Some(digest(client_secret)),
                },
                Client {
                    id: PUBLIC_CLIENT_ID,
                    secret: None,
                },
            ],
            consents: HashMap::new(),
            codes: HashMap::new(),
            grants: HashMap::new(),
            next_grant: 1,
            access: HashMap::new(),
            refresh: HashMap::new(),
            at_most: None,
            registered: None,
        }
    }

    pub(crate) fn client(&self, id: &str) -> Option<&Client> {
        self.clients.iter().find(|client| client.id == id)
    }

    /// The client that proves to be itself. A public one proves nothing and must send no secret.
    pub(crate) fn authenticate(&self, id: &str, secret: Option<&str>) -> Option<&Client> {
        let client = self.client(id)?;
        let proven = match (&client.secret, secret) {
            (Some(kept), Some(sent)) => same(kept, &digest(sent)),
            (None, None | Some("")) => true,
            _ => false,
        };
        proven.then_some(client)
    }

    /// Keeps a request until a person answers it. The answer has to name `ticket`, which only the
    /// page that was served knows.
    pub(crate) fn await_consent(&mut self, asked: Asked, now: DateTime<Utc>) -> String {
        self.consents.retain(|_, consent| consent.expires_at > now);
        let ticket = random_token();
        self.consents.insert(
            digest(&ticket),
            Consent {
                asked,
                expires_at: now + CONSENT_LIFE,
            },
        );
        ticket
    }

    /// Takes the request that waits under `ticket`: each can be answered once.
    pub(crate) fn take_consent(&mut self, ticket: &str, now: DateTime<Utc>) -> Option<Asked> {
        let consent = self.consents.remove(&digest(ticket))?;
        (consent.expires_at > now).then_some(consent.asked)
    }

    /// Whether the applications are registered with a scope, by its very name: one that writes brings none that reads.
    pub(crate) fn may_ask(&self, scope: &str) -> bool {
        scope::KNOWN.contains(&scope)
            && self
                .registered
                .as_ref()
                .is_none_or(|registered| registered.iter().any(|one| one == scope))
    }

    /// What `user` would grant to a request.
    pub(crate) fn granted(&self, asked: &Asked, user: &User) -> Vec<String> {
        let granted = scope::grant(&asked.scopes, user.scopes);
        match &self.at_most {
            Some(at_most) => scope::grant(&granted, at_most),
            None => granted,
        }
    }

    /// Makes a code for what `user` granted.
    pub(crate) fn make_code(
        &mut self,
        asked: Asked,
        user: &'static User,
        granted: Vec<String>,
        now: DateTime<Utc>,
    ) -> String {
        let code = random_token();
        let expires_at = now + CODE_LIFE;
        self.codes.insert(
            digest(&code),
            Code {
                asked,
                user,
                granted,
                expires_at,
                used: None,
            },
        );
        code
    }

    /// Exchanges a code. A code that is used again takes back what it was exchanged for.
    pub(crate) fn exchange(
        &mut self,
        client_id: &'static str,
        code: &str,
        redirect_uri: &str,
        verifier: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Issued, Denial> {
        let key = digest(code);
        let known = self.codes.get(&key).ok_or(Denial::InvalidGrant)?;
        if let Some(grant) = known.used {
            self.revoke_grant(grant);
            return Err(Denial::InvalidGrant);
        }
        if known.expires_at <= now
            || known.asked.client_id != client_id
            || known.asked.redirect_uri != redirect_uri
            || !verifies(known.asked.challenge.as_deref(), verifier)
        {
            return Err(Denial::InvalidGrant);
        }
        let (user, scopes) = (known.user, known.granted.clone());
        let grant = self.next_grant;
        self.next_grant += 1;
        self.grants.insert(
            grant,
            Grant {
                client_id,
                user,
                scopes: scopes.clone(),
                revoked: false,
                refresh: [0; 32],
            },
        );
        if let Some(known) = self.codes.get_mut(&key) {
            known.used = Some(grant);
        }
        Ok(self.issue(grant, scopes, now))
    }

    /// Exchanges a refresh token for a new pair; the old one stops working.
    pub(crate) fn refresh(
        &mut self,
        client_id: &'static str,
        token: &str,
        asked: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Issued, Denial> {
        let key = digest(token);
        let grant_id = *self.refresh.get(&key).ok_or(Denial::InvalidGrant)?;
        let grant = self.grants.get(&grant_id).ok_or(Denial::InvalidGrant)?;
        if grant.revoked || grant.client_id != client_id {
            return Err(Denial::InvalidGrant);
        }
        let scopes = match asked {
            None => grant.scopes.clone(),
            Some(asked) => {
                let asked: Vec<String> = asked.split_whitespace().map(str::to_owned).collect();
                if asked.is_empty() || !asked.iter().all(|one| scope::allows(&grant.scopes, one)) {
                    return Err(Denial::InvalidScope);
                }
                asked
            }
        };
        self.refresh.remove(&key);
        Ok(self.issue(grant_id, scopes, now))
    }

    fn issue(&mut self, grant: u64, scopes: Vec<String>, now: DateTime<Utc>) -> Issued {
        let (access_token, refresh_token) = (random_token(), random_token());
        self.access.retain(|_, access| access.expires_at > now);
        self.access.insert(
            digest(&access_token),
            Access {
                grant,
                scopes: scopes.clone(),
                created_at: now,
                expires_at: now + ACCESS_LIFE,
            },
        );
        self.refresh.insert(digest(&refresh_token), grant);
        if let Some(grant) = self.grants.get_mut(&grant) {
            grant.refresh = digest(&refresh_token);
        }
        Issued {
            access_token,
            refresh_token,
            scopes,
            created_at: now,
        }
    }

    /// Who calls with this access token, if it is valid.
    pub(crate) fn bearer(&self, token: &str, now: DateTime<Utc>) -> Option<Bearer> {
        let access = self.access.get(&digest(token))?;
        let grant = self.grants.get(&access.grant)?;
        (!grant.revoked && now < access.expires_at).then(|| Bearer {
            grant: access.grant,
            user: grant.user,
            client_id: grant.client_id,
            scopes: access.scopes.clone(),
            created_at: access.created_at,
            expires_at: access.expires_at,
        })
    }

    /// Revokes a token of either kind, and with it all that came of the same consent. Fails only
    /// if it belongs to another client.
    pub(crate) fn revoke(&mut self, client_id: &str, token: &str) -> Result<(), ()> {
        let key = digest(token);
        let grant = self
            .refresh
            .get(&key)
            .or_else(|| self.access.get(&key).map(|it| &it.grant));
        let Some(&grant) = grant else { return Ok(()) };
        if self
            .grants
            .get(&grant)
            .is_some_and(|grant| grant.client_id != client_id)
        {
            return Err(());
        }
        self.revoke_grant(grant);
        Ok(())
    }

    fn revoke_grant(&mut self, id: u64) {
        if let Some(grant) = self.grants.get_mut(&id) {
            grant.revoked = true;
            self.refresh.remove(&grant.refresh);
        }
        self.access.retain(|_, access| access.grant != id);
    }

    /// Revokes everything, as when an administrator removes the application.
    pub(crate) fn revoke_all(&mut self) {
        let grants: Vec<u64> = self.grants.keys().copied().collect();
        for grant in grants {
            self.revoke_grant(grant);
        }
        self.codes.clear();
    }

    /// Makes every access token expire, while refresh tokens go on working.
    pub(crate) fn expire_access(&mut self) {
        self.access.clear();
    }
}

/// Whether the verifier fits the challenge. A verifier without a challenge fits nothing: somebody
/// may have taken the challenge out of the request.
fn verifies(challenge: Option<&str>, verifier: Option<&str>) -> bool {
    match (challenge, verifier) {
        (None, None) => true,
        (Some(challenge), Some(verifier)) => {
            let well_formed = (43..=128).contains(&verifier.len())
                && verifier
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
            let expected = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
            well_formed && same(expected.as_bytes(), challenge.as_bytes())
        }
        _ => false,
    }
}

/// Compares in a time that depends on the lengths alone.
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

pub(crate) fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}

/// 256 random bits, as text.
pub(crate) fn random_token() -> String {
    let bytes: [u8; 32] = rand::rng().random();
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}
