-- profile.implications: what one fact proves about another.
-- Grain:   one row per pair; a value of * is any.
-- Reads:   $implications, the registry of configs/taxonomy.yaml.
-- Refresh: rebuilt whole by every build_profiles run.
create or replace table profile.implications as
select unnest(
    $implications::struct(
        attribute         varchar,
        value             varchar,
        status            varchar,
        implied_attribute varchar,
        implied_value     varchar,
        implied_status    varchar
    )[],
    recursive := true
);
