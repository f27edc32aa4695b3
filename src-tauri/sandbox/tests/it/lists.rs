//! Pages, their headers, filters, and what changed since.

use serde_json::{Value, json};

use crate::desk::{Desk, LINH, ids_of};

#[tokio::test]
async fn pages_carry_both_families_of_headers_and_end_short() {
    let desk = Desk::open().await;
    let all = desk.get("/people?skip_pagination=true").await;
    assert_eq!(all.header("total"), Some("60"));
    let all = ids_of(&all.expect(200));
    assert_eq!(all.len(), 60);
    let mut walked = Vec::new();
    for (page, rows) in [(1, 25), (2, 25), (3, 10), (4, 0)] {
        let answer = desk.get(&format!("/people?per_page=25&page={page}")).await;
        for (name, value) in [
            ("total", "60"),
            ("per-page", "25"),
            ("x-total-results", "60"),
            ("x-per-page", "25"),
            ("x-page", &page.to_string()),
        ] {
            assert_eq!(answer.header(name), Some(value), "{name} of page {page}");
        }
        let ids = ids_of(&answer.expect(200));
        assert_eq!(ids.len(), rows, "page {page}");
        walked.extend(ids);
    }
    assert_eq!(walked, all);
}

#[tokio::test]
async fn every_list_has_its_default_and_its_cap() {
    let desk = Desk::open().await;
    for (path, asked, given) in [
        ("/people", "", "50"),
        ("/people", "?per_page=100000", "100"),
        ("/reservations", "", "500"),
        ("/reservations", "?per_page=100000", "500"),
        ("/group_reservations", "", "500"),
        ("/sites", "", "500"),
        ("/credential_types", "", "500"),
        ("/people/12001/credentials", "", "500"),
        ("/channels", "", "500"),
        ("/channels", "?per_page=100000", "1000"),
        ("/events", "", "50"),
        ("/events", "?n=100000", "1000"),
    ] {
        let answer = desk.get(&format!("{path}{asked}")).await;
        assert_eq!(answer.header("per-page"), Some(given), "{path}{asked}");
        answer.expect(200);
    }
    for path in ["/groups", "/roles"] {
        let answer = desk.get(&format!("{path}?per_page=1&page=2")).await;
        assert_eq!(answer.header("total"), None, "{path} has no pages");
        let list = answer.expect(200);
        let names: Vec<&str> = list
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|row| row["name"].as_str())
            .collect();
        assert!(names.len() > 2 && names.is_sorted(), "{path}: {names:?}");
    }
}

#[tokio::test]
async fn what_changed_since_is_listed_by_utc_and_by_the_accounts_clock() {
    // Summer: the account's clock is an hour ahead of UTC.
    let now = "2026-07-15T10:00:00Z".parse().expect("a time");
    let desk = Desk::open_at(now, chrono_tz::Europe::London).await;
    let path = format!("/people/{LINH}");
    desk.send("PUT", &path, json!({"notes": "changed"}))
        .await
        .expect(201);
    for (query, listed) in [
        ("since_utc=2026-07-15T10:00:00Z", true),
        ("since_utc=2026-07-15T10:00:00.001Z", false),
        ("since_utc=2026-07-15T10:00:00", true),
        ("since_utc=2026-07-15T11:00:00%2B01:00", true),
        ("since=2026-07-15T11:00:00", true),
        ("since=2026-07-15T11:00:01", false),
        ("since=2026-07-15T10:00:00Z", true),
    ] {
        let ids = desk.ids(&format!("/people?{query}")).await;
        assert_eq!(ids.contains(&LINH), listed, "{query}: {ids:?}");
        assert!(ids.len() < 10, "only what changed: {ids:?}");
    }
    // The plus sign was not encoded, so it is a space.
    for query in ["since_utc=2026-07-15T11:00:00+01:00", "since=tomorrow"] {
        let answer = desk.get(&format!("/people?{query}")).await;
        assert_eq!(answer.expect(400)["error"], "bad_request", "{query}");
    }
    let id = desk.book(10, 20).await;
    let changed = desk
        .ids("/reservations?since_utc=2026-07-15T10:00:00Z")
        .await;
    assert!(changed.contains(&id));
    assert!(
        desk.ids("/reservations?since_utc=2026-07-15T10:00:01Z")
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn people_are_filtered_by_address_and_system_id_and_never_by_name() {
    let desk = Desk::open().await;
    let address = desk.get(&format!("/people/{LINH}")).await.expect(200)["email"].clone();
    let address = address.as_str().expect("an address").to_uppercase();
    assert_eq!(desk.ids(&format!("/people?email={address}")).await, [LINH]);
    assert!(desk.ids("/people?email=linh.ng").await.contains(&LINH));
    let path = format!("/people/{LINH}");
    desk.send("PUT", &path, json!({"system_id": "V-77"}))
        .await
        .expect(201);
    assert_eq!(desk.ids("/people?system_id=V-77").await, [LINH]);
    assert!(desk.ids("/people?system_id=V-7").await.is_empty());
    assert_eq!(
        desk.ids("/people?name=Linh&first_name=Linh&skip_pagination=1")
            .await
            .len(),
        60
    );
}

#[tokio::test]
async fn channels_are_filtered_by_site() {
    let desk = Desk::open().await;
    let all = desk.ids("/channels").await;
    let main = desk.ids("/channels?site_id=25").await;
    let far = desk.ids("/channels?site_id=26").await;
    assert_eq!(main.len() + far.len(), all.len());
    assert!(!main.is_empty() && !far.is_empty());
    assert!(desk.ids("/channels?site_id=1").await.is_empty());
    assert_eq!(
        desk.get("/channels?site_id=x").await.expect(400)["error"],
        "bad_request"
    );
}

#[tokio::test]
async fn events_are_sorted_filtered_and_checked() {
    let desk = Desk::open().await;
    let times = |list: &Value| -> Vec<String> {
        list.as_array()
            .expect("a list")
            .iter()
            .map(|event| event["created_at"].as_str().expect("a time").to_owned())
            .collect()
    };
    let latest = times(&desk.get("/events?n=20").await.expect(200));
    assert_eq!(latest.len(), 20);
    assert!(latest.is_sorted_by(|a, b| a >= b), "{latest:?}");
    let oldest = times(&desk.get("/events?n=20&sort=ASC").await.expect(200));
    assert!(oldest.is_sorted() && oldest[0] < latest[0]);
    let codes = |list: &Value| -> Vec<i64> {
        let list = list.as_array().expect("a list");
        list.iter()
            .map(|event| event["event_code"].as_i64().expect("a code"))
            .collect()
    };
    for code in codes(&desk.get("/events?n=1000").await.expect(200)) {
        assert!(
            (10..=18).contains(&code) || (20..=29).contains(&code),
            "{code}"
        );
    }
    let since = desk
        .get(&format!("/events?since={}", latest[10]))
        .await
        .expect(200);
    assert!(times(&since).iter().all(|time| *time >= latest[10]));
    desk.sandbox.control().set_channel_online(1341, false);
    let quiet = codes(&desk.get("/events?channels=1341&n=1").await.expect(200));
    assert_ne!(quiet, [2], "the state of a door is for who asks");
    let debug = codes(
        &desk
            .get("/events?door_controllers=1341&n=1&level=debug")
            .await
            .expect(200),
    );
    assert_eq!(debug, [2]);
    for query in [
        "event_codes=999",
        "event_codes=10,51",
        "event_codes=x",
        "channels=x",
    ] {
        let answer = desk.get(&format!("/events?{query}")).await;
        assert_eq!(answer.expect(400)["error"], "bad_request", "{query}");
    }
}
