-- By what an imported row is known again, so that it is not booked twice: hashes with a key that only the calendar's store has. They are
-- committed with the write, and gone with it.
CREATE TABLE prints (
    print TEXT NOT NULL,
    entry INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    PRIMARY KEY (print, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX prints_by_entry ON prints (entry);
