"""`rapport status`: the ledger of runs, the latest first, and what is set aside."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
from rich.console import Console

from flows.files import paths_of
from flows.store import read_published
from flows.terminal import cell, draw, printable, table

LISTED = 50
STYLES = {"done": "green", "failed": "red", "interrupted": "yellow", "running": "cyan"}
COUNTS = ("seen", "done", "unchanged", "set aside")
RUNS = """
with latest as (
    select run_id, started_at as begun, ended_at as over, status as outcome
    from run.runs
    where stage = 'run'
    order by started_at desc, run_id desc
    limit ?
)
select
    latest.run_id, runs.flow, latest.begun, latest.over, latest.outcome,
    runs.stage, runs.source, runs.seen, runs.done, runs.unchanged, runs.set_aside
from run.runs
join latest using (run_id)
order by latest.begun desc, latest.run_id desc, runs.stage <> 'run', runs.started_at, runs.stage, runs.source
"""


def show_status(database: Path, console: Console, *, runs: int) -> None:
    """Draw the ledger of the last runs; before anything is published, the writer's own.

    Raises:
        StoreError: there is no such database.
    """
    work = paths_of(database).work
    with read_published(work if work.is_file() and not database.is_file() else database) as connection:
        rows = connection.execute(RUNS, [runs]).fetchall()
        asides = _latest_asides(connection)
    drawn = table("run (UTC)", "flow", "outcome", "took", "stage", "source", *COUNTS, right=("took", *COUNTS))
    for _, flow, begun, over, outcome, stage, source, *counts in rows:
        if stage == "run":
            head = (f"{begun:%Y-%m-%d %H:%M:%S}", flow, outcome, _took(begun, over))
            drawn.add_row(*(cell(value, STYLES.get(outcome, "")) for value in head))
        else:
            drawn.add_row("", "", "", "", cell(stage), cell(source), *(cell(f"{count:,}") for count in counts))
    draw(console, drawn)
    if not asides:
        console.print("Nothing is set aside.")
        return
    console.print(f"Set aside by the latest run of its stage, {len(asides):,} in all:", style="bold yellow")
    for stage, item, reason in asides[:LISTED]:
        console.print(f"  {stage}: {printable(item)}: {printable(reason)}", style="yellow", soft_wrap=True)
    if len(asides) > LISTED:
        console.print(f"  … and {len(asides) - LISTED:,} more: rapport sql 'from run.rejected' --db {database}")


def _latest_asides(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str]]:
    return connection.execute(
        "select stage, item, reason from run.rejected "
        "where (stage, run_id) in (select (stage, arg_max(run_id, started_at)) from run.runs group by stage) "
        "order by stage, item, reason"
    ).fetchall()


def _took(begun: datetime, over: datetime | None) -> str:
    return "" if over is None else f"{(over - begun).total_seconds():,.1f} s"
