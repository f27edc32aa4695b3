-- Ids, times and codes only: no name and no sentence of DoorFlow's is kept here. Instants are UTC milliseconds since 1970.

-- Which file this is, so that one that was put back from a copy is known as such.
CREATE TABLE identity (
    inode   INTEGER NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;

CREATE TABLE entries (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Whose it is: what was to be booked in one account is never sent to another, where ids mean something else.
    account    TEXT NOT NULL,
    booking    INTEGER NOT NULL,
    what       TEXT NOT NULL CHECK (what IN ('book', 'cancel')),
    kind       TEXT NOT NULL CHECK (kind IN ('r', 'g')),
    person_id  INTEGER NOT NULL,
    start_at   INTEGER NOT NULL,
    end_at     INTEGER NOT NULL,
    place_ids  TEXT NOT NULL,
    -- What DoorFlow held for the same person, instants and places before the first byte was sent.
    held       TEXT NOT NULL,
    state      TEXT NOT NULL,
    reason     TEXT NOT NULL,
    -- The visit that it made or takes back.
    visit_id   INTEGER,
    -- The booking that must be known before this can be done.
    after      INTEGER,
    -- Whether the calendar's own store has what came of it.
    kept       INTEGER NOT NULL,
    -- NULL: there is nothing to tell the doors; 0: they are to be told; else when DoorFlow was asked to.
    told_at    INTEGER,
    -- Visits that look like it, where several do.
    alike      TEXT NOT NULL,
    made_at    INTEGER NOT NULL,
    sent_at    INTEGER,
    since      INTEGER NOT NULL,
    unknown_at INTEGER,
    next_look  INTEGER
) STRICT;
CREATE INDEX entries_by_state ON entries (state);
