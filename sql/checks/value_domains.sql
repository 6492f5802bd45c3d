-- checks.value_domains: statuses, polarities, severities, confidences and closed values are those of the taxonomy.
-- Returns: the rows that hold another, and what is wrong with them.
-- Reads:   profile.facts, profile.preferences, profile.frustrations, profile.attributes, profile.attribute_values.
with faults as (
    select facts.customer_id, facts.attribute, facts.value,
        case
            when attributes.attribute is null then 'attribute'
            when facts.family is distinct from attributes.family then 'family'
            when attributes.kind = 'closed' and attribute_values.value is null then 'value'
            when coalesce(facts.status not in ('current', 'past', 'negated', 'planned'), true) then 'status'
            when coalesce(facts.confidence not between 0 and 1, true) then 'confidence'
            when coalesce(facts.first_seen > facts.last_seen, true) then 'first_seen'
        end as fault
    from profile.facts
    left join profile.attributes using (attribute)
    left join profile.attribute_values
        on attribute_values.attribute = facts.attribute and attribute_values.value = facts.value
    union all
    select preferences.customer_id, preferences.attribute, preferences.value,
        case
            when attributes.attribute is null then 'attribute'
            when attributes.kind = 'closed' and attribute_values.value is null then 'value'
            when coalesce(preferences.polarity not in ('positive', 'negative'), true) then 'polarity'
            when preferences.attribute = 'likes' and preferences.polarity <> 'positive' then 'polarity'
            when preferences.attribute = 'dislikes' and preferences.polarity <> 'negative' then 'polarity'
            when coalesce(preferences.confidence not between 0 and 1, true) then 'confidence'
            when coalesce(preferences.first_seen > preferences.last_seen, true) then 'first_seen'
        end
    from profile.preferences
    left join profile.attributes using (attribute)
    left join profile.attribute_values
        on attribute_values.attribute = preferences.attribute and attribute_values.value = preferences.value
    union all
    select frustrations.customer_id, 'frustration', frustrations.category,
        case
            when attribute_values.value is null then 'value'
            when coalesce(frustrations.severity not in (1, 2, 3), true) then 'severity'
            when coalesce(frustrations.resolved not in ('yes', 'no', 'unknown'), true) then 'resolved'
            when coalesce(frustrations.confidence not between 0 and 1, true) then 'confidence'
            when coalesce(frustrations.first_seen > frustrations.last_seen, true) then 'first_seen'
        end
    from profile.frustrations
    left join profile.attribute_values
        on attribute_values.attribute = 'frustration' and attribute_values.value = frustrations.category
)
select customer_id, attribute, value, fault
from faults
where fault is not null;
