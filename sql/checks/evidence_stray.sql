-- checks.evidence_stray: evidence proves a row and stands in a turn that this customer said.
-- Returns: evidence that does not.
-- Reads:   conversation.conversations, conversation.turns, profile.evidence, profile.facts, profile.preferences,
--          profile.frustrations.
with derived as (
    select customer_id, 'fact' as kind, attribute, value
    from profile.facts
    union all
    select customer_id, 'preference', attribute, value
    from profile.preferences
    union all
    select customer_id, 'frustration', category, object
    from profile.frustrations
)
select evidence.customer_id, evidence.kind, evidence.attribute, evidence.conversation_id, evidence.turn
from profile.evidence
left join conversation.conversations using (conversation_id, customer_id)
left join conversation.turns using (conversation_id, turn)
where conversations.conversation_id is null
    or turns.speaker is distinct from 'customer'
    or evidence.start_char < 0
    or evidence.end_char > length(turns.text)
    or not exists (
        select 1
        from derived
        where derived.customer_id = evidence.customer_id
            and derived.kind = evidence.kind
            and derived.attribute = evidence.attribute
            and derived.value is not distinct from evidence.value
    );
