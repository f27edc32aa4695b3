//! People.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

use super::list::{PEOPLE, Paging, Parameters, since};
use super::{ApiError, Caller, id_in, object, utc};
use crate::building::World;
use crate::building::people::{Person, Photo, TEXTS};
use crate::server::App;

const READ: &[&str] = &["account.person.readonly"];
const WRITE: &[&str] = &["account.person"];

pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(parameters): Query<Parameters>,
) -> Result<Response, ApiError> {
    caller.needs(READ)?;
    let world = app.world();
    let changed = since(&parameters, world.zone)?;
    let given = |name: &str| parameters.get(name).filter(|value| !value.is_empty());
    let email = given("email").map(|email| email.to_lowercase());
    let system_id = given("system_id").cloned();
    let paging = Paging::read(&parameters, PEOPLE).shifted(caller.bent.shift);
    let people = world.people.seen(caller.bent.past);
    let render = |person: &Person| rendered(&world, person, &app.base_url);
    if changed.is_none() && email.is_none() && system_id.is_none() {
        return Ok(paging.respond(&people, render));
    }
    let matching: Vec<&Person> = people
        .iter()
        .filter(|person| changed.is_none_or(|since| person.updated_at >= since))
        .filter(|person| {
            email.as_ref().is_none_or(|part| {
                person
                    .text("email")
                    .is_some_and(|email| email.to_lowercase().contains(part))
            })
        })
        .filter(|person| {
            system_id
                .as_ref()
                .is_none_or(|id| person.text("system_id") == Some(id.as_str()))
        })
        .collect();
    Ok(paging.respond(&matching, |person| render(person)))
}

pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
    path: Path<String>,
) -> Result<Json<Value>, ApiError> {
    caller.needs(READ)?;
    let id = id_in(&path)?;
    let world = app.world();
    let person = world.people.get(id).ok_or(ApiError::NotFound)?;
    Ok(Json(rendered(&world, person, &app.base_url)))
}

pub(crate) async fn create(
    State(app): State<App>,
    caller: Caller,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    caller.needs(WRITE)?;
    let now = app.clock.now();
    let mut world = app.world_for(&caller);
    let id = world.create_person(&object(&body)?, now)?;
    let person = world.people.get(id).ok_or(ApiError::NotFound)?;
    Ok((
        StatusCode::CREATED,
        Json(rendered(&world, person, &app.base_url)),
    ))
}

pub(crate) async fn update(
    State(app): State<App>,
    caller: Caller,
    path: Path<String>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    caller.needs(WRITE)?;
    let id = id_in(&path)?;
    let now = app.clock.now();
    let mut world = app.world_for(&caller);
    world.update_person(id, &object(&body)?, now)?;
    let person = world.people.get(id).ok_or(ApiError::NotFound)?;
    // DoorFlow answers 201 here too.
    Ok((
        StatusCode::CREATED,
        Json(rendered(&world, person, &app.base_url)),
    ))
}

pub(crate) async fn delete(
    State(app): State<App>,
    caller: Caller,
    path: Path<String>,
) -> Result<Json<Value>, ApiError> {
    caller.needs(WRITE)?;
    let id = id_in(&path)?;
    let now = app.clock.now();
    app.world_for(&caller).delete_person(id, now)?;
    Ok(Json(json!({ "result": "ok" })))
}

fn rendered(world: &World, person: &Person, base_url: &str) -> Value {
    let mut map = Map::new();
    let mut put = |key: &str, value: Value| map.insert(key.to_owned(), value);
    put("id", json!(person.id));
    put("first_name", json!(person.first_name));
    put("last_name", json!(person.last_name));
    for (name, text) in TEXTS.iter().zip(&person.texts) {
        put(name, json!(text));
    }
    put("organisation_id", json!(person.organisation_id));
    put("enabled", json!(person.enabled));
    // These two come with the account's offset, unlike every other time.
    let local = |time: DateTime<Utc>| {
        time.with_timezone(&world.zone)
            .to_rfc3339_opts(SecondsFormat::Secs, false)
    };
    put("valid_from", json!(person.valid_from.map(local)));
    put("valid_to", json!(person.valid_to.map(local)));
    let (photo, thumbnail) = match &person.photo {
        Photo::None => (None, None),
        Photo::Remote(address) => (Some(address.clone()), Some(address.clone())),
        Photo::Drawn | Photo::Uploaded(_) => (
            Some(format!("{base_url}/photos/{}.png", person.id)),
            Some(format!("{base_url}/photos/{}-thumb.png", person.id)),
        ),
    };
    put("image_url", json!(photo));
    put("image_thumbnail_url", json!(thumbnail));
    put("created_at", json!(utc(person.created_at)));
    put("updated_at", json!(utc(person.updated_at)));
    put("groups", json!(person.groups));
    put("roles", json!(person.roles));
    // The account's credential types are keys of their own.
    for credential in world.credentials_of(person.id) {
        if let Some(kind) = world.credential_type(credential.credential_type_id)
            && credential.value.is_some()
        {
            put(&kind.slug, json!(credential.value));
        }
    }
    Value::Object(map)
}
