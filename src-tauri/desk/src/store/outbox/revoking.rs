//! Credentials that are being revoked.

use doorflow::PersonId;
use rusqlite::{Connection, params};

use super::{COLUMNS, EntryRow, from_row};

/// The writes of an account that revoke a credential of this person and are not done, oldest first.
pub(crate) fn revokes(
    connection: &Connection,
    account: &str,
    person: PersonId,
) -> rusqlite::Result<Vec<EntryRow>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM entries WHERE account = ?1 AND person_id = ?2 AND what = 'revoke' AND state <> 'accepted' ORDER BY id"
        ))?
        .query_map(params![account, person.0], from_row)?
        .collect()
}
