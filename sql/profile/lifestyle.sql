-- profile.lifestyle: how each customer works, eats, moves and spends free time, as far as it holds now.
-- Grain:   one row per customer who consented to profiling; attributes that nothing proves are NULL.
-- Reads:   profile.customers, profile.facts.
-- Refresh: rebuilt whole by every build_profiles run.
create or replace table profile.lifestyle as
with held as (
    select *
    from profile.facts
    where family = 'lifestyle' and status = 'current'
)
select
    customers.customer_id,
    list(held.value order by held.value) filter (where attribute = 'occupation')                   as occupation,
    max(held.value) filter (where attribute = 'employment_status')                                 as employment_status,
    list(held.value order by held.value) filter (where attribute = 'work_pattern')                 as work_pattern,
    list(held.value order by held.value) filter (where attribute = 'hobby')                        as hobby,
    list(held.value order by held.value) filter (where attribute = 'diet')                         as diet,
    list(held.value order by held.value) filter (where attribute = 'vehicle')                      as vehicle,
    list(held.value order by held.value) filter (where attribute = 'travel')                       as travel,
    max(held.last_seen)                                                                            as last_seen -- UTC
from profile.customers
left join held using (customer_id)
where customers.profiling
group by customers.customer_id;
