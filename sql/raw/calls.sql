-- raw.calls: what the telephone system knows of each call file. Personal keys.
-- Grain:   one row per call file named in an index.csv.
-- Reads:   the index.csv files in raw.contents, parsed by prepare_conversations.
-- Refresh: replaced when an index.csv changes; the rows of one that cannot be read stay.
create table if not exists raw.calls (
    source          varchar not null,
    path            varchar not null,  -- of the call file, inside the source
    conversation_id varchar,
    started_at      timestamp,         -- UTC
    phone           varchar,           -- as written there
    customer_id     varchar
);
