//! Who was checked in or out by hand. It is kept beside the visits and not in them, since a list of DoorFlow's replaces those.

use chrono::{DateTime, Utc};
use doorflow::PersonId;
use rusqlite::{Connection, OptionalExtension, params};

use super::visits::{kind_of, letter};
use super::{instant, millis};
use crate::booking::VisitKind;
use crate::building::VisitId;

/// What was said of a visit by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MarkRow {
    pub(crate) kind: VisitKind,
    pub(crate) visit_id: i64,
    pub(crate) person: PersonId,
    /// When they were checked in.
    pub(crate) came: Option<DateTime<Utc>>,
    /// When they were checked out.
    pub(crate) left: Option<DateTime<Utc>>,
    /// The visit is not there any more, or DoorFlow has ended it: it may have been moved, and is another one now.
    pub(crate) orphan: bool,
}

const FIND: &str = "SELECT kind, visit_id, person_id, came_at, left_at,
    NOT EXISTS (SELECT 1 FROM visits v WHERE v.kind = marks.kind AND v.id = marks.visit_id AND v.state <> 'deactivated') FROM marks";

fn from_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<MarkRow> {
    Ok(MarkRow {
        kind: kind_of(&row.get::<_, String>(0)?),
        visit_id: row.get(1)?,
        person: PersonId(row.get(2)?),
        came: row.get::<_, Option<i64>>(3)?.map(instant),
        left: row.get::<_, Option<i64>>(4)?.map(instant),
        orphan: row.get(5)?,
    })
}

/// What was said of a visit.
pub(crate) fn get(
    connection: &Connection,
    kind: VisitKind,
    id: i64,
) -> rusqlite::Result<Option<MarkRow>> {
    connection
        .prepare_cached(&format!("{FIND} WHERE kind = ?1 AND visit_id = ?2"))?
        .query_row(params![letter(kind), id], from_row)
        .optional()
}

/// Everything that was said at `from` or later, of whomever: there is little of it.
pub(crate) fn since(
    connection: &Connection,
    from: DateTime<Utc>,
) -> rusqlite::Result<Vec<MarkRow>> {
    connection
        .prepare_cached(&format!(
            "{FIND} WHERE max(coalesce(came_at, 0), coalesce(left_at, 0)) >= ?1 ORDER BY kind, visit_id"
        ))?
        .query_map([millis(from)], from_row)?
        .collect()
}

/// When a person was last checked in by hand.
pub(crate) fn last_came(
    connection: &Connection,
    person: PersonId,
) -> rusqlite::Result<Option<DateTime<Utc>>> {
    connection
        .prepare_cached("SELECT max(came_at) FROM marks WHERE person_id = ?1")?
        .query_row([person.0], |row| {
            Ok(row.get::<_, Option<i64>>(0)?.map(instant))
        })
}

/// When a person was last checked out by hand of any visit but these.
pub(crate) fn last_left(
    connection: &Connection,
    person: PersonId,
    besides: &[(VisitKind, i64)],
) -> rusqlite::Result<Option<DateTime<Utc>>> {
    let mut statement = connection.prepare_cached(
        "SELECT kind, visit_id, left_at FROM marks WHERE person_id = ?1 AND left_at IS NOT NULL",
    )?;
    let mut rows = statement.query([person.0])?;
    let mut last = None;
    while let Some(row) = rows.next()? {
        let visit = (kind_of(&row.get::<_, String>(0)?), row.get(1)?);
        if !besides.contains(&visit) {
            last = last.max(Some(instant(row.get(2)?)));
        }
    }
    Ok(last)
}

/// Says something of a visit in place of what was said before; nothing at all where both times are missing.
pub(crate) fn set(connection: &Connection, mark: &MarkRow) -> rusqlite::Result<()> {
    if mark.came.is_none() && mark.left.is_none() {
        connection
            .prepare_cached("DELETE FROM marks WHERE kind = ?1 AND visit_id = ?2")?
            .execute(params![letter(mark.kind), mark.visit_id])?;
        return Ok(());
    }
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO marks (kind, visit_id, person_id, came_at, left_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            letter(mark.kind),
            mark.visit_id,
            mark.person.0,
            mark.came.map(millis),
            mark.left.map(millis),
        ])?;
    Ok(())
}

/// Has what was said of one visit be said of another one, which it has become, unless something was said of that already.
pub(crate) fn carry(
    connection: &Connection,
    (kind, id): VisitId,
    (new_kind, new_id): VisitId,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "UPDATE OR IGNORE marks SET kind = ?3, visit_id = ?4 WHERE kind = ?1 AND visit_id = ?2",
        )?
        .execute(params![letter(kind), id, letter(new_kind), new_id])?;
    Ok(())
}

/// Removes what was last said before `before`; answers how many.
pub(crate) fn purge(connection: &Connection, before: DateTime<Utc>) -> rusqlite::Result<usize> {
    connection.execute(
        "DELETE FROM marks WHERE max(coalesce(came_at, 0), coalesce(left_at, 0)) < ?1",
        [millis(before)],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn a_mark_is_kept_replaced_and_taken_back() {
        let store = Store::in_memory().unwrap();
        let mark = MarkRow {
            kind: VisitKind::GroupReservation,
            visit_id: 4,
            person: PersonId(9),
            came: Some(instant(1000)),
            left: None,
            orphan: true,
        };
        let all = || {
            let one = store.run_here(|c| get(c, mark.kind, 4)).unwrap();
            let since = store.run_here(|c| since(c, instant(1000))).unwrap();
            assert_eq!(Vec::from_iter(one), since);
            since
        };
        store.run_here(|c| set(c, &mark)).unwrap();
        assert_eq!(all(), std::slice::from_ref(&mark), "its visit is not there");
        let out = MarkRow {
            left: Some(instant(3000)),
            ..mark.clone()
        };
        store.run_here(|c| set(c, &out)).unwrap();
        assert_eq!(all(), std::slice::from_ref(&out));
        assert_eq!(store.run_here(|c| purge(c, instant(3000))).unwrap(), 0);
        store
            .run_here(|c| {
                set(
                    c,
                    &MarkRow {
                        came: None,
                        left: None,
                        ..out
                    },
                )
            })
            .unwrap();
        assert_eq!(all(), []);
        store.run_here(|c| set(c, &mark)).unwrap();
        assert_eq!(store.run_here(|c| purge(c, instant(1001))).unwrap(), 1);
    }
}
