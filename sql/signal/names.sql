-- signal.names: names, amounts and other entities that the extractors found, of consenting customers.
-- Grain:   one row per entity found in a turn.
-- Reads:   conversation.turns, through extract_signals.
-- Refresh: when the turn, what came before it or the model changes.
create table if not exists signal.names (
    conversation_id varchar not null,
    turn            integer not null,
    type            varchar not null,
    text            varchar not null,
    start_char      integer not null,  -- code points
    end_char        integer not null,  -- exclusive
    score           double  not null,  -- 0 to 1
    model           varchar not null
);
