-- DoorFlow's number of the PIN that a write gave: only what was given here is taken back when the visit is over.
ALTER TABLE entries ADD COLUMN made TEXT;
-- Whether somebody who was made here has been seen off, or is being. Of those who were made before this, what was given is not known: they
-- are as if they had been. Nothing of a row is changed for that, since changes are counted.
ALTER TABLE entries ADD COLUMN seen_off INTEGER NOT NULL DEFAULT 1;
