"""The ledger: every run accounts for what it saw."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from flows.ledger import (
    Rejection,
    StageCounts,
    begin_run,
    end_run,
    last_input,
    note_input,
    record_stage,
    reject,
)
from flows.store import open_store

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@pytest.fixture
def work(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_store(tmp_path / "p.duckdb", timeout_seconds=1) as store:
        yield store.work


@pytest.mark.parametrize(
    ("seen", "done", "unchanged", "set_aside", "named"),
    [
        pytest.param(3, 1, 1, 0, 0, id="one is lost"),
        pytest.param(1, 1, 1, 0, 0, id="one is counted twice"),
        pytest.param(1, 0, 0, 1, 0, id="nobody knows what was set aside"),
        pytest.param(0, 1, -1, 0, 0, id="less than nothing"),
    ],
)
def test_counts_that_do_not_add_up(seen: int, done: int, unchanged: int, set_aside: int, named: int) -> None:
    with pytest.raises(ValueError, match="does not add up"):
        StageCounts(
            stage="pull",
            source="inbox",
            seen=seen,
            done=done,
            unchanged=unchanged,
            set_aside=set_aside,
            rejected=(Rejection(item="a", reason="b"),) * named,
        )


def test_names_of_what_is_set_aside_are_masked() -> None:
    assert reject("file:///inbox/emails/ada@example.com.eml", "the document is empty") == Rejection(
        item="file:///inbox/emails/[EMAIL]", reason="the document is empty"
    )


def test_run_is_written_stage_by_stage(work: duckdb.DuckDBPyConnection) -> None:
    run = begin_run(work, flow="run_daily")
    counts = StageCounts.of(stage="pull", source="inbox", done=2, unchanged=3, rejected=[reject("a", "is empty")])
    record_stage(work, run, counts, started_at=NOW)
    end_run(work, run, status="done")
    rows = work.execute(
        "select run_id, stage, source, seen, done, unchanged, set_aside, status from run.runs"
    ).fetchall()
    assert rows == [
        (run.run_id, "run", "all", 0, 0, 0, 0, "done"),
        (run.run_id, "pull", "inbox", 6, 2, 3, 1, "done"),
    ]
    assert work.execute("select run_id, stage, source, item, reason from run.rejected").fetchall() == [
        (run.run_id, "pull", "inbox", "a", "is empty")
    ]


def test_run_that_was_killed_is_closed_by_the_next(work: duckdb.DuckDBPyConnection) -> None:
    begin_run(work, flow="run_daily")
    begin_run(work, flow="run_daily")
    statuses = work.execute("select status, ended_at is null from run.runs order by started_at").fetchall()
    assert statuses == [("interrupted", False), ("running", True)]


def test_inputs_are_remembered(work: duckdb.DuckDBPyConnection) -> None:
    assert last_input(work, "prepare", "crm") is None
    note_input(work, "prepare", "crm", "a")
    note_input(work, "prepare", "crm", "b")
    note_input(work, "profile", "crm", "c")
    assert last_input(work, "prepare", "crm") == "b"
