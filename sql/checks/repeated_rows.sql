-- checks.repeated_rows: every table of profile keeps to its grain.
-- Returns: the keys that stand more than once, and where.
-- Reads:   profile.customers, profile.facts, profile.preferences, profile.frustrations, profile.household,
--          profile.lifestyle, profile.contacts, profile.customer_360.
with grains as (
    select 'customers' as relation, customer_id, null as attribute, null as value from profile.customers
    union all
    select 'facts', customer_id, attribute, value_key from profile.facts
    union all
    select 'preferences', customer_id, attribute, value_key from profile.preferences
    union all
    select 'frustrations', customer_id, category, null from profile.frustrations
    union all
    select 'household', customer_id, null, null from profile.household
    union all
    select 'lifestyle', customer_id, null, null from profile.lifestyle
    union all
    select 'contacts', customer_id, null, null from profile.contacts
    union all
    select 'customer_360', customer_id, null, null from profile.customer_360
)
select relation, customer_id, attribute, value, count(*) as rows_found
from grains
group by relation, customer_id, attribute, value
having count(*) > 1;
