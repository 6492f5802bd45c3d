-- raw.contacts: the keys that name the customer of each conversation. Personal.
-- Grain:   one row per conversation_id and position, strongest key first.
-- Reads:   raw.contents, through prepare_conversations.
-- Refresh: replaced with the conversation; read again whenever the CRM changes, so that payloads need not be.
create table if not exists raw.contacts (
    conversation_id varchar not null,
    position        integer not null,
    kind            varchar not null,  -- customer_id, email, phone, handle, told email, told phone, told name; masked
    key             varchar not null   -- canonical
);
