-- Which visits start within an hour is asked all day long, of those that are not over: the index tells when they start as well.
DROP INDEX visits_by_end;
CREATE INDEX visits_by_end ON visits (end_at, start_at);
