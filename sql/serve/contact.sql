-- serve.contact: by which channels and when a customer may be contacted; for campaign and dialler tools.
-- Grain:   one row per customer who consented to profiling and contact channel or time they spoke of.
-- Reads:   profile.preferences.
-- Refresh: a view; as fresh as the tables.
create or replace view serve.contact as
select
    customer_id,
    attribute,                          -- contact_channel or contact_time
    value,
    polarity = 'positive' as wanted,    -- false: never use it
    confidence,                         -- 0 to 0.99
    last_seen                           -- UTC
from profile.preferences
where attribute in ('contact_channel', 'contact_time');
