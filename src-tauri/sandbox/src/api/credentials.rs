//! A person's cards and PINs.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::list::{OTHERS, Paging, Parameters};
use super::{ApiError, Caller, id_in, number, object};
use crate::building::World;
use crate::building::credentials::Credential;
use crate::server::App;

const READ: &[&str] = &["account.person.readonly"];
const WRITE: &[&str] = &["account.person"];

pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    path: Path<String>,
    Query(parameters): Query<Parameters>,
) -> Result<Response, ApiError> {
    caller.needs(READ)?;
    let person_id = id_in(&path)?;
    let world = app.world();
    if !world.people.contains(person_id) {
        return Err(ApiError::NotFound);
    }
    let held = world.credentials_of(person_id);
    Ok(Paging::read(&parameters, OTHERS).respond(held, |credential| rendered(&world, credential)))
}

pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
    Path((person_id, id)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    caller.needs(READ)?;
    let person_id = number(&person_id)?;
    let world = app.world();
    let held = world.credentials_of(person_id);
    let credential = held
        .iter()
        .find(|held| held.id == id)
        .ok_or(ApiError::NotFound)?;
    Ok(Json(rendered(&world, credential)))
}

pub(crate) async fn create(
    State(app): State<App>,
    caller: Caller,
    path: Path<String>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    caller.needs(WRITE)?;
    let person_id = id_in(&path)?;
    let now = app.clock.now();
    let mut world = app.world_for(&caller);
    let credential = world.create_credential(person_id, &object(&body)?, now)?;
    Ok((StatusCode::CREATED, Json(rendered(&world, &credential))))
}

pub(crate) async fn delete(
    State(app): State<App>,
    caller: Caller,
    Path((person_id, id)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    caller.needs(WRITE)?;
    let person_id = number(&person_id)?;
    let now = app.clock.now();
    app.world_for(&caller)
        .delete_credential(person_id, &id, now)?;
    // As documented: text, and not a JSON object as for everything else that is deleted.
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], "").into_response())
}

fn rendered(world: &World, credential: &Credential) -> Value {
    let mut value = without_label(credential);
    let label = world
        .credential_type(credential.credential_type_id)
        .map(|kind| &kind.label);
    value["label"] = json!(label);
    value
}

/// A credential without the name of its type, which a conflict does not give.
pub(crate) fn without_label(credential: &Credential) -> Value {
    let mut value = json!({
        "id": credential.id,
        "credential_type_id": credential.credential_type_id,
        "person_id": credential.person_id,
    });
    match &credential.value {
        Some(number) => value["value"] = json!(number),
        None => value["status"] = json!("invited"),
    }
    value
}
