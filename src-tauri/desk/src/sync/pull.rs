//! Reads DoorFlow's lists into the store: what a round asks for, and the short lists. The visits and the people have rooms of their own.

use std::collections::HashSet;
use std::pin::pin;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use doorflow::{ChannelsQuery, Page};
use futures_util::{Stream, StreamExt};

use super::found::{Found, Read};
use super::pace::{self, Round};
use super::{reservations, rows, strangers};
use crate::booking::VisitKind;
use crate::building::{Building, lock};
use crate::call::CallError;
use crate::news::{Pulling, Source, Topic};
use crate::session::Capability;
use crate::store::names::{Kind, NameRow};
use crate::store::{channels as channels_table, names};

/// Each list is asked for a little more than what changed since it was last read: a record that was being written then is not missed.
pub(super) const OVERLAP: TimeDelta = TimeDelta::minutes(2);

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
        let pulled = reservations::pull(building, kind, round.full).await;
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
    pub(super) asked_at: Option<DateTime<Utc>>,
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
    let changed = building
        .store
        .run(move |connection| {
            let changed = names::all(connection, kind)? != rows;
            if changed {
                names::replace(connection, kind, &rows)?;
            }
            Ok(changed)
        })
        .await?;
    if changed {
        lock(&building.spots).forget();
    }
    Ok(changed)
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
    if changed {
        lock(&building.spots).forget();
    }
    let more = lock(&building.begun).doors_are_of(asked);
    Ok(changed || more)
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
