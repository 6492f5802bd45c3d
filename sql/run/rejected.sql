-- run.rejected: what each run set aside, and why. Free of personal data.
-- Grain:   one row per run_id, stage and thing set aside.
-- Reads:   nothing; written by every flow.
-- Refresh: appended.
create table if not exists run.rejected (
    run_id varchar   not null,
    stage  varchar   not null,
    source varchar   not null,
    item   varchar   not null,  -- where it is, identifiers masked
    reason varchar   not null,
    "at"   timestamp not null   -- UTC
);
