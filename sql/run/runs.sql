-- run.runs: what each run did, stage by stage. seen = done + unchanged + set_aside.
-- Grain:   one row per run_id, stage and source; the stage 'run' is the run itself and counts nothing.
-- Reads:   nothing; written by every flow.
-- Refresh: appended.
create table if not exists run.runs (
    run_id     varchar   not null,
    flow       varchar   not null,  -- that was started
    stage      varchar   not null,  -- pull, prepare, extract, profile; run
    source     varchar   not null,  -- name of a source, crm, or all
    started_at timestamp not null,  -- UTC
    ended_at   timestamp,           -- UTC; NULL while it runs
    seen       bigint    not null,
    done       bigint    not null,
    unchanged  bigint    not null,
    set_aside  bigint    not null,
    status     varchar   not null,  -- running, done, failed, interrupted
    version    varchar   not null   -- of Rapport
);
