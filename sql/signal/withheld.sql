-- signal.withheld: where customers who did not opt in told something special, and nothing of what it was, so that no
--                  quote shows the words. Not published.
-- Grain:   one row per such place in a turn.
-- Reads:   conversation.turns, through extract_signals.
-- Refresh: when the turn, what came before it, the consent, the registry or the model changes.
create table if not exists signal.withheld (
    conversation_id varchar not null,
    turn            integer not null,
    start_char      integer not null,  -- code points
    end_char        integer not null   -- exclusive
);
