//! As which application, and at which DoorFlow: what the keychain has of one is not for another.

use desk::session::{Keychain as _, Phase, SignOutReason, TokenError};
use reqwest::StatusCode;

use crate::bench::Bench;

/// A desk that starts at another DoorFlow, as the same application and with the same keychain.
async fn elsewhere(one: &Bench) -> Bench {
    let mut two = Bench::with(|config, _| {
        config.client_id.clone_from(&one.config.client_id);
        config.client_secret = None;
    })
    .await;
    assert_ne!(two.config.api_url, one.config.api_url);
    two.keychain = one.keychain.clone();
    two.restart();
    two.session.restore().await;
    two
}

#[tokio::test]
async fn a_sign_in_is_none_at_another_doorflow_and_stays_where_it_is() {
    let mut one = Bench::with(|config, _| {
        sandbox::PUBLIC_CLIENT_ID.clone_into(&mut config.client_id);
        config.client_secret = None;
    })
    .await;
    one.sign_in().await;
    let kept = one.kept();
    let mut two = elsewhere(&one).await;
    assert_eq!(two.phase(), Phase::SignedOut { reason: None });
    assert_eq!(two.session.access_token().await, Err(TokenError::SignedOut));
    assert_eq!(two.doorflow().requests(), [].into(), "nothing was sent");
    assert_eq!(one.kept(), kept);

    two.sign_in().await;
    let own = two.session.access_token().await.expect("a token");
    one.restart();
    one.session.restore().await;
    let earlier = one.session.access_token().await.expect("as before");
    let (id, api) = (&one.config.client_id, &one.config.api_url);
    two.session.forget_client(id, api).await;
    one.until_dead(&earlier).await;
    assert_eq!(two.tried(&own).await, StatusCode::OK, "who is here stays");
    assert_eq!(two.kept().len(), 1);
}

#[tokio::test]
async fn a_typed_secret_goes_to_no_other_doorflow() {
    let mut secret = None;
    let one = Bench::with(|config, _| secret = config.client_secret.take()).await;
    let configured = one.session.configure(one.config.clone(), secret).await;
    assert_eq!(configured, Ok(()));
    let two = elsewhere(&one).await;
    assert!(!two.session.setup("1").has_secret);
    let configured = two.session.configure(two.config.clone(), None).await;
    assert_eq!(configured, Ok(()));
    assert!(
        !two.session.setup("1").has_secret,
        "nor where it is looked for"
    );
}

#[tokio::test]
async fn a_sign_in_at_doorflow_itself_goes_by_the_application_alone() {
    let mut bench = Bench::new().await;
    bench.config.api_url = desk::config::Config::default().api_url;
    let entry = format!("refresh-token:test:{}", bench.config.client_id);
    bench.keychain.write(&entry, "refresh").expect("a keychain");
    bench.restart();
    bench.session.restore().await;
    assert!(matches!(bench.phase(), Phase::SignedIn { .. }));
}

#[tokio::test]
async fn another_client_is_another_sign_in() {
    let bench = Bench::signed_in().await;
    let token = bench.session.access_token().await.expect("a token");
    let mut other = bench.config.clone();
    sandbox::PUBLIC_CLIENT_ID.clone_into(&mut other.client_id);
    other.client_secret = None;
    assert_eq!(bench.session.configure(other, None).await, Ok(()));
    let reason = Some(SignOutReason::SignedOutHere);
    assert_eq!(bench.phase(), Phase::SignedOut { reason });
    assert_eq!(
        bench.tried(&token).await,
        StatusCode::UNAUTHORIZED,
        "revoked"
    );
    assert_eq!(bench.kept(), [], "forgotten");
    assert_eq!(
        bench.session.setup("1.0.0").client_id,
        sandbox::PUBLIC_CLIENT_ID
    );
}

#[tokio::test]
async fn what_an_earlier_client_left_in_the_keychain_is_ended_and_forgotten() {
    let mut secret = None;
    let mut bench = Bench::with(|config, _| secret = config.client_secret.take()).await;
    let configured = bench.session.configure(bench.config.clone(), secret).await;
    assert_eq!(configured, Ok(()));
    bench.sign_in().await;
    let token = bench.session.access_token().await.expect("a token");
    assert_eq!(bench.kept().len(), 2, "the sign-in and the secret");

    // As where the machine's file names another application by the next start.
    let earlier = bench.config.client_id.clone();
    sandbox::PUBLIC_CLIENT_ID.clone_into(&mut bench.config.client_id);
    bench.restart();
    bench.session.restore().await;
    bench.sign_in().await;
    let own = bench.session.access_token().await.expect("a token");
    let api = bench.config.api_url.clone();
    bench.wire.cut();
    bench.session.forget_client(&earlier, &api).await;
    let kept: Vec<_> = bench.kept().into_iter().map(|(entry, _)| entry).collect();
    assert_eq!(
        kept,
        [format!(
            "refresh-token:test:{}@{api}",
            sandbox::PUBLIC_CLIENT_ID
        )]
    );
    bench.wire.open();
    bench.until_dead(&token).await;
    assert_eq!(bench.tried(&own).await, StatusCode::OK, "who is here stays");
}
