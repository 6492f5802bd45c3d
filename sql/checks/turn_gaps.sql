-- checks.turn_gaps: the turns of a conversation count from 0 without a gap, and belong to one.
-- Returns: conversations whose turns do not.
-- Reads:   conversation.conversations, conversation.turns.
select turns.conversation_id, count(*) as turn_count, max(turns.turn) as last_turn
from conversation.turns
left join conversation.conversations using (conversation_id)
group by turns.conversation_id
having count(*) <> count(distinct turns.turn)
    or max(turns.turn) <> count(*) - 1
    or min(turns.turn) <> 0
    or count(conversations.conversation_id) = 0;
