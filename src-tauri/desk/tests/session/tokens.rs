//! One refresh at a time, and saved before use.

use std::time::Duration;

use desk::session::{Keeping, Phase, SCOPES_ASKED, TokenError};
use doorflow::Scope;
use futures_util::future::join_all;
use reqwest::StatusCode;
use sandbox::Fault;
use serde_json::json;

use crate::bench::{Bench, soon};

const TOKEN: &str = "POST /oauth/token";

/// An answer instead of tokens, once.
pub(crate) fn fault(status: u16, body: serde_json::Value) -> Fault {
    Fault::answer("POST", "/oauth/token", status, body)
}

#[tokio::test]
async fn fifty_callers_who_were_refused_make_one_refresh() {
    let bench = Bench::signed_in().await;
    let dead = bench.session.access_token().await.expect("a token");
    bench.doorflow().expire_access_tokens();
    assert_eq!(bench.tried(&dead).await, StatusCode::UNAUTHORIZED);
    let before = bench.asked(TOKEN);
    let callers = (0..50).map(|_| {
        let (session, dead) = (bench.session.clone(), dead.clone());
        tokio::spawn(async move {
            session.refused(&dead);
            session.access_token().await
        })
    });
    let tokens = soon("fifty answers", join_all(callers)).await;
    assert_eq!(
        bench.asked(TOKEN) - before,
        1,
        "a second refresh would end the sign-in"
    );
    let fresh = bench.session.access_token().await.expect("a token");
    for token in tokens {
        assert_eq!(
            token.expect("no panic"),
            Ok(fresh.clone()),
            "all have the same"
        );
    }
    assert_eq!(bench.tried(&fresh).await, StatusCode::OK);
    bench.session.refused(&dead);
    assert_eq!(
        bench.session.access_token().await,
        Ok(fresh),
        "a late complaint about the old one costs nothing"
    );
}

#[tokio::test]
async fn a_good_token_is_used_again() {
    let bench = Bench::signed_in().await;
    let before = bench.asked(TOKEN);
    let first = bench.session.access_token().await;
    assert_eq!(bench.session.access_token().await, first);
    assert_eq!(bench.asked(TOKEN), before, "an hour is an hour");
}

#[tokio::test]
async fn a_rotated_token_is_saved_before_anyone_has_the_new_one() {
    let bench = Bench::signed_in().await;
    let before = bench.kept();
    let token = bench.session.access_token().await.expect("a token");
    bench.session.refused(&token);
    bench.keychain.hang();
    let callers: Vec<_> = (0..5)
        .map(|_| {
            let session = bench.session.clone();
            tokio::spawn(async move { session.access_token().await })
        })
        .collect();
    bench
        .eventually("the write", || bench.keychain.waiting() == 1)
        .await;
    assert!(
        callers.iter().all(|caller| !caller.is_finished()),
        "nobody has it while it is not saved"
    );
    bench.keychain.release();
    for caller in callers {
        let token = soon("a token", caller)
            .await
            .expect("no panic")
            .expect("a token");
        assert_eq!(bench.tried(&token).await, StatusCode::OK);
    }
    assert_ne!(bench.kept(), before);
    assert_eq!(bench.keychain.waiting(), 0);
}

#[tokio::test]
async fn a_refresh_goes_on_when_its_caller_is_gone() {
    let mut bench = Bench::signed_in().await;
    let before = bench.kept();
    let token = bench.session.access_token().await.expect("a token");
    bench.session.refused(&token);
    bench.wire.hold();
    let session = bench.session.clone();
    let caller = tokio::spawn(async move { session.access_token().await });
    soon("the request", bench.wire.waits_with(1)).await;
    caller.abort();
    assert!(caller.await.is_err_and(|error| error.is_cancelled()));
    bench.wire.open();
    bench
        .eventually("the rotated token", || bench.kept() != before)
        .await;
    bench.restart();
    bench.session.restore().await;
    bench
        .session
        .access_token()
        .await
        .expect("the chain of tokens is not broken");
}

#[tokio::test]
async fn who_waited_under_one_sign_in_gets_no_token_of_the_next() {
    let mut bench = Bench::signed_in().await;
    let token = bench.session.access_token().await.expect("a token");
    bench.session.refused(&token);
    bench
        .doorflow()
        .fail_next(Fault::never_answer("POST", "/oauth/token"));
    let before = bench.asked(TOKEN);
    let session = bench.session.clone();
    let waiting = tokio::spawn(async move { session.access_token().await });
    bench
        .eventually("the refresh", || bench.asked(TOKEN) > before)
        .await;
    bench.session.sign_out().await;
    bench.sign_in().await;
    let next = bench.session.access_token().await.expect("a token");
    // Longer than any answer is waited for.
    pass(Duration::from_mins(5)).await;
    let outcome = soon("the end of the wait", waiting)
        .await
        .expect("no panic");
    assert_eq!(
        outcome,
        Err(TokenError::SignedOut),
        "it may be another person's"
    );
    assert!(
        matches!(bench.phase(), Phase::SignedIn { .. }),
        "the next sign-in stands"
    );
    bench.session.refused(&next);
    bench
        .session
        .access_token()
        .await
        .expect("and can be renewed");
}

