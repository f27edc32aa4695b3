//! Reservations.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::list::{OTHERS, Paging, Parameters, since};
use super::{ApiError, Caller, id_in, object, utc};
use crate::building::Write;
use crate::building::visits::Reservation;
use crate::server::App;

pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(parameters): Query<Parameters>,
) -> Result<Response, ApiError> {
    caller.needs(&["account.reservation.readonly"])?;
    let now = app.clock.now();
    let world = app.world();
    let changed = since(&parameters, world.zone)?;
    let seen = world.reservations.seen(caller.bent.past);
    let listed: Vec<&Reservation> = seen
        .iter()
        .filter(|visit| visit.end_time > now)
        .filter(|visit| changed.is_none_or(|since| visit.updated_at >= since))
        .collect();
    Ok(Paging::read(&parameters, OTHERS)
        .shifted(caller.bent.shift)
        .respond(&listed, |visit| rendered(visit)))
}

pub(crate) async fn create(
    State(app): State<App>,
    caller: Caller,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    caller.needs(&["account.reservation"])?;
    let now = app.clock.now();
    let mut world = app.world_for(&caller);
    let id = world.create_reservation(&object(&body)?, now)?;
    let visit = world.reservations.get(id).ok_or(ApiError::NotFound)?;
    Ok((StatusCode::CREATED, Json(rendered(visit))))
}

pub(crate) async fn delete(
    State(app): State<App>,
    caller: Caller,
    path: Path<String>,
) -> Result<Json<Value>, ApiError> {
    caller.needs(&["account.reservation"])?;
    let id = id_in(&path)?;
    let now = app.clock.now();
    let mut world = app.world_for(&caller);
    world.delete_reservation(id, now)?;
    world.record(now, Write::ReservationDeleted(id));
    Ok(Json(json!({ "result": "ok" })))
}

fn rendered(visit: &Reservation) -> Value {
    json!({
        "id": visit.id,
        "person_id": visit.person_id,
        "start_time": utc(visit.start_time),
        "end_time": utc(visit.end_time),
        "channel_ids": visit.channel_ids,
        "created_at": utc(visit.created_at),
        "updated_at": utc(visit.updated_at),
    })
}
