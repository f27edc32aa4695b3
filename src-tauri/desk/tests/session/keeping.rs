//! What is kept from one run to the next, and what a keychain that misbehaves makes of it.

use std::time::Duration;

use desk::config::Config;
use desk::session::{Keeping, KeychainError, Phase, Redirect, Session, SignOutReason};
use doorflow::ClientSecret;
use reqwest::StatusCode;

use crate::bench::{Bench, soon};

fn signed_out(reason: SignOutReason) -> Phase {
    Phase::SignedOut {
        reason: Some(reason),
    }
}

#[tokio::test]
async fn a_restart_signs_in_from_the_keychain_without_the_network() {
    let mut bench = Bench::signed_in().await;
    let before = bench.kept();
    bench.wire.cut();
    bench.restart();
    bench.session.restore().await;
    let restored = Phase::SignedIn {
        scopes: None,
        keeping: Keeping::Keychain,
    };
    assert_eq!(bench.phase(), restored, "nothing was asked of DoorFlow yet");
    bench.wire.open();
    let token = bench.session.access_token().await.expect("a token");
    assert_eq!(bench.tried(&token).await, StatusCode::OK);
    assert!(
        matches!(
            bench.phase(),
            Phase::SignedIn {
                scopes: Some(_),
                ..
            }
        ),
        "{:?}",
        bench.phase()
    );
    assert_ne!(
        bench.kept(),
        before,
        "the token was rotated, and the new one kept"
    );

    bench.keychain.forget();
    bench.restart();
    bench.session.restore().await;
    assert_eq!(
        bench.phase(),
        Phase::SignedOut { reason: None },
        "no entry, no sign-in"
    );
}

#[tokio::test]
async fn without_a_keychain_a_sign_in_lasts_for_this_run() {
    for (how, keeping) in [
        (KeychainError::Absent, Keeping::ThisRun),
        (KeychainError::Locked, Keeping::ThisRunKeychainLocked),
        (
            KeychainError::Failed("broken".to_owned()),
            Keeping::ThisRunKeychainLocked,
        ),
    ] {
        let mut bench = Bench::new().await;
        bench.keychain.fail(Some(how));
        bench.session.restore().await;
        assert_eq!(bench.phase(), signed_out(SignOutReason::KeychainClosed));
        bench.sign_in().await;
        bench.until_kept(keeping).await;
        let token = bench.session.access_token().await.expect("a token");
        bench.session.refused(&token);
        let next = bench.session.access_token().await.expect("another");
        assert_eq!(
            bench.tried(&next).await,
            StatusCode::OK,
            "renewed from memory"
        );
        bench.keychain.fail(None);
        assert_eq!(bench.kept(), [], "and nowhere else");
    }
}

#[tokio::test]
async fn what_the_keychain_once_did_not_take_it_is_given_with_the_next_renewal() {
    let mut bench = Bench::with(|_, limits| limits.keychain = Duration::from_millis(20)).await;
    bench.sign_in().await;
    let renew = async |bench: &Bench| {
        let token = bench.session.access_token().await.expect("a token");
        bench.session.refused(&token);
        bench.session.access_token().await.expect("another")
    };
    let full = KeychainError::Failed("the disk is full".to_owned());
    bench.keychain.fail(Some(full.clone()));
    renew(&bench).await;
    bench.until_kept(Keeping::ThisRunKeychainLocked).await;
    bench.keychain.fail(None);
    renew(&bench).await;
    bench.until_kept(Keeping::Keychain).await;

    // The same where it fails after nobody waits for it any more.
    bench.keychain.hang();
    renew(&bench).await;
    bench.until_kept(Keeping::ThisRunKeychainLocked).await;
    bench.keychain.fail(Some(full));
    bench.keychain.release();
    bench
        .eventually("the failure", || bench.keychain.waiting() == 0)
        .await;
    bench.keychain.fail(None);
    let kept = async {
        // It may not have been told yet.
        while !matches!(
            bench.phase(),
            Phase::SignedIn {
                keeping: Keeping::Keychain,
                ..
            }
        ) {
            renew(&bench).await;
        }
    };
    soon("the keychain to be given it", kept).await;

    bench.restart();
    bench.session.restore().await;
    let token = bench.session.access_token().await.expect("a token");
    assert_eq!(bench.tried(&token).await, StatusCode::OK);
}

