-- What doors reported of people: ids, the label and the time. `at` is when it happened, which may be long before it was reported.
CREATE TABLE events (
    id         INTEGER PRIMARY KEY,
    code       INTEGER NOT NULL,
    label      TEXT NOT NULL,
    channel_id INTEGER,
    person_id  INTEGER NOT NULL,
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX events_by_person ON events (person_id, at);
CREATE INDEX events_by_time ON events (at);

-- Doors that were offline: since when their reports are lacking, and when they came back.
CREATE TABLE doors_away (
    channel_id INTEGER PRIMARY KEY,
    since      INTEGER NOT NULL,
    back       INTEGER
) STRICT;

-- Who was checked in or out by hand.
CREATE TABLE marks (
    kind      TEXT NOT NULL CHECK (kind IN ('r', 'g')),
    visit_id  INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    came_at   INTEGER,
    left_at   INTEGER,
    PRIMARY KEY (kind, visit_id)
) STRICT;
