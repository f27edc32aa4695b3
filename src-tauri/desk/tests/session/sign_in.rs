//! To the browser and back, and what the keychain makes of it.

use std::time::Duration;

use desk::session::{Keeping, PasteError, Phase, Redirect, SignOutReason, WayBack};
use doorflow::Scope;
use reqwest::StatusCode;
use sandbox::Fault;
use serde_json::json;
use url::Url;

use crate::bench::{Bench, soon};

fn signed_out(reason: SignOutReason) -> Phase {
    Phase::SignedOut {
        reason: Some(reason),
    }
}

/// The answer that DoorFlow would give to this authorise address.
fn answer_to(address: &Url, answer: &str) -> Url {
    let said = |name: &str| {
        let value = address
            .query_pairs()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value);
        value.expect("said in the address").into_owned()
    };
    let url = format!("{}?{answer}&state={}", said("redirect_uri"), said("state"));
    Url::parse(&url).expect("an address")
}

#[tokio::test]
async fn a_sign_in_comes_back_by_itself_and_is_kept() {
    let mut bench = Bench::new().await;
    assert_eq!(bench.phase(), Phase::Starting);
    bench.session.restore().await;
    assert_eq!(
        bench.phase(),
        Phase::SignedOut { reason: None },
        "an empty keychain"
    );

    bench.session.sign_in().await;
    let Phase::Waiting { address, back } = bench.phase() else {
        panic!("{:?}", bench.phase())
    };
    assert_eq!(
        back,
        WayBack::ByItself,
        "a loopback address needs no pasting"
    );
    assert!(
        address.starts_with(bench.config.auth_url.as_str()),
        "{address}"
    );
    bench.browse().await;
    let phase = bench
        .until("a sign-in", |phase| matches!(phase, Phase::SignedIn { .. }))
        .await;
    let Phase::SignedIn {
        scopes: Some(scopes),
        keeping,
    } = phase
    else {
        panic!("{phase:?}")
    };
    assert!(
        scopes.allows(Scope::Reservation) && scopes.allows(Scope::Sync),
        "{scopes:?}"
    );
    assert_eq!(keeping, Keeping::Keychain);

    let token = bench.session.access_token().await.expect("a token");
    assert_eq!(
        bench.tried(&token).await,
        StatusCode::OK,
        "DoorFlow takes it"
    );
    let kept = bench.kept();
    let [(name, secret)] = &kept[..] else {
        panic!("one entry: {}", kept.len())
    };
    assert_eq!(
        name,
        &format!(
            "refresh-token:test:{}@{}",
            bench.config.client_id, bench.config.api_url
        )
    );
    assert_ne!(secret, token.secret(), "the access token is in memory only");
    let debug = format!("{:?} {:?}", bench.session, bench.phase());
    assert!(
        !debug.contains(secret) && !debug.contains(token.secret()),
        "{debug}"
    );
}

#[tokio::test]
async fn an_address_can_be_pasted() {
    let web = Redirect::parse(sandbox::WEB_REDIRECT_URI).expect("an address");
    let mut bench = Bench::with(|config, _| config.redirect = web).await;
    assert_eq!(bench.session.paste("x"), Err(PasteError::NotWaiting));
    bench.session.sign_in().await;
    assert!(
        matches!(
            bench.phase(),
            Phase::Waiting {
                back: WayBack::ByHand,
                ..
            }
        ),
        "{:?}",
        bench.phase()
    );
    let ended_on = bench.consent().await;
    let forged = "https://lobby.example/callback?code=evil&state=guess";
    for (text, error) in [
        ("", PasteError::Empty),
        (
            "https://lobby.example/elsewhere?code=x",
            PasteError::OtherAddress,
        ),
        ("https://lobby.example/callback", PasteError::NoAnswer),
        (forged, PasteError::OtherSignIn),
    ] {
        assert_eq!(bench.session.paste(text), Err(error), "{text}");
        assert!(
            matches!(bench.phase(), Phase::Waiting { .. }),
            "the wait goes on"
        );
    }
    assert_eq!(bench.session.paste(&format!("  \"{ended_on}\"\n")), Ok(()));
    bench
        .until("a sign-in", |phase| matches!(phase, Phase::SignedIn { .. }))
        .await;
    let again = bench.session.paste(ended_on.as_str());
    assert_eq!(
        again,
        Err(PasteError::NotWaiting),
        "a state is good for one answer"
    );
}

#[tokio::test]
async fn a_loopback_address_can_be_pasted_too() {
    let mut bench = Bench::new().await;
    bench.session.sign_in().await;
    let ended_on = bench.consent().await;
    assert_eq!(bench.session.paste(ended_on.as_str()), Ok(()));
    bench
        .until("a sign-in", |phase| matches!(phase, Phase::SignedIn { .. }))
        .await;
}

