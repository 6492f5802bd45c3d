-- signal.sentiment: how each turn of a customer feels.
-- Grain:   one row per conversation_id and turn of a customer.
-- Reads:   conversation.turns, through extract_signals.
-- Refresh: when the turn, what came before it or the model changes.
create table if not exists signal.sentiment (
    conversation_id varchar not null,
    turn            integer not null,
    sentiment       varchar not null,  -- negative, neutral, positive
    score           double  not null,  -- -1 (negative) to 1 (positive)
    model           varchar not null
);
