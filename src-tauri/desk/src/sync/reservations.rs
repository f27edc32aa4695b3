//! Reads the visits into the store, with their watermark: what changed, or all of them. One that two full lists lack is gone; the first
//! reading is `calendar`'s.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use doorflow::VisitsQuery;
use tokio::time::Instant;

use super::gone::{self, Snapshot};
use super::pull::{OVERLAP, Pulled, Whole, whole};
use super::{calendar, rows};
use crate::booking::VisitKind;
use crate::building::{Building, VisitId, lock};
use crate::call::CallError;
use crate::news::Topic;
use crate::session::Capability;
use crate::store::visits::VisitRow;
use crate::store::watermarks::List;
use crate::store::{facts, people, visits, watermarks};

/// A list can be this much older than its answer: what this desk has written since is not missing in it.
const LAGS: Duration = Duration::from_mins(2);

/// DoorFlow may list a visit no more a moment before its end has come by this desk's clock: it ended, and was not cancelled.
const ENDING: TimeDelta = TimeDelta::minutes(1);

impl Whole<VisitRow> {
    fn snapshot(&self) -> Snapshot {
        Snapshot::of(self.items.iter().map(|row| row.id), self.unreadable)
    }
}

/// Reservations or group reservations: what changed since the watermark, or all of them.
pub(super) async fn pull(
    building: &Building,
    kind: VisitKind,
    full: bool,
) -> Result<Pulled, CallError> {
    let (capability, list) = match kind {
        VisitKind::Reservation => (Capability::ReadReservations, List::Reservations),
        VisitKind::GroupReservation => (Capability::ReadGroupReservations, List::GroupReservations),
    };
    if !building.may(capability) {
        return Ok(Pulled {
            settled: Some(0),
            ..Pulled::default()
        });
    }
    let now = building.now();
    let (watermark, known, left) = building
        .store
        .run(move |connection| {
            let watermark = watermarks::read(connection, list)?;
            // What changed is added to what is known; only a full list is held against it.
            let known = if full || watermark.is_none() {
                visits::ids_not_over(connection, kind, now)?
            } else {
                Vec::new()
            };
            let left = facts::read(connection, facts::course(list))?.is_some();
            Ok((watermark, known, left))
        })
        .await?;
    if watermark.is_none() && (known.is_empty() || left) {
        return calendar::first(building, kind, list).await;
    }
    let since = watermark.filter(|_| !full).map(|at| at - OVERLAP);
    let asked = Instant::now();
    let listed = list_visits(building, kind, since).await?;
    let (mut missing, mut settled) = (Vec::new(), Some(listed.items.len()));
    if since.is_none() {
        let first = listed.snapshot();
        if !first.lacks(&known).is_empty() {
            let second = list_visits(building, kind, None).await?.snapshot();
            match gone::gone(&known, &first, &second) {
                Some(ids) => missing = ids,
                None => settled = None,
            }
        }
    }
    let unreadable = listed.unreadable;
    lock(&building.freshening).made_out(kind.into(), since.is_none(), unreadable);
    let brought_nothing = listed.items.is_empty() && unreadable == 0 && missing.is_empty();
    let stays = |mark| watermarks::may_stay(mark, listed.asked_at.unwrap_or(now));
    if brought_nothing && watermark.is_some_and(stays) {
        return Ok(Pulled {
            settled,
            ..Pulled::default()
        });
    }
    let kept = keep_visits(building, (kind, list), asked, listed, missing).await?;
    Ok(Pulled {
        changed: kept.changed,
        strangers: kept.strangers,
        settled,
    })
}

/// What came of keeping a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    /// Anything is different.
    pub(super) changed: bool,
    /// What is different names somebody whom this desk does not know.
    strangers: bool,
}

/// Keeps a list that was asked for at `asked`, without `missing`, and its watermark, at once. What was written here meanwhile is newer
/// than the list, and what has ended is history.
pub(super) async fn keep_visits(
    building: &Building,
    (kind, list): (VisitKind, List),
    asked: Instant,
    listed: Whole<VisitRow>,
    mut missing: Vec<i64>,
) -> Result<Kept, CallError> {
    let newer = building.newer_than(asked);
    // Two lists in a row can be from before a visit that was just made.
    let lately = building.newer_than(asked.checked_sub(LAGS).unwrap_or(asked));
    let now = building.now();
    let mut rows = listed.items;
    let asked_at = listed.asked_at.unwrap_or(now);
    building
        .directory_mut()
        .booked(rows.iter().map(|row| row.person_id));
    Ok(building
        .store
        .run(move |connection| {
            rows.retain(|row| !newer((kind, row.id)));
            if !missing.is_empty() {
                // The later of both clocks: what has ended comes back from nowhere, and this machine's may not be corrected yet.
                let ended = now.max(asked_at) + ENDING;
                let standing = visits::ids_not_over(connection, kind, ended)?;
                missing.retain(|id| !lately((kind, *id)) && standing.contains(id));
            }
            let (mut different, mut strangers) = (Vec::new(), false);
            let by = now.max(asked_at);
            for mut row in rows {
                let before = visits::get(connection, kind, row.id)?;
                rows::as_it_ended(&mut row, before.as_ref(), by);
                if before.as_ref() != Some(&row) {
                    strangers |= people::get(connection, row.person_id)?.is_none();
                    different.push(row);
                }
            }
            let kept = Kept {
                changed: !missing.is_empty() || !different.is_empty(),
                strangers,
            };
            visits::upsert(connection, &different)?;
            for id in missing {
                visits::remove(connection, kind, id)?;
            }
            watermarks::write(connection, list, asked_at)?;
            Ok(kept)
        })
        .await?)
}

