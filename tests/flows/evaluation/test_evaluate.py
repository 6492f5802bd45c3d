"""The product run on gold conversations."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from rich.console import Console

from flows.config import Settings
from flows.evaluation.evaluate import evaluate_gold, print_score
from flows.evaluation.score import Score
from flows.progress import QuietProgress
from nlp.errors import SettingsError
from tests.flows.evaluation.people import people

pytestmark = pytest.mark.usefixtures("fake_reader")


@pytest.fixture
def score(fake_reader: object, tmp_path: Path) -> Score:
    assert fake_reader
    return evaluate_gold(people(tmp_path), Settings(), keep=None, progress=QuietProgress())


def test_what_is_rendered_is_found_again(score: Score) -> None:
    assert score.figures["identity"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "gold": 5, "found": 5}
    assert score.figures["identifiers"]["f1"] == 1.0
    assert score.figures["privacy"]["leaked_identifiers"] == 0


def test_what_the_reader_finds_is_scored(score: Score) -> None:
    assert score.figures["facts"] == {"precision": 1.0, "recall": 0.333, "f1": 0.5, "gold": 3, "found": 1}
    assert score.figures["evidence"]["f1"] == 1.0


def test_inbox_and_database_can_be_kept(tmp_path: Path) -> None:
    keep = tmp_path / "kept"
    evaluate_gold(people(tmp_path), Settings(), keep=keep, progress=QuietProgress())
    assert (keep / "inbox" / "crm" / "customers.csv").is_file()
    assert (keep / "gold.duckdb").is_file()


def test_a_used_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="Name a new folder to --keep"):
        evaluate_gold(people(tmp_path), Settings(), keep=tmp_path, progress=QuietProgress())


@pytest.mark.parametrize(
    ("terminal", "told"),
    [(True, r"^facts +1 +0\.333 +0\.5 +3 +1 *$"), (False, r"^facts +precision 1\.0  recall 0\.333  f1 0\.5")],
    ids=["a table on a terminal", "lines in a pipe"],
)
def test_scores_are_printed(terminal: bool, told: str, score: Score, capsys: pytest.CaptureFixture[str]) -> None:
    stream = io.StringIO()
    print_score(score, Console(file=stream, force_terminal=terminal, color_system=None, width=120))
    assert re.search(told, stream.getvalue(), re.MULTILINE)
    assert json.loads(capsys.readouterr().out) == score.figures


def test_errors_are_printed_on_demand(score: Score, capsys: pytest.CaptureFixture[str]) -> None:
    stream = io.StringIO()
    print_score(score, Console(file=stream, width=200), errors=True)
    told = stream.getvalue()
    assert (
        "\nfact / occupation / missed: not read: 1 error\n  k1  occupation = nurse, current\n    k1-a:1  hi, " in told
    )
    assert told.index("fact / occupation") < told.index("facts   ")
    assert json.loads(capsys.readouterr().out) == score.figures
