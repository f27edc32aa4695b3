//! The redirect address: where the browser takes the answer.

use url::{Host, Url};

/// A redirect address that Lobby can use, kept letter for letter as it is registered with DoorFlow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    text: String,
    url: Url,
}

/// Why a redirect address cannot be used; reads as the end of "the redirect address …".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedirectError {
    /// Not an address at all.
    #[error("is not an address")]
    NotAnAddress,
    /// Neither https nor a loopback http address.
    #[error("must begin with https://, or with http://127.0.0.1 or http://localhost")]
    NotSafe,
    /// It has a fragment, a user name or a password, which DoorFlow would refuse.
    #[error("must have no # part, user name or password")]
    Decorated,
}

impl Redirect {
    /// Reads a redirect address: https, or http on `127.0.0.1` or `localhost`.
    ///
    /// Port 0 of a loopback address means any free port, chosen when somebody signs in (RFC 8252, 7.3).
    pub fn parse(text: &str) -> Result<Self, RedirectError> {
        let text = text.trim();
        let url = Url::parse(text).map_err(|_| RedirectError::NotAnAddress)?;
        if url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
            return Err(RedirectError::Decorated);
        }
        match url.scheme() {
            "https" => {}
            "http" if names_this_machine(&url) => {}
            _ => return Err(RedirectError::NotSafe),
        }
        Ok(Self {
            text: text.to_owned(),
            url,
        })
    }

    /// The address as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The port to listen on, if the answer comes back to this machine by itself.
    #[must_use]
    pub fn loopback_port(&self) -> Option<u16> {
        if self.url.scheme() == "http" {
            self.url.port_or_known_default()
        } else {
            None
        }
    }

    /// The path that the answer comes to.
    #[must_use]
    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// Whether `other` is this address, whatever its query says.
    #[must_use]
    pub fn leads_to(&self, other: &Url) -> bool {
        self.url.scheme() == other.scheme()
            && self.url.host() == other.host()
            && self.url.port_or_known_default() == other.port_or_known_default()
            && self.url.path() == other.path()
    }

    /// This address with the port that was really bound.
    pub(super) fn with_port(&self, port: u16) -> Self {
        if self.loopback_port() == Some(port) {
            return self.clone();
        }
        let mut url = self.url.clone();
        // Refused only for addresses that cannot have a port, and those are not parsed into a `Redirect`.
        let _ = url.set_port(Some(port));
        Self {
            text: url.to_string(),
            url,
        }
    }
}

/// Only the names that the listener answers to: it binds 127.0.0.1 and nothing else.
fn names_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip == std::net::Ipv4Addr::LOCALHOST,
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv6(_)) | None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_can_be_used_and_refuses_the_rest() {
        for (text, expected) in [
            ("http://127.0.0.1:17805/callback", Ok(Some(17805))),
            ("http://localhost:17805/callback", Ok(Some(17805))),
            (" http://127.0.0.1/callback\n", Ok(Some(80))),
            ("http://127.0.0.1:0/callback", Ok(Some(0))),
            ("https://lobby.example/callback", Ok(None)),
            ("https://localhost/callback", Ok(None)),
            ("http://lobby.example/callback", Err(RedirectError::NotSafe)),
            (
                "http://127.0.0.1.evil.example/callback",
                Err(RedirectError::NotSafe),
            ),
            (
                "http://127.0.0.2:17805/callback",
                Err(RedirectError::NotSafe),
            ),
            ("http://[::1]:17805/callback", Err(RedirectError::NotSafe)),
            ("lobby:callback", Err(RedirectError::NotSafe)),
            ("file:///etc/passwd", Err(RedirectError::NotSafe)),
            (
                "https://lobby.example/callback#here",
                Err(RedirectError::Decorated),
            ),
            (
                "http://me:pw@127.0.0.1/callback",
                Err(RedirectError::Decorated),
            ),
            ("callback", Err(RedirectError::NotAnAddress)),
            ("", Err(RedirectError::NotAnAddress)),
        ] {
            let port = Redirect::parse(text).map(|redirect| redirect.loopback_port());
            assert_eq!(port, expected, "{text:?}");
        }
    }

    #[test]
    fn is_kept_letter_for_letter() {
        let text = "http://127.0.0.1:17805";
        let redirect = Redirect::parse(text).expect("a loopback address");
        assert_eq!(
            redirect.as_str(),
            text,
            "DoorFlow compares it as text: no slash may be added"
        );
        assert_eq!(
            redirect.with_port(17805),
            redirect,
            "the port it names changes nothing"
        );
    }

    #[test]
    fn takes_the_port_that_was_bound() {
        let redirect = Redirect::parse("http://localhost:0/callback").expect("a loopback address");
        assert_eq!(
            redirect.with_port(4711).as_str(),
            "http://localhost:4711/callback"
        );
    }
}
