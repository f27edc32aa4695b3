//! Servers on this machine: the only ones that are spoken to without TLS, and that a sign-in is walked through without a person.

use url::{Host, Url};

use crate::client::{Result, TIMEOUT, USER_AGENT};
use crate::error::Error;
use crate::http::{Http, Limits};

/// Whether an address can only be this machine.
pub(crate) fn is_here(address: &Url) -> bool {
    match address.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Where a page on this machine leads on to, as a browser without cookies sees it; `None` where it leads nowhere. It is asked for
/// without a token, and an address elsewhere is not asked for at all: [`Error::NotSent`].
pub async fn redirect_of(address: &Url) -> Result<Option<Url>> {
    if !is_here(address) {
        return Err(Error::NotSent("not on this machine".to_owned()));
    }
    let limits = Limits {
        timeout: TIMEOUT,
        max_body: 1024 * 1024,
        user_agent: USER_AGENT,
        server: address,
    };
    let http = Http::new(&limits, None).map_err(|error| Error::NotSent(error.to_string()))?;
    let answer = http.exchange(http.writes.get(address.clone())).await?;
    Ok(answer
        .location
        .and_then(|onward| address.join(&onward).ok()))
}
