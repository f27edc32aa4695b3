//! What each call sends: verb, address, query, body, token.

use std::pin::pin;

use chrono::{DateTime, Utc};
use doorflow::{
    AdmissionRequestId, ChannelId, ChannelsQuery, Client, CredentialId, CredentialInput,
    CredentialTypeId, CredentialValue, Error, EventsQuery, GroupId, GroupReservationId,
    GroupReservationInput, OrganisationId, PeopleQuery, PersonId, PersonInput, ReservationId,
    ReservationInput, SiteId, VisitsQuery,
};
use futures_util::{Stream, StreamExt as _};
use serde_json::json;

use crate::scripted::{Reply, Scripted};
use crate::{TOKEN, client, token};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

/// Asks for the first page of a list.
async fn first<T>(pages: impl Stream<Item = doorflow::Result<T>>) {
    let page = pin!(pages).next().await;
    page.expect("a page").expect("an answer");
}

/// A server that answers everything with an empty list.
async fn lists(count: usize) -> (Scripted, Client) {
    let server = Scripted::start((0..count).map(|_| Reply::text(200, "[]"))).await;
    let client = client(&server.url);
    (server, client)
}

#[tokio::test]
async fn each_list_is_asked_for_at_its_address() {
    let (server, client) = lists(12).await;
    let token = token();
    let people = PeopleQuery {
        since_utc: Some(at("2024-01-15T09:00:00.5Z")),
        email: Some("zoë+1@example.com&x".to_owned()),
        system_id: Some("EMP 1".to_owned()),
        per_page: Some(4000),
    };
    first(client.people(&token, &people)).await;
    let visits = VisitsQuery {
        since_utc: Some(at("2024-01-15T09:00:00Z")),
        per_page: Some(0),
    };
    first(client.reservations(&token, visits)).await;
    first(client.group_reservations(&token, VisitsQuery::default())).await;
    let channels = ChannelsQuery {
        site_id: Some(SiteId(25)),
        per_page: None,
    };
    first(client.channels(&token, channels)).await;
    first(client.sites(&token)).await;
    first(client.credential_types(&token)).await;
    first(client.credentials(&token, PersonId(7))).await;
    client.groups(&token).await.expect("a list");
    client.roles(&token).await.expect("a list");
    let events = EventsQuery {
        since: Some(at("2024-01-15T09:00:00Z")),
        event_codes: vec![10, 11],
        channels: vec![ChannelId(3), ChannelId(4)],
        first_name: Some("Zoë".to_owned()),
        last_name: Some("O'Neil".to_owned()),
        ascending: true,
        n: Some(50),
    };
    first(client.events(&token, &events)).await;
    client
        .reservations_page(&token, VisitsQuery::default(), 2)
        .await
        .expect("a page");
    client
        .events_page(&token, &EventsQuery::default(), 3)
        .await
        .expect("a page");
    assert_eq!(
        server.targets(),
        [
            "GET /api/3/people?since_utc=2024-01-15T09%3A00%3A00.500Z&email=zo%C3%AB%2B1%40example.com%26x\
             &system_id=EMP+1&per_page=100&page=1",
            "GET /api/3/reservations?since_utc=2024-01-15T09%3A00%3A00.000Z&per_page=1&page=1",
            "GET /api/3/group_reservations?per_page=500&page=1",
            "GET /api/3/channels?site_id=25&per_page=1000&page=1",
            "GET /api/3/sites?per_page=500&page=1",
            "GET /api/3/credential_types?per_page=500&page=1",
            "GET /api/3/people/7/credentials?per_page=500&page=1",
            "GET /api/3/groups",
            "GET /api/3/roles",
            "GET /api/3/events?sort=ASC&since=2024-01-15T09%3A00%3A00.000Z&event_codes=10%2C11&channels=3%2C4\
             &first_name=Zo%C3%AB&last_name=O%27Neil&n=50&page=1",
            "GET /api/3/reservations?per_page=500&page=2",
            "GET /api/3/events?sort=DESC&n=1000&page=3",
        ]
    );
    for asked in server.asked() {
        assert_eq!(asked.header("authorization"), format!("Bearer {TOKEN}"));
        assert!(asked.header("user-agent").starts_with("doorflow-rs/"));
    }
}

