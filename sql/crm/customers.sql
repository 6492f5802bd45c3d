-- crm.customers: the company's customers, as its CRM knows them. Personal data.
-- Grain:   one row per customer_id.
-- Reads:   crm/customers.csv, checked by prepare_conversations.
-- Refresh: replaced whole when the file changes.
create table if not exists crm.customers (
    customer_id  varchar primary key,
    name         varchar,
    email        varchar,
    phone        varchar,
    handle       varchar,
    city         varchar,
    member_since date,
    tier         varchar
);
