-- checks.consent_missing: nothing is derived for a customer without the consent `profiling`.
-- Returns: the customers for whom something is, and where.
-- Reads:   crm.granted and every table of profile that is about customers.
with derived as (
    select customer_id, 'facts' as relation from profile.facts
    union all
    select customer_id, 'preferences' from profile.preferences
    union all
    select customer_id, 'frustrations' from profile.frustrations
    union all
    select customer_id, 'evidence' from profile.evidence
    union all
    select customer_id, 'household' from profile.household
    union all
    select customer_id, 'lifestyle' from profile.lifestyle
    union all
    select customer_id, 'contacts' from profile.contacts
    union all
    select customer_id, 'fact_mentions' from profile.fact_mentions
    union all
    select customer_id, 'preference_mentions' from profile.preference_mentions
    union all
    select customer_id, 'frustration_mentions' from profile.frustration_mentions
    union all
    select customer_id, 'customer_360'
    from profile.customer_360
    where personalisation_level <> 'simple' or conversations > 0
)
select distinct derived.customer_id, derived.relation
from derived
left join crm.granted using (customer_id)
where not coalesce(granted.profiling, false);
