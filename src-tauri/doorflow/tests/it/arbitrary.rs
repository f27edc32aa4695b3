//! Whatever JSON comes: nothing panics, no record of a list is lost, and a status means what it means.

use std::pin::pin;

use doorflow::{
    Account, AdmissionRequest, AdmissionTicket, Channel, ChannelsQuery, Client, Credential,
    CredentialType, Error, Event, EventsQuery, Group, GroupReservation, ListedPerson, Page,
    PeopleQuery, Person, PersonId, Reservation, Result, Role, Site, VisitsQuery,
};
use futures_util::{Stream, StreamExt as _};
use proptest::collection::vec;
use proptest::prelude::*;
use serde::Deserialize as _;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;

use crate::scripted::{Reply, Scripted};
use crate::{client, token};

/// Keys of every model, so that what is arbitrary is under them and not beside them.
const KEYS: &[&str] = &[
    "id",
    "person_id",
    "first_name",
    "image_url",
    "mobile",
    "enabled",
    "organisation_id",
    "email",
    "valid_to",
    "groups",
    "roles",
    "pin",
    "start_time",
    "end_time",
    "channel_ids",
    "door_controller_ids",
    "group_ids",
    "state",
    "created_at",
    "updated_at",
    "name",
    "status",
    "unit",
    "site_id",
    "sync",
    "lockdown",
    "card_lockdown",
    "mode",
    "description",
    "auto_unlock",
    "time_zone",
    "user",
    "passport",
    "reseller",
    "monitored",
    "site_ips",
    "ip_address",
    "shift_id",
    "label",
    "code",
    "credential_type_id",
    "value",
    "event_code",
    "event_label",
    "door_controller",
    "person",
    "admission_request_id",
    "completed_at",
    "last_sync",
    "global_across_sites",
    "error",
    "error_description",
    "errors",
    "retry_in",
    "scope",
];

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (0_i64..100).prop_map(|number| json!(number.to_string())),
        ".*".prop_map(Value::from),
        Just(json!("2024-01-15T09:00:00.000Z")),
        "[-+]?[0-9]{1,7}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:?[0-9]{2})"
            .prop_map(Value::from),
    ]
}

