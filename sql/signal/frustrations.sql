-- signal.frustrations: what annoyed customers in their dealings with the company.
-- Grain:   one row per frustration found in a turn.
-- Reads:   conversation.turns, through extract_signals.
-- Refresh: when the turn, what came before it or the model changes.
create table if not exists signal.frustrations (
    conversation_id varchar not null,
    turn            integer not null,
    category        varchar not null,
    object          varchar,           -- as said; NULL where the turn does not name it
    severity        integer not null,  -- 1 mentions it, 2 annoyed, 3 angry or harmed
    confidence      double  not null,  -- 0 to 1
    start_char      integer not null,  -- of the cue, code points
    end_char        integer not null,  -- exclusive
    model           varchar not null
);
