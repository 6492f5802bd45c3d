-- profile.successions: which facts are past once a later turn says another.
-- Grain:   one row per rule; a value of * is any other.
-- Reads:   $successions, the registry of configs/taxonomy.yaml.
-- Refresh: rebuilt whole by every build_profiles run.
create or replace table profile.successions as
select unnest(
    $successions::struct(
        attribute        varchar,
        value            varchar,
        status           varchar,
        by_attribute     varchar,
        by_value         varchar,
        by_status        varchar,
        beside_attribute varchar,  -- what the same conversation must also tell; NULL where nothing
        beside_value     varchar,
        beside_status    varchar
    )[],
    recursive := true
);
