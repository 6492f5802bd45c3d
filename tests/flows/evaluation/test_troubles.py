"""Severity and ending of frustrations."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from flows.evaluation.errors import Error
from flows.evaluation.score import score_database
from tests.flows.evaluation.database import MAIL
from tests.flows.evaluation.people import people

OPEN = "update profile.frustrations set resolved = 'no'"


def only_error(database: duckdb.DuckDBPyConnection, folder: Path) -> Error:
    (error,) = score_database(people(folder), database).errors
    return error


def test_a_wrong_severity_shows_the_severity_read_in_each_turn(
    database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    database.execute("update profile.frustrations set severity = 3; update signal.frustrations set severity = 3")
    error = only_error(database, tmp_path)
    assert error.told == "delivery, severity 2; found 3"
    assert [(quote.place, quote.read) for quote in error.quotes] == [(("k1-a", 2), "delivery, severity 3 0.900")]


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        pytest.param(None, [(2, "delivery"), (2, "last said, negative")], id="no word: how they left decides"),
        pytest.param(
            f"('{MAIL}', 0, true)",
            [(2, "delivery"), (2, "last said, negative"), (0, "over")],
            id="a word in the next conversation",
        ),
        pytest.param("('k1-a', 2, false)", [(2, "delivery"), (2, "not over")], id="a word in the conversation itself"),
        pytest.param(
            "('k1-a', 1, true)", [(2, "delivery"), (2, "last said, negative")], id="a word before the trouble is none"
        ),
        pytest.param(
            "('k1-c', 0, true)", [(2, "delivery"), (2, "last said, negative")], id="nor is one two conversations later"
        ),
    ],
)
def test_a_wrong_ending_shows_what_was_taken_for_it(
    word: str | None, shown: list[tuple[int, str]], database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    database.execute(OPEN)
    if word is not None:
        database.execute(f"insert into signal.resolutions (conversation_id, turn, resolved) values {word}")  # noqa: S608  # a constant
    error = only_error(database, tmp_path)
    assert error.kind == "yes -> no"
    assert [(quote.place[1], quote.read.removesuffix(" 0.900")) for quote in error.quotes] == shown


def test_without_a_mention_the_proofs_are_shown(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    database.execute(OPEN)
    database.execute("delete from profile.evidence where kind = 'frustration'")
    assert [quote.place for quote in only_error(database, tmp_path).quotes] == [("k1-a", 2)]
