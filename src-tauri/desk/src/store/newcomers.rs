//! People who are to be made in DoorFlow: in the encrypted store alone, and only until they are made.

use doorflow::GroupId;
use rusqlite::{Connection, OptionalExtension, params};

use crate::booking::Newcomer;

/// Keeps who a mark stands for, and the group that they come into.
pub(crate) fn add(
    connection: &Connection,
    mark: &str,
    who: &Newcomer,
    group: Option<GroupId>,
) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO newcomers (mark, first_name, last_name, email, mobile, group_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            mark,
            who.first_name,
            who.last_name,
            who.email,
            who.mobile,
            group.map(|group| group.0)
        ],
    )?;
    Ok(())
}

/// Who a mark stands for; `None` where that is not known here (any more).
pub(crate) fn get(connection: &Connection, mark: &str) -> rusqlite::Result<Option<Newcomer>> {
    connection
        .prepare_cached(
            "SELECT first_name, last_name, email, mobile FROM newcomers WHERE mark = ?1",
        )?
        .query_row([mark], |row| {
            Ok(Newcomer {
                first_name: row.get(0)?,
                last_name: row.get(1)?,
                email: row.get(2)?,
                mobile: row.get(3)?,
            })
        })
        .optional()
}

/// The group that whoever a mark stands for comes into.
pub(crate) fn group(connection: &Connection, mark: &str) -> rusqlite::Result<Option<GroupId>> {
    let group = connection
        .prepare_cached("SELECT group_id FROM newcomers WHERE mark = ?1")?
        .query_row([mark], |row| row.get::<_, Option<i64>>(0))
        .optional()?;
    Ok(group.flatten().map(GroupId))
}

/// Forgets everybody but those of these marks.
pub(crate) fn keep_only(connection: &Connection, marks: &[String]) -> rusqlite::Result<()> {
    let marks = serde_json::Value::from(marks).to_string();
    connection.execute(
        "DELETE FROM newcomers WHERE mark NOT IN (SELECT value FROM json_each(?1))",
        [marks],
    )?;
    Ok(())
}
