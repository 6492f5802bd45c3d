-- profile.preference_mentions: each time a customer showed a lasting wish that counts.
-- Grain:   one row per customer turn, attribute, value, polarity and start of the cue.
-- Reads:   profile.customers, conversation.conversations, conversation.turns, signal.preferences, profile.attributes,
--          profile.attribute_values.
-- Refresh: rebuilt whole by every build_profiles run.
create or replace table profile.preference_mentions as
select
    conversations.customer_id,
    preferences.attribute,
    if(attributes.kind = 'text', 'taste', preferences.attribute) as topic,  -- likes and dislikes answer each other
    if(attributes.kind = 'text', trim(preferences.value), lower(trim(preferences.value))) as value,
    if(attributes.kind = 'text', profile.value_key(preferences.value), lower(trim(preferences.value))) as value_key,
    case preferences.attribute
        when 'likes' then 'positive'
        when 'dislikes' then 'negative'
        else preferences.polarity
    end                                                          as polarity,
    preferences.confidence,                                      -- 0 to 1
    preferences.conversation_id,
    preferences.turn,
    turns.said_at,                                               -- UTC
    preferences.start_char,                                      -- the cue, code points
    preferences.end_char,                                        -- exclusive
    preferences.model
from signal.preferences
join conversation.turns using (conversation_id, turn)
join conversation.conversations using (conversation_id)
join profile.customers using (customer_id)
join profile.attributes using (attribute)
left join profile.attribute_values
    on attribute_values.attribute = preferences.attribute and attribute_values.value = lower(trim(preferences.value))
where turns.speaker = 'customer'
    and customers.profiling
    and attributes.family = 'preference'
    and preferences.confidence >= attributes.min_confidence
    and profile.value_key(preferences.value) <> ''
    and (attributes.kind <> 'closed' or attribute_values.value is not null)
qualify row_number() over (
    partition by preferences.conversation_id, preferences.turn, preferences.attribute, value_key, polarity,
        preferences.start_char
    order by preferences.confidence desc, preferences.end_char, preferences.value, preferences.model
) = 1;
