//! Single facts: which account this is, its zone, what the sign-in may do.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::watermarks::List;

/// The account's id.
pub(crate) const ACCOUNT_ID: &str = "account_id";
/// Somebody has begun to sign in since, and it is not known as whom.
pub(crate) const ACCOUNT_IN_DOUBT: &str = "account_in_doubt";
/// By which client the account was opened, and at which DoorFlow.
pub(crate) const OPENED_BY: &str = "opened_by";
/// The account's name.
pub(crate) const ACCOUNT_NAME: &str = "account_name";
/// The signed-in user's name.
pub(crate) const USER_NAME: &str = "user_name";
/// The account's zone, an IANA name.
pub(crate) const ZONE: &str = "zone";
/// The scopes granted, space-separated.
pub(crate) const SCOPES: &str = "scopes";
/// When everything was last read, UTC milliseconds.
pub(crate) const READ_AT: &str = "read_at";
/// When the people were last read in full, UTC milliseconds.
pub(crate) const PEOPLE_READ_AT: &str = "people_read_at";
/// How often the outbox was changed, at least.
pub(crate) const OUTBOX_CHANGES: &str = "outbox_changes";

/// Since when the door log is known without a gap, UTC milliseconds.
pub(crate) const EVENTS_FROM: &str = "events_from";

/// Which days the last page began with.
pub(crate) const FIRST_SPAN: &str = "first_span";

/// When this file was begun anew, since the one before was damaged or its key was gone, UTC milliseconds.
pub(crate) const BEGUN_ANEW: &str = "begun_anew";
/// That was stamped before DoorFlow had said the time.
const BEGUN_ANEW_UNSURE: &str = "begun_anew_unsure";
/// Somebody has read that it was.
pub(crate) const BEGUN_ANEW_SEEN: &str = "begun_anew_seen";

/// Up to when a run worked in memory in this file's stead, UTC milliseconds.
pub(crate) const UNKEPT: &str = "unkept";
/// That was stamped before DoorFlow had said the time.
const UNKEPT_UNSURE: &str = "unkept_unsure";

/// The stamps of what an opening finds, each with the name of what says that it is by this machine's clock alone.
pub(crate) const STAMPS: [(&str, &str); 2] = [ANEW_STAMP, UNKEPT_STAMP];
pub(crate) const ANEW_STAMP: (&str, &str) = (BEGUN_ANEW, BEGUN_ANEW_UNSURE);
pub(crate) const UNKEPT_STAMP: (&str, &str) = (UNKEPT, UNKEPT_UNSURE);

/// Who was here last, as JSON.
pub(crate) const ROLL_CALL: &str = "roll_call";

/// The key of what imported rows are known again by, hexadecimal.
pub(crate) const PRINT_KEY: &str = "print_key";

/// How far a list has come that is being read for the first time.
pub(crate) fn course(list: List) -> &'static str {
    match list {
        List::People => "course_people",
        List::Reservations => "course_reservations",
        List::GroupReservations => "course_group_reservations",
        List::Events => "course_events",
    }
}

/// One fact.
pub(crate) fn read(connection: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT value FROM facts WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()
}

/// A fact that is an instant; `None` where it is none.
pub(crate) fn read_instant(
    connection: &Connection,
    name: &str,
) -> rusqlite::Result<Option<DateTime<Utc>>> {
    let text = read(connection, name)?;
    Ok(text.and_then(|text| text.parse().ok()).map(super::instant))
}

/// When the store was begun anew, where nobody has read that yet.
pub(crate) fn begun_anew_unread(
    connection: &Connection,
) -> rusqlite::Result<Option<DateTime<Utc>>> {
    let seen = read(connection, BEGUN_ANEW_SEEN)?.is_some();
    Ok(read_instant(connection, BEGUN_ANEW)?.filter(|_| !seen))
}

/// Writes a stamp; `sure` where that is not this machine's clock's alone.
pub(crate) fn stamp(
    connection: &Connection,
    (name, unsure): (&str, &str),
    at: DateTime<Utc>,
    sure: bool,
) -> rusqlite::Result<()> {
    write(connection, name, &super::millis(at).to_string())?;
    if sure {
        remove(connection, unsure)
    } else {
        write(connection, unsure, "1")
    }
}

/// Sets one fact.
pub(crate) fn write(connection: &Connection, name: &str, value: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO facts (name, value) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )?
        .execute(params![name, value])?;
    Ok(())
}

/// Forgets one fact.
pub(crate) fn remove(connection: &Connection, name: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM facts WHERE name = ?1")?
        .execute([name])?;
    Ok(())
}
