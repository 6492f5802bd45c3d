-- conversation.turns: what was said, identifiers masked.
-- Grain:   one row per conversation_id and turn.
-- Reads:   raw.contents, through prepare_conversations.
-- Refresh: replaced with its conversation.
create table if not exists conversation.turns (
    conversation_id varchar   not null,
    turn            integer   not null,  -- from 0, system turns included
    speaker         varchar   not null,  -- customer, agent, system
    said_at         timestamp not null,  -- UTC
    text            varchar   not null
);
