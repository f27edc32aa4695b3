//! Doors: syncs, admissions, arrivals.

use serde_json::{Value, json};

use crate::desk::{Answer, Desk, FRONT_DOOR, LINH};

const OFFLINE_DOOR: i64 = 1346;
const LOCKED_DOOR: i64 = 1349;

async fn sync_of(desk: &Desk, channel: i64) -> Value {
    desk.get(&format!("/channels/{channel}")).await.expect(200)["sync"]["status"].clone()
}

async fn account_sync(desk: &Desk) -> Value {
    desk.get("/account").await.expect(200)["sync"]["status"].clone()
}

#[tokio::test]
async fn a_door_is_ignorant_until_a_sync_and_a_few_seconds() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    assert_eq!(sync_of(&desk, FRONT_DOOR).await, "ok");
    assert_eq!(account_sync(&desk).await, "complete");
    let id = desk.book(-5, 60).await;
    desk.pass_seconds(600);
    assert!(
        !control.door_knows(FRONT_DOOR, id),
        "nobody asked for a sync"
    );
    assert_eq!(sync_of(&desk, FRONT_DOOR).await, "pending");
    assert_eq!(
        sync_of(&desk, 1344).await,
        "ok",
        "the visit does not concern this door"
    );
    assert_eq!(account_sync(&desk).await, "pending");
    assert_eq!(control.visitor_arrives(id), Some(27), "not authorised");

    let asked = desk.clock.now();
    assert_eq!(
        desk.send("POST", "/sync", json!({})).await.expect(200),
        json!({"result": "ok"})
    );
    assert_eq!(sync_of(&desk, FRONT_DOOR).await, "pending");
    desk.pass_seconds(1);
    assert_eq!(sync_of(&desk, FRONT_DOOR).await, "syncing");
    assert_eq!(account_sync(&desk).await, "syncing");
    assert!(
        !control.door_knows(FRONT_DOOR, id),
        "no door takes less than two seconds"
    );
    desk.pass_seconds(5);
    assert_eq!(sync_of(&desk, FRONT_DOOR).await, "ok");
    assert!(control.door_knows(FRONT_DOOR, id));
    let door = control
        .channels()
        .into_iter()
        .find(|door| door.id == FRONT_DOOR);
    let took = door
        .and_then(|door| door.last_sync_completed_at)
        .expect("synced")
        - asked;
    assert!((2..=6).contains(&took.num_seconds()), "{took}");
    assert_eq!(control.visitor_arrives(id), Some(11), "admitted using PIN");
}

#[tokio::test]
async fn what_changes_during_a_sync_waits_for_the_next() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    let first = desk.book(60, 90).await;
    desk.sync().await;
    desk.pass_seconds(1);
    let second = desk.book(100, 120).await;
    desk.pass_seconds(10);
    assert!(control.door_knows(FRONT_DOOR, first));
    assert!(!control.door_knows(FRONT_DOOR, second));
    assert_eq!(sync_of(&desk, FRONT_DOOR).await, "pending");
    // A cancelled visit stays known until a sync says otherwise.
    desk.delete(&format!("/reservations/{first}"))
        .await
        .expect(200);
    assert!(control.door_knows(FRONT_DOOR, first));
    desk.pass_seconds(30);
    desk.sync().await;
    desk.pass_seconds(10);
    assert!(!control.door_knows(FRONT_DOOR, first));
    assert!(control.door_knows(FRONT_DOOR, second));
}

#[tokio::test]
async fn a_sync_within_thirty_seconds_of_another_is_told_how_long_to_wait() {
    let desk = Desk::open().await;
    desk.sync().await;
    for (passes, retry_in) in [(0, 30), (10, 20), (19, 1)] {
        desk.pass_seconds(passes);
        let body = desk.send("POST", "/sync", json!({})).await.expect(429);
        assert_eq!(
            (&body["error"], &body["retry_in"]),
            (&json!("rate_limited"), &json!(retry_in))
        );
        assert!(body["description"].is_string());
    }
    desk.pass_seconds(1);
    desk.sync().await;
}

