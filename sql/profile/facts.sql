-- profile.facts: what holds, held or will hold in each customer's life, with how sure we are.
-- Grain:   one row per customer, attribute and value.
-- Reads:   profile.fact_mentions, profile.attributes, profile.successions.
-- Refresh: rebuilt whole by every build_profiles run.
--
-- Status:     that of the newest mention, by the time it was said and not by when it arrived. A plan does not unsay
--             what holds now (the next house does not end this one); but a second move, told later, is a new plan.
--             Where one value holds at a time the newest current one wins and the others are past. Then
--             profile.successions ends what a later turn made untrue; events do so once, in a later conversation.
-- Confidence: 1 - product(1 - c) over the turns that show the status (the best mention of each), at most 0.99:
--             turns are not independent witnesses, so no count of them makes certain.
create or replace table profile.facts as
with told as (
    select
        *,
        dense_rank() over (partition by customer_id order by said_at, conversation_id, turn) as moment,
        -- "Buddy died, his sister is fine": in one turn, what holds stands above what held.
        row_number() over (
            partition by customer_id
            order by said_at, conversation_id, turn,
                list_position(['negated', 'past', 'planned', 'current'], status), implied desc, confidence, value_key
        ) as place
    from profile.fact_mentions
),
each_value as (
    select
        customer_id,
        any_value(family)                                                        as family,
        attribute,
        value_key,
        arg_max(value, (confidence, length(value), place))                       as value,
        any_value(sensitivity)                                                   as sensitivity,
        arg_max(status, place)                                                   as newest_status,
        arg_max(status, place) filter (where status <> 'planned')                as newest_settled_status,
        arg_max(conversation_id, place) filter (where status = 'planned')        as planned_in,
        arg_max(conversation_id, place) filter (where status = 'current')        as current_in,
        if(
            newest_status = 'planned' and newest_settled_status = 'current'
                and (any_value(family) <> 'life_event' or planned_in = current_in),
            'current', newest_status
        )                                                                        as said_status,
        min(said_at)                                                             as first_seen,
        max(said_at)                                                             as last_seen
    from told
    group by customer_id, attribute, value_key
),
-- When its status was last shown.
shown as (
    select
        each_value.*,
        max(told.place)                           as shown_place,
        max(told.moment)                          as shown_moment,
        arg_max(told.conversation_id, told.place) as shown_in
    from each_value
    join told
        on told.customer_id = each_value.customer_id
        and told.attribute = each_value.attribute
        and told.value_key = each_value.value_key
        and told.status = each_value.said_status
    group by all
),
ended as (
    select distinct shown.customer_id, shown.attribute, shown.value_key
    from shown
    join profile.successions
        on successions.attribute = shown.attribute
        and successions.value in ('*', shown.value_key)
        and successions.status = shown.said_status
    join told as ending
        on ending.customer_id = shown.customer_id
        and ending.attribute = successions.by_attribute
        and ending.status = successions.by_status
        and successions.by_value in ('*', ending.value_key)
        and (ending.attribute, ending.value_key) <> (shown.attribute, shown.value_key)
        and ending.moment > shown.shown_moment
    left join told as company
        on company.customer_id = ending.customer_id
        and company.conversation_id = ending.conversation_id
        and company.attribute = successions.beside_attribute
        and company.status = successions.beside_status
        and successions.beside_value in ('*', company.value_key)
        and company.telling = 1
        and company.conversation_id <> shown.shown_in
    where (ending.family <> 'life_event' or (ending.telling = 1 and ending.conversation_id <> shown.shown_in))
        and (successions.beside_attribute is null or company.customer_id is not null)
),
witnesses as (
    select customer_id, attribute, value_key, status, max(confidence) as confidence
    from told
    group by customer_id, attribute, value_key, status, moment
),
strength as (
    select customer_id, attribute, value_key, status, least(0.99, 1 - product(1 - confidence)) as confidence
    from witnesses
    group by customer_id, attribute, value_key, status
)
select
    shown.customer_id,
    shown.family,
    shown.attribute,
    shown.value,
    shown.value_key,
    case
        when ended.customer_id is not null then 'past'
        when shown.said_status = 'current' and not attributes.several and shown.shown_place < max(shown.shown_place)
            filter (where shown.said_status = 'current') over (partition by shown.customer_id, shown.attribute)
            then 'past'
        else shown.said_status
    end                 as status,
    round(strength.confidence, 4) as confidence,  -- 0 to 0.99
    shown.sensitivity,                            -- ordinary, personal or special
    shown.first_seen,                             -- UTC
    shown.last_seen                               -- UTC
from shown
join profile.attributes using (attribute)
join strength
    on strength.customer_id = shown.customer_id
    and strength.attribute = shown.attribute
    and strength.value_key = shown.value_key
    and strength.status = shown.said_status
left join ended
    on ended.customer_id = shown.customer_id
    and ended.attribute = shown.attribute
    and ended.value_key = shown.value_key;
