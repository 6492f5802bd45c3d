-- crm.granted: what each customer agrees to now. The newest entry of a purpose wins; of two entries with the same
--              time the refusal does; no entry is no consent.
-- Grain:   one row per customer_id that has an entry.
-- Reads:   crm.consents.
-- Refresh: a view.
create or replace view crm.granted as
with newest as (
    select
        customer_id,
        purpose,
        arg_max(granted, ("at", not granted)) as granted
    from crm.consents
    group by customer_id, purpose
)
select
    customer_id,
    coalesce(bool_or(granted) filter (where purpose = 'profiling'), false)          as profiling,
    coalesce(bool_or(granted) filter (where purpose = 'special_categories'), false) as special_categories
from newest
group by customer_id;