#[tokio::test]
async fn a_door_that_was_offline_catches_up_with_what_was_promoted() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    assert!(control.set_channel_online(FRONT_DOOR, false));
    let door = desk
        .get(&format!("/channels/{FRONT_DOOR}"))
        .await
        .expect(200);
    assert_eq!(door["status"], "offline");
    let promoted = desk.book(-5, 60).await;
    desk.sync().await;
    desk.pass_seconds(10);
    assert!(!control.door_knows(FRONT_DOOR, promoted));
    assert_eq!(sync_of(&desk, FRONT_DOOR).await, "fail");
    let account = desk.get("/account").await.expect(200);
    assert_eq!(account["sync"]["status"], "failing");
    // The loading bay is offline from the start.
    assert_eq!(account["sync"]["description"], "2 of 15 failed");
    let not_promoted = desk.book(100, 120).await;
    assert!(control.set_channel_online(FRONT_DOOR, true));
    desk.pass_seconds(1);
    assert_eq!(sync_of(&desk, FRONT_DOOR).await, "syncing");
    desk.pass_seconds(6);
    assert!(control.door_knows(FRONT_DOOR, promoted));
    assert!(
        !control.door_knows(FRONT_DOOR, not_promoted),
        "no sync was asked for since"
    );
}

#[tokio::test]
async fn an_offline_door_decides_by_itself_and_reports_later() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    let id = desk.book(-5, 60).await;
    desk.sync().await;
    desk.pass_seconds(10);
    control.set_channel_online(FRONT_DOOR, false);
    let arrived = desk.clock.now();
    assert_eq!(control.visitor_arrives(id), Some(11));
    let path = format!("/events?first_name=linh&channels={FRONT_DOOR}");
    assert_eq!(desk.get(&path).await.expect(200), json!([]));
    desk.pass_seconds(300);
    control.set_channel_online(FRONT_DOOR, true);
    let events = desk.get(&path).await.expect(200);
    let created: chrono::DateTime<chrono::Utc> =
        serde_json::from_value(events[0]["created_at"].clone()).expect("a time");
    assert_eq!(
        created, arrived,
        "an event keeps the time at which it happened"
    );
}

#[tokio::test]
async fn a_disabled_person_is_let_in_until_the_doors_hear_of_it() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    let id = desk.book(-5, 60).await;
    desk.sync().await;
    desk.pass_seconds(31);
    assert!(control.set_person_enabled(LINH, false));
    assert_eq!(control.visitor_arrives(id), Some(11));
    desk.sync().await;
    desk.pass_seconds(10);
    assert_eq!(control.visitor_arrives(id), Some(21));
}

#[tokio::test]
async fn a_visitor_who_comes_early_is_rejected_and_events_say_so() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    let id = desk.book(10, 60).await;
    desk.sync().await;
    desk.pass_seconds(60);
    assert_eq!(control.visitor_arrives(id), Some(21), "out of hours");
    desk.pass_seconds(600);
    assert_eq!(control.visitor_arrives(id), Some(11));
    let events = desk
        .get("/events?first_name=Linh&sort=asc")
        .await
        .expect(200);
    let seen: Vec<(i64, &str)> = events
        .as_array()
        .expect("a list")
        .iter()
        .map(|event| {
            assert_eq!(
                (&event["person_id"], &event["id"]),
                (&json!(LINH), &event["event_id"])
            );
            let label = event["event_label"].as_str().expect("a label");
            (event["event_code"].as_i64().expect("a code"), label)
        })
        .collect();
    let expected = [
        (21, "Linh Nguyễn rejected, out of hours"),
        (11, "Linh Nguyễn admitted using PIN"),
    ];
    assert_eq!(seen, expected);
    let rejects = desk
        .get("/events?first_name=Linh&event_codes=20,21")
        .await
        .expect(200);
    assert_eq!(rejects.as_array().map(Vec::len), Some(1));
    let one = desk
        .get(&format!("/events/{}", rejects[0]["id"]))
        .await
        .expect(200);
    assert_eq!(one, rejects[0]);
}

async fn admit(desk: &Desk, channel: i64) -> Answer {
    let body = json!({"person_id": LINH});
    desk.send("POST", &format!("/channels/{channel}/admit_person"), body)
        .await
}

