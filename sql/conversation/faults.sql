-- conversation.faults: parts of documents that could not be read. Not published: digests.
-- Grain:   one row per faulty part.
-- Reads:   raw.contents, through prepare_conversations.
-- Refresh: replaced with the document.
create table if not exists conversation.faults (
    sha256 varchar not null,
    place  varchar not null,  -- in the document: a line, or empty
    step   varchar not null,  -- read or write: a conversation may be read but not masked
    reason varchar not null   -- free of personal data
);
