//! Reads people into the store and the directory, a page at a time: the first page is of use before the last has come.

use std::collections::HashSet;
use std::pin::pin;

use chrono::TimeDelta;
use doorflow::{PeopleQuery, PersonId};
use futures_util::StreamExt;

use super::pull::OVERLAP;
use super::rows;
use crate::building::Building;
use crate::call::CallError;
use crate::news::{Pulling, Topic};
use crate::session::Capability;
use crate::store::watermarks::List;
use crate::store::{facts, people, watermarks};

/// People are read in full at least this often: only a full list shows who is gone.
const PEOPLE_IN_FULL: TimeDelta = TimeDelta::hours(24);

/// People: what changed since the watermark; everybody at first and once a day. Answers how many could not be made sense of.
pub(super) async fn pull(building: &Building) -> Result<usize, CallError> {
    if !building.may(Capability::ReadPeople) {
        return Ok(0);
    }
    let now = building.now();
    let (watermark, read_at, known) = building
        .store
        .run(|connection| {
            let read_at = facts::read(connection, facts::PEOPLE_READ_AT)?;
            let known = people::ids(connection)?;
            Ok((watermarks::read(connection, List::People)?, read_at, known))
        })
        .await?;
    let read_at = read_at
        .and_then(|text| text.parse().ok())
        .map(crate::store::instant);
    let full = watermark.is_none() || read_at.is_none_or(|at| now - at > PEOPLE_IN_FULL);
    let query = PeopleQuery {
        since_utc: watermark.filter(|_| !full).map(|at| at - OVERLAP),
        ..PeopleQuery::default()
    };
    let token = building.session.access_token().await?;
    let mut pages = pin!(building.client.people(&token, &query));
    let mut seen: HashSet<PersonId> = HashSet::new();
    let (mut unreadable, mut asked_at) = (0, None);
    while let Some(page) = pages.next().await {
        let page = page?;
        building.heard(page.server_time);
        asked_at = asked_at.or(page.server_time);
        unreadable += page.unreadable.len();
        seen.extend(page.items.iter().map(|person| person.id));
        keep_people(building, page.items.iter().map(rows::person).collect()).await?;
        if full && read_at.is_none() {
            building.show_progress(Pulling::People, seen.len(), page.total);
            building.tell_status().await;
        }
    }
    if full && unreadable == 0 {
        for id in known.into_iter().filter(|id| !seen.contains(id)) {
            forget_if_gone(building, id).await?;
        }
    }
    building
        .store
        .run(move |connection| {
            if full {
                facts::write(
                    connection,
                    facts::PEOPLE_READ_AT,
                    &crate::store::millis(now).to_string(),
                )?;
            }
            watermarks::write(connection, List::People, asked_at.unwrap_or(now))
        })
        .await?;
    Ok(unreadable)
}

/// Keeps a page of people in the store and the directory; says so if any of them is new or different.
async fn keep_people(building: &Building, page: Vec<people::PersonRow>) -> Result<(), CallError> {
    let changed = building
        .store
        .run(move |connection| {
            let mut changed = Vec::new();
            for person in page {
                if people::get(connection, person.id)?.as_ref() != Some(&person) {
                    changed.push(person);
                }
            }
            people::upsert(connection, &changed)?;
            Ok(changed)
        })
        .await?;
    if !changed.is_empty() {
        building
            .directory_mut()
            .upsert(changed.iter().map(rows::entry));
        building.changed([Topic::People, Topic::Visits]);
    }
    Ok(())
}

/// A person whom a full list lacks is asked for by id: a list can shift under the walk, a 404 cannot.
async fn forget_if_gone(building: &Building, id: PersonId) -> Result<(), CallError> {
    match building
        .call(|client, token| async move { client.person(&token, id).await })
        .await
    {
        Err(CallError::DoorFlow(doorflow::Error::NotFound { .. })) => {
            building
                .store
                .run(move |connection| people::remove(connection, id))
                .await?;
            building.directory_mut().remove(&[id]);
            building.changed([Topic::People]);
            Ok(())
        }
        Ok(answer) => keep_people(building, vec![rows::person(&answer.value)]).await,
        Err(error) => Err(error),
    }
}
