-- profile.frustration_mentions: each time a customer said what annoyed them in their dealings with the company.
-- Grain:   one row per customer turn, category and start of the cue.
-- Reads:   profile.customers, conversation.conversations, conversation.turns, signal.frustrations, profile.attributes,
--          profile.attribute_values.
-- Refresh: rebuilt whole by every build_profiles run.
create or replace table profile.frustration_mentions as
select
    conversations.customer_id,
    lower(trim(frustrations.category)) as category,
    nullif(trim(frustrations.object), '') as object,
    frustrations.severity,                            -- 1 mentions it, 2 annoyed, 3 angry or harmed
    frustrations.confidence,                          -- 0 to 1
    frustrations.conversation_id,
    frustrations.turn,
    turns.said_at,                                    -- UTC
    frustrations.start_char,                          -- the cue, code points
    frustrations.end_char,                            -- exclusive
    frustrations.model
from signal.frustrations
join conversation.turns using (conversation_id, turn)
join conversation.conversations using (conversation_id)
join profile.customers using (customer_id)
join profile.attributes on attributes.attribute = 'frustration'
join profile.attribute_values
    on attribute_values.attribute = 'frustration' and attribute_values.value = lower(trim(frustrations.category))
where turns.speaker = 'customer'
    and customers.profiling
    and frustrations.confidence >= attributes.min_confidence
qualify row_number() over (
    partition by frustrations.conversation_id, frustrations.turn, attribute_values.value, frustrations.start_char
    order by frustrations.confidence desc, frustrations.severity desc, frustrations.end_char, frustrations.model
) = 1;
