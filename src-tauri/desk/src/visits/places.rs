//! Doors, groups and sites as the page lists them.

use std::collections::{HashMap, HashSet};

use doorflow::{ChannelId, GroupId, SiteId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::desk::Desk;
use crate::error::DeskError;
use crate::store::channels::{self, DoorSync};
use crate::store::names::{self, Kind};
use crate::store::{outbox, visits as table};

/// How many of the latest reservations say which doors are usual.
const LATEST: u32 = 30;

/// A door that can be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Door {
    /// The channel.
    #[ts(type = "number")]
    pub id: ChannelId,
    /// Its name.
    pub name: String,
    /// Its site, if it has one.
    #[ts(type = "number | null")]
    pub site_id: Option<SiteId>,
    /// Connected.
    pub online: bool,
    /// In lockdown.
    pub lockdown: bool,
    /// Its last sync failed.
    pub failing: bool,
}

/// A group that a visitor can join for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    /// The group.
    #[ts(type = "number")]
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// DoorFlow's note about it; may be empty.
    pub notes: String,
}

/// A building.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Site {
    /// The site.
    #[ts(type = "number")]
    pub id: SiteId,
    /// Its name.
    pub name: String,
}

/// Everywhere a visitor can be let in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Places {
    /// By site name, then door name.
    pub doors: Vec<Door>,
    /// By name.
    pub groups: Vec<Group>,
    /// By name.
    pub sites: Vec<Site>,
    /// The doors that this desk booked most lately, for *usual doors*.
    #[ts(type = "number[]")]
    pub usual_doors: Vec<ChannelId>,
}

impl Desk {
    /// Doors, groups and sites.
    ///
    /// # Errors
    /// `machine` when the store cannot be read.
    pub async fn places(&self) -> Result<Places, DeskError> {
        let building = self.building();
        let (doors, groups, sites, everyones) = building
            .store
            .run(|connection| {
                Ok((
                    channels::all(connection)?,
                    names::all(connection, Kind::Groups)?,
                    names::all(connection, Kind::Sites)?,
                    table::latest_doors(connection, LATEST)?,
                ))
            })
            .await?;
        let account = building.account_id();
        let mut latest = building
            .outbox
            .store
            .run(move |c| outbox::latest_doors(c, &account, LATEST))
            .await?;
        if latest.is_empty() {
            latest = everyones;
        }
        let known: HashSet<i64> = doors.iter().map(|door| door.id.0).collect();
        let site_order: HashMap<i64, usize> = sites
            .iter()
            .enumerate()
            .map(|(at, site)| (site.id, at))
            .collect();
        let mut doors: Vec<Door> = doors
            .into_iter()
            .map(|door| Door {
                id: door.id,
                name: door.name,
                site_id: door.site_id,
                online: door.online,
                lockdown: door.lockdown,
                failing: door.sync == DoorSync::Fail,
            })
            .collect();
        doors.sort_by_key(|door| {
            door.site_id
                .and_then(|site| site_order.get(&site.0))
                .copied()
                .unwrap_or(usize::MAX)
        });
        Ok(Places {
            doors,
            groups: groups
                .into_iter()
                .map(|group| Group {
                    id: GroupId(group.id),
                    name: group.name,
                    notes: group.notes,
                })
                .collect(),
            sites: sites
                .into_iter()
                .map(|site| Site {
                    id: SiteId(site.id),
                    name: site.name,
                })
                .collect(),
            usual_doors: usual(&latest)
                .into_iter()
                .filter(|id| known.contains(id))
                .map(ChannelId)
                .collect(),
        })
    }
}

/// The set of doors that was booked most often; the latest of them where several were.
fn usual(latest: &[Vec<i64>]) -> Vec<i64> {
    let mut counts: HashMap<&[i64], usize> = HashMap::new();
    for doors in latest.iter().filter(|doors| !doors.is_empty()) {
        *counts.entry(doors).or_default() += 1;
    }
    let most = counts.values().copied().max().unwrap_or(0);
    latest
        .iter()
        .find(|doors| counts.get(doors.as_slice()) == Some(&most))
        .cloned()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_doors_are_those_booked_most_often() {
        assert_eq!(usual(&[]), Vec::<i64>::new());
        assert_eq!(
            usual(&[vec![], vec![4]]),
            [4],
            "a booking with no door says nothing"
        );
        assert_eq!(
            usual(&[vec![3], vec![1, 2], vec![1, 2], vec![3], vec![5]]),
            [3],
            "the latest of equals"
        );
        assert_eq!(usual(&[vec![3], vec![1, 2], vec![1, 2]]), [1, 2]);
    }
}
