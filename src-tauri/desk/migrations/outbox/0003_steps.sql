-- A booking can have steps that follow one another: the kinds of write are the program's own codes from here on.
CREATE TABLE entries_of_steps (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Whose it is: what was to be booked in one account is never sent to another, where ids mean something else.
    account    TEXT NOT NULL,
    booking    INTEGER NOT NULL,
    what       TEXT NOT NULL,
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
    -- What must be done before this can be: the step before it, or the booking that it takes back.
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
INSERT INTO entries_of_steps
    (id, account, booking, what, kind, person_id, start_at, end_at, place_ids, held, state, reason, visit_id, after, kept, told_at,
     alike, made_at, sent_at, since, unknown_at, next_look)
SELECT id, account, booking, what, kind, person_id, start_at, end_at, place_ids, held, state, reason, visit_id, after, kept, told_at,
       alike, made_at, sent_at, since, unknown_at, next_look
FROM entries;
-- No number is ever given twice, also where the last rows were taken off.
DELETE FROM sqlite_sequence WHERE name = 'entries_of_steps';
INSERT INTO sqlite_sequence (name, seq) SELECT 'entries_of_steps', seq FROM sqlite_sequence WHERE name = 'entries';
DROP TABLE entries;
ALTER TABLE entries_of_steps RENAME TO entries;
CREATE INDEX entries_by_state ON entries (state);
CREATE INDEX entries_by_booking ON entries (booking);
-- They went with the old table.
CREATE TRIGGER entries_added AFTER INSERT ON entries BEGIN UPDATE changes SET count = count + 1; END;
CREATE TRIGGER entries_changed AFTER UPDATE ON entries BEGIN UPDATE changes SET count = count + 1; END;
CREATE TRIGGER entries_removed AFTER DELETE ON entries BEGIN UPDATE changes SET count = count + 1; END;
