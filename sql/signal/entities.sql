-- signal.entities: everything that is named in a turn: what the extractors found, and what was masked.
-- Grain:   one row per entity of a turn; those of an e-mail's signature are masked types without a place (NULL).
-- Reads:   signal.names, conversation.redactions.
-- Refresh: a view.
create or replace view signal.entities as
select conversation_id, turn, type, text, start_char, end_char, score, model
from signal.names
union all
select conversation_id, turn, type, text, start_char, end_char, 1.0 as score, 'redaction' as model
from conversation.redactions;
