//! Reads DoorFlow's lists into the store, each with its watermark.

use std::collections::HashSet;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use doorflow::{ChannelsQuery, Page, VisitsQuery};
use futures_util::{Stream, StreamExt};
use tokio::time::Instant;

use super::found::{Found, Read};
use super::gone::{self, Snapshot};
use super::pace::{self, Round};
use super::{rows, strangers};
use crate::booking::VisitKind;
use crate::building::{Building, VisitId, lock};
use crate::call::CallError;
use crate::news::{Pulling, Source, Topic};
use crate::session::Capability;
use crate::store::names::{Kind, NameRow};
use crate::store::visits::VisitRow;
use crate::store::watermarks::List;
use crate::store::{channels as channels_table, facts, names, people, visits, watermarks};

/// Each list is asked for a little more than what changed since it was last read: a record that was being written then is not missed.
pub(super) const OVERLAP: TimeDelta = TimeDelta::minutes(2);

/// A list can be this much older than its answer: what this desk has written since is not missing in it.
const LAGS: Duration = Duration::from_mins(2);

/// DoorFlow may list a visit no more a moment before its end has come by this desk's clock: it ended, and was not cancelled.
const ENDING: TimeDelta = TimeDelta::minutes(1);

/// Reads what a round asks for, as far as the sign-in may. A token that DoorFlow refuses is renewed once: with a sign-in that DoorFlow has ended, this is where that shows.
pub(crate) async fn everything(building: &Arc<Building>, round: &Round) -> Result<Read, CallError> {
    let token = building.session.access_token().await?;
    let mut found = Found::default();
    let mut read = every_list(building, round, &mut found).await;
    if let Err(CallError::DoorFlow(doorflow::Error::Unauthorised { .. })) = read {
        building.session.refused(&token);
        read = every_list(building, round, &mut found).await;
    }
    // What is kept by now is no news to the next round, whatever came of this one.
    found.tell(building).await;
    found.make_of(read)
}

async fn every_list(
    building: &Arc<Building>,
    round: &Round,
    found: &mut Found,
) -> Result<Read, CallError> {
    if round.asks(pace::List::Names) {
        names(building, found).await?;
        building.show_progress(Pulling::Places, 0, None);
    }
    let doors_due = round.asks(pace::List::Doors) && building.may(Capability::ReadDoors);
    if doors_due {
        let read = channels(building).await;
        if found.of(building, Source::Doors, read)? == Some(true) {
            found.topics.extend([Topic::Places, Topic::Visits]);
            found.doors_changed = true;
        }
    }
    let wonders = doors_due && building.wonders_about_doors().await?;
    // Where nobody wonders, its zone may have been changed all the same.
    if wonders || round.asks(pace::List::Names) {
        let knew = lock(&building.begun).clone();
        let read = super::account(building).await;
        found.of(building, Source::Account, read)?;
        if *lock(&building.begun) != knew {
            found.topics.push(Topic::Visits);
        }
    }
    let mut read = Read {
        settled: round.full.then_some(0),
        ..Read::default()
    };
    let mut unknown = false;
    for kind in [VisitKind::Reservation, VisitKind::GroupReservation] {
        if kind == VisitKind::GroupReservation && !round.asks(pace::List::GroupReservations) {
            continue;
        }
        let pulled = visits(building, kind, round.full).await;
        let Some(pulled) = found.of(building, kind.into(), pulled)? else {
            continue;
        };
        read.settled = read.settled.zip(pulled.settled).map(|(a, b)| a + b);
        unknown |= pulled.strangers;
        if pulled.changed {
            found.topics.push(Topic::Visits);
        }
    }
    // Said before the people are read, which can take long: the calendar is of use already.
    found.tell(building).await;
    if unknown || round.full {
        lock(&building.strangers).may_be();
    }
    if unknown || round.asks(pace::List::People) {
        let people = super::people::pull(building).await;
        if let Some(people) = found.of(building, Source::People, people)? {
            lock(&building.freshening).made_out(Source::People, people.whole, people.unreadable);
            read.more = people.more;
        }
    }
    // Whoever is still to be read may be in the list.
    if !read.more {
        strangers::ask(building).await?;
    }
    Ok(read)
}

/// What came of reading a list.
#[derive(Default)]
pub(super) struct Pulled {
    pub(super) changed: bool,
    /// Somebody is named whom this desk does not know.
    pub(super) strangers: bool,
    /// As in [`Read`].
    pub(super) settled: Option<usize>,
}

/// Everything that a list holds.
pub(crate) struct Whole<T> {
    pub(crate) items: Vec<T>,
    pub(crate) unreadable: usize,
    /// DoorFlow's time when the first page was made.
    asked_at: Option<DateTime<Utc>>,
}

impl Whole<VisitRow> {
    fn snapshot(&self) -> Snapshot {
        Snapshot::of(self.items.iter().map(|row| row.id), self.unreadable)
    }
}

