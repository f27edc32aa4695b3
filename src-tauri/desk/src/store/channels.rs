//! Channels: the doors, as DoorFlow last described them.

use chrono::{DateTime, Utc};
use doorflow::{ChannelId, SiteId};
use rusqlite::{Connection, params};

use super::{instant, millis};

/// A door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ChannelRow {
    pub(crate) id: ChannelId,
    pub(crate) name: String,
    pub(crate) site_id: Option<SiteId>,
    pub(crate) online: bool,
    pub(crate) lockdown: bool,
    pub(crate) sync: DoorSync,
    pub(crate) last_sync_completed_at: Option<DateTime<Utc>>,
}

/// How a door's last sync went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DoorSync {
    /// Done.
    Ok,
    /// Failed.
    Fail,
    /// Waiting for it or in it, or a state that this program does not know.
    Behind,
}

impl DoorSync {
    fn key(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Fail => "fail",
            Self::Behind => "behind",
        }
    }

    fn from_key(key: &str) -> Self {
        match key {
            "ok" => Self::Ok,
            "fail" => Self::Fail,
            _ => Self::Behind,
        }
    }
}

/// Every door, by name.
pub(crate) fn all(connection: &Connection) -> rusqlite::Result<Vec<ChannelRow>> {
    connection
        .prepare_cached(
            "SELECT id, name, site_id, online, lockdown, sync_status, last_sync_completed_at
             FROM channels ORDER BY name, id",
        )?
        .query_map([], |row| {
            Ok(ChannelRow {
                id: ChannelId(row.get(0)?),
                name: row.get(1)?,
                site_id: row.get::<_, Option<i64>>(2)?.map(SiteId),
                online: row.get(3)?,
                lockdown: row.get(4)?,
                sync: DoorSync::from_key(&row.get::<_, String>(5)?),
                last_sync_completed_at: row.get::<_, Option<i64>>(6)?.map(instant),
            })
        })?
        .collect()
}

/// Whether a door that is online is taking a change.
pub(crate) fn any_behind(connection: &Connection) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM channels WHERE online AND sync_status = ?1")?
        .exists([DoorSync::Behind.key()])
}

/// Puts a whole list in place of the old one.
pub(crate) fn replace(connection: &Connection, channels: &[ChannelRow]) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM channels", [])?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO channels (id, name, site_id, online, lockdown, sync_status, last_sync_completed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for channel in channels {
        statement.execute(params![
            channel.id.0,
            channel.name,
            channel.site_id.map(|id| id.0),
            channel.online,
            channel.lockdown,
            channel.sync.key(),
            channel.last_sync_completed_at.map(millis),
        ])?;
    }
    Ok(())
}