#[tokio::test]
async fn a_token_that_could_not_be_saved_lasts_for_this_run() {
    let bench = Bench::signed_in().await;
    let token = bench.session.access_token().await.expect("a token");
    bench.session.refused(&token);
    bench
        .keychain
        .fail(Some(desk::session::KeychainError::Locked));
    let next = bench.session.access_token().await.expect("from memory");
    assert_eq!(bench.tried(&next).await, StatusCode::OK);
    bench.until_kept(Keeping::ThisRunKeychainLocked).await;
    bench.session.refused(&next);
    bench
        .session
        .access_token()
        .await
        .expect("again, with the rotated token");
}

/// Lets this much time pass at once, for the desk alone.
async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

#[tokio::test]
async fn a_token_near_its_end_is_renewed_early_and_used_if_that_fails() {
    let bench = Bench::signed_in().await;
    let token = bench.session.access_token().await.expect("a token");
    pass(Duration::from_secs(3500)).await;
    assert_eq!(
        bench.session.access_token().await,
        Ok(token.clone()),
        "more than a minute is left"
    );
    pass(Duration::from_secs(50)).await;
    bench.wire.cut();
    assert_eq!(
        bench.session.access_token().await,
        Ok(token.clone()),
        "better than none"
    );
    bench.wire.open();
    let next = bench
        .session
        .access_token()
        .await
        .expect("renewed before its end");
    assert_ne!(next, token);
    bench.wire.cut();
    pass(Duration::from_secs(3601)).await;
    assert_eq!(
        bench.session.access_token().await,
        Err(TokenError::Offline),
        "it has ended"
    );
}

#[tokio::test]
async fn a_lifetime_of_nothing_does_not_keep_its_token_from_who_waited() {
    let bench = Bench::signed_in().await;
    let token = bench.session.access_token().await.expect("a token");
    bench.session.refused(&token);
    let brief = json!({
        "access_token": "brief", "token_type": "Bearer", "expires_in": 0, "scope": "account.person",
        "created_at": 0, "refresh_token": "unknown to DoorFlow",
    });
    bench.doorflow().fail_next(fault(200, brief));
    let brief = bench.session.access_token().await.expect("a token");
    assert_eq!(brief.secret(), "brief", "whoever waited for it gets it");
    assert_eq!(
        bench.session.access_token().await,
        Err(TokenError::SignedOut),
        "and it is not used again"
    );
}

#[tokio::test]
async fn nobody_has_no_token() {
    let bench = Bench::new().await;
    assert_eq!(
        bench.session.access_token().await,
        Err(TokenError::SignedOut)
    );
    bench.session.restore().await;
    assert_eq!(
        bench.session.access_token().await,
        Err(TokenError::SignedOut)
    );
}

/// Tokens without a word of what they may do.
fn unscoped() -> serde_json::Value {
    json!({
        "access_token": "access-x",
        "token_type": "Bearer",
        "expires_in": 3600,
        "refresh_token": "refresh-x",
    })
}

#[tokio::test]
async fn tokens_that_name_no_scopes_may_do_what_was_asked_for_and_later_what_they_could_before() {
    let mut bench = Bench::new().await;
    bench.doorflow().fail_next(fault(200, unscoped()));
    bench.sign_in().await;
    let Phase::SignedIn {
        scopes: Some(scopes),
        ..
    } = bench.phase()
    else {
        panic!("{:?}", bench.phase())
    };
    for asked in SCOPES_ASKED {
        assert!(
            scopes.allows(*asked),
            "{asked} was asked for (RFC 6749, 5.1)"
        );
    }

    let mut bench = Bench::with(|config, _| config.scopes = vec![Scope::ReservationReadonly]).await;
    bench.doorflow().fail_next(fault(200, unscoped()));
    bench.sign_in().await;
    let Phase::SignedIn {
        scopes: Some(scopes),
        ..
    } = bench.phase()
    else {
        panic!("{:?}", bench.phase())
    };
    assert!(
        !scopes.allows(Scope::Sync),
        "nobody asked for it: {scopes:?}"
    );

    let mut bench = Bench::new().await;
    bench
        .doorflow()
        .set_scopes(&["account.person", "account.sync"]);
    bench.sign_in().await;
    let before = bench.phase();
    let token = bench.session.access_token().await.expect("a token");
    bench.session.refused(&token);
    bench.doorflow().fail_next(fault(200, unscoped()));
    bench.session.access_token().await.expect("a token");
    assert_eq!(bench.phase(), before, "renewed, and no more and no less");
}

#[tokio::test]
async fn who_ends_the_program_can_wait_for_the_token_that_is_on_its_way() {
    let mut bench = Bench::signed_in().await;
    soon("nothing", bench.session.landed()).await;
    let token = bench.session.access_token().await.expect("a token");
    let before = bench.kept();
    bench.session.refused(&token);
    bench.wire.hold();
    let session = bench.session.clone();
    let caller = tokio::spawn(async move { session.access_token().await });
    soon("the refresh", bench.wire.waits_with(1)).await;
    caller.abort();
    let session = bench.session.clone();
    let landed = tokio::spawn(async move { session.landed().await });
    tokio::task::yield_now().await;
    assert!(!landed.is_finished(), "it is on its way");
    bench.wire.open();
    soon("the new token", landed).await.expect("no panic");
    assert_ne!(bench.kept(), before, "and is in the keychain");
    bench.restart();
    bench.session.restore().await;
    let renewed = bench.session.access_token().await;
    assert!(renewed.is_ok(), "{renewed:?}");
}
