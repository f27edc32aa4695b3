//! What was noted of visits, in the encrypted store.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use doorflow::PersonId;
use rusqlite::{Connection, OptionalExtension, params};

use super::millis;
use crate::booking::About;

/// A host's name as the directory has it now, else as it was when they were chosen.
const HOST: &str = "coalesce(nullif(trim(p.first_name || ' ' || p.last_name), ''), a.host)";

/// What was noted under a key.
pub(crate) fn get(connection: &Connection, key: &str) -> rusqlite::Result<Option<About>> {
    connection
        .prepare_cached(&format!(
            "SELECT a.host_id, {HOST}, a.purpose, a.note FROM about a LEFT JOIN people p ON p.id = a.host_id WHERE a.key = ?1"
        ))?
        .query_row([key], |row| {
            Ok(About {
                host_id: row.get::<_, Option<i64>>(0)?.map(PersonId),
                host: row.get(1)?,
                purpose: row.get(2)?,
                note: row.get(3)?,
            })
        })
        .optional()
}

/// The hosts that were noted under these keys.
pub(crate) fn hosts<'a>(
    connection: &Connection,
    keys: impl IntoIterator<Item = &'a str>,
) -> rusqlite::Result<HashMap<String, String>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {HOST} FROM about a LEFT JOIN people p ON p.id = a.host_id WHERE a.key = ?1 AND a.host <> ''"
    ))?;
    let mut hosts = HashMap::new();
    for key in keys {
        let host = statement.query_row([key], |row| row.get(0)).optional()?;
        hosts.extend(host.map(|host| (key.to_owned(), host)));
    }
    Ok(hosts)
}

/// Notes it under a key, in place of what was there.
pub(crate) fn set(
    connection: &Connection,
    key: &str,
    about: &About,
    now: DateTime<Utc>,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO about (key, host_id, host, purpose, note, since) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            key,
            about.host_id.map(|host| host.0),
            about.host,
            about.purpose,
            about.note,
            millis(now)
        ])?;
    Ok(())
}

/// Notes under another key what is noted under this one; what is there already stays.
pub(crate) fn copy(connection: &Connection, from: &str, to: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO about (key, host_id, host, purpose, note, since)
             SELECT ?2, host_id, host, purpose, note, since FROM about WHERE key = ?1",
        )?
        .execute([from, to])?;
    Ok(())
}

/// Removes what was noted before `before` of visits that are not there (any more), but for what these keys still stand for; answers how much.
pub(crate) fn purge(
    connection: &Connection,
    before: DateTime<Utc>,
    keys: &[String],
) -> rusqlite::Result<usize> {
    let keys = serde_json::Value::from(keys).to_string();
    connection.execute(
        "DELETE FROM about WHERE since < ?1 AND key NOT IN (SELECT kind || id FROM visits)
         AND key NOT IN (SELECT value FROM json_each(?2))",
        params![millis(before), keys],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Store, instant, visits};

    fn about(host: &str, note: &str) -> About {
        About {
            host_id: Some(PersonId(7)),
            host: host.to_owned(),
            purpose: String::new(),
            note: note.to_owned(),
        }
    }

    #[test]
    fn what_was_noted_goes_on_with_the_visit_and_is_not_written_over() {
        let store = Store::in_memory().unwrap();
        let read = |key: &'static str| store.run_here(move |c| get(c, key)).unwrap();
        let first = about("Ana Kos", "by car");
        store
            .run_here(|c| {
                set(c, "mark", &first, instant(0))?;
                copy(c, "mark", "r1")?;
                copy(c, "nothing", "r2")
            })
            .unwrap();
        assert_eq!(read("r1"), Some(first));
        assert_eq!(read("r2"), None);
        let later = about("Ana Kos", "by train");
        store
            .run_here(|c| {
                set(c, "r1", &later, instant(0))?;
                copy(c, "mark", "r1")
            })
            .unwrap();
        assert_eq!(read("r1"), Some(later), "what was said since stands");
        let found = store.run_here(|c| hosts(c, ["r1", "r2"])).unwrap();
        assert_eq!(found, [("r1".to_owned(), "Ana Kos".to_owned())].into());
    }

    #[test]
    fn it_goes_with_its_visit_unless_a_write_still_needs_it() {
        let store = Store::in_memory().unwrap();
        let row = visits::VisitRow {
            kind: crate::booking::VisitKind::Reservation,
            id: 1,
            person_id: PersonId(3),
            start: instant(0),
            end: instant(10),
            place_ids: vec![1],
            deactivated: false,
            created_at: None,
        };
        let left = store
            .run_here(|c| {
                visits::upsert(c, std::slice::from_ref(&row))?;
                for key in ["r1", "r2", "waiting", "lost"] {
                    set(c, key, &about("Ana", ""), instant(5))?;
                }
                set(c, "new", &about("Ana", ""), instant(50))?;
                purge(c, instant(40), &["waiting".to_owned()])?;
                let mut keys = Vec::new();
                for key in ["r1", "r2", "waiting", "lost", "new"] {
                    keys.extend(get(c, key)?.map(|_| key));
                }
                Ok(keys)
            })
            .unwrap();
        assert_eq!(left, ["r1", "waiting", "new"]);
    }
}
