-- profile.evidence: the words that prove each fact, preference and frustration.
-- Grain:   one row per mention that counts.
-- Reads:   profile.customers, conversation.turns, signal.withheld, profile.fact_mentions,
--          profile.preference_mentions, profile.frustration_mentions, profile.facts, profile.preferences,
--          profile.frustrations.
-- Refresh: rebuilt whole by every build_profiles run.
--
-- Quote: the cue in its sentence, at most 160 characters, cut between words. A turn that also tells something special
--        is quoted by the cue alone unless the customer opted in, and not even that where the two overlap.
create or replace table profile.evidence as
with mentions as (
    select
        facts.customer_id, 'fact' as kind, facts.attribute, facts.value, mentions.status,
        mentions.conversation_id, mentions.turn, mentions.said_at, mentions.start_char, mentions.end_char,
        mentions.confidence, mentions.rule, mentions.model
    from profile.fact_mentions as mentions
    join profile.facts using (customer_id, attribute, value_key)
    union all
    select
        preferences.customer_id, 'preference', preferences.attribute, preferences.value, null,
        mentions.conversation_id, mentions.turn, mentions.said_at, mentions.start_char, mentions.end_char,
        mentions.confidence, null, mentions.model
    from profile.preference_mentions as mentions
    join profile.preferences using (customer_id, attribute, value_key, polarity)
    union all
    select
        frustrations.customer_id, 'frustration', frustrations.category, frustrations.object, null,
        mentions.conversation_id, mentions.turn, mentions.said_at, mentions.start_char, mentions.end_char,
        mentions.confidence, null, mentions.model
    from profile.frustration_mentions as mentions
    join profile.frustrations using (customer_id, category)
),
-- A cue that does not lie in its turn (a reader without spans) leaves the whole turn as cue.
located as (
    select
        mentions.*,
        turns.text,
        coalesce(start_char >= 0 and end_char > start_char and end_char <= length(turns.text), false) as inside,
        if(inside, start_char, 0)                  as cue_start,
        if(inside, end_char, length(turns.text))   as cue_end
    from mentions
    join conversation.turns using (conversation_id, turn)
),
withheld as (
    select
        located.conversation_id, located.turn, located.cue_start, located.cue_end,
        bool_or(
            coalesce(places.start_char < located.cue_end and places.end_char > located.cue_start, true)
        ) as overlap
    from (select distinct customer_id, conversation_id, turn, cue_start, cue_end from located) as located
    join signal.withheld as places using (conversation_id, turn)
    join profile.customers using (customer_id)
    where not customers.special_categories
    group by located.conversation_id, located.turn, located.cue_start, located.cue_end
),
sentences as (
    select
        located.*,
        withheld.overlap,
        substring(text, cue_start + 1, cue_end - cue_start) as cue,
        if(withheld.overlap is null, regexp_replace(left(text, cue_start), '(?s)^.*([.!?…]\s|\n)', ''), '') as lead,
        if(withheld.overlap is null, rtrim(regexp_extract(substring(text, cue_end + 1), '(?s)^.*?([.!?…](\s|$)|\n|$)')), '')
            as tail
    from located
    left join withheld using (conversation_id, turn, cue_start, cue_end)
),
roomed as (
    select
        *,
        greatest(0, 158 - length(cue))                          as room,
        room - least(length(tail), room - room // 2)            as lead_room,
        room - least(length(lead), room // 2)                   as tail_room
    from sentences
),
quoted as (
    select
        *,
        case when length(lead) <= lead_room then lead else '…' || regexp_replace(right(lead, lead_room), '^\S*\s*', '') end
            as shown_lead,
        case when length(tail) <= tail_room then tail else regexp_replace(left(tail, tail_room), '\s*\S*$', '') || '…' end
            as shown_tail,
        case when length(cue) <= 158 then cue else regexp_replace(left(cue, 158), '\s+\S*$', '') || '…' end as shown_cue
    from roomed
)
select
    customer_id,
    kind,                                            -- fact, preference or frustration
    attribute,                                       -- the category for a frustration
    value,                                           -- as the row it proves shows it; the object of a frustration
    status,                                          -- what this turn says of a fact; NULL for the others
    conversation_id,
    turn,
    if(overlap, '[withheld]', trim(regexp_replace(shown_lead || shown_cue || shown_tail, '\s+', ' ', 'g'))) as quote,
    cue_start as start_char,                         -- the cue in the turn, code points
    cue_end   as end_char,                           -- exclusive
    said_at,                                         -- UTC
    confidence,                                      -- of the mention, 0 to 1
    rule,                                            -- why it was read so, where a rule decided
    model
from quoted;