#[tokio::test]
async fn what_comes_back_instead_of_a_code_is_told() {
    for (answer, reason) in [
        ("error=access_denied", SignOutReason::Denied),
        ("error=unauthorized_client", SignOutReason::ClientRefused),
        ("error=invalid_request", SignOutReason::ClientRefused),
        ("error=invalid_scope", SignOutReason::ScopeRefused),
        ("error=temporarily_unavailable", SignOutReason::Unfinished),
        ("code=made-up", SignOutReason::BadAnswer),
    ] {
        let mut bench = Bench::new().await;
        bench.session.sign_in().await;
        let address = bench.opened().await;
        let page = bench.visit(answer_to(&address, answer)).await;
        assert_eq!(
            page,
            StatusCode::OK,
            "a plain page, whatever comes of it: {answer}"
        );
        assert_eq!(bench.until_signed_out().await, Some(reason), "{answer}");
        assert_eq!(bench.kept(), [], "nothing to keep");
    }
}

#[tokio::test]
async fn an_application_with_fewer_scopes_is_refused_until_no_more_are_asked_for() {
    let registered = [Scope::PersonReadonly, Scope::Reservation, Scope::Sync];
    let mut bench = Bench::new().await;
    let names = registered.map(Scope::as_str);
    bench.doorflow().register_scopes(&names);
    bench.session.sign_in().await;
    bench.browse().await;
    assert_eq!(
        bench.until_signed_out().await,
        Some(SignOutReason::ScopeRefused)
    );

    let mut bench = Bench::with(|config, _| config.scopes = registered.to_vec()).await;
    bench.doorflow().register_scopes(&names);
    bench.session.sign_in().await;
    bench.browse().await;
    let phase = bench
        .until("an end", |phase| {
            matches!(phase, Phase::SignedIn { .. } | Phase::SignedOut { .. })
        })
        .await;
    let Phase::SignedIn {
        scopes: Some(scopes),
        ..
    } = phase
    else {
        panic!("{phase:?}")
    };
    assert!(scopes.allows(Scope::PersonReadonly) && !scopes.allows(Scope::Person));
}

#[tokio::test]
async fn a_forged_answer_changes_nothing() {
    let mut bench = Bench::new().await;
    bench.session.sign_in().await;
    let redirect = bench.consent().await;
    for query in [
        "error=access_denied",
        "error=access_denied&state=guess",
        "code=evil&state=guess",
    ] {
        let mut forged = redirect.clone();
        forged.set_query(Some(query));
        assert_eq!(bench.visit(forged).await, StatusCode::FORBIDDEN, "{query}");
        assert!(matches!(bench.phase(), Phase::Waiting { .. }), "{query}");
    }
    assert_eq!(bench.visit(redirect).await, StatusCode::OK);
    bench
        .until("a sign-in", |phase| matches!(phase, Phase::SignedIn { .. }))
        .await;
}

#[tokio::test]
async fn waiting_ends_when_it_is_cancelled_and_in_time() {
    let mut bench = Bench::new().await;
    bench.session.sign_in().await;
    bench.session.cancel();
    assert_eq!(bench.phase(), signed_out(SignOutReason::Cancelled));
    let cancelled = bench.consent().await;
    bench.session.sign_in().await;
    let stale = cancelled.query().expect("an answer");
    let error = bench
        .session
        .paste(stale)
        .expect_err("the answer to another try");
    assert_eq!(error, PasteError::OtherSignIn);

    let short = Bench::with(|_, limits| limits.browser = Duration::from_millis(20)).await;
    short.session.sign_in().await;
    assert_eq!(
        short.until_signed_out().await,
        Some(SignOutReason::TimedOut)
    );
}

#[tokio::test]
async fn a_second_sign_in_takes_the_same_port_over() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
    let fixed = format!(
        "http://127.0.0.1:{}/callback",
        port.expect("a free port").port()
    );
    let fixed = Redirect::parse(&fixed).expect("an address");
    let mut bench = Bench::with(|config, _| config.redirect = fixed).await;
    bench.session.sign_in().await;
    let first = bench.consent().await;
    let (one, two) = (bench.session.clone(), bench.session.clone());
    let both = futures_util::future::join(one.sign_in(), two.sign_in());
    soon("two at once", both).await;
    assert!(
        matches!(bench.phase(), Phase::Waiting { .. }),
        "not stopped by its own port"
    );
    assert_eq!(
        bench.visit(first).await,
        StatusCode::FORBIDDEN,
        "the first try is over"
    );
    let Phase::Waiting { address, .. } = bench.phase() else {
        panic!("{:?}", bench.phase())
    };
    while bench.opened().await.as_str() != address {}
    let answer = answer_to(
        &Url::parse(&address).expect("an address"),
        "error=access_denied",
    );
    assert_eq!(bench.visit(answer).await, StatusCode::OK);
    assert_eq!(bench.until_signed_out().await, Some(SignOutReason::Denied));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_impatient_person_is_not_stopped_by_their_own_port() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
    let fixed = format!(
        "http://127.0.0.1:{}/callback",
        port.expect("a free port").port()
    );
    let fixed = Redirect::parse(&fixed).expect("an address");
    let bench = Bench::with(|config, _| config.redirect = fixed).await;
    for press in 0..200 {
        bench.session.sign_in().await;
        assert!(
            matches!(bench.phase(), Phase::Waiting { .. }),
            "press {press}: {:?}",
            bench.phase()
        );
    }
}

