-- Each time the doors are read, what was made since DoorFlow last told them is looked up.
CREATE INDEX visits_by_making ON visits (created_at);
