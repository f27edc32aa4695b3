-- What a person who is to be made is marked with, here and in DoorFlow; who it is, only the calendar's store knows, encrypted.
ALTER TABLE entries ADD COLUMN mark TEXT;
