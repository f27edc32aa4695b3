//! Signing in on DoorFlow's pages: as a person in a browser, and as a second application without one.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use url::Url;

use super::browser::Browser;

/// Signs in as the receptionist on the page that the app has opened: picks the user, allows, and reads the page that it ends on. All by
/// keyboard.
///
/// # Errors
/// When a page does not offer what it should.
pub async fn consent(address: &str) -> Result<()> {
    let browser = Browser::open(address).await?;
    let page = &browser.page;
    page.see_text("h1", "Let this application use the demo building?")
        .await?;
    page.tab_to("input[name=user]").await?;
    // Radio buttons are one stop; the arrows choose among them.
    page.walk_to("input[name=user][value=reception]", "ArrowDown")
        .await?;
    page.press(&["Space"]).await?;
    page.tab_to("button[name=decision][value=allow]").await?;
    page.press(&["Enter"]).await?;
    page.see_text("body", "Lobby").await?;
    page.see_text("body", "close").await?;
    browser.close().await
}

/// An access token with one scope for another application than the app: what DoorFlow's own client goes in with.
///
/// # Errors
/// When the sandbox does not sign it in.
pub async fn token_of_another(sandbox: &sandbox::Hello, scope: &str) -> Result<String> {
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let mut address = Url::parse(&sandbox.authorize_url)?;
    address.query_pairs_mut().extend_pairs([
        ("response_type", "code"),
        ("client_id", sandbox.client_id.as_str()),
        ("redirect_uri", sandbox.redirect_uri.as_str()),
        ("scope", scope),
        ("state", "another"),
    ]);
    let form = http.get(address.clone()).send().await?;
    let cookie = form
        .headers()
        .get("set-cookie")
        .and_then(|cookie| cookie.to_str().ok()?.split(';').next())
        .context("the sign-in page sets a cookie")?
        .to_owned();
    let html = form.text().await?;
    let ticket = html
        .split_once("name=\"ticket\" value=\"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(ticket, _)| ticket)
        .context("the sign-in page has a ticket")?;
    address.set_query(None);
    let allowed = http
        .post(address)
        .header("cookie", cookie)
        .form(&[
            ("ticket", ticket),
            ("user", "reception"),
            ("decision", "allow"),
        ])
        .send()
        .await?;
    let back = allowed
        .headers()
        .get("location")
        .and_then(|location| Url::parse(location.to_str().ok()?).ok())
        .with_context(|| format!("the sign-in form answered {}", allowed.status()))?;
    let code = back
        .query_pairs()
        .find(|(name, _)| name == "code")
        .map(|(_, code)| code.into_owned())
        .context("the address that the browser ends on holds a code")?;
    let answer = http
        .post(format!("{}/oauth/token", sandbox.url))
        .basic_auth(&sandbox.client_id, Some(&sandbox.client_secret))
        .form(&[
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", sandbox.redirect_uri.as_str()),
        ])
        .send()
        .await?;
    ensure!(
        answer.status().is_success(),
        "the token endpoint answered {}",
        answer.status()
    );
    let answer: Value = answer.json().await?;
    Ok(answer["access_token"]
        .as_str()
        .context("an access token")?
        .to_owned())
}
