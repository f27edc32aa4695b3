-- What DoorFlow calls the kind of credential that a write revokes, such as PIN: the name of a kind, and of nobody.
ALTER TABLE entries ADD COLUMN label TEXT;
