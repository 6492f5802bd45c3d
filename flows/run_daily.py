"""The whole path, once: pull, prepare, extract, profile; then the published file is swapped."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from flows.build_profiles import build
from flows.config import Settings
from flows.extract_signals import extract
from flows.ledger import Run, RunStatus, StageCounts, begin_run, end_run, record_stage
from flows.prepare_conversations import prepare
from flows.progress import Progress, QuietProgress
from flows.pull_transcripts import pull
from flows.store import Store, open_store

Stage = Callable[[Store, Settings, Run, Progress], list[StageCounts]]
Call = Callable[[str, Callable[[], list[StageCounts]]], list[StageCounts]]
STAGES: dict[str, Stage] = {"pull": pull, "prepare": prepare, "extract": extract, "profile": build}
PUBLISHED_BY = "profile"  # before it has run, the layers of the database do not agree with each other

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What a run did."""

    run_id: str
    flow: str
    started_at: datetime  # UTC
    ended_at: datetime  # UTC
    status: RunStatus
    database: Path  # the published file
    stages: tuple[StageCounts, ...]


def call_plainly(name: str, stage: Callable[[], list[StageCounts]]) -> list[StageCounts]:  # noqa: ARG001 - others use it
    """Run a stage in this process, here and now."""
    return stage()


def run_daily(settings: Settings, *, progress: Progress | None = None, call: Call = call_plainly) -> RunReport:
    """Run every stage and publish."""
    return run_stages(settings, tuple(STAGES), flow="run_daily", progress=progress, call=call)


def run_stages(
    settings: Settings,
    names: Sequence[str],
    *,
    flow: str,
    progress: Progress | None = None,
    call: Call = call_plainly,
    stages: Mapping[str, Stage] = STAGES,
) -> RunReport:
    """Run some stages in order; the ledger is written and published however they end, and so are consents taken back.

    Args:
        settings: checked.
        names: keys of `stages`.
        flow: the name under which the run is entered in the ledger.
        progress: is told how far the run is.
        call: runs one stage, for an orchestrator that wraps stages in tasks.
        stages: what the names stand for.

    Raises:
        RapportError: a stage could not do its work; what the stages before it did is kept, and a next run goes on
            from there.
    """
    told = progress or QuietProgress()
    with open_store(settings.database, timeout_seconds=settings.lock_timeout_seconds) as store:
        run = begin_run(store.work, flow=flow)
        done: list[StageCounts] = []
        try:
            for name in names:
                done += _run_stage(store, settings, run, told, name=name, stage=stages[name], call=call)
        except BaseException as error:
            with suppress(duckdb.Error):  # of a database that broke; the error that broke it goes on up
                _close(store, run, status=_outcome(error), whole=False)
            raise
        _close(store, run, status="done", whole=PUBLISHED_BY in names)
        log.info("run %s is done", run.run_id)
    return RunReport(
        run_id=run.run_id,
        flow=flow,
        started_at=run.started_at,
        ended_at=datetime.now(UTC),
        status="done",
        database=settings.database,
        stages=tuple(done),
    )


def _close(store: Store, run: Run, *, status: RunStatus, whole: bool) -> None:
    end_run(store.work, run, status=status)
    if whole:
        store.publish()
    else:
        store.publish_ledger()


def _run_stage(
    store: Store, settings: Settings, run: Run, progress: Progress, *, name: str, stage: Stage, call: Call
) -> list[StageCounts]:
    started_at = datetime.now(UTC)
    try:
        counts = call(name, lambda: stage(store, settings, run, progress))
    except BaseException as error:
        ended = StageCounts.of(stage=name, source="all")
        with suppress(duckdb.Error):  # as above
            record_stage(store.work, run, ended, started_at=started_at, status=_outcome(error))
        raise
    for entry in counts:
        record_stage(store.work, run, entry, started_at=started_at)
    return counts


def _outcome(error: BaseException) -> RunStatus:
    """DuckDB has its own name for a key pressed while a query runs."""
    return "interrupted" if isinstance(error, (KeyboardInterrupt, duckdb.InterruptException)) else "failed"
