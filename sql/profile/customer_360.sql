-- profile.customer_360: everything about a customer in one row, ready for a personalisation engine.
-- Grain:   one row per customer_id of the CRM.
-- Reads:   crm.orders, profile.customers, profile.contacts, profile.household, profile.lifestyle, profile.facts,
--          profile.preferences, profile.frustrations.
-- Refresh: rebuilt whole by every build_profiles run.
--
-- personalisation_level: `complex` where conversations told something, `simple` where there is only the CRM: no
-- consent, or nothing derived. Lists are empty, not NULL, so that engines need no special case.
create or replace table profile.customer_360 as
with told as (
    select
        customer_id,
        list({
            'family': family, 'attribute': attribute, 'value': value, 'status': status, 'confidence': confidence,
            'sensitivity': sensitivity, 'first_seen': first_seen, 'last_seen': last_seen
        } order by family, attribute, status, value)                        as facts,
        list({
            'event': value, 'status': status, 'confidence': confidence, 'first_seen': first_seen, 'last_seen': last_seen
        } order by last_seen desc, value) filter (where attribute = 'life_event' and status in ('current', 'planned'))
                                                                            as life_events,
        list({'attribute': attribute, 'value': value, 'confidence': confidence, 'last_seen': last_seen}
            order by attribute, value) filter (where attribute <> 'life_event' and status = 'planned')
                                                                            as plans
    from profile.facts
    group by customer_id
),
wished as (
    select
        customer_id,
        list(value order by last_seen desc, value)
            filter (where attribute = 'contact_channel' and polarity = 'positive') as contact_by,
        list(value order by last_seen desc, value)
            filter (where attribute = 'contact_channel' and polarity = 'negative') as never_contact_by,
        list(value order by last_seen desc, value)
            filter (where attribute = 'contact_time' and polarity = 'positive')    as contact_at,
        list(value order by last_seen desc, value)
            filter (where attribute = 'contact_time' and polarity = 'negative')    as never_contact_at,
        list(value order by confidence desc, value) filter (where attribute = 'likes')    as likes,
        list(value order by confidence desc, value) filter (where attribute = 'dislikes') as dislikes
    from profile.preferences
    group by customer_id
),
annoyed as (
    select
        customer_id,
        list({
            'category': category, 'object': object, 'severity': severity, 'resolved': resolved, 'confidence': confidence,
            'last_seen': last_seen
        } order by severity desc, last_seen desc, category) filter (where resolved <> 'yes') as open_frustrations,
        list({
            'category': category, 'object': object, 'severity': severity, 'resolved': resolved, 'confidence': confidence,
            'last_seen': last_seen
        } order by severity desc, last_seen desc, category) filter (where resolved = 'yes')  as settled_frustrations
    from profile.frustrations
    group by customer_id
),
ordered as (
    select customer_id, count(*) as orders, max(ordered_at) as last_ordered_at, arg_max(product, ordered_at) as last_product
    from crm.orders
    group by customer_id
)
select
    customers.customer_id,
    if(told.customer_id is null and wished.customer_id is null and annoyed.customer_id is null, 'simple', 'complex')
                                                     as personalisation_level,
    customers.name,
    customers.city,
    customers.member_since,
    customers.tier,
    customers.profiling,                                                 -- consent
    customers.special_categories,                                        -- consent
    coalesce(ordered.orders, 0)                      as orders,
    ordered.last_ordered_at,
    ordered.last_product,
    coalesce(contacts.conversations, 0)              as conversations,   -- 0 without consent: not looked at
    coalesce(contacts.conversations_by_channel, map {})                  as conversations_by_channel,
    contacts.first_contact_at,                                           -- UTC
    contacts.last_contact_at,                                            -- UTC
    contacts.last_channel,
    contacts.mean_sentiment,                                             -- -1 to 1, over all their turns
    contacts.last_sentiment,                                             -- -1 to 1, over the last conversation
    contacts.last_feeling,
    household.marital_status,
    household.children,
    household.child_count,
    coalesce(household.child_age_group, [])          as child_age_group,
    household.expecting,
    coalesce(household.pet, [])                      as pet,
    household.home_tenure,
    household.home_type,
    coalesce(household.lives_with, [])               as lives_with,
    coalesce(household.caregiver_for, [])            as caregiver_for,
    coalesce(lifestyle.occupation, [])               as occupation,
    lifestyle.employment_status,
    coalesce(lifestyle.work_pattern, [])             as work_pattern,
    coalesce(lifestyle.hobby, [])                    as hobby,
    coalesce(lifestyle.diet, [])                     as diet,
    coalesce(lifestyle.vehicle, [])                  as vehicle,
    coalesce(lifestyle.travel, [])                   as travel,
    coalesce(told.life_events, [])                   as life_events,
    coalesce(told.plans, [])                         as plans,
    coalesce(wished.contact_by, [])                  as contact_by,
    coalesce(wished.never_contact_by, [])            as never_contact_by,
    coalesce(wished.contact_at, [])                  as contact_at,
    coalesce(wished.never_contact_at, [])            as never_contact_at,
    coalesce(wished.likes, [])                       as likes,
    coalesce(wished.dislikes, [])                    as dislikes,
    coalesce(annoyed.open_frustrations, [])          as open_frustrations,
    coalesce(annoyed.settled_frustrations, [])       as settled_frustrations,
    coalesce(told.facts, [])                         as facts            -- every status, with confidence and dates
from profile.customers
left join profile.contacts using (customer_id)
left join profile.household using (customer_id)
left join profile.lifestyle using (customer_id)
left join told using (customer_id)
left join wished using (customer_id)
left join annoyed using (customer_id)
left join ordered using (customer_id);
