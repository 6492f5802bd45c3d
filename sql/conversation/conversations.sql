-- conversation.conversations: the contacts between customers and the company.
-- Grain:   one row per conversation_id.
-- Reads:   raw.contents and crm.customers, through prepare_conversations.
-- Refresh: replaced when its document changes; customer_id also when the CRM changes.
create table if not exists conversation.conversations (
    conversation_id varchar   primary key,
    customer_id     varchar,             -- NULL when unknown
    identified_by   varchar,             -- kind of key that linked it, as 'email' or 'told name'
    channel         varchar   not null,  -- call, chat, email, or another that JSON Lines name
    started_at      timestamp not null,  -- UTC
    source_uri      varchar   not null,  -- where the document is, identifiers masked
    content_hash    varchar   not null   -- of what stands here and in conversation.turns
);
