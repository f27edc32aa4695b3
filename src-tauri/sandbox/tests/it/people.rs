//! People and their credentials.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sandbox::Write;
use serde_json::{Value, json};

use crate::desk::{Desk, LINH};

const PIN: i64 = 6;
const CARD: i64 = 5;
const MOBILE: i64 = 7;

#[tokio::test]
async fn a_person_is_made_with_every_field_and_changed_in_some() {
    let desk = Desk::open().await;
    let body = json!({
        "first_name": " Zoë ", "last_name": "O'Neil", "salutation": "Dr.", "job_title": "Surveyor",
        "email": "zoe@visit.example", "organisation_id": 4, "system_id": "V-1",
        "department": "Survey", "enabled": true, "valid_from": "2026-03-01T00:00:00Z",
        "valid_to": "2026-07-01T00:00:00Z", "telephone": "+44 20 7946 0001",
        "mobile": "+447700900001", "notes": "Step-free", "barcode": "B1", "custom_1": "a",
        "custom_5": "e", "group_ids": [15], "role_ids": [41], "pin": "4321", "unknown": {"x": 1},
    });
    let made = desk.send("POST", "/people", body.clone()).await.expect(201);
    assert_eq!(made["first_name"], "Zoë");
    for key in [
        "last_name",
        "salutation",
        "email",
        "organisation_id",
        "system_id",
        "custom_5",
    ] {
        assert_eq!(made[key], body[key], "{key}");
    }
    assert_eq!(made["groups"], json!([15]));
    assert_eq!(made["roles"], json!([41]));
    assert_eq!(
        made["pin"], "4321",
        "a credential is a key named after its type"
    );
    assert_eq!(made["created_at"], "2026-03-18T10:00:00.000Z");
    // With the account's offset: it is summer in London when this person's leave ends.
    assert_eq!(made["valid_to"], "2026-07-01T01:00:00+01:00");
    assert!(made.get("unknown").is_none());

    desk.pass_seconds(60);
    let path = format!("/people/{}", made["id"]);
    let change = json!({"department": null, "notes": "", "enabled": false});
    let changed = desk.send("PUT", &path, change).await.expect(201);
    assert_eq!(
        (
            &changed["department"],
            &changed["notes"],
            &changed["enabled"],
            &changed["job_title"]
        ),
        (
            &Value::Null,
            &Value::Null,
            &json!(false),
            &json!("Surveyor")
        )
    );
    assert_eq!(changed["updated_at"], "2026-03-18T10:01:00.000Z");
    assert_eq!(desk.get(&path).await.expect(200), changed);
    let id = made["id"].as_i64().expect("an id");
    let ledger: Vec<Write> = desk
        .sandbox
        .control()
        .ledger()
        .into_iter()
        .map(|entry| entry.write)
        .collect();
    assert_eq!(ledger, [Write::PersonCreated(id), Write::PersonUpdated(id)]);
}

