-- profile.frustrations: what has annoyed each customer, how badly, and whether it is settled.
-- Grain:   one row per customer and category.
-- Reads:   profile.customers, conversation.conversations, conversation.turns, signal.resolutions, signal.sentiment,
--          profile.frustration_mentions.
-- Refresh: rebuilt whole by every build_profiles run.
--
-- Resolved: as it stood when the last conversation about it ended:
--   1. the customer's last word from the last mention on that it is over or not (signal.resolutions) decides;
--   2. without one, how they left: a last turn that is not negative is yes if they said anything after the mention
--      (who goes on to other things has taken the remedy) or if it is positive; a negative one is no;
--   3. a mention that is the only thing they said is unknown: nobody had answered yet.
--   What is not settled then is settled when the customer, before naming any new trouble, says in their next
--   conversation that it is over.
-- Confidence: as in profile.facts.
create or replace table profile.frustrations as
with spoken as (
    select
        conversations.customer_id,
        conversations.conversation_id,
        conversations.started_at,
        turns.turn,
        turns.said_at,
        sentiment.sentiment
    from conversation.turns
    join conversation.conversations using (conversation_id)
    join profile.customers using (customer_id)
    left join signal.sentiment using (conversation_id, turn)
    where turns.speaker = 'customer' and customers.profiling
),
words as (
    select
        spoken.customer_id,
        resolutions.conversation_id,
        resolutions.turn,
        arg_max(resolutions.resolved, (resolutions.confidence, coalesce(resolutions.start_char, 0))) as resolved
    from signal.resolutions
    join spoken using (conversation_id, turn)
    group by all
),
last_mention as (
    select *
    from profile.frustration_mentions
    qualify row_number() over (
        partition by customer_id, category
        order by said_at desc, conversation_id desc, turn desc, severity desc, start_char
    ) = 1
),
ending as (
    select
        last_mention.customer_id,
        last_mention.category,
        last_mention.conversation_id,
        last_mention.said_at,
        arg_max(words.resolved, spoken.turn) filter (where spoken.turn >= last_mention.turn) as word,
        coalesce(arg_max(spoken.sentiment, spoken.turn), 'neutral')                          as last_mood,
        max(spoken.turn) > any_value(last_mention.turn)                                      as went_on,
        count(*) = 1                                                                         as unanswered
    from last_mention
    join spoken using (conversation_id)
    left join words
        on words.conversation_id = spoken.conversation_id and words.turn = spoken.turn
    group by last_mention.customer_id, last_mention.category, last_mention.conversation_id, last_mention.said_at
),
next_conversation as (
    select ending.customer_id, ending.category, arg_min(spoken.conversation_id, (spoken.started_at, spoken.conversation_id))
        as conversation_id
    from ending
    join spoken
        on spoken.customer_id = ending.customer_id
        and spoken.conversation_id <> ending.conversation_id
        and spoken.started_at > ending.said_at
    group by ending.customer_id, ending.category
),
settled_later as (
    select next_conversation.customer_id, next_conversation.category
    from next_conversation
    join words using (conversation_id)
    where words.resolved
        and not exists (
            select 1
            from profile.frustration_mentions
            where frustration_mentions.conversation_id = words.conversation_id
                and frustration_mentions.turn < words.turn
        )
    group by next_conversation.customer_id, next_conversation.category
),
witnesses as (
    select customer_id, category, conversation_id, turn, max(confidence) as confidence
    from profile.frustration_mentions
    group by all
),
strength as (
    select customer_id, category, least(0.99, 1 - product(1 - confidence)) as confidence
    from witnesses
    group by all
),
summed as (
    select
        customer_id,
        category,
        arg_max(object, (confidence, said_at, length(object))) filter (where object is not null) as object,
        max(severity)                                                                            as severity,
        min(said_at)                                                                             as first_seen,
        max(said_at)                                                                             as last_seen
    from profile.frustration_mentions
    group by customer_id, category
)
select
    summed.customer_id,
    summed.category,
    summed.object,                                 -- as said, of the surest mention; NULL where none names it
    summed.severity,                               -- 1 mentions it, 2 annoyed, 3 angry or harmed
    case
        when settled_later.customer_id is not null then 'yes'
        when ending.word then 'yes'
        when not ending.word then 'no'
        when ending.last_mood = 'positive' then 'yes'
        when ending.last_mood = 'neutral' and ending.went_on then 'yes'
        when ending.last_mood = 'negative' and not ending.unanswered then 'no'
        else 'unknown'
    end                                  as resolved,   -- yes, no or unknown
    round(strength.confidence, 4)        as confidence, -- 0 to 0.99
    summed.first_seen,                                  -- UTC
    summed.last_seen                                    -- UTC
from summed
join strength using (customer_id, category)
join ending using (customer_id, category)
left join settled_later using (customer_id, category);