#[tokio::test]
async fn where_another_program_has_the_port_the_address_is_pasted() {
    let other = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = other.local_addr().expect("an address").port();
    let taken = Redirect::parse(&format!("http://127.0.0.1:{port}/callback")).expect("an address");
    let mut bench = Bench::with(|config, _| config.redirect = taken).await;
    bench.session.sign_in().await;
    let Phase::Waiting { back, .. } = bench.phase() else {
        panic!("{:?}", bench.phase())
    };
    assert_eq!(back, WayBack::PortTaken, "and it is said why");
    let ended_on = bench.consent().await;
    assert_eq!(ended_on.port(), Some(port), "as it is registered");
    assert_eq!(bench.session.paste(ended_on.as_str()), Ok(()));
    bench
        .until("a sign-in", |phase| matches!(phase, Phase::SignedIn { .. }))
        .await;
}

#[tokio::test]
async fn a_cancelled_exchange_leaves_no_token_alive() {
    let mut bench = Bench::new().await;
    bench.session.sign_in().await;
    bench.wire.hold();
    bench.browse().await;
    soon("the exchange", bench.wire.waits_with(1)).await;
    assert_eq!(bench.phase(), Phase::Finishing);
    bench.session.cancel();
    assert_eq!(bench.phase(), signed_out(SignOutReason::Cancelled));
    bench.wire.open();
    bench
        .eventually("the revocation", || bench.asked("POST /oauth/revoke") == 1)
        .await;
    assert_eq!(bench.kept(), [], "what nobody wanted is not kept");
    assert_eq!(bench.phase(), signed_out(SignOutReason::Cancelled));
}

#[tokio::test]
async fn without_the_network_a_sign_in_says_so() {
    let mut bench = Bench::new().await;
    bench.session.sign_in().await;
    bench.wire.cut();
    bench.browse().await;
    assert_eq!(bench.until_signed_out().await, Some(SignOutReason::Offline));
}

#[tokio::test]
async fn a_sign_in_that_doorflow_answers_but_cannot_finish_blames_neither_network_nor_browser() {
    for (status, body) in [
        (429, json!({"error": "rate_limited", "retry_in": 7})),
        (500, json!("<h1>Sorry</h1>")),
        (503, json!({"error": "maintenance"})),
        (200, json!({"hello": "you"})),
    ] {
        let mut bench = Bench::new().await;
        bench
            .doorflow()
            .fail_next(Fault::answer("POST", "/oauth/token", status, body));
        bench.session.sign_in().await;
        bench.browse().await;
        let reason = bench.until_signed_out().await;
        assert_eq!(reason, Some(SignOutReason::Unfinished), "{status}");
    }
}

#[tokio::test]
async fn signing_in_again_keeps_the_old_sign_in_until_it_is_replaced() {
    let mut bench = Bench::signed_in().await;
    let old = bench.session.access_token().await.expect("a token");
    bench.session.sign_in().await;
    assert_eq!(
        bench.session.access_token().await,
        Ok(old.clone()),
        "work goes on"
    );
    bench.session.cancel();
    assert!(
        matches!(bench.phase(), Phase::SignedIn { .. }),
        "as before: {:?}",
        bench.phase()
    );
    drop(bench.opened().await);

    bench.sign_in().await;
    let new = bench.session.access_token().await.expect("a token");
    assert_ne!(new, old);
    bench.until_dead(&old).await;
    assert_eq!(
        bench.tried(&new).await,
        StatusCode::OK,
        "only the old one is revoked"
    );
}

#[tokio::test]
async fn a_public_client_needs_no_secret() {
    let mut bench = Bench::with(|config, _| {
        sandbox::PUBLIC_CLIENT_ID.clone_into(&mut config.client_id);
        config.client_secret = None;
    })
    .await;
    bench.sign_in().await;
    let token = bench.session.access_token().await.expect("a token");
    assert_eq!(bench.tried(&token).await, StatusCode::OK);
    assert!(bench.session.sign_out().await.revoked);
    assert_eq!(bench.tried(&token).await, StatusCode::UNAUTHORIZED);
}
