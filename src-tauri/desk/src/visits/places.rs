//! Doors, groups and sites as the page lists them.

use doorflow::{ChannelId, GroupId, SiteId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
