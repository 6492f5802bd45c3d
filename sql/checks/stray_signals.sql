-- checks.stray_signals: what models said is said of a turn that stands, and facts are the customer's own words.
-- Returns: signals of turns that are gone, and what was derived from words that are not the customer's.
-- Reads:   conversation.turns, signal.sentiment, signal.facts, signal.preferences, signal.frustrations,
--          signal.resolutions, signal.names, signal.withheld.
with signals as (
    select 'sentiment' as relation, conversation_id, turn from signal.sentiment
    union all
    select 'facts', conversation_id, turn from signal.facts
    union all
    select 'preferences', conversation_id, turn from signal.preferences
    union all
    select 'frustrations', conversation_id, turn from signal.frustrations
    union all
    select 'resolutions', conversation_id, turn from signal.resolutions
    union all
    select 'names', conversation_id, turn from signal.names
    union all
    select 'withheld', conversation_id, turn from signal.withheld
)
select signals.relation, signals.conversation_id, signals.turn
from signals
left join conversation.turns using (conversation_id, turn)
where turns.speaker is null
    or (turns.speaker <> 'customer' and signals.relation <> 'names');
