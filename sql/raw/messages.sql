-- raw.messages: the e-mails, each with its own new words, before they are threads. Personal text.
-- Grain:   one row per message of a document.
-- Reads:   raw.contents, parsed by prepare_conversations.
-- Refresh: replaced with the document they stand in; gone when no place holds it any more.
create table if not exists raw.messages (
    sha256       varchar   not null,
    position     integer   not null,  -- in the document, from 0
    message_id   varchar   not null,  -- without the angle brackets
    refs         varchar[] not null,  -- ancestors, oldest first
    sent_at      timestamp not null,  -- UTC
    sender       varchar   not null,
    sender_name  varchar,
    recipients   varchar[] not null,
    text         varchar   not null,
    signature    varchar   not null,  -- what stood below it
    automatic    boolean   not null
);
