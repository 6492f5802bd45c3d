-- raw.contents: the payloads, as they were fetched. Personal text.
-- Grain:   one row per content: the same bytes at two places land once.
-- Reads:   nothing; landed by pull_transcripts.
-- Refresh: a row goes when no place holds its content any more.
create table if not exists raw.contents (
    sha256  varchar primary key,
    size    bigint  not null,  -- bytes
    payload blob    not null
);
