-- How often what is in this file was changed: the calendar's store remembers it, and a file that counts less is an older one.

CREATE TABLE changes (
    count INTEGER NOT NULL
) STRICT;
INSERT INTO changes (count) VALUES (0);

CREATE TRIGGER entries_added AFTER INSERT ON entries BEGIN UPDATE changes SET count = count + 1; END;
CREATE TRIGGER entries_changed AFTER UPDATE ON entries BEGIN UPDATE changes SET count = count + 1; END;
CREATE TRIGGER entries_removed AFTER DELETE ON entries BEGIN UPDATE changes SET count = count + 1; END;
