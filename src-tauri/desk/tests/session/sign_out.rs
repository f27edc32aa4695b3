//! Signing out, with and without the network.

use std::time::Duration;

use desk::session::{Farewell, Keeping, KeychainError, Phase, SignOutReason, TokenError};
use reqwest::StatusCode;
use sandbox::Fault;

use crate::bench::{Bench, soon};

const SIGNED_OUT_HERE: Phase = signed_out(SignOutReason::SignedOutHere);

const fn signed_out(reason: SignOutReason) -> Phase {
    Phase::SignedOut {
        reason: Some(reason),
    }
}

#[tokio::test]
async fn a_sign_out_revokes_and_forgets() {
    let mut bench = Bench::signed_in().await;
    let token = bench.session.access_token().await.expect("a token");
    let farewell = bench.session.sign_out().await;
    assert_eq!(
        farewell,
        Farewell {
            revoked: true,
            forgotten: true
        }
    );
    assert_eq!(bench.phase(), SIGNED_OUT_HERE);
    assert_eq!(
        bench.tried(&token).await,
        StatusCode::UNAUTHORIZED,
        "dead at DoorFlow"
    );
    assert_eq!(bench.kept(), [], "gone here");
    assert_eq!(
        bench.session.access_token().await,
        Err(TokenError::SignedOut)
    );
    bench.restart();
    bench.session.restore().await;
    assert_eq!(bench.phase(), Phase::SignedOut { reason: None });
}

#[tokio::test]
async fn offline_it_forgets_now_and_revokes_when_the_network_is_back() {
    let bench = Bench::signed_in().await;
    let token = bench.session.access_token().await.expect("a token");
    bench.wire.cut();
    let farewell = bench.session.sign_out().await;
    assert_eq!(
        farewell,
        Farewell {
            revoked: false,
            forgotten: true
        },
        "nothing untrue is said"
    );
    assert_eq!(bench.phase(), signed_out(SignOutReason::NotRevoked));
    assert_eq!(bench.kept(), []);
    assert_eq!(
        bench.tried(&token).await,
        StatusCode::OK,
        "DoorFlow does not know yet"
    );
    bench.wire.open();
    bench.until_dead(&token).await;
    bench
        .until("word of it", |phase| *phase == SIGNED_OUT_HERE)
        .await;
}

#[tokio::test]
async fn what_neither_the_keychain_nor_doorflow_lets_go_of_is_not_called_removed() {
    let mut bench = Bench::signed_in().await;
    let token = bench.session.access_token().await.expect("a token");
    bench.keychain.fail(Some(KeychainError::Locked));
    bench.wire.cut();
    let farewell = bench.session.sign_out().await;
    assert_eq!(
        farewell,
        Farewell {
            revoked: false,
            forgotten: false
        }
    );
    assert_eq!(bench.phase(), signed_out(SignOutReason::NotRemoved));
    // As long as DoorFlow is away, that the keychain is unlocked is enough for this computer.
    bench.keychain.fail(None);
    bench
        .until("the keychain to let go", |phase| {
            *phase == signed_out(SignOutReason::NotRevoked)
        })
        .await;
    assert_eq!(bench.kept(), []);
    bench.wire.open();
    bench.until_dead(&token).await;
    bench
        .until("word of it", |phase| *phase == SIGNED_OUT_HERE)
        .await;
    bench.restart();
    bench.session.restore().await;
    assert_eq!(bench.phase(), Phase::SignedOut { reason: None });
}

#[tokio::test]
async fn what_the_keychain_lets_go_of_late_is_not_the_next_sign_in() {
    let mut bench = Bench::with(|_, limits| limits.keychain = Duration::from_millis(20)).await;
    bench.sign_in().await;
    bench.keychain.fail(Some(KeychainError::Locked));
    bench.session.sign_out().await;
    bench.keychain.fail(None);
    bench.sign_in().await;
    bench.until_kept(Keeping::Keychain).await;
    bench.restart();
    bench.session.restore().await;
    assert!(matches!(bench.phase(), Phase::SignedIn { .. }));
}

#[tokio::test]
async fn what_was_handed_over_takes_no_later_sign_in_out_of_the_keychain() {
    let mut bench = Bench::signed_in().await;
    bench.keychain.fail(Some(KeychainError::Locked));
    bench.session.sign_out().await;
    bench.session.hand_over();
    bench.restart();
    bench.keychain.fail(None);
    bench.sign_in().await;
    bench.until_kept(Keeping::Keychain).await;
    // It would be tried again every few milliseconds.
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_millis(5)).await;
        assert_ne!(bench.kept(), []);
    }
}

#[tokio::test]
async fn a_slow_network_is_not_waited_for() {
    let mut bench = Bench::with(|_, limits| limits.revocation = Duration::from_millis(20)).await;
    bench.sign_in().await;
    bench.wire.hold();
    let farewell = soon("the sign-out", bench.session.sign_out()).await;
    assert_eq!(
        farewell,
        Farewell {
            revoked: false,
            forgotten: true
        }
    );
    bench.wire.open();
    bench
        .eventually("the revocation", || bench.asked("POST /oauth/revoke") == 1)
        .await;
}

