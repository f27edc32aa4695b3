//! The client against servers that say what they are told to: well-behaved ones, and ones that lie, hang up or say nothing.

mod arbitrary;
mod calls;
mod carried;
mod certificates;
mod cut_off;
mod errors;
mod examples;
mod lenient;
mod loopback;
mod oauth;
mod pages;
mod scripted;
mod silent;

use std::time::Duration;

use doorflow::{AccessToken, Client, Config};
use url::Url;

/// What every request of these tests carries.
const TOKEN: &str = "t0ken-of-the-desk";

fn token() -> AccessToken {
    AccessToken::new(TOKEN)
}

/// A client that waits for no answer longer than a busy machine may need.
fn client(url: &Url) -> Client {
    client_with(url, |_| {})
}

fn client_with(url: &Url, change: impl FnOnce(&mut Config)) -> Client {
    let mut config = Config::new(url.clone());
    config.timeout = Duration::from_secs(20);
    change(&mut config);
    Client::new(config).expect("TLS can be set up")
}
