//! What a single value may be. The reason where it is not reads as the end of "the value …".

use std::ops::RangeInclusive;

use doorflow::Scope;
use url::{Host, Url};

/// Scopes with blanks between them, each of which Lobby has a use for: DoorFlow refuses a sign-in for a single one that is misspelt.
pub(super) fn read_scopes(text: &str) -> Result<Vec<Scope>, String> {
    let mut scopes = Vec::new();
    for name in text.split_whitespace() {
        let known = Scope::ALL.iter().find(|scope| scope.as_str() == name);
        let scope = *known.ok_or_else(|| format!("names {name:?}, which Lobby never asks for"))?;
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    if scopes.is_empty() {
        return Err("names no scope".to_owned());
    }
    Ok(scopes)
}

/// A whole number of something, within its bounds.
pub(super) fn whole(text: &str, of: &str, bounds: &RangeInclusive<u16>) -> Result<u16, String> {
    let number = text.parse().ok().filter(|number| bounds.contains(number));
    let (first, last) = (bounds.start(), bounds.end());
    number.ok_or_else(|| format!("must be a whole number of {of}, {first} to {last}"))
}

/// An address that a token may be sent to.
fn read_address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|_| "is not an address".to_owned())?;
    let on_this_machine = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => {}
        "http" if on_this_machine => {}
        _ => return Err("must begin with https:// (or name this machine)".to_owned()),
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err("must have no user name, password or # part".to_owned());
    }
    Ok(url)
}

pub(super) fn read_api_address(text: &str) -> Result<Url, String> {
    let url = read_address(text)?;
    if url.query().is_some() {
        Err("must have no ? part".to_owned())
    } else {
        Ok(url)
    }
}

/// The authorise address, or the base that it is at.
pub(super) fn read_authorise_address(text: &str) -> Result<Url, String> {
    let url = read_address(text)?;
    if url.path() == "/" && url.query().is_none() {
        Ok(at_authorise(url))
    } else {
        Ok(url)
    }
}

/// Where people sign in to the DoorFlow whose API is at `api`: `api.` becomes `admin.`.
pub(super) fn authorise_address_of(api: &Url) -> Url {
    let mut url = api.clone();
    if let Some(rest) = api.host_str().and_then(|host| host.strip_prefix("api."))
        && url.set_host(Some(&format!("admin.{rest}"))).is_err()
    {
        // The rest of a sound host name is one: the API's own host stands.
        url.clone_from(api);
    }
    at_authorise(url)
}

fn at_authorise(mut url: Url) -> Url {
    let base = url.path().trim_end_matches('/').to_owned();
    url.set_path(&format!("{base}/oauth/authorize"));
    url
}
