-- crm.consents: what customers agreed to, and when.
-- Grain:   one row per entry of the consent file.
-- Reads:   crm/consents.csv, checked by prepare_conversations.
-- Refresh: replaced whole when the file changes.
create table if not exists crm.consents (
    customer_id varchar   not null,
    purpose     varchar   not null,  -- profiling or special_categories
    granted     boolean   not null,
    "at"        timestamp not null,  -- UTC; 9999-12-31 for an entry that cannot be read, which withdraws
    source      varchar
);
