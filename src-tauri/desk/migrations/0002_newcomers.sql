-- People who are to be made in DoorFlow, until they are: by the mark that the outbox knows them by.
CREATE TABLE newcomers (
    mark       TEXT PRIMARY KEY,
    first_name TEXT NOT NULL,
    last_name  TEXT NOT NULL,
    email      TEXT NOT NULL,
    mobile     TEXT NOT NULL
) STRICT;
