-- signal.resolutions: customers' words that a trouble is over, or is not.
-- Grain:   one row per such word found in a turn.
-- Reads:   conversation.turns, through extract_signals.
-- Refresh: when the turn, what came before it or the model changes.
create table if not exists signal.resolutions (
    conversation_id varchar not null,
    turn            integer not null,
    resolved        boolean not null,
    confidence      double  not null,  -- 0 to 1
    start_char      integer not null,  -- of the cue, code points
    end_char        integer not null,  -- exclusive
    model           varchar not null
);
