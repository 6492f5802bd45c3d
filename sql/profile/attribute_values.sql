-- profile.attribute_values: what a closed attribute may hold, and how each value may be used.
-- Grain:   one row per attribute and value.
-- Reads:   $attribute_values, the registry of configs/taxonomy.yaml.
-- Refresh: rebuilt whole by every build_profiles run.
create or replace table profile.attribute_values as
select unnest(
    $attribute_values::struct(
        attribute   varchar,
        value       varchar,
        sensitivity varchar,
        purposes    varchar[]
    )[],
    recursive := true
);