#[tokio::test]
async fn a_keychain_that_does_not_let_go_is_told() {
    let bench = Bench::signed_in().await;
    bench.keychain.fail(Some(KeychainError::Locked));
    let farewell = bench.session.sign_out().await;
    assert_eq!(
        farewell,
        Farewell {
            revoked: true,
            forgotten: false
        },
        "the entry is still there"
    );
    assert_eq!(bench.phase(), SIGNED_OUT_HERE);
}

#[tokio::test]
async fn without_a_keychain_there_is_nothing_to_forget() {
    let mut bench = Bench::new().await;
    bench.keychain.fail(Some(KeychainError::Absent));
    bench.sign_in().await;
    let farewell = bench.session.sign_out().await;
    assert_eq!(
        farewell,
        Farewell {
            revoked: true,
            forgotten: true
        }
    );
}

#[tokio::test]
async fn a_keychain_that_hangs_forgets_when_it_is_back() {
    let mut bench = Bench::with(|_, limits| limits.keychain = Duration::from_millis(20)).await;
    bench.sign_in().await;
    bench.keychain.hang();
    let farewell = bench.session.sign_out().await;
    assert_eq!(
        farewell,
        Farewell {
            revoked: true,
            forgotten: false
        }
    );
    bench.keychain.release();
    bench
        .eventually("an empty keychain", || bench.keychain.entries().is_empty())
        .await;
}

#[tokio::test]
async fn what_the_keychain_has_not_said_yet_is_not_called_revoked() {
    let mut bench = Bench::signed_in().await;
    bench.limits.keychain = Duration::from_millis(20);
    bench.restart();
    bench.keychain.hang();
    let session = bench.session.clone();
    let starting = tokio::spawn(async move { session.restore().await });
    bench
        .eventually("the question", || bench.keychain.waiting() == 1)
        .await;
    let farewell = bench.session.sign_out().await;
    let neither = Farewell {
        revoked: false,
        forgotten: false,
    };
    assert_eq!(farewell, neither, "a sign-in may be alive in it");
    assert_eq!(bench.phase(), signed_out(SignOutReason::NotRemoved));
    bench.keychain.release();
    soon("the start", starting).await.expect("no panic");
    bench
        .eventually("an empty keychain", || bench.keychain.entries().is_empty())
        .await;
}

#[tokio::test]
async fn a_sign_in_that_is_kept_for_a_client_to_be_mended_is_not_called_revoked() {
    let bench = Bench::signed_in().await;
    let token = bench.session.access_token().await.expect("a token");
    bench.session.refused(&token);
    let refusal = serde_json::json!({ "error": "invalid_client" });
    bench
        .doorflow()
        .fail_next(Fault::answer("POST", "/oauth/token", 401, refusal));
    assert_eq!(
        bench.session.access_token().await,
        Err(TokenError::SignedOut)
    );
    bench.keychain.fail(Some(KeychainError::Locked));
    let farewell = bench.session.sign_out().await;
    let neither = Farewell {
        revoked: false,
        forgotten: false,
    };
    assert_eq!(farewell, neither);
}

#[tokio::test]
async fn a_sign_in_that_the_keychain_has_beside_one_under_way_is_not_called_revoked() {
    let mut bench = Bench::signed_in().await;
    bench.restart();
    bench.keychain.hang();
    let session = bench.session.clone();
    let starting = tokio::spawn(async move { session.restore().await });
    bench
        .eventually("the question", || bench.keychain.waiting() == 1)
        .await;
    bench.session.sign_in().await;
    bench.keychain.release();
    soon("the start", starting).await.expect("no panic");
    bench.keychain.fail(Some(KeychainError::Locked));
    let farewell = bench.session.sign_out().await;
    let neither = Farewell {
        revoked: false,
        forgotten: false,
    };
    assert_eq!(farewell, neither);
}

#[tokio::test]
async fn tokens_that_come_after_the_sign_out_are_revoked() {
    let bench = Bench::signed_in().await;
    let token = bench.session.access_token().await.expect("a token");
    bench.session.refused(&token);
    bench.wire.hold();
    let session = bench.session.clone();
    let renewing = tokio::spawn(async move { session.access_token().await });
    soon("the refresh", bench.wire.waits_with(1)).await;
    let session = bench.session.clone();
    let leaving = tokio::spawn(async move { session.sign_out().await });
    soon("the revocation", bench.wire.waits_with(2)).await;
    bench.wire.open();
    let late = soon("the renewal", renewing).await.expect("no panic");
    assert_eq!(
        late,
        Err(TokenError::SignedOut),
        "nobody gets what came too late"
    );
    assert!(
        soon("the sign-out", leaving)
            .await
            .expect("no panic")
            .forgotten
    );
    assert_eq!(bench.phase(), SIGNED_OUT_HERE);
    assert_eq!(bench.kept(), [], "and it is kept nowhere");
}

#[tokio::test]
async fn signing_out_ends_a_sign_in_that_waits() {
    let bench = Bench::new().await;
    bench.session.sign_in().await;
    assert!(matches!(bench.phase(), Phase::Waiting { .. }));
    assert_eq!(
        bench.session.sign_out().await,
        Farewell {
            revoked: true,
            forgotten: true
        }
    );
    assert_eq!(bench.phase(), SIGNED_OUT_HERE);
}
