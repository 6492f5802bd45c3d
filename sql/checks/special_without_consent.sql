-- checks.special_without_consent: nothing special is derived without the consent `special_categories`.
-- Returns: the customers and values for which it is.
-- Reads:   crm.granted, profile.facts, profile.fact_mentions, profile.attributes, profile.attribute_values.
with derived as (
    select customer_id, attribute, value, value as value_key, sensitivity
    from profile.facts
    union all
    select customer_id, attribute, value, value_key, sensitivity
    from profile.fact_mentions
)
select distinct derived.customer_id, derived.attribute, derived.value
from derived
left join crm.granted using (customer_id)
left join profile.attributes using (attribute)
left join profile.attribute_values
    on attribute_values.attribute = derived.attribute and attribute_values.value = derived.value_key
where 'special' in (derived.sensitivity, coalesce(attribute_values.sensitivity, attributes.sensitivity))
    and not coalesce(granted.profiling and granted.special_categories, false);
