-- crm.mailboxes: the customers' addresses by which e-mail threads were last put together. Personal data.
-- Grain:   one row per address.
-- Reads:   crm.customers.
-- Refresh: with crm.customers; where the two differ, the threads of that address are put together again.
create table if not exists crm.mailboxes (
    address varchar not null  -- canonical
);
