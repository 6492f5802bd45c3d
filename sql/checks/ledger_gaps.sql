-- checks.ledger_gaps: every run accounts for all it saw, and names what it set aside.
-- Returns: stages that do not.
-- Reads:   run.runs, run.rejected.
with named as (
    select run_id, stage, source, count(*) as rejected
    from run.rejected
    group by run_id, stage, source
)
select runs.run_id, runs.stage, runs.source, runs.seen, runs.done, runs.unchanged, runs.set_aside
from run.runs
left join named using (run_id, stage, source)
where runs.seen <> runs.done + runs.unchanged + runs.set_aside
    or runs.set_aside <> coalesce(named.rejected, 0);
