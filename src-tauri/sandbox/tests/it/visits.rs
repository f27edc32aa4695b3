//! Reservations and group reservations.

use chrono_tz::Tz;
use sandbox::Write;
use serde_json::{Value, json};

use crate::desk::{Desk, FRONT_DOOR, LINH, wednesday};

fn reservation(start: &str, end: &str) -> Value {
    json!({
        "person_id": LINH, "start_time": start, "end_time": end, "channel_ids": [FRONT_DOOR, 1342],
    })
}

#[tokio::test]
async fn a_reservation_is_made_listed_and_cancelled() {
    let desk = Desk::open().await;
    let body = reservation("2026-03-19T09:00:00.000Z", "2026-03-19T17:00:00+00:00");
    let made = desk.send("POST", "/reservations", body).await.expect(201);
    assert_eq!(made["start_time"], "2026-03-19T09:00:00.000Z");
    assert_eq!(made["end_time"], "2026-03-19T17:00:00.000Z");
    assert_eq!(made["channel_ids"], json!([FRONT_DOOR, 1342]));
    let id = made["id"].as_i64().expect("an id");
    assert!(desk.ids("/reservations").await.contains(&id));
    let path = format!("/reservations/{id}");
    assert_eq!(
        desk.get(&path).await.status.as_u16(),
        405,
        "one cannot be read alone"
    );
    assert_eq!(
        desk.delete(&path).await.expect(200),
        json!({"result": "ok"})
    );
    assert!(!desk.ids("/reservations").await.contains(&id));
    let since = format!("/reservations?since_utc={}", "2026-03-18T10:00:00Z");
    assert!(
        !desk.ids(&since).await.contains(&id),
        "a deletion simply vanishes"
    );
    assert_eq!(desk.delete(&path).await.expect(404)["error"], "not_found");
    let ledger: Vec<Write> = desk
        .sandbox
        .control()
        .ledger()
        .into_iter()
        .map(|entry| entry.write)
        .collect();
    assert_eq!(
        ledger,
        [Write::ReservationCreated(id), Write::ReservationDeleted(id)]
    );
}

#[tokio::test]
async fn door_controller_ids_is_another_name_and_repeats_count_once() {
    let desk = Desk::open().await;
    let mut body = reservation("2026-03-19T09:00:00Z", "2026-03-19T10:00:00Z");
    body["channel_ids"] = json!([]);
    body["door_controller_ids"] = json!([1342, 1342, FRONT_DOOR]);
    let made = desk.send("POST", "/reservations", body).await.expect(201);
    assert_eq!(made["channel_ids"], json!([1342, FRONT_DOOR]));
}