#[tokio::test]
async fn each_record_is_asked_for_at_its_address_and_each_scope_is_named() {
    let server = Scripted::start((0..5).map(|_| Reply::text(403, ""))).await;
    let (client, token) = (client(&server.url), token());
    let scope = |error: Error| match error {
        Error::Forbidden { scope, .. } => scope,
        other => panic!("{other:?}"),
    };
    let account = client.account(&token).await.expect_err("403");
    let person = client.person(&token, PersonId(7)).await.expect_err("403");
    let channel = client.channel(&token, ChannelId(3)).await.expect_err("403");
    let group = client.group_reservation(&token, GroupReservationId(4));
    let group = group.await.expect_err("403");
    let admission = client.admission_request(&token, AdmissionRequestId(5));
    let admission = admission.await.expect_err("403");
    assert_eq!(
        [account, person, channel, group, admission].map(scope),
        [
            None,
            Some("account.person.readonly"),
            Some("account.channel.readonly"),
            Some("account.person.readonly"),
            Some("account.channel.admit.person"),
        ]
    );
    assert_eq!(
        server.targets(),
        [
            "GET /api/3/account",
            "GET /api/3/people/7",
            "GET /api/3/channels/3",
            "GET /api/3/group_reservations/4",
            "GET /api/3/admission_requests/5",
        ]
    );
}

#[tokio::test]
async fn a_person_is_written_with_just_the_fields_that_are_set() {
    let person = json!({"id": 7, "enabled": true});
    let server = Scripted::start((0..2).map(|_| Reply::json(201, &person))).await;
    let client = client(&server.url);
    let new = PersonInput {
        first_name: Some("Zoë".to_owned()),
        last_name: Some("Doe".to_owned()),
        group_ids: Some(vec![GroupId(1)]),
        ..PersonInput::default()
    };
    client.create_person(&token(), &new).await.expect("made");
    let change = PersonInput {
        email: Some(None),
        notes: Some(Some("Late".to_owned())),
        enabled: Some(false),
        organisation_id: Some(Some(OrganisationId(9))),
        valid_to: Some(Some(at("2024-01-15T09:00:00Z"))),
        role_ids: Some(vec![]),
        ..PersonInput::default()
    };
    let changed = client.update_person(&token(), PersonId(7), &change).await;
    changed.expect("changed");
    assert_eq!(
        server.targets(),
        ["POST /api/3/people", "PUT /api/3/people/7"]
    );
    let asked = server.asked();
    assert_eq!(
        asked[0].json(),
        json!({"first_name": "Zoë", "last_name": "Doe", "group_ids": [1]})
    );
    assert_eq!(
        asked[1].json(),
        json!({
            "email": null, "notes": "Late", "enabled": false, "organisation_id": 9,
            "valid_to": "2024-01-15T09:00:00Z", "role_ids": [],
        })
    );
    assert_eq!(asked[0].header("content-type"), "application/json");
}

#[tokio::test]
async fn visits_are_made_with_instants_and_ids() {
    let record = json!({
        "id": 1, "person_id": 2, "start_time": "2024-01-15T10:00:00+01:00", "end_time": "2024-01-15T17:00:00Z",
    });
    let server = Scripted::start((0..2).map(|_| Reply::json(201, &record))).await;
    let client = client(&server.url);
    let (from, to) = (at("2024-01-15T09:00:00Z"), at("2024-01-15T17:00:00Z"));
    let visit = ReservationInput {
        person_id: PersonId(2),
        start_time: from,
        end_time: to,
        channel_ids: vec![ChannelId(3)],
    };
    let made = client.create_reservation(&token(), &visit).await;
    assert_eq!(made.expect("made").value.start_time, from);
    let stay = GroupReservationInput {
        person_id: PersonId(2),
        start_time: from,
        end_time: to,
        group_ids: vec![GroupId(4)],
    };
    let made = client.create_group_reservation(&token(), &stay).await;
    assert_eq!(made.expect("made").value.end_time, to);
    let times = |mut body: serde_json::Value| {
        body["person_id"] = json!(2);
        body["start_time"] = json!("2024-01-15T09:00:00.000Z");
        body["end_time"] = json!("2024-01-15T17:00:00.000Z");
        body
    };
    let asked = server.asked();
    assert_eq!(asked[0].json(), times(json!({"channel_ids": [3]})));
    assert_eq!(
        asked[1].json(),
        json!({"group_reservation": times(json!({"group_ids": [4]}))})
    );
    assert_eq!(
        server.targets(),
        ["POST /api/3/reservations", "POST /api/3/group_reservations"]
    );
}

#[tokio::test]
async fn what_answers_by_its_status_alone_is_done_whatever_the_body() {
    let server = Scripted::start([
        Reply::text(200, "deleted"),
        Reply::text(204, ""),
        Reply::text(202, "{"),
        Reply::json(200, &json!({"result": "ok"})),
    ])
    .await;
    let (client, token) = (client(&server.url), token());
    let done = client.delete_reservation(&token, ReservationId(1)).await;
    done.expect("done");
    let done = client.delete_group_reservation(&token, GroupReservationId(2));
    done.await.expect("done");
    let id = CredentialId("abc123xyz".to_owned());
    let done = client.delete_credential(&token, PersonId(7), &id).await;
    done.expect("done");
    client.sync(&token).await.expect("done");
    assert_eq!(
        server.targets(),
        [
            "DELETE /api/3/reservations/1",
            "DELETE /api/3/group_reservations/2",
            "DELETE /api/3/people/7/credentials/abc123xyz",
            "POST /api/3/sync",
        ]
    );
}

