//! The pages that a person sees in the browser: plain HTML, no script.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};
use url::Url;

use super::{Asked, USERS};
use crate::scope;

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1b2430; --soft: #55606e; --ground: #f4f6f8; --card: #fff;
  --line: #c3cad3; --accent: #1f5fbf; --on-accent: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ecf1; --soft: #aab4c0; --ground: #14181d; --card: #1d232a; --line: #4a5563;
    --accent: #8ab8ff; --on-accent: #0b1626; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: 1.5rem 2rem 2rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .75rem; }
h1 { font-size: 1.375rem; line-height: 1.25; margin: .5rem 0 1rem; }
h2 { font-size: 1rem; margin: 1.25rem 0 0; }
.note { color: var(--soft); margin: 0; }
fieldset { border: 1px solid var(--line); border-radius: .5rem; margin: 1.25rem 0; padding: .75rem 1rem; }
legend { font-weight: 600; padding: 0 .25rem; }
label { display: flex; gap: .75rem; align-items: flex-start; padding: .5rem 0; min-height: 2.5rem; }
label input { width: 1.25rem; height: 1.25rem; margin: .15rem 0 0; accent-color: var(--accent); }
label small { display: block; color: var(--soft); font-size: .875rem; }
ul { padding-left: 1.25rem; margin: .5rem 0; }
.answers { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.5rem; }
button { font: inherit; font-weight: 600; min-height: 2.75rem; padding: .5rem 1.25rem;
  border-radius: .5rem; border: 1px solid var(--accent); background: transparent;
  color: var(--accent); cursor: pointer; }
button[value=allow] { background: var(--accent); color: var(--on-accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
";

/// What the browser may do with these pages, up to the place that a form may lead to.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let digest = BASE64_STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; \
         frame-ancestors 'none'; form-action 'self'"
    )
});

/// The page on which a person says who they are and whether they agree.
pub(crate) fn consent(asked: &Asked, ticket: &str) -> Response {
    let mut body = String::from(
        "<p class=\"note\">DoorFlow sandbox</p><h1>Let this application use the demo building?</h1>",
    );
    let _ = write!(
        body,
        "<p>The application <strong>{}</strong> asks for access. You will then be sent to \
         <strong>{}</strong>.</p>\
         <form method=\"post\" action=\"/oauth/authorize\">\
         <input type=\"hidden\" name=\"ticket\" value=\"{}\">\
         <fieldset><legend>Sign in as</legend>",
        escape(asked.client_id),
        escape(&place(&asked.redirect_uri)),
        escape(ticket),
    );
    for (index, user) in USERS.iter().enumerate() {
        let _ = write!(
            body,
            "<label><input type=\"radio\" name=\"user\" value=\"{}\"{} required>\
             <span>{} {}<small>{}</small></span></label>",
            escape(user.key),
            if index == 0 { " checked" } else { "" },
            escape(user.first_name),
            escape(user.last_name),
            escape(user.job),
        );
    }
    body.push_str("</fieldset><h2>It wants to</h2><ul>");
    for one in &asked.scopes {
        let _ = write!(body, "<li>{}</li>", escape(scope::in_words(one)));
    }
    body.push_str(
        "</ul><p class=\"note\">Whoever you sign in as may be allowed less than this.</p>\
         <div class=\"answers\">\
         <button type=\"submit\" name=\"decision\" value=\"allow\">Allow</button>\
         <button type=\"submit\" name=\"decision\" value=\"deny\">Do not allow</button>\
         </div></form>",
    );
    let mut response = page(StatusCode::OK, "Allow access to the demo building", &body);
    // The answer to the form leads on to the application; a browser asks the policy about that too.
    let target = Url::parse(&asked.redirect_uri).map(|uri| uri.origin().ascii_serialization());
    if let Ok(target) = target
        && let Ok(policy) = HeaderValue::from_str(&format!("{} {target}", *POLICY))
    {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// A page that says why it goes no further.
pub(crate) fn problem(status: StatusCode, what: &str) -> Response {
    let body = format!(
        "<p class=\"note\">DoorFlow sandbox</p><h1>This sign-in cannot go on</h1><p>{}</p>\
         <p>Close this page, and start again from the application.</p>",
        escape(what)
    );
    page(status, "This sign-in cannot go on", &body)
}

fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en-GB\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{}</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>",
        escape(title)
    );
    let mut response = (status, Html(html)).into_response();
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // With "no-referrer" a browser would also keep the form's origin to itself.
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    response
}

/// Where a redirect leads, in words for a person.
fn place(redirect_uri: &str) -> String {
    match Url::parse(redirect_uri) {
        Ok(uri) if uri.scheme() == "http" => "an application on this computer".to_owned(),
        Ok(uri) => uri.host_str().unwrap_or_default().to_owned(),
        Err(_) => String::new(),
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
