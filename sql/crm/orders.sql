-- crm.orders: what customers bought.
-- Grain:   one row per order_id.
-- Reads:   crm/orders.csv, checked by prepare_conversations.
-- Refresh: replaced whole when the file changes.
create table if not exists crm.orders (
    order_id    varchar primary key,
    customer_id varchar not null,
    ordered_at  timestamp,      -- UTC
    product     varchar,
    amount      decimal(18, 4), -- in currency
    currency    varchar,        -- ISO 4217
    status      varchar
);
