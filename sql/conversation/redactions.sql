-- conversation.redactions: which identifiers were found, and where their masks stand.
-- Grain:   one row per mask, and per identifier of an e-mail's signature: the signature itself is not kept.
-- Reads:   raw.contents, through prepare_conversations.
-- Refresh: replaced with its conversation.
create table if not exists conversation.redactions (
    conversation_id varchar not null,
    turn            integer not null,
    type            varchar not null,  -- EMAIL, PHONE, ADDRESS, ACCOUNT_ID, CARD, SSN, DOB, IP, USERNAME, PERSON
    start_char      integer,           -- of the mask in the redacted text, code points; NULL in a signature
    end_char        integer,           -- exclusive
    text            varchar not null   -- the mask
);
