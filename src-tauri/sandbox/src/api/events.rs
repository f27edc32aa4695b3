//! What the doors reported.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::list::{EVENTS, Paging, Parameters, since};
use super::{ApiError, Caller, id_in, utc};
use crate::building::events::{ACCESS, Event, FILTERABLE};
use crate::server::App;

/// How far back events are served.
const KEPT: TimeDelta = TimeDelta::days(90);
/// The codes that `level=debug` adds.
const CHANNEL_STATUS: std::ops::RangeInclusive<i64> = 1..=3;

pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(parameters): Query<Parameters>,
) -> Result<Response, ApiError> {
    caller.needs(&["account.event.access.readonly"])?;
    let now = app.clock.now();
    let world = app.world();
    let from = since(&parameters, world.zone)?
        .unwrap_or(now - KEPT)
        .max(now - KEPT);
    let codes = numbers(&parameters, &["event_codes"])?;
    if let Some(codes) = &codes {
        let unknown: Vec<String> = codes
            .iter()
            .filter(|code| !FILTERABLE.iter().any(|range| range.contains(code)))
            .map(ToString::to_string)
            .collect();
        if !unknown.is_empty() {
            return Err(ApiError::bad_request(&format!(
                "The following event codes are not valid for this method: {}",
                unknown.join(", ")
            )));
        }
    }
    let channels = numbers(&parameters, &["channels", "door_controllers"])?;
    let debug = parameters
        .get("level")
        .is_some_and(|level| level == "debug");
    let named = |name: &str| parameters.get(name).map(|value| value.to_lowercase());
    let (first_name, last_name) = (named("first_name"), named("last_name"));
    let wanted = |event: &&Event| {
        let by_code = match &codes {
            Some(codes) => codes.contains(&event.event_code),
            None => {
                ACCESS.iter().any(|range| range.contains(&event.event_code))
                    || (debug && CHANNEL_STATUS.contains(&event.event_code))
            }
        };
        let person = || event.person_id.and_then(|id| world.people.get(id));
        let by_name = |wanted: &Option<String>, last: bool| {
            wanted.as_ref().is_none_or(|wanted| {
                person().is_some_and(|person| {
                    let name = if last {
                        &person.last_name
                    } else {
                        &person.first_name
                    };
                    name.to_lowercase() == *wanted
                })
            })
        };
        by_code
            && channels
                .as_ref()
                .is_none_or(|ids| ids.contains(&event.channel_id))
            && by_name(&first_name, false)
            && by_name(&last_name, true)
    };
    let first = world
        .events
        .partition_point(|event| event.created_at < from);
    let mut listed: Vec<&Event> = world.events[first..].iter().filter(wanted).collect();
    match parameters
        .get("sort")
        .map(|sort| sort.to_ascii_uppercase())
        .as_deref()
    {
        Some("ASC") => {}
        _ => listed.reverse(),
    }
    Ok(Paging::read(&parameters, EVENTS).respond(&listed, |event| rendered(event)))
}

pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
    path: Path<String>,
) -> Result<Json<Value>, ApiError> {
    caller.needs(&["account.event.access.readonly"])?;
    let id = id_in(&path)?;
    let world = app.world();
    let event = world
        .events
        .iter()
        .find(|event| event.id == id)
        .ok_or(ApiError::NotFound)?;
    Ok(Json(rendered(event)))
}

/// The numbers of a list with commas between, by the first of the names that is there.
fn numbers(parameters: &Parameters, names: &[&str]) -> Result<Option<Vec<i64>>, ApiError> {
    let given = names.iter().find_map(|name| {
        parameters
            .get(*name)
            .filter(|list| !list.is_empty())
            .map(|list| (name, list))
    });
    let Some((name, list)) = given else {
        return Ok(None);
    };
    let numbers = list
        .split(',')
        .map(|number| number.trim().parse())
        .collect::<Result<_, _>>();
    numbers
        .map(Some)
        .map_err(|_| ApiError::bad_request(&format!("{name} must be numbers with commas between")))
}

fn rendered(event: &Event) -> Value {
    json!({
        "id": event.id,
        "event_id": event.id,
        "event_code": event.event_code,
        "event_label": event.event_label,
        "door_controller_id": event.channel_id,
        "door_controller_name": event.channel_name,
        "channel_id": event.channel_id,
        "channel_name": event.channel_name,
        "person_id": event.person_id,
        "person_name": event.person_name,
        "credentials_number": event.credentials_number,
        "created_at": utc(event.created_at),
        "updated_at": utc(event.updated_at),
    })
}