#[tokio::test]
async fn who_has_declined_to_unlock_the_keychain_is_not_asked_again_every_hour() {
    let bench = Bench::signed_in().await;
    for how in [Some(KeychainError::Locked), None] {
        bench.keychain.fail(how);
        let token = bench.session.access_token().await.expect("a token");
        bench.session.refused(&token);
        bench.session.access_token().await.expect("another");
        bench.until_kept(Keeping::ThisRunKeychainLocked).await;
    }
}

#[tokio::test]
async fn a_keychain_that_hangs_delays_nothing_for_long_and_counts_when_it_is_back() {
    let mut bench = Bench::with(|_, limits| limits.keychain = Duration::from_millis(20)).await;
    bench.keychain.hang();
    bench.sign_in().await;
    bench.until_kept(Keeping::ThisRunKeychainLocked).await;
    let token = bench.session.access_token().await.expect("a token");
    bench.session.refused(&token);
    let next = bench
        .session
        .access_token()
        .await
        .expect("renewed meanwhile");
    assert_ne!(next, token);
    bench.keychain.release();
    bench.until_kept(Keeping::Keychain).await;
    bench.restart();
    bench.session.restore().await;
    let token = bench
        .session
        .access_token()
        .await
        .expect("what was kept is the newest");
    assert_eq!(bench.tried(&token).await, StatusCode::OK);
}

#[tokio::test]
async fn a_keychain_that_is_slow_again_and_again_ends_with_the_newest_token() {
    let mut bench = Bench::with(|_, limits| limits.keychain = Duration::from_millis(20)).await;
    bench.keychain.hang();
    bench.sign_in().await;
    bench.until_kept(Keeping::ThisRunKeychainLocked).await;
    bench.keychain.let_one_through();
    bench
        .eventually("the first write", || !bench.keychain.entries().is_empty())
        .await;
    bench
        .eventually("the next", || bench.keychain.waiting() == 1)
        .await;
    let token = bench.session.access_token().await.expect("a token");
    bench.session.refused(&token);
    bench
        .session
        .access_token()
        .await
        .expect("renewed while the keychain is writing");
    bench.keychain.release();
    bench.until_kept(Keeping::Keychain).await;
    bench.restart();
    bench.session.restore().await;
    bench
        .session
        .access_token()
        .await
        .expect("what was kept is the newest");
}

#[tokio::test]
async fn a_keychain_that_is_unlocked_late_still_signs_in() {
    let mut bench = Bench::signed_in().await;
    bench.limits.keychain_at_start = Duration::from_millis(20);
    bench.restart();
    bench.keychain.hang();
    bench.session.restore().await;
    assert_eq!(bench.phase(), signed_out(SignOutReason::KeychainClosed));
    bench.keychain.release();
    bench.until_kept(Keeping::Keychain).await;
}

#[tokio::test]
async fn a_typed_secret_goes_into_the_keychain() {
    let mut secret = None;
    let mut bench = Bench::with(|config, _| secret = config.client_secret.take()).await;
    let has_secret = |session: &Session| session.setup("1.0.0").has_secret;
    assert!(!has_secret(&bench.session));
    let wrong = Some(ClientSecret::new("wrong"));
    assert_eq!(
        bench.session.configure(bench.config.clone(), wrong).await,
        Ok(())
    );
    bench.session.sign_in().await;
    bench.browse().await;
    assert_eq!(
        bench.until_signed_out().await,
        Some(SignOutReason::ClientRefused)
    );

    assert_eq!(
        bench.session.configure(bench.config.clone(), secret).await,
        Ok(())
    );
    bench.sign_in().await;
    bench.restart();
    assert!(
        !has_secret(&bench.session),
        "not known before the keychain was asked"
    );
    bench.session.restore().await;
    assert!(
        has_secret(&bench.session),
        "and told to no page, only that it is there"
    );
    bench
        .session
        .access_token()
        .await
        .expect("the secret is the right one");
}

