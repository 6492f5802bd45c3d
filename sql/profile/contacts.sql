-- profile.contacts: how often, where and in what mood each customer has been in touch.
-- Grain:   one row per customer who consented to profiling and was in touch at least once.
-- Reads:   profile.customers, conversation.conversations, conversation.turns, signal.sentiment.
-- Refresh: rebuilt whole by every build_profiles run.
create or replace table profile.contacts as
with each_conversation as (
    select
        conversations.customer_id,
        conversations.conversation_id,
        conversations.channel,
        conversations.started_at,
        max(turns.said_at)                                                  as ended_at,
        avg(sentiment.score)                                                as score,
        count(sentiment.score)                                              as scored_turns,
        arg_max(sentiment.sentiment, turns.turn)
            filter (where sentiment.sentiment <> 'neutral')                 as last_feeling
    from conversation.conversations
    join profile.customers using (customer_id)
    join conversation.turns using (conversation_id)
    left join signal.sentiment using (conversation_id, turn)
    where customers.profiling
    group by all
),
placed as (
    select *, row_number() over (partition by customer_id order by ended_at desc, conversation_id desc) as recency
    from each_conversation
),
each_channel as (
    select customer_id, map_from_entries(list((channel, conversations) order by channel)) as conversations_by_channel
    from (select customer_id, channel, count(*) as conversations from each_conversation group by all)
    group by customer_id
)
select
    placed.customer_id,
    count(*)                                                                 as conversations,
    any_value(each_channel.conversations_by_channel)                         as conversations_by_channel,
    min(placed.started_at)                                                   as first_contact_at,   -- UTC
    max(placed.ended_at)                                                     as last_contact_at,    -- UTC
    max(placed.channel) filter (where recency = 1)                           as last_channel,
    round(sum(score * scored_turns) / nullif(sum(scored_turns), 0), 4)       as mean_sentiment,     -- -1 to 1, a turn
    round(max(score) filter (where recency = 1), 4)                          as last_sentiment,     -- -1 to 1
    max(last_feeling) filter (where recency = 1)                             as last_feeling  -- NULL: neutral throughout
from placed
join each_channel using (customer_id)
group by placed.customer_id;
