//! Groups, roles, sites and credential types.

use axum::Json;
use axum::extract::{Query, State};
use axum::response::Response;
use serde_json::{Value, json};

use super::list::{OTHERS, Paging, Parameters};
use super::{ApiError, Caller, utc};
use crate::building::places::{Group, Role};
use crate::server::App;

/// All groups by name: this list has no pages.
pub(crate) async fn groups(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<Value>>, ApiError> {
    caller.needs(&["account.group.readonly"])?;
    let world = app.world();
    let mut groups: Vec<&Group> = world.groups.iter().collect();
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    let rendered = |group: &&Group| {
        json!({
            "id": group.id,
            "name": group.name,
            "notes": group.notes,
            "global_across_sites": group.global_across_sites,
            "created_at": utc(group.created_at),
            "updated_at": utc(group.created_at),
        })
    };
    Ok(Json(groups.iter().map(rendered).collect()))
}

/// All roles by name: this list has no pages.
pub(crate) async fn roles(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<Value>>, ApiError> {
    caller.needs(&["account.role.readonly"])?;
    let world = app.world();
    let mut roles: Vec<&Role> = world.roles.iter().collect();
    roles.sort_by(|a, b| a.name.cmp(&b.name));
    let rendered = |role: &&Role| {
        json!({
            "id": role.id,
            "name": role.name,
            "shift_id": role.shift_id,
            "notes": role.notes,
            "created_at": utc(role.created_at),
            "updated_at": utc(role.created_at),
        })
    };
    Ok(Json(roles.iter().map(rendered).collect()))
}

pub(crate) async fn sites(
    State(app): State<App>,
    caller: Caller,
    Query(parameters): Query<Parameters>,
) -> Result<Response, ApiError> {
    caller.needs(&["account.site.readonly"])?;
    let world = app.world();
    Ok(
        Paging::read(&parameters, OTHERS).respond(&world.sites, |site| {
            json!({
                "id": site.id,
                "name": site.name,
                "ip_address": site.network,
                "time_zone": site.time_zone.map(chrono_tz::Tz::name),
                "notes": site.notes,
                "site_ips": [{ "ip_address": site.network }],
            })
        }),
    )
}

pub(crate) async fn credential_types(
    State(app): State<App>,
    caller: Caller,
    Query(parameters): Query<Parameters>,
) -> Result<Response, ApiError> {
    caller.needs(&["account.credential_type.readonly"])?;
    let world = app.world();
    Ok(
        Paging::read(&parameters, OTHERS).respond(&world.credential_types, |kind| {
            json!({
                "id": kind.id,
                "label": kind.label,
                "slug": kind.slug,
                "code": kind.code,
            })
        }),
    )
}
