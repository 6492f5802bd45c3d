-- run.inputs: what a stage last worked from, so that it can tell whether there is anything to do.
-- Grain:   one row per stage and name.
-- Reads:   nothing; written with the rows that the stage made.
-- Refresh: replaced.
create table if not exists run.inputs (
    stage  varchar not null,
    name   varchar not null,
    digest varchar not null,
    primary key (stage, name)
);
