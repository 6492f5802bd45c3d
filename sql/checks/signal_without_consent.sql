-- checks.signal_without_consent: models read nothing of a customer who does not consent to profiling.
-- Returns: conversations of such customers, and of unknown ones, that were read.
-- Reads:   crm.granted, conversation.conversations, signal.turns.
select turns.conversation_id, conversations.customer_id, count(*) as turn_count
from signal.turns
left join conversation.conversations using (conversation_id)
left join crm.granted using (customer_id)
where not coalesce(granted.profiling, false)
group by turns.conversation_id, conversations.customer_id;
