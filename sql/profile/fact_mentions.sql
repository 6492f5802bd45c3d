-- profile.fact_mentions: each time a customer showed a fact that counts, said outright or implied.
-- Grain:   one row per customer turn, attribute, value, status and start of the cue.
-- Reads:   profile.customers, conversation.conversations, conversation.turns, signal.facts, profile.attributes,
--          profile.attribute_values, profile.implications.
-- Refresh: rebuilt whole by every build_profiles run.
create or replace table profile.fact_mentions as
with found as (
    select
        conversations.customer_id,
        conversations.started_at,
        facts.attribute,
        facts.status = 'negated' and facts.value = 'yes' and attributes.when_negated is not null as turned,
        if(turned, attributes.when_negated, facts.value)                                         as value,
        if(turned, 'current', facts.status)                                                      as status,
        case attributes.kind
            when 'text' then profile.value_key(facts.value)
            when 'number' then try_cast(facts.value as utinyint)::varchar
            else lower(trim(if(turned, attributes.when_negated, facts.value)))
        end                                                                                      as value_key,
        facts.confidence,
        facts.conversation_id,
        facts.turn,
        turns.said_at,
        facts.start_char,
        facts.end_char,
        facts.rule,
        facts.model
    from signal.facts
    join conversation.turns using (conversation_id, turn)
    join conversation.conversations using (conversation_id)
    join profile.customers using (customer_id)
    join profile.attributes using (attribute)
    where turns.speaker = 'customer'
        and customers.profiling
        and facts.confidence >= attributes.min_confidence
),
-- Values outside the taxonomy and special ones without consent end here, so that they imply nothing either.
said as (
    select
        found.* exclude (turned),
        dense_rank() over (
            partition by found.customer_id, found.attribute, found.value_key, found.status
            order by found.started_at, found.conversation_id
        ) as telling
    from found
    join profile.attributes using (attribute)
    join profile.customers using (customer_id)
    left join profile.attribute_values
        on attribute_values.attribute = found.attribute and attribute_values.value = found.value_key
    where found.value_key <> ''
        and (attributes.kind <> 'closed' or attribute_values.value is not null)
        and (customers.special_categories or coalesce(attribute_values.sensitivity, attributes.sensitivity) <> 'special')
),
implied as (
    select
        said.* replace (
            implications.implied_attribute as attribute,
            implications.implied_value as value,
            implications.implied_value as value_key,
            implications.implied_status as status,
            'implied by ' || said.attribute || ' = ' || said.value_key as rule
        )
    from said
    join profile.implications
        on implications.attribute = said.attribute
        and implications.value in ('*', said.value_key)
        and implications.status = said.status
    -- An event happens once: when it is told again months later, what it proved at first may no longer hold.
    where said.attribute <> 'life_event' or said.telling = 1
),
mentions as (
    select *, false as implied from said
    union all
    -- What the conversation says outright of the same attribute (where only one value holds) speaks for itself.
    select implied.*, true as implied
    from implied
    join profile.attributes using (attribute)
    where not exists (
        select 1
        from said
        where said.customer_id = implied.customer_id
            and said.conversation_id = implied.conversation_id
            and said.attribute = implied.attribute
            and said.status = implied.status
            and (not attributes.several or (said.value_key = implied.value_key and said.turn = implied.turn))
    )
)
select
    mentions.customer_id,
    attributes.family,
    mentions.attribute,
    if(attributes.kind = 'text', trim(mentions.value), mentions.value_key) as value,
    mentions.value_key,
    mentions.status,
    mentions.confidence,                                                   -- 0 to 1
    coalesce(attribute_values.sensitivity, attributes.sensitivity)         as sensitivity,
    mentions.conversation_id,
    mentions.turn,
    mentions.said_at,                                                      -- UTC
    mentions.start_char,                                                   -- the cue, code points
    mentions.end_char,                                                     -- exclusive
    mentions.rule,
    mentions.model,
    mentions.implied,                                                      -- by another fact, not said outright
    mentions.telling                                                       -- 1 in the conversation that told it first
from mentions
join profile.attributes using (attribute)
join profile.customers using (customer_id)
left join profile.attribute_values
    on attribute_values.attribute = mentions.attribute and attribute_values.value = mentions.value_key
where customers.special_categories or coalesce(attribute_values.sensitivity, attributes.sensitivity) <> 'special'
qualify row_number() over (
    partition by mentions.customer_id, mentions.attribute, mentions.value_key, mentions.status,
        mentions.conversation_id, mentions.turn, mentions.start_char
    order by mentions.confidence desc, mentions.implied, mentions.end_char, mentions.rule, mentions.model
) = 1;
