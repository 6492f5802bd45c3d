-- profile.household: who lives with each customer and how, as far as it holds now.
-- Grain:   one row per customer who consented to profiling; attributes that nothing proves are NULL.
-- Reads:   profile.customers, profile.facts.
-- Refresh: rebuilt whole by every build_profiles run.
create or replace table profile.household as
with held as (
    select *
    from profile.facts
    where family = 'household' and status = 'current'
)
select
    customers.customer_id,
    max(held.value) filter (where attribute = 'marital_status')                                    as marital_status,
    max(held.value) filter (where attribute = 'children')                                          as children,
    max(try_cast(held.value as utinyint)) filter (where attribute = 'child_count')                 as child_count,
    list(held.value order by held.value) filter (where attribute = 'child_age_group')              as child_age_group,
    max(held.value) filter (where attribute = 'expecting')                                         as expecting,
    list(held.value order by held.value) filter (where attribute = 'pet')                          as pet,
    max(held.value) filter (where attribute = 'home_tenure')                                       as home_tenure,
    max(held.value) filter (where attribute = 'home_type')                                         as home_type,
    list(held.value order by held.value) filter (where attribute = 'lives_with')                   as lives_with,
    list(held.value order by held.value) filter (where attribute = 'caregiver_for')                as caregiver_for,
    max(held.last_seen)                                                                            as last_seen -- UTC
from profile.customers
left join held using (customer_id)
where customers.profiling
group by customers.customer_id;
