"""The ledger of runs."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from flows.ledger import begin_run, end_run
from flows.status import show_status
from flows.store import open_store


def drawn(database: Path, *, runs: int = 10) -> str:
    stream = io.StringIO()
    show_status(database, Console(file=stream, width=160, markup=False), runs=runs)
    return stream.getvalue()


def test_runs_come_latest_first_with_their_counts(published: Path) -> None:
    text = drawn(published)
    assert text.count("run_daily") == 2
    row = next(line for line in text.splitlines() if "prepare" in line and "inbox" in line)
    assert row.split() == ["prepare", "inbox", "6", "4", "1", "1"]


def test_only_what_the_latest_run_set_aside_is_named(published: Path) -> None:
    text = drawn(published)
    assert "prepare: inbox/calls/new.json: no turns" in text
    assert "old.json" not in text


def test_fewer_runs_can_be_asked_for(published: Path) -> None:
    assert drawn(published, runs=1).count("run_daily") == 1


def test_a_new_database_has_no_runs(tmp_path: Path) -> None:
    database = tmp_path / "profiles.duckdb"
    with open_store(database, timeout_seconds=5) as store:
        store.publish()
    assert "Nothing is set aside." in drawn(database)


def test_runs_that_published_nothing_are_shown_too(tmp_path: Path) -> None:
    database = tmp_path / "profiles.duckdb"
    with open_store(database, timeout_seconds=5) as store:
        end_run(store.work, begin_run(store.work, flow="pull_transcripts"), status="failed")
    assert "failed" in drawn(database)
