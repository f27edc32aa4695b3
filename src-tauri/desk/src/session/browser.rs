//! The address that the browser is sent to.

use doorflow::Scope;
use oauth2::{CsrfToken, PkceCodeChallenge, PkceCodeVerifier};
use url::Url;

use super::redirect::Redirect;

/// The scopes that a front desk asks for, where its configuration names no others. `account.channel.admit` (opening a door for nobody in particular) is
/// restricted by DoorFlow and not among them.
pub const SCOPES_ASKED: &[Scope] = &[
    Scope::Person,
    Scope::Reservation,
    Scope::GroupReservation,
    Scope::ChannelReadonly,
    Scope::ChannelAdmitPerson,
    Scope::GroupReadonly,
    Scope::RoleReadonly,
    Scope::SiteReadonly,
    Scope::CredentialTypeReadonly,
    Scope::EventAccessReadonly,
    Scope::Sync,
];

/// One try to sign in: what goes out with the browser and what must come back. Used once.
pub(super) struct Attempt {
    /// The address to open. It holds no secret: the state only ties the answer to this try.
    pub(super) address: Url,
    /// The redirect address that was named in it.
    pub(super) redirect: Redirect,
    /// What the answer must carry.
    pub(super) state: CsrfToken,
    /// What proves to DoorFlow that the code comes from who asked for it (RFC 7636).
    pub(super) verifier: PkceCodeVerifier,
}

impl Attempt {
    /// A new try, with 128 bits of state and 256 bits of verifier from the system's random source.
    pub(super) fn new(
        auth_url: &Url,
        client_id: &str,
        scopes: &[Scope],
        redirect: Redirect,
    ) -> Self {
        let state = CsrfToken::new_random();
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let scopes: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
        let mut address = auth_url.clone();
        address
            .query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", client_id)
            .append_pair("redirect_uri", redirect.as_str())
            .append_pair("scope", &scopes.join(" "))
            .append_pair("state", state.secret())
            .append_pair("code_challenge", challenge.as_str())
            .append_pair("code_challenge_method", challenge.method().as_str());
        Self {
            address,
            redirect,
            state,
            verifier,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;

    fn attempt() -> Attempt {
        let auth = Url::parse("https://admin.doorflow.com/oauth/authorize").expect("an address");
        let redirect = Redirect::parse("http://127.0.0.1:17805/callback").expect("an address");
        Attempt::new(&auth, "the client", SCOPES_ASKED, redirect)
    }

    #[test]
    fn the_address_says_everything_and_no_secret() {
        let attempt = attempt();
        let address = attempt.address.as_str();
        assert!(
            address.starts_with("https://admin.doorflow.com/oauth/authorize?"),
            "{address}"
        );
        let said: HashMap<_, _> = attempt.address.query_pairs().into_owned().collect();
        assert_eq!(said["response_type"], "code");
        assert_eq!(said["client_id"], "the client");
        assert_eq!(said["redirect_uri"], "http://127.0.0.1:17805/callback");
        assert_eq!(
            said["code_challenge_method"], "S256",
            "a plain challenge would be the verifier"
        );
        assert_eq!(
            said["code_challenge"],
            PkceCodeChallenge::from_code_verifier_sha256(&attempt.verifier).as_str()
        );
        assert_eq!(&said["state"], attempt.state.secret());
        assert!(
            !address.contains(attempt.verifier.secret()),
            "the verifier stays here"
        );
        let scopes: HashSet<_> = said["scope"].split(' ').collect();
        assert_eq!(scopes.len(), SCOPES_ASKED.len(), "each scope once");
        assert!(scopes.contains("account.reservation"), "{scopes:?}");
        assert!(
            !scopes.contains("account.channel.admit"),
            "restricted: never asked for"
        );
    }

    #[test]
    fn no_two_attempts_share_a_state_or_a_verifier() {
        let (one, two) = (attempt(), attempt());
        assert_ne!(one.state.secret(), two.state.secret());
        assert_ne!(one.verifier.secret(), two.verifier.secret());
    }
}
