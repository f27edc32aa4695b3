//! Following redirects by hand, without a token.

use url::Url;

use crate::client::Result;
use crate::error::Error;

/// Where a page leads on to, as a browser without cookies sees it; `None` where it leads nowhere. Only on this machine.
pub async fn redirect_of(address: &Url) -> Result<Option<Url>> {
    let here = address.host_str().is_some_and(|host| matches!(host, "127.0.0.1" | "[::1]" | "localhost"));
    if !here {
        return Err(Error::NotSent("not on this machine".to_owned()));
    }
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .map_err(|error| Error::NotSent(error.to_string()))?;
    let answer = http.get(address.clone()).send().await.map_err(|error| Error::Unknown(error.without_url().to_string()))?;
    let onward = answer.headers().get("location").and_then(|value| value.to_str().ok());
    Ok(onward.and_then(|onward| address.join(onward).ok()))
}
