-- checks.cue_outside_text: what proves a signal, and what hides an identifier, stands in the text of its turn.
-- Returns: spans that are empty or reach beyond the text.
-- Reads:   conversation.turns, conversation.redactions, signal.facts, signal.preferences, signal.frustrations,
--          signal.resolutions, signal.names, signal.withheld.
with spans as (
    select 'facts' as relation, conversation_id, turn, start_char, end_char from signal.facts
    union all
    select 'preferences', conversation_id, turn, start_char, end_char from signal.preferences
    union all
    select 'frustrations', conversation_id, turn, start_char, end_char from signal.frustrations
    union all
    select 'resolutions', conversation_id, turn, start_char, end_char from signal.resolutions
    union all
    select 'names', conversation_id, turn, start_char, end_char from signal.names
    union all
    select 'withheld', conversation_id, turn, start_char, end_char from signal.withheld
    union all
    select 'redactions', conversation_id, turn, start_char, end_char from conversation.redactions
)
select spans.relation, spans.conversation_id, spans.turn, spans.start_char, spans.end_char
from spans
join conversation.turns using (conversation_id, turn)
where spans.start_char < 0
    or spans.end_char <= spans.start_char
    or spans.end_char > length(turns.text);
