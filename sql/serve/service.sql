-- serve.service: what to know before the next contact with a customer.
-- Grain:   one row per customer who consented to profiling.
-- Reads:   profile.customers, profile.contacts, profile.facts, profile.preferences, profile.frustrations,
--          conversation.turns.
-- Refresh: a view; as fresh as the tables.
create or replace view serve.service as
with newest as (
    select max(said_at) as said_at
    from conversation.turns
),
annoyed as (
    select
        customer_id,
        count(*)                                                   as open_frustrations,
        max(severity)                                              as worst_severity,
        list({'category': category, 'object': object, 'severity': severity, 'resolved': resolved, 'last_seen': last_seen}
            order by severity desc, last_seen desc, category)      as frustrations
    from profile.frustrations
    where resolved <> 'yes'
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
            filter (where attribute = 'contact_time' and polarity = 'negative')    as never_contact_at
    from profile.preferences
    group by customer_id
),
handled as (
    select facts.customer_id, list(facts.value order by facts.last_seen desc, facts.value) as handle_with_care
    from profile.facts
    cross join newest
    where facts.attribute = 'life_event'
        and facts.status = 'current'
        and facts.value in ('bereavement', 'divorce', 'job_loss', 'illness_or_injury')
        and facts.last_seen > newest.said_at - interval 1 year
    group by facts.customer_id
)
select
    customers.customer_id,
    customers.name,
    customers.tier,
    contacts.last_contact_at,                                        -- UTC
    contacts.last_channel,
    contacts.last_sentiment,                                         -- -1 to 1, over the last conversation
    contacts.last_feeling,                                           -- negative or positive; NULL: neutral throughout
    coalesce(annoyed.open_frustrations, 0)      as open_frustrations,
    annoyed.worst_severity,                                          -- 1 to 3
    coalesce(annoyed.frustrations, [])          as frustrations,     -- not known to be settled, worst first
    coalesce(wished.contact_by, [])             as contact_by,
    coalesce(wished.never_contact_by, [])       as never_contact_by,
    coalesce(wished.contact_at, [])             as contact_at,
    coalesce(wished.never_contact_at, [])       as never_contact_at,
    coalesce(handled.handle_with_care, [])      as handle_with_care  -- life events of the last year
from profile.customers
left join profile.contacts using (customer_id)
left join annoyed using (customer_id)
left join wished using (customer_id)
left join handled using (customer_id)
where customers.profiling;
