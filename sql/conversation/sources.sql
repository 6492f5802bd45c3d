-- conversation.sources: which documents speak of which conversation. Not published: it holds digests of payloads.
-- Grain:   one row per conversation_id and sha256.
-- Reads:   raw.contents, through prepare_conversations.
-- Refresh: replaced with the document; a conversation that no document speaks of any more goes.
create table if not exists conversation.sources (
    conversation_id varchar not null,
    sha256          varchar not null,
    current         boolean not null,  -- the conversation stands as this document has it
    digest          varchar            -- of the conversation before it was redacted; NULL where not current
);
