//! Secrets as types: none of them can be printed, logged or serialised by mistake.

use std::fmt;

use zeroize::Zeroizing;

macro_rules! secrets {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(Zeroizing<String>);

        impl $name {
            /// Takes a secret over; it is wiped from memory when the last owner is gone.
            #[must_use]
            pub fn new(secret: impl Into<String>) -> Self {
                Self(Zeroizing::new(secret.into()))
            }

            /// The secret itself: for the request that needs it, and nothing else.
            #[must_use]
            pub fn secret(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }
    )+};
}

secrets! {
    /// An OAuth access token (RFC 6749 §1.4): an hour's worth of access, kept in memory only.
    AccessToken,
    /// An OAuth refresh token (RFC 6749 §1.5). Each works once.
    RefreshToken,
    /// The client secret of a confidential OAuth application (RFC 6749 §2.3.1).
    ClientSecret,
    /// An OAuth authorisation code (RFC 6749 §4.1.2).
    AuthorizationCode,
    /// A PKCE code verifier (RFC 7636 §4.1).
    CodeVerifier,
    /// A PIN or a card number.
    CredentialValue,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_in_its_debug_text() {
        let token = AccessToken::new("s3cret");
        assert_eq!(format!("{token:?}"), "AccessToken([redacted])");
        assert_eq!(token.secret(), "s3cret");
    }
}
