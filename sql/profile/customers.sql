-- profile.customers: what the company knows of each customer without reading a word of theirs.
-- Grain:   one row per customer_id of the CRM.
-- Reads:   crm.customers, crm.granted.
-- Refresh: rebuilt whole by every build_profiles run.
create or replace table profile.customers as
select
    customers.customer_id,
    customers.name,
    customers.city,
    customers.member_since,
    customers.tier,
    coalesce(granted.profiling, false)                                  as profiling,          -- consent
    coalesce(granted.profiling and granted.special_categories, false)   as special_categories  -- consent
from crm.customers
left join crm.granted using (customer_id);
