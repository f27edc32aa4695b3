//! Every endpoint asks for its scope, and for a token at all.

use serde_json::json;

use crate::desk::{ALL_SCOPES, Desk};

/// Every endpoint: method, address, and one scope that is enough.
const ENDPOINTS: &[(&str, &str, Option<&str>)] = &[
    ("GET", "/account", None),
    ("POST", "/sync", Some("account.sync")),
    ("GET", "/people", Some("account.person.readonly")),
    ("POST", "/people", Some("account.person")),
    ("GET", "/people/1", Some("account.person.readonly")),
    ("PUT", "/people/1", Some("account.person")),
    ("DELETE", "/people/1", Some("account.person")),
    (
        "GET",
        "/people/1/credentials",
        Some("account.person.readonly"),
    ),
    ("POST", "/people/1/credentials", Some("account.person")),
    (
        "GET",
        "/people/1/credentials/x",
        Some("account.person.readonly"),
    ),
    ("DELETE", "/people/1/credentials/x", Some("account.person")),
    ("GET", "/reservations", Some("account.reservation.readonly")),
    ("POST", "/reservations", Some("account.reservation")),
    ("DELETE", "/reservations/1", Some("account.reservation")),
    (
        "GET",
        "/group_reservations",
        Some("account.group_reservation.readonly"),
    ),
    (
        "POST",
        "/group_reservations",
        Some("account.group_reservation"),
    ),
    (
        "GET",
        "/group_reservations/1",
        Some("account.person.readonly"),
    ),
    (
        "DELETE",
        "/group_reservations/1",
        Some("account.group_reservation"),
    ),
    ("GET", "/channels", Some("account.channel.readonly")),
    ("GET", "/channels/1", Some("account.channel.readonly")),
    (
        "POST",
        "/channels/1/admit_person",
        Some("account.channel.admit.person"),
    ),
    (
        "GET",
        "/admission_requests/1",
        Some("account.channel.admit.person"),
    ),
    ("GET", "/groups", Some("account.group.readonly")),
    ("GET", "/roles", Some("account.role.readonly")),
    ("GET", "/sites", Some("account.site.readonly")),
    (
        "GET",
        "/credential_types",
        Some("account.credential_type.readonly"),
    ),
    ("GET", "/events", Some("account.event.access.readonly")),
    ("GET", "/events/1", Some("account.event.access.readonly")),
];

#[tokio::test]
async fn no_endpoint_answers_without_a_token() {
    let desk = Desk::open().await;
    for (method, path, _) in ENDPOINTS {
        for token in ["", "made-up"] {
            let answer = desk.call_as(token, method, path, None).await;
            assert!(
                answer
                    .header("www-authenticate")
                    .is_some_and(|it| it.starts_with("Bearer")),
                "{method} {path}"
            );
            let body = answer.expect(401);
            assert_eq!(body["error"], "unauthorized", "{method} {path}");
            assert_eq!(body["error_description"], "The access token is invalid");
        }
    }
}

#[tokio::test]
async fn every_endpoint_asks_for_its_scope_and_is_content_with_it() {
    let desk = Desk::open().await;
    for (method, path, scope) in ENDPOINTS {
        let Some(scope) = scope else { continue };
        // Everything but what is needed: a scope that writes would also read.
        let sibling = scope.trim_end_matches(".readonly");
        let others: Vec<&str> = ALL_SCOPES
            .split_whitespace()
            .filter(|one| one.trim_end_matches(".readonly") != sibling)
            .collect();
        let without = desk.sign_in(&others.join(" ")).await;
        let body = desk.call_as(&without, method, path, None).await.expect(403);
        assert_eq!(body["error"], "forbidden", "{method} {path}");
        assert_eq!(
            body["error_description"], "You are not authorized to access this resource",
            "{method} {path}"
        );
        let with = desk.sign_in(scope).await;
        let status = desk
            .call_as(&with, method, path, None)
            .await
            .status
            .as_u16();
        assert!(
            ![401, 403].contains(&status),
            "{method} {path} with {scope}: {status}"
        );
    }
}

#[tokio::test]
async fn reading_is_not_enough_to_write() {
    let desk = Desk::open().await;
    for scope in ["person", "reservation", "group_reservation"] {
        let token = desk.sign_in(&format!("account.{scope}.readonly")).await;
        let path = if scope == "person" {
            "/people".into()
        } else {
            format!("/{scope}s")
        };
        desk.call_as(&token, "GET", &path, None).await.expect(200);
        desk.call_as(&token, "POST", &path, Some(json!({})))
            .await
            .expect(403);
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_what_cannot_be_done_is_not_allowed() {
    let desk = Desk::open().await;
    for path in [
        "/people/1",
        "/people/abc",
        "/channels/1",
        "/nothing",
        "/events/1",
    ] {
        assert_eq!(
            desk.get(path).await.expect(404)["error"],
            "not_found",
            "{path}"
        );
    }
    for (method, path) in [
        ("PUT", "/reservations"),
        ("GET", "/sync"),
        ("PUT", "/reservations/1"),
    ] {
        let answer = desk.call_as(&desk.token(), method, path, None).await;
        assert_eq!(
            answer.expect(405)["error"],
            "method_not_allowed",
            "{method} {path}"
        );
    }
}
