-- Instants are UTC milliseconds since 1970. Lists of ids are JSON arrays, sorted.

CREATE TABLE facts (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE watermarks (
    list TEXT PRIMARY KEY,
    at   INTEGER NOT NULL
) STRICT;

CREATE TABLE people (
    id              INTEGER PRIMARY KEY,
    first_name      TEXT NOT NULL,
    last_name       TEXT NOT NULL,
    salutation      TEXT NOT NULL,
    job_title       TEXT NOT NULL,
    email           TEXT NOT NULL,
    organisation_id INTEGER,
    system_id       TEXT NOT NULL,
    department      TEXT NOT NULL,
    telephone       TEXT NOT NULL,
    mobile          TEXT NOT NULL,
    enabled         INTEGER NOT NULL,
    valid_from      INTEGER,
    valid_to        INTEGER,
    has_photo       INTEGER NOT NULL,
    group_ids       TEXT NOT NULL,
    role_ids        TEXT NOT NULL
) STRICT;

CREATE TABLE channels (
    id                     INTEGER PRIMARY KEY,
    name                   TEXT NOT NULL,
    site_id                INTEGER,
    online                 INTEGER NOT NULL,
    lockdown               INTEGER NOT NULL,
    sync_status            TEXT NOT NULL,
    last_sync_completed_at INTEGER
) STRICT;

CREATE TABLE groups (
    id    INTEGER PRIMARY KEY,
    name  TEXT NOT NULL,
    notes TEXT NOT NULL
) STRICT;

CREATE TABLE roles (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;

CREATE TABLE sites (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;

-- Reservations and group reservations, told apart by `kind` ('r', 'g'); `place_ids` are channels or groups accordingly.
CREATE TABLE visits (
    kind       TEXT NOT NULL CHECK (kind IN ('r', 'g')),
    id         INTEGER NOT NULL,
    person_id  INTEGER NOT NULL,
    start_at   INTEGER NOT NULL,
    end_at     INTEGER NOT NULL,
    place_ids  TEXT NOT NULL,
    state      TEXT NOT NULL,
    created_at INTEGER,
    PRIMARY KEY (kind, id)
) STRICT;
CREATE INDEX visits_by_end ON visits (end_at);
CREATE INDEX visits_by_person ON visits (person_id);
