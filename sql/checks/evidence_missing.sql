-- checks.evidence_missing: every fact, preference and frustration has at least one quote.
-- Returns: the rows that have none.
-- Reads:   profile.facts, profile.preferences, profile.frustrations, profile.evidence.
with derived as (
    select customer_id, 'fact' as kind, attribute, value
    from profile.facts
    union all
    select customer_id, 'preference', attribute, value
    from profile.preferences
    union all
    select customer_id, 'frustration', category, object
    from profile.frustrations
)
select derived.*
from derived
where not exists (
    select 1
    from profile.evidence
    where evidence.customer_id = derived.customer_id
        and evidence.kind = derived.kind
        and evidence.attribute = derived.attribute
        and evidence.value is not distinct from derived.value
        and evidence.quote <> ''
);
