-- raw.documents: where each document was found, and what it held when it was last fetched.
-- Grain:   one row per uri.
-- Reads:   nothing; landed by pull_transcripts.
-- Refresh: a row changes when the document at its place does; a document that is removed keeps its row.
create table if not exists raw.documents (
    uri         varchar   primary key,
    source      varchar   not null,  -- name of the source in the settings
    path        varchar   not null,  -- inside the source, with slashes
    size        bigint,              -- bytes, as listed; NULL where the source does not say
    modified_at timestamp,           -- UTC, as listed; NULL where the source does not say
    sha256      varchar   not null,  -- of the payload, hex
    fetched_at  timestamp not null,  -- UTC, the last time
    landed_at   timestamp not null,  -- UTC, when this content was first seen here
    run_id      varchar   not null   -- that landed the content
);
