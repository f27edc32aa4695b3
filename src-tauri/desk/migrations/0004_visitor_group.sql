-- The group that somebody who is to be made comes into; none where the desk has chosen none.
ALTER TABLE newcomers ADD COLUMN group_id INTEGER;
