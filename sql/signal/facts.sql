-- signal.facts: what customers said of themselves and their households.
--               Special ones only of customers who opted in to them.
-- Grain:   one row per fact found in a turn.
-- Reads:   conversation.turns, through extract_signals.
-- Refresh: when the turn, what came before it or the model changes.
create table if not exists signal.facts (
    conversation_id varchar not null,
    turn            integer not null,
    family          varchar not null,
    attribute       varchar not null,
    value           varchar not null,
    status          varchar not null,  -- current, past, negated, planned
    confidence      double  not null,  -- 0 to 1
    start_char      integer not null,  -- of the cue, code points
    end_char        integer not null,  -- exclusive
    rule            varchar,           -- that decided or changed it
    model           varchar not null
);
