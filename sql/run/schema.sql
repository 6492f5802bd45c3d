-- run.schema: the version of the stored tables.
-- Grain:   one row.
-- Reads:   nothing.
-- Refresh: written when the file is created, and by migrations.
create table if not exists run.schema (
    version integer not null
);
