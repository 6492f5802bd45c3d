-- profile.preferences: what each customer lastingly wants or does not want.
-- Grain:   one row per customer, attribute and value.
-- Reads:   profile.preference_mentions.
-- Refresh: rebuilt whole by every build_profiles run.
--
-- Polarity:   the newest word on the matter wins; a thing once liked and now disliked is only disliked.
-- Confidence: as in profile.facts, over the turns that show the winning polarity.
create or replace table profile.preferences as
with placed as (
    select *, row_number() over (
        partition by customer_id, topic, value_key
        order by said_at desc, conversation_id desc, turn desc, confidence desc, polarity, attribute
    ) as recency
    from profile.preference_mentions
),
newest as (
    select customer_id, topic, value_key, attribute, polarity
    from placed
    where recency = 1
),
witnesses as (
    select
        placed.customer_id,
        placed.attribute,
        placed.value_key,
        placed.polarity,
        placed.conversation_id,
        placed.turn,
        arg_max(placed.value, (placed.confidence, length(placed.value), -placed.recency)) as value,
        max(placed.confidence)                                                           as confidence,
        min(placed.said_at)                                                              as said_at
    from placed
    join newest using (customer_id, topic, value_key, attribute, polarity)
    group by all
)
select
    customer_id,
    attribute,
    arg_max(value, (confidence, length(value), said_at))      as value,
    value_key,
    polarity,                                                 -- positive or negative
    round(least(0.99, 1 - product(1 - confidence)), 4)        as confidence,
    min(said_at)                                              as first_seen,  -- UTC
    max(said_at)                                              as last_seen    -- UTC
from witnesses
group by customer_id, attribute, value_key, polarity;
