"""A run summed up."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from flows.ledger import Rejection, StageCounts
from flows.report import draw_report, ledger_rows, markdown, summarise
from flows.run_daily import RunReport
from flows.store import open_store

BEGUN = datetime(2026, 1, 5, 9, tzinfo=UTC)


def report(database: Path, *, rejected: int = 1, reason: str = "cut off") -> RunReport:
    asides = [Rejection(item=f"inbox/calls/{number}.json", reason=reason) for number in range(rejected)]
    return RunReport(
        run_id="r1",
        flow="run_daily",
        started_at=BEGUN,
        ended_at=BEGUN + timedelta(seconds=2.5),
        status="done",
        database=database,
        stages=(
            StageCounts.of(stage="pull", source="inbox", done=1200, unchanged=3),
            StageCounts.of(stage="prepare", source="inbox", done=4, rejected=asides),
        ),
    )


def drawn(told: RunReport) -> list[str]:
    stream = io.StringIO()
    draw_report(Console(file=stream, width=160, markup=False, highlight=False), told)
    return stream.getvalue().splitlines()


def test_the_ledger_adds_up_row_by_row(published: Path) -> None:
    lines = drawn(report(published))
    assert lines[0].split() == ["stage", "source", "seen", "done", "unchanged", "set", "aside"]
    assert lines[2].split() == ["pull", "inbox", "1,203", "1,200", "3", "0"]
    assert lines[3].split() == ["prepare", "inbox", "5", "4", "0", "1"]


def test_what_was_set_aside_is_named_with_its_reason(published: Path) -> None:
    assert "  prepare: inbox/calls/0.json: cut off" in drawn(report(published))


def test_a_long_list_points_at_the_rest(published: Path) -> None:
    lines = drawn(report(published, rejected=25))
    assert sum(line.startswith("  prepare: ") for line in lines) == 20
    assert f"  … and 5 more: rapport status --db {published}" in lines


def test_nothing_set_aside_is_not_spoken_of(published: Path) -> None:
    assert not [line for line in drawn(report(published, rejected=0)) if "et aside," in line]


def test_it_says_where_to_look_next(published: Path) -> None:
    lines = drawn(report(published))
    assert "run_daily took 2.5 s." in lines
    assert f"{published} holds 4 conversations and 4 facts about 1 customer." in lines
    assert lines[-1] == f"  rapport show 1001 --db {published}"


def test_a_database_without_profiles_says_how_to_get_them(tmp_path: Path) -> None:
    database = tmp_path / "profiles.duckdb"
    assert summarise(database) is None
    with open_store(database, timeout_seconds=5) as store:
        store.publish()
    assert drawn(report(database))[-1] == f"{database} holds no profiles yet: `rapport run` goes all the way."


def test_rows_are_the_same_for_terminal_and_artifact() -> None:
    assert ledger_rows(report(Path("x")).stages)[1] == {
        "stage": "prepare",
        "source": "inbox",
        "seen": 5,
        "done": 4,
        "unchanged": 0,
        "set aside": 1,
    }


def test_markdown_sums_a_run_up() -> None:
    text = markdown(report(Path("x"), rejected=25))
    assert text.startswith("# run_daily r1\n\nDone after 2.5 s.\n")
    assert "| prepare | inbox | 29 | 4 | 0 | 25 |" in text
    assert text.count("\n- ") == 21


@pytest.mark.parametrize(
    "reason",
    [
        pytest.param("<script>alert(1)</script>", id="HTML"),
        pytest.param("[click](https://example.com)", id="a link"),
        pytest.param("a | b", id="a table"),
        pytest.param("`code`", id="code"),
        pytest.param("line\n# heading", id="a heading"),
    ],
)
def test_markdown_obeys_nothing_that_a_file_is_called(reason: str) -> None:
    line = next(line for line in markdown(report(Path("x"), reason=reason)).splitlines() if line.startswith("- "))
    assert not set("<>[]`|#*_").intersection(line.replace("&#", "&"))
