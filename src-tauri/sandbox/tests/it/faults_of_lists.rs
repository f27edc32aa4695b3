//! Lists as they were, and pages that shift under a walk.

use chrono::TimeDelta;
use sandbox::{Fault, FaultKind, Past, Shift};
use serde_json::json;

use crate::desk::{Desk, LINH, ids_of};

fn stale(path: &str, past: Past) -> Fault {
    Fault::new("GET", &format!("/api/3{path}"), FaultKind::Stale(past))
}

#[tokio::test]
async fn a_list_is_as_it_was_before_the_last_write() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    let before = desk.ids("/reservations").await;
    let first = desk.book(10, 20).await;
    let second = desk.book(30, 40).await;
    control.fail_next(stale("/reservations", Past::BeforeLastWrite));
    let seen = desk.ids("/reservations").await;
    assert!(seen.contains(&first) && !seen.contains(&second));
    assert!(desk.ids("/reservations").await.contains(&second), "now");

    desk.delete(&format!("/reservations/{first}")).await;
    control.fail_next(stale("/reservations", Past::BeforeLastWrite));
    let seen = desk.ids("/reservations").await;
    assert_eq!(seen.len(), before.len() + 2, "the deleted one is there yet");
}

#[tokio::test]
async fn a_list_is_as_it_was_so_long_ago() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    let name = async || {
        let people = desk.get("/people?per_page=1").await.expect(200);
        people[0]["last_name"].as_str().expect("a name").to_owned()
    };
    let before = name().await;
    let body = json!({ "last_name": "Changed" });
    desk.send("PUT", &format!("/people/{LINH}"), body)
        .await
        .expect(201);
    let visits = desk.ids("/group_reservations").await;
    desk.pass_seconds(30);
    let ago = |seconds| Past::Ago(TimeDelta::seconds(seconds));
    control.fail_next(stale("/people", ago(30)));
    control.fail_next(stale("/people", ago(31)));
    assert_eq!(name().await, "Changed", "as of its very change");
    assert_eq!(name().await, before);
    assert_eq!(name().await, "Changed");
    control.fail_next(stale("/group_reservations", ago(600)));
    assert_eq!(desk.ids("/group_reservations").await, visits);
}

#[tokio::test]
async fn a_walk_meets_a_row_twice_or_misses_one() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    let all = desk.ids("/people?skip_pagination=true").await;
    for (shift, second, total) in [
        (Shift::Gained, &all[9..19], all.len() + 1),
        (Shift::Lost, &all[11..21], all.len() - 1),
    ] {
        control.fail_next(Fault::new(
            "GET",
            "/api/3/people",
            FaultKind::PageShift(shift),
        ));
        let first = desk.ids("/people?per_page=10").await;
        assert_eq!(first, all[..10], "the first page is as it is");
        let page = desk.get("/people?per_page=10&page=2").await;
        assert_eq!(page.header("total"), Some(total.to_string().as_str()));
        assert_eq!(ids_of(&page.expect(200)), second, "{shift:?}");
        let again = desk.ids("/people?per_page=10&page=2").await;
        assert_eq!(again, all[10..20]);
    }
}