#[tokio::test]
async fn what_something_else_answers_in_its_place_is_not_believed() {
    let page = "\n <!DOCTYPE html><title>Welcome to our network</title>";
    let server = Scripted::start([
        Reply::text(200, page),
        Reply::text(200, ""),
        Reply::text(200, page),
    ])
    .await;
    let (client, token) = (client(&server.url), token());
    let page_for_reservation = client.delete_reservation(&token, ReservationId(1)).await;
    let id = GroupReservationId(2);
    let nothing = client.delete_group_reservation(&token, id).await;
    let page_for_sync = client.sync(&token).await;
    for answer in [page_for_reservation, nothing, page_for_sync] {
        assert!(
            matches!(answer, Err(Error::Unreadable { status: 200, .. })),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn a_credential_goes_in_its_wrapping_and_a_random_pin_as_stars() {
    let record = json!({"id": "a1", "credential_type_id": 5, "person_id": 7, "value": 4711});
    let server = Scripted::start((0..3).map(|_| Reply::json(201, &record))).await;
    let client = client(&server.url);
    let kind = CredentialTypeId(5);
    let card = CredentialInput {
        credential_type_id: kind,
        value: Some(CredentialValue::new("0123")),
    };
    let mobile = CredentialInput {
        credential_type_id: kind,
        value: None,
    };
    for input in [&CredentialInput::random_pin(kind), &card, &mobile] {
        let made = client.create_credential(&token(), PersonId(7), input).await;
        let made = made.expect("made").value;
        let value = made.value.as_ref().map(CredentialValue::secret);
        assert_eq!(value, Some("4711"), "a PIN may come as a number");
        assert!(!format!("{made:?}").contains("4711"), "it is not printed");
    }
    let sent: Vec<_> = server
        .asked()
        .iter()
        .map(super::scripted::Asked::json)
        .collect();
    assert_eq!(
        sent,
        [
            json!({"person_credential": {"credential_type_id": 5, "value": "******"}}),
            json!({"person_credential": {"credential_type_id": 5, "value": "0123"}}),
            json!({"person_credential": {"credential_type_id": 5}}),
        ]
    );
}

#[tokio::test]
async fn the_id_of_a_credential_stays_one_segment_of_the_address() {
    let ids = ["99-12_x", "a/../../account", "50%", "a b?c#d+", "é"];
    let server = Scripted::start(ids.map(|_| Reply::text(200, ""))).await;
    let (client, token) = (client(&server.url), token());
    for id in ids {
        let id = CredentialId(id.to_owned());
        let done = client.delete_credential(&token, PersonId(7), &id).await;
        done.expect("done");
    }
    assert_eq!(
        server.targets(),
        [
            "99-12_x",
            "a%2F..%2F..%2Faccount",
            "50%25",
            "a%20b%3Fc%23d%2B",
            "%C3%A9"
        ]
        .map(|id| format!("DELETE /api/3/people/7/credentials/{id}"))
    );
    for id in ["", ".", ".."] {
        let id = CredentialId(id.to_owned());
        let done = client.delete_credential(&token, PersonId(7), &id).await;
        assert!(matches!(done, Err(Error::NotFound { .. })), "{id:?}");
    }
    assert_eq!(server.asked().len(), ids.len(), "those name no credential");
}

#[tokio::test]
async fn somebody_is_let_in_at_a_door() {
    let ticket = json!({"admission_request_id": "123456789", "status": "pending"});
    let server = Scripted::start([Reply::json(202, &ticket)]).await;
    let answer = client(&server.url)
        .admit_person(&token(), ChannelId(3), PersonId(7))
        .await
        .expect("accepted");
    assert_eq!(
        answer.value.admission_request_id,
        AdmissionRequestId(123_456_789)
    );
    assert_eq!(server.targets(), ["POST /api/3/channels/3/admit_person"]);
    assert_eq!(server.asked()[0].json(), json!({"person_id": 7}));
}

#[tokio::test]
async fn the_base_address_may_have_a_path_of_its_own() {
    let (server, _) = lists(1).await;
    let base = server.url.join("/doorflow/?x=1#y").expect("url");
    client(&base).roles(&token()).await.expect("a list");
    assert_eq!(server.targets(), ["GET /doorflow/api/3/roles"]);
}
