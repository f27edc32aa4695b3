-- Visits that were asked for together, on several dates: the number that they share, by which rule, and which of its dates each stands for,
-- wherever it was moved. Days and times only.
ALTER TABLE entries ADD COLUMN series INTEGER;
ALTER TABLE entries ADD COLUMN rule TEXT;
ALTER TABLE entries ADD COLUMN series_date TEXT;
CREATE INDEX entries_by_series ON entries (series) WHERE series IS NOT NULL;
