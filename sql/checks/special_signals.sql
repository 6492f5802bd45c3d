-- checks.special_signals: special facts are stored only of customers who consent to profiling and opted in to them.
-- Returns: the conversations and turns of which more is stored; not what.
-- Reads:   crm.granted, conversation.conversations, signal.facts, profile.attributes, profile.attribute_values.
select distinct facts.conversation_id, facts.turn
from signal.facts
join profile.attributes using (attribute)
left join profile.attribute_values
    on attribute_values.attribute = facts.attribute and attribute_values.value = lower(trim(facts.value))
left join conversation.conversations using (conversation_id)
left join crm.granted using (customer_id)
where coalesce(attribute_values.sensitivity, attributes.sensitivity) = 'special'
    and not coalesce(granted.profiling and granted.special_categories, false);
