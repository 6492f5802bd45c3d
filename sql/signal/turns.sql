-- signal.turns: which turns have been read, by which model.
-- Grain:   one row per conversation_id and turn.
-- Reads:   conversation.turns, through extract_signals.
-- Refresh: written with the signals of the turn.
create table if not exists signal.turns (
    conversation_id varchar not null,
    turn            integer not null,
    input_hash      varchar not null,  -- sha256 of channel, speaker, context, redacted text and what had to be withheld
    opted_in        boolean not null,  -- a customer's turn, read with the consent special_categories
    model           varchar not null
);
