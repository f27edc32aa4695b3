//! Channels, and letting a person in through one.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::list::{CHANNELS, Paging, Parameters};
use super::{ApiError, Caller, id_in, object, utc};
use crate::building::doors::Channel;
use crate::building::fields::Fields;
use crate::server::App;

pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(parameters): Query<Parameters>,
) -> Result<Response, ApiError> {
    caller.needs(&["account.channel.readonly"])?;
    let world = app.world();
    let site = match parameters.get("site_id").filter(|site| !site.is_empty()) {
        Some(site) => Some(
            site.parse::<i64>()
                .map_err(|_| ApiError::bad_request("site_id is not a number"))?,
        ),
        None => None,
    };
    let listed: Vec<&Channel> = world
        .channels
        .iter()
        .filter(|channel| site.is_none_or(|site| channel.site_id == site))
        .collect();
    Ok(Paging::read(&parameters, CHANNELS).respond(&listed, |channel| rendered(channel)))
}

pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
    path: Path<String>,
) -> Result<Json<Value>, ApiError> {
    caller.needs(&["account.channel.readonly"])?;
    let id = id_in(&path)?;
    let world = app.world();
    world
        .channel(id)
        .map(|channel| Json(rendered(channel)))
        .ok_or(ApiError::NotFound)
}

pub(crate) async fn admit_person(
    State(app): State<App>,
    caller: Caller,
    path: Path<String>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    caller.needs(&["account.channel.admit.person"])?;
    let channel_id = id_in(&path)?;
    let body = object(&body)?;
    let now = app.clock.now();
    let mut world = app.world_for(&caller);
    let person_id = Fields::of(&body, world.zone)
        .id("person_id")
        .flatten()
        .ok_or_else(|| ApiError::bad_request("person_id is missing"))?;
    let id = world.admit(channel_id, person_id, now)?;
    let answer = json!({ "admission_request_id": id, "status": "pending" });
    Ok((StatusCode::ACCEPTED, Json(answer)))
}

pub(crate) async fn admission_request(
    State(app): State<App>,
    caller: Caller,
    path: Path<String>,
) -> Result<Json<Value>, ApiError> {
    caller.needs(&["account.channel.admit", "account.channel.admit.person"])?;
    let id = id_in(&path)?;
    let world = app.world();
    let request = world.admissions.get(&id).ok_or(ApiError::NotFound)?;
    let name = world
        .channel(request.channel_id)
        .map(|channel| channel.name.as_str());
    let person = world
        .people
        .get(request.person_id)
        .map(|person| json!({ "id": person.id, "name": person.name() }));
    Ok(Json(json!({
        "id": request.id,
        "status": request.status.word(),
        "channel_id": request.channel_id,
        "person_id": request.person_id,
        "requested_at": utc(request.requested_at),
        "completed_at": request.completed_at.map(utc),
        "door_controller": { "id": request.channel_id, "name": name },
        "person": person,
    })))
}

fn rendered(channel: &Channel) -> Value {
    let lockdown = channel.lockdown.then(|| {
        json!({
            "message": "Cards and PINs will be rejected",
            "card_lockdown": { "state": true },
            "rex_lockdown": { "state": false },
            "aux_lockdown": { "state": false },
        })
    });
    json!({
        "id": channel.id,
        "name": channel.name,
        "mac_address": channel.mac_address,
        "status": if channel.online { "online" } else { "offline" },
        "unit": channel.unit,
        "model": "IPBR-2",
        "model_long": "2 channel IP Controller",
        "serial_number": channel.serial_number,
        "card_format": "26 bit Wiegand",
        "pin_format": null,
        "freescale_version": "4.31",
        "pic_version": "2.07",
        "reader_device_class_name": null,
        "site_id": channel.site_id,
        "created_at": utc(channel.created_at),
        "updated_at": utc(channel.updated_at),
        "sync": {
            "status": channel.sync_status().word(),
            "last_sync_completed_at": channel.last_sync_completed_at.map(utc),
        },
        "lockdown": lockdown,
        "mode": { "description": "normal", "relock_at": null, "change_stamp": null },
        "auto_unlock": null,
    })
}
