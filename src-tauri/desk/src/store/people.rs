//! People: what the directory and the drawer need while DoorFlow cannot be asked. Notes, barcode and custom fields are not kept.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};
use doorflow::PersonId;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{id_list, ids_of, instant, millis};
use crate::directory::Entry;

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PersonRow {
    pub(crate) id: PersonId,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) salutation: String,
    pub(crate) job_title: String,
    pub(crate) email: String,
    pub(crate) organisation_id: Option<i64>,
    pub(crate) system_id: String,
    pub(crate) department: String,
    pub(crate) telephone: String,
    pub(crate) mobile: String,
    pub(crate) enabled: bool,
    pub(crate) valid_from: Option<DateTime<Utc>>,
    pub(crate) valid_to: Option<DateTime<Utc>>,
    pub(crate) has_photo: bool,
    pub(crate) group_ids: Vec<i64>,
    pub(crate) role_ids: Vec<i64>,
}

const COLUMNS: &str = "id, first_name, last_name, salutation, job_title, email, organisation_id, system_id, department,
    telephone, mobile, enabled, valid_from, valid_to, has_photo, group_ids, role_ids";

fn from_row(row: &Row<'_>) -> rusqlite::Result<PersonRow> {
    Ok(PersonRow {
        id: PersonId(row.get(0)?),
        first_name: row.get(1)?,
        last_name: row.get(2)?,
        salutation: row.get(3)?,
        job_title: row.get(4)?,
        email: row.get(5)?,
        organisation_id: row.get(6)?,
        system_id: row.get(7)?,
        department: row.get(8)?,
        telephone: row.get(9)?,
        mobile: row.get(10)?,
        enabled: row.get(11)?,
        valid_from: row.get::<_, Option<i64>>(12)?.map(instant),
        valid_to: row.get::<_, Option<i64>>(13)?.map(instant),
        has_photo: row.get(14)?,
        group_ids: ids_of(&row.get::<_, String>(15)?),
        role_ids: ids_of(&row.get::<_, String>(16)?),
    })
}

/// All ids there are lie from the first of these to the last; none where there is nobody.
pub(crate) fn ends(connection: &Connection) -> rusqlite::Result<Option<RangeInclusive<i64>>> {
    let ends: (Option<i64>, Option<i64>) = connection
        .prepare_cached("SELECT (SELECT min(id) FROM people), (SELECT max(id) FROM people)")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(ends.0.zip(ends.1).map(|(first, last)| first..=last))
}

/// What the directory holds of the first so many people with these ids, by id: no more is read, since they may be many.
pub(crate) fn entries(
    connection: &Connection,
    ids: &RangeInclusive<i64>,
    most: u32,
) -> rusqlite::Result<Vec<Entry>> {
    let entry = |row: &Row<'_>| {
        Ok(Entry {
            id: PersonId(row.get(0)?),
            first_name: row.get(1)?,
            last_name: row.get(2)?,
            email: row.get(3)?,
            department: row.get(4)?,
            job_title: row.get(5)?,
            system_id: row.get(6)?,
            mobile: row.get(7)?,
            telephone: row.get(8)?,
            enabled: row.get(9)?,
            valid_from: row.get::<_, Option<i64>>(10)?.map(instant),
            valid_to: row.get::<_, Option<i64>>(11)?.map(instant),
        })
    };
    connection
        .prepare_cached(
            "SELECT id, first_name, last_name, email, department, job_title, system_id, mobile, telephone, enabled, valid_from,
                valid_to FROM people WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3",
        )?
        .query_map(params![ids.start(), ids.end(), most], entry)?
        .collect()
}

/// Everybody's id.
pub(crate) fn ids(connection: &Connection) -> rusqlite::Result<HashSet<i64>> {
    connection
        .prepare_cached("SELECT id FROM people")?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// The highest id of all; `None` where there is nobody.
pub(crate) fn last(connection: &Connection) -> rusqlite::Result<Option<PersonId>> {
    connection
        .prepare_cached("SELECT max(id) FROM people")?
        .query_row([], |row| Ok(row.get::<_, Option<i64>>(0)?.map(PersonId)))
}

/// One person.
pub(crate) fn get(connection: &Connection, id: PersonId) -> rusqlite::Result<Option<PersonRow>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM people WHERE id = ?1"))?
        .query_row([id.0], from_row)
        .optional()
}

/// Those who are nobody here.
pub(crate) fn unknown(
    connection: &Connection,
    ids: Vec<PersonId>,
) -> rusqlite::Result<Vec<PersonId>> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM people WHERE id = ?1")?;
    let mut unknown = Vec::new();
    for id in ids {
        if !statement.exists([id.0])? {
            unknown.push(id);
        }
    }
    Ok(unknown)
}

/// Adds or replaces people.
pub(crate) fn upsert(connection: &Connection, people: &[PersonRow]) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(&format!(
        "INSERT OR REPLACE INTO people ({COLUMNS})
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)"
    ))?;
    for person in people {
        statement.execute(params![
            person.id.0,
            person.first_name,
            person.last_name,
            person.salutation,
            person.job_title,
            person.email,
            person.organisation_id,
            person.system_id,
            person.department,
            person.telephone,
            person.mobile,
            person.enabled,
            person.valid_from.map(millis),
            person.valid_to.map(millis),
            person.has_photo,
            id_list(person.group_ids.iter().copied()),
            id_list(person.role_ids.iter().copied()),
        ])?;
    }
    Ok(())
}

/// Removes one person.
pub(crate) fn remove(connection: &Connection, id: PersonId) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM people WHERE id = ?1")?
        .execute([id.0])?;
    Ok(())
}