/// A list of visits; all of them without `since`.
pub(super) async fn list_visits(
    building: &Building,
    kind: VisitKind,
    since: Option<DateTime<Utc>>,
) -> Result<Whole<VisitRow>, CallError> {
    let token = building.session.access_token().await?;
    let query = VisitsQuery {
        since_utc: since,
        per_page: None,
    };
    Ok(match kind {
        VisitKind::Reservation => rows_of(
            &whole(building, building.client.reservations(&token, query)).await?,
            rows::reservation,
        ),
        VisitKind::GroupReservation => rows_of(
            &whole(building, building.client.group_reservations(&token, query)).await?,
            rows::group_reservation,
        ),
    })
}

fn rows_of<T>(all: &Whole<T>, row: impl Fn(&T) -> VisitRow) -> Whole<VisitRow> {
    Whole {
        items: all.items.iter().map(row).collect(),
        unreadable: all.unreadable,
        asked_at: all.asked_at,
    }
}

/// Everything of one kind that DoorFlow holds now, for settling what is unknown; and whether all of it could be read, without which
/// nothing can be said to be absent.
pub(crate) async fn snapshot(
    building: &Building,
    kind: VisitKind,
) -> Result<(Vec<VisitRow>, bool), CallError> {
    let all = list_visits(building, kind, None).await?;
    Ok((all.items, all.unreadable == 0))
}

/// What becomes of a visit here of which a 404 came.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gone {
    /// It is known for certain otherwise: it is forgotten.
    Forgotten,
    /// A 404 alone says nothing: a page on the way has that number too, and what has ended is history.
    ForTheLists,
}

/// One group reservation that was cancelled or replaced, read afresh and kept; the page is told if it is not as it was. `None` when DoorFlow has
/// it no longer: then it is forgotten here too.
pub(crate) async fn group_reservation(
    building: &Building,
    id: i64,
) -> Result<Option<VisitRow>, CallError> {
    read_again(building, id, Gone::Forgotten).await
}

/// As [`group_reservation`], of any: where a 404 comes it stays as it is known, until the lists lack it.
pub(crate) async fn group_reservation_as_known(
    building: &Building,
    id: i64,
) -> Result<Option<VisitRow>, CallError> {
    read_again(building, id, Gone::ForTheLists).await
}

async fn read_again(
    building: &Building,
    id: i64,
    where_gone: Gone,
) -> Result<Option<VisitRow>, CallError> {
    let answer = building
        .call(|client, token| async move { client.group_reservation(&token, id.into()).await })
        .await;
    let visit: VisitId = (VisitKind::GroupReservation, id);
    let (row, said_at) = match answer {
        // What this desk took back does not come to life again by an answer from before.
        Ok(answer) => (
            Some(rows::group_reservation(&answer.value))
                .filter(|row| row.deactivated || !building.is_gone(visit)),
            answer.server_time,
        ),
        Err(CallError::DoorFlow(doorflow::Error::NotFound { .. })) => (None, None),
        Err(error) => return Err(error),
    };
    if row.is_none() && where_gone == Gone::ForTheLists {
        return Ok(None);
    }
    let (mut kept, by) = (row.clone(), said_at.unwrap_or_else(|| building.now()));
    building.about_to_keep(visit);
    let changed = building
        .store
        .run(move |connection| {
            let before = visits::get(connection, visit.0, visit.1)?;
            match &mut kept {
                Some(row) => {
                    rows::as_it_ended(row, before.as_ref(), by);
                    visits::upsert(connection, std::slice::from_ref(row))?;
                }
                None => visits::remove(connection, visit.0, visit.1)?,
            }
            Ok(before != kept)
        })
        .await?;
    if changed {
        building.changed([Topic::Visits]);
    }
    Ok(row)
}