#[tokio::test]
async fn what_is_wrong_with_a_person_is_said_at_its_field() {
    let desk = Desk::open().await;
    let taken = desk.get(&format!("/people/{LINH}")).await.expect(200)["email"].clone();
    let taken = taken.as_str().expect("an address").to_uppercase();
    let before = desk.sandbox.control().people().len();
    for (change, field, message) in [
        (json!({"first_name": " "}), "first_name", "can't be blank"),
        (json!({"last_name": null}), "last_name", "can't be blank"),
        (json!({"last_name": 7}), "last_name", "must be text"),
        (json!({"email": "nobody"}), "email", "is invalid"),
        (json!({"email": taken}), "email", "has already been taken"),
        (
            json!({"enabled": "yes"}),
            "enabled",
            "must be true or false",
        ),
        (
            json!({"valid_from": "soon"}),
            "valid_from",
            "is not a valid date and time",
        ),
        (
            json!({"valid_from": "2026-05-01T00:00:00Z", "valid_to": "2026-05-01T00:00:00Z"}),
            "valid_to",
            "must be after valid from",
        ),
        (
            json!({"group_ids": [1]}),
            "group_ids",
            "Not found for this account",
        ),
        (
            json!({"role_ids": ["x"]}),
            "role_ids",
            "must be a list of ids",
        ),
        (
            json!({"pin": "12"}),
            "pin",
            "must be between 4 and 7 digits in length",
        ),
        (
            json!({"image_base64": "AAAA"}),
            "image_base64",
            "is not an image",
        ),
    ] {
        let mut body = json!({"first_name": "New", "last_name": "Person"});
        for (key, value) in change.as_object().expect("an object") {
            body[key] = value.clone();
        }
        let answer = desk.send("POST", "/people", body).await;
        assert_eq!(answer.errors_at(field), [message], "{change}");
        assert_eq!(answer.body["error"], "Validation failed");
    }
    let both = desk.send("POST", "/people", json!({})).await;
    assert_eq!(both.errors_at("first_name"), ["can't be blank"]);
    assert_eq!(both.errors_at("last_name"), ["can't be blank"]);
    assert_eq!(
        desk.sandbox.control().people().len(),
        before,
        "nobody was made"
    );
    assert!(desk.sandbox.control().ledger().is_empty());
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_a_bad_request() {
    let desk = Desk::open().await;
    for body in ["{", "[]", "\"x\""] {
        let request = desk
            .post("/api/3/people")
            .bearer_auth(desk.token())
            .body(body);
        let answer = crate::desk::Answer::of(request.send().await.expect("an answer")).await;
        assert_eq!(answer.expect(400)["error"], "bad_request", "{body}");
    }
}

#[tokio::test]
async fn a_person_may_keep_their_own_address_and_frees_it_by_leaving() {
    let desk = Desk::open().await;
    let body = json!({"first_name": "A", "last_name": "B", "email": "ab@visit.example"});
    let made = desk.send("POST", "/people", body.clone()).await.expect(201);
    let path = format!("/people/{}", made["id"]);
    desk.send("PUT", &path, body.clone()).await.expect(201);
    desk.send("POST", "/people", body.clone()).await.expect(422);
    assert_eq!(desk.delete(&path).await.expect(200)["result"], "ok");
    assert_eq!(desk.get(&path).await.status.as_u16(), 404);
    desk.delete(&path).await.expect(404);
    desk.send("POST", "/people", body).await.expect(201);
}

#[tokio::test]
async fn photos_are_served_the_same_each_time_and_can_be_replaced_and_removed() {
    let desk = Desk::open().await;
    let path = format!("/people/{LINH}");
    let person = desk.get(&path).await.expect(200);
    let fetch = async |person: &Value, key: &str| {
        let url = person[key].as_str().expect("an address").to_owned();
        let response = desk.http.get(url).send().await.expect("a photo");
        assert_eq!(response.headers()["content-type"], "image/png");
        response.bytes().await.expect("a photo")
    };
    let full = fetch(&person, "image_url").await;
    assert!(full.starts_with(b"\x89PNG"));
    assert_eq!(fetch(&person, "image_url").await, full);
    let thumbnail = fetch(&person, "image_thumbnail_url").await;
    assert!(thumbnail.len() < full.len());

    let upload = json!({"image_base64": BASE64_STANDARD.encode(&thumbnail)});
    let person = desk.send("PUT", &path, upload).await.expect(201);
    assert_eq!(fetch(&person, "image_url").await, thumbnail);
    let person = desk
        .send("PUT", &path, json!({"image_remote_url": ""}))
        .await
        .expect(201);
    assert_eq!(person["image_url"], Value::Null);
}

#[tokio::test]
async fn a_pin_is_made_up_once_and_read_back() {
    let desk = Desk::open().await;
    let id = desk.sandbox.control().add_person("New", "Visitor");
    let path = format!("/people/{id}/credentials");
    let body = json!({"person_credential": {"credential_type_id": PIN, "value": "******"}});
    let made = desk.send("POST", &path, body.clone()).await.expect(201);
    let pin = made["value"].as_str().expect("a PIN").to_owned();
    assert!(
        pin.len() == 6 && pin.bytes().all(|byte| byte.is_ascii_digit()),
        "{pin}"
    );
    assert_eq!(made["label"], "PIN");
    assert!(made["id"].is_string(), "{made}");
    let conflict = desk.send("POST", &path, body).await.expect(409);
    assert_eq!(
        (&conflict["id"], &conflict["value"]),
        (&made["id"], &made["value"])
    );
    assert_eq!(desk.get(&path).await.expect(200), json!([made]));
    let one = format!("{path}/{}", made["id"].as_str().expect("an id"));
    assert_eq!(desk.get(&one).await.expect(200), made);
    let deleted = desk.delete(&one).await;
    assert!(
        deleted
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("text/plain"))
    );
    deleted.expect(200);
    desk.delete(&one).await.expect(404);
    assert_eq!(desk.get(&path).await.expect(200), json!([]));
}

#[tokio::test]
async fn what_is_wrong_with_a_credential_is_said_at_its_field() {
    let desk = Desk::open().await;
    let id = desk.sandbox.control().add_person("New", "Visitor");
    let path = format!("/people/{id}/credentials");
    let taken = desk
        .get(&format!("/people/{LINH}/credentials"))
        .await
        .expect(200);
    let taken = taken[0]["value"].as_str().expect("a PIN").to_owned();
    for (kind, value, field, message) in [
        (
            PIN,
            json!("123"),
            "value",
            "must be between 4 and 7 digits in length",
        ),
        (
            PIN,
            json!("12345678"),
            "value",
            "must be between 4 and 7 digits in length",
        ),
        (
            PIN,
            json!("12a4"),
            "value",
            "must be between 4 and 7 digits in length",
        ),
        (
            PIN,
            json!(taken),
            "value",
            "value is already in use on your account",
        ),
        (PIN, json!(null), "value", "can't be blank"),
        (
            CARD,
            json!("******"),
            "value",
            "must be between 1 and 10 digits in length",
        ),
        (
            999,
            json!("1234"),
            "credential_type_id",
            "Not found for this account",
        ),
    ] {
        let body = json!({"person_credential": {"credential_type_id": kind, "value": value}});
        let answer = desk.send("POST", &path, body.clone()).await;
        assert_eq!(answer.errors_at(field), [message], "{body}");
    }
    let unwrapped = json!({"credential_type_id": PIN, "value": "1234"});
    assert_eq!(
        desk.send("POST", &path, unwrapped).await.expect(400)["error"],
        "bad_request"
    );
    let mobile = json!({"person_credential": {"credential_type_id": MOBILE}});
    let mobile = desk.send("POST", &path, mobile).await.expect(201);
    assert_eq!(mobile["status"], "invited");
    assert!(
        mobile.get("value").is_none(),
        "a phone's credential has no value"
    );
    desk.get("/people/1/credentials").await.expect(404);
}
