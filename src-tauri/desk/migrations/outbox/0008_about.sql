-- Under which key the calendar's store keeps what was noted of a visit that is to be made: a mark by chance, or the visit that it follows.
ALTER TABLE entries ADD COLUMN about TEXT;
