//! A machine whose certificates cannot be read.

use std::process::Command;

use doorflow::{Client, Config, OAuth, OAuthConfig};
use url::Url;

/// Set in the process that has no certificates.
const WITHOUT: &str = "TEST_WITHOUT_CERTIFICATES";

/// Runs the test named, in a process that looks for certificates where none are. What the process's environment says cannot be changed
/// in the process itself.
fn without_certificates(test: &str) {
    let itself = std::env::current_exe().expect("this program");
    let ended = Command::new(itself)
        .args(["--exact", test, "--nocapture"])
        .env(WITHOUT, "1")
        .env("SSL_CERT_FILE", "/nowhere")
        .env_remove("SSL_CERT_DIR")
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&ended.stdout);
    assert!(
        said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&ended.stderr)
    );
}

fn url(text: &str) -> Url {
    text.parse().expect("an address")
}

fn oauth(base: &str) -> OAuthConfig {
    OAuthConfig {
        token_url: url(&format!("{base}/oauth/token")),
        revoke_url: url(&format!("{base}/oauth/revoke")),
        client_id: "desk".to_owned(),
        client_secret: None,
        user_agent: "test".to_owned(),
    }
}

#[cfg(target_os = "linux")]
#[test]
fn where_no_certificates_can_be_read_it_is_said_what_they_are_and_where_they_are_looked_for() {
    if std::env::var_os(WITHOUT).is_none() {
        return without_certificates(
            "certificates::where_no_certificates_can_be_read_it_is_said_what_they_are_and_where_they_are_looked_for",
        );
    }
    let client = Client::new(Config::new(url("https://api.door.example")));
    let oauth = OAuth::new(oauth("https://api.door.example"));
    for refused in [client.err(), oauth.err()] {
        let said = refused.expect("no certificates").to_string();
        assert!(said.contains("certificates"), "{said}");
        assert!(
            said.contains("SSL_CERT_FILE") && said.contains("SSL_CERT_DIR"),
            "{said}"
        );
        assert!(!said.contains("builder error"), "{said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_server_on_this_machine_that_is_spoken_to_without_tls_needs_none() {
    if std::env::var_os(WITHOUT).is_none() {
        return without_certificates(
            "certificates::a_server_on_this_machine_that_is_spoken_to_without_tls_needs_none",
        );
    }
    Client::new(Config::new(url("http://127.0.0.1:8080"))).expect("no certificates are read");
    OAuth::new(oauth("http://localhost:8080")).expect("nor here");
    let elsewhere = Client::new(Config::new(url("https://127.0.0.1:8080")));
    elsewhere.expect_err("with TLS they are");
}
