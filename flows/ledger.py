"""The ledger of runs: what each stage saw, did, left as it was and set aside, and why."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Literal, Self

import duckdb

from flows.store import insert_rows, to_utc, transaction, value
from nlp.redact import redact_text

RunStatus = Literal["running", "done", "failed", "interrupted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One start of the pipeline."""

    run_id: str
    flow: str  # the flow that was started, such as run_daily or extract_signals
    started_at: datetime  # UTC
    version: str  # of Rapport


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """One thing that was set aside; neither field carries personal data."""

    item: str  # where it is: an address, with its line where it has lines
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCounts:
    """What one stage did with what one source gave it: seen = done + unchanged + set_aside."""

    stage: str
    source: str
    seen: int
    done: int
    unchanged: int
    set_aside: int
    rejected: tuple[Rejection, ...] = ()

    def __post_init__(self) -> None:
        parts = (self.done, self.unchanged, self.set_aside)
        if min(parts) < 0 or sum(parts) != self.seen or self.set_aside != len(self.rejected):
            msg = f"the ledger of {self.stage} does not add up: {self}"
            raise ValueError(msg)

    @classmethod
    def of(
        cls, *, stage: str, source: str, done: int = 0, unchanged: int = 0, rejected: Sequence[Rejection] = ()
    ) -> Self:
        """Count a stage so that it adds up."""
        return cls(
            stage=stage,
            source=source,
            seen=done + unchanged + len(rejected),
            done=done,
            unchanged=unchanged,
            set_aside=len(rejected),
            rejected=tuple(rejected),
        )


def reject(item: str, reason: str) -> Rejection:
    """Set one thing aside, its name masked: addresses of files may carry personal data."""
    return Rejection(item=redact_text(item), reason=reason)


def begin_run(work: duckdb.DuckDBPyConnection, *, flow: str) -> Run:
    """Open a run; runs that were killed are closed as interrupted, for the lock shows that none lives.

    The run itself is a row of run.runs with the stage `run` and no counts.
    """
    now = datetime.now(UTC)
    run = Run(run_id=f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}", flow=flow, started_at=now, version=_version())
    with transaction(work):
        work.execute("update run.runs set status = 'interrupted', ended_at = ? where status = 'running'", [to_utc(now)])
        insert_rows(work, "run.runs", [_row(run, StageCounts.of(stage="run", source="all"), "running", now, None)])
    return run


def end_run(work: duckdb.DuckDBPyConnection, run: Run, *, status: RunStatus) -> None:
    """Close a run."""
    work.execute(
        "update run.runs set status = ?, ended_at = ? where run_id = ? and stage = 'run'",
        [status, to_utc(datetime.now(UTC)), run.run_id],
    )


def record_stage(
    work: duckdb.DuckDBPyConnection,
    run: Run,
    counts: StageCounts,
    *,
    started_at: datetime,
    status: RunStatus = "done",
) -> None:
    """Write the counts of one stage and source, and what it set aside."""
    now = datetime.now(UTC)
    with transaction(work):
        insert_rows(work, "run.runs", [_row(run, counts, status, started_at, now)])
        insert_rows(
            work,
            "run.rejected",
            [
                {
                    "run_id": run.run_id,
                    "stage": counts.stage,
                    "source": counts.source,
                    "item": rejection.item,
                    "reason": rejection.reason,
                    "at": to_utc(now),
                }
                for rejection in counts.rejected
            ],
        )


def last_input(work: duckdb.DuckDBPyConnection, stage: str, name: str) -> str | None:
    """The digest of what a stage last worked from; None the first time."""
    digest: str | None = value(work, "select digest from run.inputs where stage = ? and name = ?", [stage, name])
    return digest


def note_input(work: duckdb.DuckDBPyConnection, stage: str, name: str, digest: str) -> None:
    """Note what a stage worked from; call it in the transaction that writes what came of it."""
    work.execute("insert or replace into run.inputs values (?, ?, ?)", [stage, name, digest])


def _row(
    run: Run, counts: StageCounts, status: RunStatus, started_at: datetime, ended_at: datetime | None
) -> dict[str, object]:
    return {
        "run_id": run.run_id,
        "flow": run.flow,
        "stage": counts.stage,
        "source": counts.source,
        "started_at": to_utc(started_at),
        "ended_at": ended_at and to_utc(ended_at),
        "seen": counts.seen,
        "done": counts.done,
        "unchanged": counts.unchanged,
        "set_aside": counts.set_aside,
        "status": status,
        "version": run.version,
    }


def _version() -> str:
    try:
        return version("rapport")
    except PackageNotFoundError:
        return "0+unknown"
