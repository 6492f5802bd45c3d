-- conversation.documents: which documents prepare_conversations has read, and how it went. Not published: digests.
-- Grain:   one row per sha256.
-- Reads:   raw.documents, through prepare_conversations.
-- Refresh: written with the rows that came of the document.
create table if not exists conversation.documents (
    sha256        varchar primary key,
    format        varchar,            -- contact_lens, webvtt, jsonl, intercom, email, mbox; NULL when none was found
    hint_hash     varchar not null,   -- of what else the reading depends on: the places, the call records
    version       varchar not null,   -- of the code that read it
    conversations integer not null,   -- that it speaks of; messages for e-mails
    assembled     boolean not null,   -- false for e-mails whose threads are still to be put together
    reason        varchar             -- why it was set aside; NULL when it was read
);