/// Reads a list to its end.
pub(crate) async fn whole<T>(
    building: &Building,
    pages: impl Stream<Item = Result<Page<T>, doorflow::Error>>,
) -> Result<Whole<T>, CallError> {
    let mut pages = pin!(pages);
    let mut all = Whole {
        items: Vec::new(),
        unreadable: 0,
        asked_at: None,
    };
    while let Some(page) = pages.next().await {
        let page = page?;
        building.heard(page.server_time);
        all.asked_at = all.asked_at.or(page.server_time);
        all.unreadable += page.unreadable.len();
        all.items.extend(page.items);
    }
    Ok(all)
}

/// Groups, roles and sites.
async fn names(building: &Building, found: &mut Found) -> Result<(), CallError> {
    for (kind, capability, list) in [
        (Kind::Groups, Capability::ReadGroups, Source::Groups),
        (Kind::Roles, Capability::ReadRoles, Source::Roles),
        (Kind::Sites, Capability::ReadSites, Source::Sites),
    ] {
        if !building.may(capability) {
            continue;
        }
        let read = list_names(building, kind).await;
        if let Some(rows) = found.of(building, list, read)?
            && keep_names(building, kind, rows).await?
        {
            found.topics.push(Topic::Places);
        }
    }
    Ok(())
}

async fn list_names(building: &Building, kind: Kind) -> Result<Vec<NameRow>, CallError> {
    let token = building.session.access_token().await?;
    let client = &building.client;
    let mut rows: Vec<NameRow> = match kind {
        Kind::Groups => {
            let groups = client.groups(&token).await?.items;
            groups.iter().map(rows::group).collect()
        }
        Kind::Roles => {
            let roles = client.roles(&token).await?.items;
            roles.iter().map(rows::role).collect()
        }
        Kind::Sites => {
            let sites = whole(building, client.sites(&token)).await?.items;
            sites.iter().map(rows::site).collect()
        }
    };
    rows.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(rows)
}

/// Answers whether anything is different.
async fn keep_names(
    building: &Building,
    kind: Kind,
    rows: Vec<NameRow>,
) -> Result<bool, CallError> {
    Ok(building
        .store
        .run(move |connection| {
            let changed = names::all(connection, kind)? != rows;
            if changed {
                names::replace(connection, kind, &rows)?;
            }
            Ok(changed)
        })
        .await?)
}

/// The doors. Answers whether anything is different.
pub(crate) async fn channels(building: &Building) -> Result<bool, CallError> {
    let token = building.session.access_token().await?;
    let asked = building.now();
    let all = whole(
        building,
        building.client.channels(&token, ChannelsQuery::default()),
    )
    .await?;
    let mut rows: Vec<_> = all.items.iter().map(rows::channel).collect();
    let unreadable = all.unreadable;
    lock(&building.freshening).made_out(Source::Doors, true, unreadable);
    let changed = building
        .store
        .run(move |connection| {
            let known = channels_table::all(connection)?;
            if unreadable > 0 {
                // One that is not made sense of is no door that is gone.
                let listed: HashSet<_> = rows.iter().map(|row| row.id).collect();
                rows.extend(
                    known
                        .iter()
                        .filter(|row| !listed.contains(&row.id))
                        .cloned(),
                );
            }
            rows.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
            let changed = known != rows;
            if changed {
                channels_table::replace(connection, &rows)?;
            }
            Ok(changed)
        })
        .await?;
    let more = lock(&building.begun).doors_are_of(asked);
    Ok(changed || more)
}

/// Reservations or group reservations: what changed since the watermark, or all of them.
async fn visits(building: &Building, kind: VisitKind, full: bool) -> Result<Pulled, CallError> {
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
        return super::calendar::first(building, kind, list).await;
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
            for row in rows {
                if visits::get(connection, kind, row.id)?.as_ref() != Some(&row) {
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

/// One group reservation, read afresh and kept; the page is told if it is not as it was. `None` when DoorFlow has it no longer: then
/// it is forgotten here too.
pub(crate) async fn group_reservation(
    building: &Building,
    id: i64,
) -> Result<Option<VisitRow>, CallError> {
    let answer = building
        .call(|client, token| async move { client.group_reservation(&token, id.into()).await })
        .await;
    let visit: VisitId = (VisitKind::GroupReservation, id);
    let row = match answer {
        // What this desk took back does not come to life again by an answer from before.
        Ok(answer) => Some(rows::group_reservation(&answer.value))
            .filter(|row| row.deactivated || !building.is_gone(visit)),
        Err(CallError::DoorFlow(doorflow::Error::NotFound { .. })) => None,
        Err(error) => return Err(error),
    };
    let kept = row.clone();
    building.about_to_keep(visit);
    let changed = building
        .store
        .run(move |connection| {
            let before = visits::get(connection, visit.0, visit.1)?;
            match &kept {
                Some(row) => visits::upsert(connection, std::slice::from_ref(row))?,
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

impl Building {
    /// Shows how far the first read has come; later reads are not worth a figure.
    pub(super) fn show_progress(&self, what: Pulling, done: usize, total: Option<u64>) {
        let mut freshening = lock(&self.freshening);
        if freshening.is_first() {
            freshening.goes_on(what, done, total);
        }
    }
}
