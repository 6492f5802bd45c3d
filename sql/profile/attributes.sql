-- profile.attributes: what a profile can hold, and by which rules.
-- Grain:   one row per attribute.
-- Reads:   $attributes, the registry of configs/taxonomy.yaml with the overrides of the settings.
-- Refresh: rebuilt whole by every build_profiles run.
create or replace table profile.attributes as
select unnest(
    $attributes::struct(
        attribute      varchar,
        family         varchar,
        several        boolean,    -- whether several values hold at once
        kind           varchar,    -- closed, number or text
        sensitivity    varchar,    -- ordinary, personal or special
        purposes       varchar[],  -- what serve.* may use it for
        min_confidence double,     -- 0 to 1; a mention below it does not count
        when_negated   varchar     -- what a negated "yes" stands for
    )[],
    recursive := true
);
