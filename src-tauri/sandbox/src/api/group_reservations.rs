//! Group reservations.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::list::{OTHERS, Paging, Parameters, since};
use super::{ApiError, Caller, id_in, object, utc};
use crate::building::visits::{GroupReservation, GroupReservationState};
use crate::server::App;

pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(parameters): Query<Parameters>,
) -> Result<Response, ApiError> {
    caller.needs(&["account.group_reservation.readonly"])?;
    let now = app.clock.now();
    let world = app.world();
    let changed = since(&parameters, world.zone)?;
    let seen = world.group_reservations.seen(caller.bent.past);
    let listed: Vec<&GroupReservation> = seen
        .iter()
        .filter(|stay| stay.end_time > now && stay.state != GroupReservationState::Deactivated)
        .filter(|stay| changed.is_none_or(|since| stay.updated_at >= since))
        .collect();
    Ok(Paging::read(&parameters, OTHERS)
        .shifted(caller.bent.shift)
        .respond(&listed, |stay| rendered(stay)))
}

pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
    path: Path<String>,
) -> Result<Json<Value>, ApiError> {
    // As documented: reading one asks for another scope than reading the list.
    caller.needs(&["account.person.readonly"])?;
    let id = id_in(&path)?;
    let world = app.world();
    world
        .group_reservations
        .get(id)
        .map(|stay| Json(rendered(stay)))
        .ok_or(ApiError::NotFound)
}

pub(crate) async fn create(
    State(app): State<App>,
    caller: Caller,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    caller.needs(&["account.group_reservation"])?;
    let now = app.clock.now();
    let mut world = app.world_for(&caller);
    let id = world.create_group_reservation(&object(&body)?, now)?;
    let stay = world.group_reservations.get(id).ok_or(ApiError::NotFound)?;
    Ok((StatusCode::CREATED, Json(rendered(stay))))
}

pub(crate) async fn delete(
    State(app): State<App>,
    caller: Caller,
    path: Path<String>,
) -> Result<Json<Value>, ApiError> {
    caller.needs(&["account.group_reservation"])?;
    let id = id_in(&path)?;
    let now = app.clock.now();
    app.world_for(&caller).delete_group_reservation(id, now)?;
    Ok(Json(json!({ "result": "ok" })))
}

fn rendered(stay: &GroupReservation) -> Value {
    json!({
        "id": stay.id,
        "person_id": stay.person_id,
        "start_time": utc(stay.start_time),
        "end_time": utc(stay.end_time),
        "state": stay.state.word(),
        "group_ids": stay.group_ids,
        "created_at": utc(stay.created_at),
        "updated_at": utc(stay.updated_at),
    })
}
