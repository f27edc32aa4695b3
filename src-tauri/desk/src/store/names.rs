//! Groups, roles and sites: lists that are short and read whole, kept for their names.

use rusqlite::{Connection, params};

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `GET /groups`
    Groups,
    /// `GET /roles`
    Roles,
    /// `GET /sites`
    Sites,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NameRow {
    pub(crate) id: i64,
    pub(crate) name: String,
    /// Only groups have notes here.
    pub(crate) notes: String,
}

/// The whole list, by name.
pub(crate) fn all(connection: &Connection, kind: Kind) -> rusqlite::Result<Vec<NameRow>> {
    let sql = match kind {
        Kind::Groups => "SELECT id, name, notes FROM groups ORDER BY name, id",
        Kind::Roles => "SELECT id, name, '' FROM roles ORDER BY name, id",
        Kind::Sites => "SELECT id, name, '' FROM sites ORDER BY name, id",
    };
    connection
        .prepare_cached(sql)?
        .query_map([], |row| {
            Ok(NameRow {
                id: row.get(0)?,
                name: row.get(1)?,
                notes: row.get(2)?,
            })
        })?
        .collect()
}

/// Puts a whole list in place of the old one.
pub(crate) fn replace(
    connection: &Connection,
    kind: Kind,
    rows: &[NameRow],
) -> rusqlite::Result<()> {
    let (clear, insert) = match kind {
        Kind::Groups => (
            "DELETE FROM groups",
            "INSERT INTO groups (id, name, notes) VALUES (?1, ?2, ?3)",
        ),
        Kind::Roles => (
            "DELETE FROM roles",
            "INSERT INTO roles (id, name) VALUES (?1, ?2)",
        ),
        Kind::Sites => (
            "DELETE FROM sites",
            "INSERT INTO sites (id, name) VALUES (?1, ?2)",
        ),
    };
    connection.execute(clear, [])?;
    let mut statement = connection.prepare_cached(insert)?;
    for row in rows {
        match kind {
            Kind::Groups => statement.execute(params![row.id, row.name, row.notes])?,
            Kind::Roles | Kind::Sites => statement.execute(params![row.id, row.name])?,
        };
    }
    Ok(())
}
