-- serve.personalisation: what offers and content may be built on, value by value.
-- Grain:   one row per customer, kind, attribute and value.
-- Reads:   profile.facts, profile.preferences, profile.attributes, profile.attribute_values, conversation.turns.
-- Refresh: a view; as fresh as the tables.
--
-- Left out: what is past or negated; values whose purposes do not include personalisation (a bereavement, a job
-- lost); what is special, whatever the purposes say; life events older than a year on the newest day of all data.
-- band: high from 0.9, medium from 0.7, low below. An engine that speaks to customers should use high alone.
create or replace view serve.personalisation as
with newest as (
    select max(said_at) as said_at
    from conversation.turns
),
usable as (
    select
        facts.customer_id, 'fact' as kind, facts.family, facts.attribute, facts.value, facts.status,
        null::varchar as polarity, facts.confidence, facts.sensitivity, facts.first_seen, facts.last_seen,
        coalesce(attribute_values.purposes, attributes.purposes) as purposes
    from profile.facts
    join profile.attributes using (attribute)
    left join profile.attribute_values
        on attribute_values.attribute = facts.attribute and attribute_values.value = facts.value
    cross join newest
    where facts.status in ('current', 'planned')
        and facts.sensitivity <> 'special'
        and (facts.attribute <> 'life_event' or facts.last_seen > newest.said_at - interval 1 year)
    union all
    select
        preferences.customer_id, 'preference', attributes.family, preferences.attribute, preferences.value, null,
        preferences.polarity, preferences.confidence, attributes.sensitivity, preferences.first_seen,
        preferences.last_seen, attributes.purposes
    from profile.preferences
    join profile.attributes using (attribute)
)
select
    customer_id,
    kind,          -- fact or preference
    family,
    attribute,
    value,
    status,        -- current or planned; NULL for preferences
    polarity,      -- positive or negative; NULL for facts
    case when confidence >= 0.9 then 'high' when confidence >= 0.7 then 'medium' else 'low' end as band,
    confidence,    -- 0 to 0.99
    sensitivity,   -- ordinary or personal
    first_seen,    -- UTC
    last_seen      -- UTC
from usable
where list_contains(purposes, 'personalisation');
