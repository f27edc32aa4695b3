-- What was noted of visits here: the host, what it is for, a private note. The key is the visit's, as the page has it; as long as DoorFlow has
-- not made the visit, it is the mark that its write carries in the outbox.
CREATE TABLE about (
    key     TEXT PRIMARY KEY,
    host_id INTEGER,
    host    TEXT NOT NULL,
    purpose TEXT NOT NULL,
    note    TEXT NOT NULL,
    since   INTEGER NOT NULL
) STRICT;
