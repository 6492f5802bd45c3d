-- checks.current_values: an attribute that holds one value at a time has one current value at most.
-- Returns: the customers and attributes with more.
-- Reads:   profile.facts, profile.attributes.
select facts.customer_id, facts.attribute, count(*) as current_values
from profile.facts
join profile.attributes using (attribute)
where facts.status = 'current' and not attributes.several
group by facts.customer_id, facts.attribute
having count(*) > 1;
