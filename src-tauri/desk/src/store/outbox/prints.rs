//! By what an imported row is known again: keyed hashes, kept with the writes that it became and gone with them.

use rusqlite::{Connection, params};

use super::{COLUMNS, EntryRow, from_row};

/// Keeps a write's prints.
pub(crate) fn add(connection: &Connection, entry: i64, prints: &[String]) -> rusqlite::Result<()> {
    let mut statement =
        connection.prepare_cached("INSERT OR IGNORE INTO prints (print, entry) VALUES (?1, ?2)")?;
    for print in prints {
        statement.execute(params![print, entry])?;
    }
    Ok(())
}

/// Every write of an account that has prints, once for each.
pub(crate) fn all(
    connection: &Connection,
    account: &str,
) -> rusqlite::Result<Vec<(String, EntryRow)>> {
    let columns: Vec<String> = COLUMNS
        .split(", ")
        .map(|it| format!("entries.{it}"))
        .collect();
    connection
        .prepare_cached(&format!(
            "SELECT {}, prints.print FROM prints JOIN entries ON entries.id = prints.entry WHERE entries.account = ?1",
            columns.join(", ")
        ))?
        .query_map([account], |row| {
            Ok((row.get(columns.len())?, from_row(row)?))
        })?
        .collect()
}

/// The writes of an account that have one of these prints, each with the print.
pub(crate) fn find(
    connection: &Connection,
    account: &str,
    prints: &[String],
) -> rusqlite::Result<Vec<(String, EntryRow)>> {
    let prints = serde_json::Value::from(prints).to_string();
    let columns: Vec<String> = COLUMNS
        .split(", ")
        .map(|it| format!("entries.{it}"))
        .collect();
    connection
        .prepare_cached(&format!(
            "SELECT {}, prints.print FROM prints JOIN entries ON entries.id = prints.entry
             WHERE prints.print IN (SELECT value FROM json_each(?1)) AND entries.account = ?2 ORDER BY entries.id",
            columns.join(", ")
        ))?
        .query_map(params![prints, account], |row| {
            Ok((row.get(columns.len())?, from_row(row)?))
        })?
        .collect()
}
