-- run.schema: the version of the stored tables.
-- Grain:   one row.
-- Reads:   nothing.
-- Refresh: written when the file is created; a file of another version is refused.
create table if not exists run.schema (
    version integer not null
);