async fn book_at(desk: &Desk, channel: i64) {
    let body = json!({
        "person_id": LINH, "channel_ids": [channel],
        "start_time": desk.minutes(-5), "end_time": desk.minutes(60),
    });
    desk.send("POST", "/reservations", body).await.expect(201);
}

#[tokio::test]
async fn an_admission_settles_after_a_moment_by_what_the_door_can_do() {
    for (channel, answers, synced, seconds, status) in [
        (FRONT_DOOR, true, true, 3, "admitted"),
        (FRONT_DOOR, true, false, 3, "denied"),
        (LOCKED_DOOR, true, true, 3, "denied"),
        (OFFLINE_DOOR, true, true, 3, "offline"),
        (FRONT_DOOR, false, true, 120, "timeout"),
    ] {
        let desk = Desk::open().await;
        book_at(&desk, channel).await;
        if synced {
            desk.sync().await;
            desk.pass_seconds(10);
        }
        desk.sandbox.control().set_channel_answers(channel, answers);
        let asked = admit(&desk, channel).await.expect(202);
        assert_eq!(asked["status"], "pending");
        let path = format!("/admission_requests/{}", asked["admission_request_id"]);
        let pending = desk.get(&path).await.expect(200);
        assert_eq!(
            (&pending["status"], &pending["completed_at"]),
            (&json!("pending"), &Value::Null)
        );
        assert_eq!(
            pending["person"],
            json!({"id": LINH, "name": "Linh Nguyễn"})
        );
        assert_eq!(pending["door_controller"]["id"], channel);
        desk.pass_seconds(seconds - 1);
        if status == "timeout" {
            assert_eq!(desk.get(&path).await.expect(200)["status"], "pending");
        }
        desk.pass_seconds(1);
        let settled = desk.get(&path).await.expect(200);
        assert_eq!(settled["status"], status, "door {channel}, synced {synced}");
        assert!(settled["completed_at"].is_string());
        let event = desk
            .get(&format!("/events/{}", asked["admission_request_id"]))
            .await;
        match status {
            "admitted" => assert_eq!(event.expect(200)["event_code"], 15),
            "denied" => assert_eq!(event.expect(200)["event_code"], 51),
            "offline" => assert_eq!(event.expect(200)["event_code"], 52),
            _ => assert_eq!(event.status.as_u16(), 404),
        }
    }
}

#[tokio::test]
async fn nobody_is_admitted_who_has_no_access() {
    let desk = Desk::open().await;
    let refused = admit(&desk, FRONT_DOOR).await.expect(403);
    assert_eq!(refused["error"], "Access denied");
    assert!(refused["reason"].is_string());
    book_at(&desk, FRONT_DOOR).await;
    desk.sandbox.control().set_person_enabled(LINH, false);
    assert_eq!(
        admit(&desk, FRONT_DOOR).await.expect(403)["error"],
        "Access denied"
    );
    admit(&desk, 1).await.expect(404);
    desk.get("/admission_requests/1").await.expect(404);
    let nobody = desk
        .send("POST", "/channels/1340/admit_person", json!({}))
        .await;
    assert_eq!(nobody.expect(400)["error"], "bad_request");
    let unknown = desk
        .send(
            "POST",
            "/channels/1340/admit_person",
            json!({"person_id": 1}),
        )
        .await;
    unknown.expect(404);
}

#[tokio::test]
async fn a_group_reservation_reaches_the_doors_of_its_groups() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    let body = json!({"group_reservation": {
        "person_id": LINH, "group_ids": [15],
        "start_time": desk.minutes(-5), "end_time": desk.minutes(5000),
    }});
    let made = desk
        .send("POST", "/group_reservations", body)
        .await
        .expect(201);
    let id = made["id"].as_i64().expect("an id");
    assert!(!control.door_knows_group(FRONT_DOOR, id));
    desk.sync().await;
    desk.pass_seconds(10);
    assert!(control.door_knows_group(FRONT_DOOR, id));
    assert!(
        !control.door_knows_group(1344, id),
        "visitors have no business there"
    );
    assert_eq!(control.person_tries(LINH, FRONT_DOOR), Some(11));
    assert_eq!(control.person_tries(LINH, 1344), Some(27));
}
