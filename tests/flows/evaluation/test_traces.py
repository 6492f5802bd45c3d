"""What a database tells of how its results came about."""

from __future__ import annotations

import duckdb
import pytest

from flows.evaluation.traces import NOWHERE, read_traces
from nlp.errors import StoreError
from tests.flows.evaluation.database import MAIL


@pytest.mark.parametrize(
    ("row", "kind", "finding", "threshold"),
    [
        pytest.param(
            "facts values ('x', 0, 'pet', 'cat', 'past', 0, 3, 0.5, null)", "fact", ("pet", "cat", "past"), 0.4
        ),
        pytest.param(
            "facts values ('x', 0, 'children', 'yes', 'negated', 0, 3, 0.5, null)",
            "fact",
            ("children", "no", "current"),
            0.4,
            id="no children is a value of its own, as in profile.fact_mentions",
        ),
        pytest.param(
            "facts values ('x', 0, 'hobby', 'chess', 'current', 0, 3, 0.5, null)",
            "fact",
            ("hobby", "chess", "current"),
            0.0,
            id="an attribute that the registry lacks has no threshold",
        ),
        pytest.param(
            "preferences values ('x', 0, 'dislikes', 'liver', 'positive', 0, 3, 0.5)",
            "preference",
            ("dislikes", "liver", "negative"),
            0.0,
            id="dislikes are negative, whatever was read",
        ),
        pytest.param(
            "frustrations values ('x', 0, 'Billing', 3, 0, 3, 0.5)",
            "frustration",
            ("billing", "", "severity 3"),
            0.4,
            id="categories share a threshold",
        ),
    ],
)
def test_readings_are_turned_as_profiles_turn_them(
    row: str, kind: str, finding: tuple[str, str, str], threshold: float, database: duckdb.DuckDBPyConnection
) -> None:
    database.execute(f"insert into signal.{row}")
    (read,) = read_traces(database).read[kind, ("x", 0)]
    assert (read.finding, read.threshold, read.cue) == (finding, threshold, (0, 3))


def test_e_mails_bear_their_gold_names(database: duckdb.DuckDBPyConnection) -> None:
    traces = read_traces(database)
    assert (MAIL, 0) not in traces.texts
    assert traces.texts["k1-b", 1] == "Thanks, Ada!"
    assert traces.read["fact", ("k1-b", 0)][0].place == ("k1-b", 0)


def test_a_turn_that_is_not_there_is_told(database: duckdb.DuckDBPyConnection) -> None:
    assert read_traces(database).quote(("k1-a", 9)).text == NOWHERE


def test_a_missing_table_is_told(database: duckdb.DuckDBPyConnection) -> None:
    database.execute("drop table signal.resolutions")
    with pytest.raises(StoreError, match="cannot be scored"):
        read_traces(database)
