//! What ends a sign-in, and what does not.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use desk::session::{Keychain as _, Phase, SignOutReason, TokenError};
use reqwest::StatusCode;
use serde_json::json;
use tracing::subscriber::DefaultGuard;
use url::Url;

use crate::bench::Bench;
use crate::tokens::fault;

#[tokio::test]
async fn network_trouble_signs_nobody_out() {
    let mut bench = Bench::signed_in().await;
    let signed_in = bench.phase();
    let kept = bench.kept();
    let token = bench.session.access_token().await.expect("a token");
    bench.session.refused(&token);
    bench.wire.cut();
    for _ in 0..3 {
        assert_eq!(bench.session.access_token().await, Err(TokenError::Offline));
    }
    assert_eq!((bench.phase(), bench.kept()), (signed_in, kept.clone()));
    bench.restart();
    bench.session.restore().await;
    assert_eq!(bench.session.access_token().await, Err(TokenError::Offline));
    assert_eq!(bench.kept(), kept, "still there");
    bench.wire.open();
    bench
        .session
        .access_token()
        .await
        .expect("the network is back");
}

/// What is logged, for as long as this lives.
fn logged() -> (Arc<Mutex<Vec<u8>>>, DefaultGuard) {
    struct Log(Arc<Mutex<Vec<u8>>>);
    impl std::io::Write for Log {
        fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("the log").extend_from_slice(text);
            Ok(text.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let log: Arc<Mutex<Vec<u8>>> = Arc::default();
    let writer = Arc::clone(&log);
    let subscriber = tracing_subscriber::fmt()
        .with_writer(move || Log(Arc::clone(&writer)))
        .finish();
    (log, tracing::subscriber::set_default(subscriber))
}

#[tokio::test]
async fn the_log_says_why_doorflow_was_not_reached_and_holds_no_token() {
    let mut bench = Bench::signed_in().await;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = nobody.local_addr().expect("its address");
    drop(nobody);
    bench.config.api_url = Url::parse(&format!("http://{address}")).expect("an address");
    let (id, api) = (&bench.config.client_id, &bench.config.api_url);
    let entry = format!("refresh-token:test:{id}@{api}");
    let (_, refresh) = &bench.kept()[0];
    bench.keychain.write(&entry, refresh).expect("a keychain");
    bench.restart();
    bench.session.restore().await;
    let (log, _logging) = logged();
    assert_eq!(bench.session.access_token().await, Err(TokenError::Offline));
    let log = String::from_utf8(log.lock().expect("the log").clone()).expect("text");
    assert!(
        log.contains("not renewed") && log.contains("refused"),
        "{log}"
    );
    for (_, secret) in bench.kept() {
        assert!(!log.contains(&secret), "{log}");
    }
}

#[tokio::test]
async fn trouble_at_doorflow_signs_nobody_out() {
    let bench = Bench::signed_in().await;
    let signed_in = bench.phase();
    let token = bench.session.access_token().await.expect("a token");
    bench.session.refused(&token);
    for (status, body) in [
        (500, json!("<h1>Sorry</h1>")),
        (502, json!(null)),
        (503, json!({"error": "maintenance"})),
        (200, json!({"hello": "you"})),
        (400, json!({"error": "invalid_request"})),
        (404, json!({"error": "not_found"})),
    ] {
        bench.doorflow().fail_next(fault(status, body));
        let outcome = bench.session.access_token().await;
        assert!(
            matches!(outcome, Err(TokenError::DoorFlow(_))),
            "{status}: {outcome:?}"
        );
        assert_eq!(bench.phase(), signed_in, "{status}");
    }
    bench
        .doorflow()
        .fail_next(fault(429, json!({"error": "rate_limited", "retry_in": 7})));
    let outcome = bench.session.access_token().await;
    assert_eq!(
        outcome,
        Err(TokenError::Busy {
            wait: Some(Duration::from_secs(7))
        })
    );
    bench
        .session
        .access_token()
        .await
        .expect("DoorFlow is well again");
}

#[tokio::test]
async fn a_dead_grant_ends_the_sign_in() {
    let mut bench = Bench::signed_in().await;
    let token = bench.session.access_token().await.expect("a token");
    bench.doorflow().revoke_all_tokens();
    assert_eq!(bench.tried(&token).await, StatusCode::UNAUTHORIZED);
    bench.session.refused(&token);
    assert_eq!(
        bench.session.access_token().await,
        Err(TokenError::SignedOut)
    );
    assert_eq!(bench.until_signed_out().await, Some(SignOutReason::Ended));
    bench
        .eventually("an empty keychain", || bench.keychain.entries().is_empty())
        .await;
    bench.restart();
    bench.session.restore().await;
    assert_eq!(bench.phase(), Phase::SignedOut { reason: None });
    bench.sign_in().await;
}

#[tokio::test]
async fn a_refused_client_keeps_its_sign_in_for_when_it_is_mended() {
    let bench = Bench::signed_in().await;
    let kept = bench.kept();
    let token = bench.session.access_token().await.expect("a token");
    bench.session.refused(&token);
    bench
        .doorflow()
        .fail_next(fault(401, json!({"error": "invalid_client"})));
    assert_eq!(
        bench.session.access_token().await,
        Err(TokenError::SignedOut)
    );
    assert_eq!(
        bench.until_signed_out().await,
        Some(SignOutReason::ClientRefused)
    );
    assert_eq!(bench.kept(), kept, "the token is as good as it was");
    assert_eq!(
        bench.session.configure(bench.config.clone(), None).await,
        Ok(())
    );
    bench.session.restore().await;
    bench
        .session
        .access_token()
        .await
        .expect("signed in without the browser");
}