fn any_json() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(4, 24, 4, |inner| {
        let key = prop_oneof![
            4 => proptest::sample::select(KEYS).prop_map(str::to_owned),
            1 => ".{0,4}",
        ];
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((key, inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// A record that every list's model can read.
fn good() -> impl Strategy<Value = Value> {
    any::<i64>().prop_map(|id| {
        json!({
            "id": id, "person_id": 2, "credential_type_id": 5, "enabled": true, "event_code": 10,
            "start_time": "2024-01-15T09:00:00Z", "end_time": "2024-01-15T17:00:00Z",
            "created_at": "2024-01-15T09:00:00Z", "time_zone": "UTC", "admission_request_id": 1,
        })
    })
}

/// A record that could be read, but for what is laid over it.
fn spoilt() -> impl Strategy<Value = Value> {
    let parts = vec((proptest::sample::select(KEYS), any_json()), 1..4);
    (good(), parts).prop_map(|(mut record, parts)| {
        for (key, value) in parts {
            record[key] = value;
        }
        record
    })
}

fn any_record() -> impl Strategy<Value = Value> {
    prop_oneof![good(), spoilt(), any_json()]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_model_panics(record in any_record()) {
        // In short or as a whole, a person is the same.
        let whole = Person::deserialize(&record).map(ListedPerson::from);
        assert_eq!(ListedPerson::deserialize(&record).ok(), whole.ok());
        // Whether it can be read does not matter here.
        drop(Person::shown(&record));
        drop(Account::shown(&record));
        drop(AdmissionRequest::shown(&record));
        drop(AdmissionTicket::shown(&record));
        drop(Channel::shown(&record));
        drop(Credential::shown(&record));
        drop(CredentialType::shown(&record));
        drop(Event::shown(&record));
        drop(Group::shown(&record));
        drop(GroupReservation::shown(&record));
        drop(Reservation::shown(&record));
        drop(Role::shown(&record));
        drop(Site::shown(&record));
    }
}

/// Reading, and printing what was read.
trait Shown: DeserializeOwned + std::fmt::Debug {
    fn shown(record: &Value) -> Option<String> {
        Self::deserialize(record)
            .ok()
            .map(|read| format!("{read:?}"))
    }
}

impl<T: DeserializeOwned + std::fmt::Debug> Shown for T {}

/// The first page of a list.
async fn first<T>(pages: impl Stream<Item = Result<Page<T>>>) -> Page<T> {
    let page = pin!(pages).next().await;
    page.expect("a page").expect("a list")
}

/// Every record that can be read alone is in the page, in its order; every other is named.
fn nothing_is_lost<T: Shown>(records: &[Value], page: &Page<T>) {
    let alone: Vec<_> = records
        .iter()
        .map(|record| T::shown(record).filter(|_| record.is_object()))
        .collect();
    let readable: Vec<_> = alone.iter().flatten().cloned().collect();
    let read: Vec<_> = page.items.iter().map(|item| format!("{item:?}")).collect();
    assert_eq!(read, readable, "what can be read is read");
    let named: Vec<_> = page
        .unreadable
        .iter()
        .map(|what| {
            what.path
                .split_inclusive(']')
                .next()
                .unwrap_or_default()
                .to_owned()
        })
        .collect();
    let unreadable: Vec<_> = (0..records.len())
        .filter(|&at| alone[at].is_none())
        .map(|at| format!("[{at}]"))
        .collect();
    assert_eq!(named, unreadable, "what cannot is named");
}

async fn every_list(client: &Client, server: &Scripted, records: Vec<Value>) {
    let body = Value::from(records).to_string();
    // As they arrive: on the way, a float can lose its last bit.
    let records: &[Value] = &serde_json::from_str::<Vec<_>>(&body).expect("a list");
    server.plays((0..10).map(|_| Reply::text(200, body.clone())));
    let token = token();
    nothing_is_lost(
        records,
        &first(client.people(&token, &PeopleQuery::default())).await,
    );
    nothing_is_lost(
        records,
        &first(client.reservations(&token, VisitsQuery::default())).await,
    );
    nothing_is_lost(
        records,
        &first(client.group_reservations(&token, VisitsQuery::default())).await,
    );
    nothing_is_lost(
        records,
        &first(client.channels(&token, ChannelsQuery::default())).await,
    );
    nothing_is_lost(
        records,
        &first(client.events(&token, &EventsQuery::default())).await,
    );
    nothing_is_lost(records, &first(client.sites(&token)).await);
    nothing_is_lost(records, &first(client.credential_types(&token)).await);
    nothing_is_lost(
        records,
        &first(client.credentials(&token, PersonId(7))).await,
    );
    nothing_is_lost(records, &client.groups(&token).await.expect("a list"));
    nothing_is_lost(records, &client.roles(&token).await.expect("a list"));
}

/// Runs a property against one server for all its cases.
fn served<S: Strategy>(
    cases: u32,
    strategy: S,
    property: &impl AsyncFn(&Client, &Scripted, S::Value),
) {
    let runtime = Runtime::new().expect("a runtime");
    let server = runtime.block_on(Scripted::start([]));
    let client = client(&server.url);
    let config = ProptestConfig {
        cases,
        // A failure prints its case, which is then worth a test of its own.
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest::test_runner::TestRunner::new(config)
        .run(&strategy, |value| {
            runtime.block_on(property(&client, &server, value));
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn no_readable_record_of_a_list_is_lost() {
    served(
        100,
        vec(any_record(), 0..8),
        &async |client, server, records| {
            every_list(client, server, records).await;
        },
    );
}

#[test]
fn a_refusal_is_told_by_its_status_whatever_it_says() {
    let status = prop_oneof![400_u16..=429, 500_u16..=504];
    served(
        200,
        (status, any_json()),
        &async |client, server, (status, body)| {
            server.plays([Reply::json(status, &body)]);
            let error = client.sync(&token()).await.expect_err("a refusal");
            let right = match status {
                401 => matches!(error, Error::Unauthorised { .. }),
                403 => matches!(error, Error::Forbidden { .. }),
                404 => matches!(error, Error::NotFound { .. }),
                407 => matches!(error, Error::NotSent(_)),
                408 => matches!(error, Error::Unknown(_)),
                429 => matches!(error, Error::RateLimited { .. }),
                500.. => matches!(error, Error::Server { .. }),
                _ => matches!(error, Error::Rejected { .. }),
            };
            assert!(right, "{status} {body}: {error:?}");
        },
    );
}

#[test]
fn bytes_that_are_no_list_are_an_error_and_not_a_panic() {
    served(
        100,
        vec(any::<u8>(), 0..64),
        &async |client, server, body| {
            let list = serde_json::from_slice::<Vec<Value>>(&body).is_ok();
            server.plays([Reply::text(200, body)]);
            let answer = client.groups(&token()).await;
            assert_eq!(answer.is_ok(), list, "{answer:?}");
        },
    );
}
