-- signal.preferences: lasting wishes of customers.
-- Grain:   one row per preference found in a turn.
-- Reads:   conversation.turns, through extract_signals.
-- Refresh: when the turn, what came before it or the model changes.
create table if not exists signal.preferences (
    conversation_id varchar not null,
    turn            integer not null,
    attribute       varchar not null,
    value           varchar not null,
    polarity        varchar not null,  -- positive, negative
    confidence      double  not null,  -- 0 to 1
    start_char      integer not null,  -- of the cue, code points
    end_char        integer not null,  -- exclusive
    model           varchar not null
);