/// A desk that starts anew with a typed secret in its keychain and no sign-in.
async fn with_a_typed_secret() -> Bench {
    let mut secret = None;
    let mut bench = Bench::with(|config, _| secret = config.client_secret.take()).await;
    let configured = bench.session.configure(bench.config.clone(), secret).await;
    assert_eq!(configured, Ok(()));
    bench.limits.keychain_at_start = Duration::from_millis(20);
    bench.restart();
    bench
}

#[tokio::test]
async fn a_secret_in_a_keychain_that_is_unlocked_late_counts_without_a_sign_in() {
    let mut bench = with_a_typed_secret().await;
    bench.keychain.hang();
    bench.session.restore().await;
    assert_eq!(bench.phase(), signed_out(SignOutReason::KeychainClosed));
    bench.keychain.release();
    bench
        .until("the reason to go", |phase| {
            *phase == Phase::SignedOut { reason: None }
        })
        .await;
    assert!(bench.session.setup("1.0.0").has_secret);
    bench.sign_in().await;
}

#[tokio::test]
async fn a_late_answer_takes_no_newer_reason_away() {
    let bench = with_a_typed_secret().await;
    bench.keychain.hang();
    bench.session.restore().await;
    let web = Redirect::parse(sandbox::WEB_REDIRECT_URI).expect("an address");
    let config = Config {
        client_secret: Some(ClientSecret::new("another")),
        redirect: web,
        ..bench.config.clone()
    };
    assert_eq!(bench.session.configure(config, None).await, Ok(()));
    bench.session.sign_in().await;
    bench.session.cancel();
    bench.keychain.release();
    bench
        .eventually("the answers", || bench.keychain.waiting() == 0)
        .await;
    // Whoever asks now is answered after all that was asked before.
    let typed = Some(ClientSecret::new("typed"));
    let asked_last = bench.session.configure(bench.config.clone(), typed).await;
    assert_eq!(asked_last, Ok(()));
    assert_eq!(bench.phase(), signed_out(SignOutReason::Cancelled));
}

#[tokio::test]
async fn a_sign_in_asks_a_keychain_for_the_secret_that_it_did_not_give_at_the_start() {
    let mut bench = with_a_typed_secret().await;
    bench.keychain.fail(Some(KeychainError::Locked));
    bench.session.restore().await;
    assert_eq!(bench.phase(), signed_out(SignOutReason::KeychainClosed));
    bench.keychain.fail(None);
    bench.sign_in().await;
}

#[tokio::test]
async fn a_typed_secret_can_be_taken_away() {
    let mut bench = Bench::with(|config, _| config.client_secret = None).await;
    let has_secret = |session: &Session| session.setup("1.0.0").has_secret;
    let typed = Some(ClientSecret::new("not needed"));
    let configured = bench.session.configure(bench.config.clone(), typed).await;
    assert_eq!(configured, Ok(()));
    assert_eq!(
        bench.session.configure(bench.config.clone(), None).await,
        Ok(())
    );
    assert!(has_secret(&bench.session), "an empty field leaves it");
    assert_eq!(bench.session.forget_secret().await, Ok(()));
    assert_eq!(
        bench.session.configure(bench.config.clone(), None).await,
        Ok(())
    );
    assert!(!has_secret(&bench.session));
    bench.restart();
    bench.session.restore().await;
    assert!(!has_secret(&bench.session), "nor is it in the keychain");
    assert_eq!(bench.kept(), []);
}
