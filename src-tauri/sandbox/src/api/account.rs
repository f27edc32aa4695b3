//! `GET /account` and `POST /sync`.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::{ApiError, Caller, utc};
use crate::server::App;

pub(crate) async fn show(State(app): State<App>, caller: Caller) -> Json<Value> {
    let world = app.world();
    let (status, description) = world.account_sync();
    let user = caller.bearer.user;
    Json(json!({
        "id": world.id,
        "name": world.name,
        "time_zone": world.zone.name(),
        "monitored": false,
        "reseller": {
            "id": 7,
            "name": "Example Security Ltd",
            "support_contact": null,
            "support_email": "support@security.example",
            "support_telephone": "+44 20 7946 0999",
        },
        "sync": {
            "status": status,
            "last_sync": world.last_sync.map(utc),
            "description": description,
        },
        "user": {
            "id": user.id,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "email": user.email,
        },
        "passport": { "remote_unlock_enabled": true, "hid_mobile_access": false },
    }))
}

pub(crate) async fn sync(State(app): State<App>, caller: Caller) -> Result<Json<Value>, ApiError> {
    caller.needs(&["account.sync"])?;
    let now = app.clock.now();
    app.world_for(&caller).start_sync(now)?;
    Ok(Json(json!({ "result": "ok" })))
}