#[tokio::test]
async fn a_reservation_lies_within_one_day_of_the_account() {
    const LONDON: Tz = chrono_tz::Europe::London;
    const NEW_YORK: Tz = chrono_tz::America::New_York;
    const AFTER_START: &str = "must be after start time";
    const DAY: &str = "must be on the same day as start time";
    for (zone, start, end, problem) in [
        (LONDON, "2026-03-19T09:00:00Z", "2026-03-19T09:01:00Z", None),
        (
            LONDON,
            "2026-03-19T09:00:00Z",
            "2026-03-19T09:00:30Z",
            Some("must be at least 1 minute after start time"),
        ),
        (
            LONDON,
            "2026-03-19T09:00:00Z",
            "2026-03-19T09:00:00Z",
            Some(AFTER_START),
        ),
        (
            LONDON,
            "2026-03-19T09:00:00Z",
            "2026-03-19T08:00:00Z",
            Some(AFTER_START),
        ),
        (
            LONDON,
            "2026-03-18T08:00:00Z",
            "2026-03-18T09:00:00Z",
            Some("must be in the future"),
        ),
        // Until midnight is still that day; a minute later is not.
        (LONDON, "2026-03-19T23:00:00Z", "2026-03-20T00:00:00Z", None),
        (
            LONDON,
            "2026-03-19T23:00:00Z",
            "2026-03-20T00:01:00Z",
            Some(DAY),
        ),
        (
            LONDON,
            "2026-03-19T00:00:00Z",
            "2026-03-20T00:00:00Z",
            Some("must be less than 24 hours after start time"),
        ),
        (LONDON, "2026-03-19T00:00:00Z", "2026-03-19T23:59:00Z", None),
        // In summer the day of London begins at 23:00 UTC.
        (LONDON, "2026-06-18T23:00:00Z", "2026-06-19T22:59:00Z", None),
        (
            LONDON,
            "2026-06-18T22:30:00Z",
            "2026-06-18T23:30:00Z",
            Some(DAY),
        ),
        // The day on which the clocks go forward has 23 hours, the other has 25.
        (LONDON, "2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z", None),
        (LONDON, "2026-10-24T23:00:00Z", "2026-10-25T22:59:00Z", None),
        (LONDON, "2026-10-25T00:00:00Z", "2026-10-25T23:59:00Z", None),
        // The same instants are another day elsewhere.
        (
            NEW_YORK,
            "2026-03-19T23:00:00Z",
            "2026-03-20T01:00:00Z",
            None,
        ),
        (
            NEW_YORK,
            "2026-03-20T03:00:00Z",
            "2026-03-20T05:00:00Z",
            Some(DAY),
        ),
    ] {
        let desk = Desk::open_at(wednesday(), zone).await;
        let answer = desk
            .send("POST", "/reservations", reservation(start, end))
            .await;
        match problem {
            None => {
                answer.expect(201);
            }
            Some(message) => {
                assert_eq!(
                    answer.errors_at("end_time"),
                    [message],
                    "{start} to {end} in {zone}"
                );
            }
        }
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_reservation_is_said_at_its_field() {
    let desk = Desk::open().await;
    let before = desk.ids("/reservations").await;
    for (key, value, field, message) in [
        ("person_id", json!(1), "person_id", "must exist"),
        ("person_id", json!(null), "person_id", "must exist"),
        ("person_id", json!("x"), "person_id", "is not a number"),
        (
            "channel_ids",
            json!([]),
            "channel_ids",
            "must name at least one channel",
        ),
        (
            "channel_ids",
            json!(null),
            "channel_ids",
            "must name at least one channel",
        ),
        (
            "channel_ids",
            json!([FRONT_DOOR, 5]),
            "channel_ids",
            "Not found for this account",
        ),
        (
            "channel_ids",
            json!("1340"),
            "channel_ids",
            "must be a list of ids",
        ),
        ("start_time", json!(null), "start_time", "can't be blank"),
        ("end_time", json!(""), "end_time", "can't be blank"),
        (
            "end_time",
            json!("later"),
            "end_time",
            "is not a valid date and time",
        ),
        // London skips this hour.
        (
            "start_time",
            json!("2026-03-29T01:30:00"),
            "start_time",
            "is not a valid date and time",
        ),
    ] {
        let mut body = reservation("2026-03-19T09:00:00Z", "2026-03-19T10:00:00Z");
        body[key] = value;
        let answer = desk.send("POST", "/reservations", body.clone()).await;
        assert_eq!(answer.errors_at(field), [message], "{body}");
    }
    assert_eq!(desk.ids("/reservations").await, before);
}

#[tokio::test]
async fn a_reservation_leaves_the_list_when_it_ends() {
    let desk = Desk::open().await;
    let id = desk.book(-30, 30).await;
    assert!(desk.ids("/reservations").await.contains(&id), "under way");
    desk.pass_seconds(30 * 60 - 1);
    assert!(desk.ids("/reservations").await.contains(&id));
    desk.pass_seconds(1);
    assert!(!desk.ids("/reservations").await.contains(&id));
    desk.delete(&format!("/reservations/{id}"))
        .await
        .expect(404);
}

#[tokio::test]
async fn a_group_reservation_follows_the_clock_and_takes_the_person_along() {
    let desk = Desk::open().await;
    let body = json!({"group_reservation": {
        "person_id": LINH, "group_ids": [15, 16],
        "start_time": desk.minutes(60), "end_time": desk.minutes(5 * 24 * 60),
    }});
    let made = desk
        .send("POST", "/group_reservations", body)
        .await
        .expect(201);
    assert_eq!(made["state"], "pending");
    let id = made["id"].as_i64().expect("an id");
    let path = format!("/group_reservations/{id}");
    let state = async || desk.get(&path).await.expect(200)["state"].clone();
    let person = async || desk.get(&format!("/people/{LINH}")).await.expect(200);
    assert_eq!(person().await["groups"], json!([]));

    desk.pass_seconds(3600);
    desk.sign_in_again().await;
    assert_eq!(state().await, "active");
    assert_eq!(person().await["groups"], json!([15, 16]));
    assert_eq!(person().await["updated_at"], "2026-03-18T11:00:00.000Z");
    let changed = desk
        .ids("/group_reservations?since_utc=2026-03-18T11:00:00Z")
        .await;
    assert!(changed.contains(&id), "starting is a change: {changed:?}");

    desk.pass_seconds(5 * 24 * 3600);
    desk.sign_in_again().await;
    assert_eq!(state().await, "deactivated");
    assert_eq!(person().await["groups"], json!([]));
    assert!(!desk.ids("/group_reservations").await.contains(&id));
    desk.delete(&path).await.expect(404);
}

#[tokio::test]
async fn cancelling_deletes_a_pending_group_reservation_and_ends_an_active_one() {
    let desk = Desk::open().await;
    let make = async |from: i64, groups: Value| {
        let body = json!({"group_reservation": {
            "person_id": LINH, "group_ids": groups,
            "start_time": desk.minutes(from), "end_time": desk.minutes(600),
        }});
        let made = desk
            .send("POST", "/group_reservations", body)
            .await
            .expect(201);
        (
            format!("/group_reservations/{}", made["id"]),
            made["state"].clone(),
        )
    };
    let groups = async || desk.get(&format!("/people/{LINH}")).await.expect(200)["groups"].clone();
    let (pending, state) = make(60, json!([15])).await;
    assert_eq!(state, "pending");
    assert_eq!(
        desk.delete(&pending).await.expect(200),
        json!({"result": "ok"})
    );
    desk.get(&pending).await.expect(404);

    let (first, state) = make(-10, json!([15])).await;
    assert_eq!(
        state, "active",
        "what began before now is under way at once"
    );
    let (_second, _) = make(-5, json!([15, 16])).await;
    assert_eq!(groups().await, json!([15, 16]));
    desk.delete(&first).await.expect(200);
    assert_eq!(desk.get(&first).await.expect(200)["state"], "deactivated");
    // The one that still runs names group 15 too: replacing one means looking again.
    assert_eq!(groups().await, json!([16]));
}

#[tokio::test]
async fn what_is_wrong_with_a_group_reservation_is_said_at_its_field() {
    let desk = Desk::open().await;
    let good = json!({
        "person_id": LINH, "group_ids": [15],
        "start_time": desk.minutes(60), "end_time": desk.minutes(120),
    });
    for (key, value, field, message) in [
        ("person_id", json!(1), "person_id", "must exist"),
        ("group_ids", json!([]), "group_ids", "can't be blank"),
        (
            "group_ids",
            json!([1]),
            "group_ids",
            "Not found for this account",
        ),
        (
            "end_time",
            json!(desk.minutes(60)),
            "end_time",
            "must be after start time",
        ),
        ("start_time", json!(null), "start_time", "can't be blank"),
    ] {
        let mut body = json!({"group_reservation": good});
        body["group_reservation"][key] = value;
        let answer = desk.send("POST", "/group_reservations", body.clone()).await;
        assert_eq!(answer.errors_at(field), [message], "{body}");
    }
    let mut past = json!({"group_reservation": good});
    past["group_reservation"]["start_time"] = json!(desk.minutes(-60));
    past["group_reservation"]["end_time"] = json!(desk.minutes(-30));
    let answer = desk.send("POST", "/group_reservations", past).await;
    assert_eq!(answer.errors_at("end_time"), ["must be in the future"]);
    let unwrapped = desk
        .send("POST", "/group_reservations", good)
        .await
        .expect(400);
    assert_eq!(unwrapped["error"], "bad_request");
}
