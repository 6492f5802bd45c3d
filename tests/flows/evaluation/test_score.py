"""Scoring a database against two gold customers."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from flows.evaluation.score import Score, score_database
from nlp.errors import StoreError
from tests.flows.evaluation.people import people


def scored(database: duckdb.DuckDBPyConnection, folder: Path) -> Score:
    return score_database(people(folder), database)


def test_a_perfect_database_scores_one_throughout(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    figures = scored(database, tmp_path).figures
    assert {name: row["f1"] for name, row in figures.items() if "f1" in row} == dict.fromkeys(
        (
            "facts",
            "facts_any_status",
            "preferences",
            "frustrations",
            "identity",
            "evidence",
            "identifiers",
            "named_entities",
        ),
        1.0,
    )
    assert figures["sentiment"]["macro_f1"] == 1.0
    assert figures["frustration_detail"] == {"severity_mean_error": 0.0, "resolved_accuracy": 1.0}
    assert figures["privacy"] == {"rows_without_consent": 0, "leaked_identifiers": 0, "identifiers_in_gold": 1}


@pytest.mark.parametrize(
    ("change", "kind", "figure", "value"),
    [
        pytest.param("update profile.facts set status = 'past'", "facts", "f1", 0.333, id="a wrong status is a miss"),
        pytest.param("update profile.facts set status = 'past'", "facts_any_status", "f1", 1.0, id="but a right value"),
        pytest.param("update profile.evidence set turn = 0", "evidence", "f1", 0.5, id="another turn proves nothing"),
        pytest.param(
            "update conversation.conversations set customer_id = null where customer_id = 'k2'",
            "identity",
            "recall",
            0.6,
            id="unlinked conversations are missed",
        ),
        pytest.param(
            "update conversation.conversations set customer_id = 'k1'",
            "identity",
            "precision",
            0.6,
            id="wrongly linked",
        ),
        pytest.param(
            "insert into profile.facts values ('k2', 'diet', 'kosher', 'current', 0.9)",
            "privacy",
            "rows_without_consent",
            1,
            id="special without consent",
        ),
        pytest.param(
            "insert into conversation.turns values ('k1-a', 2, 'mail ADA@example.com')",
            "privacy",
            "leaked_identifiers",
            1,
            id="an identifier in plain text leaks, whatever its case",
        ),
        pytest.param(
            "update profile.frustrations set severity = 3, resolved = 'no'",
            "frustration_detail",
            "severity_mean_error",
            1.0,
            id="severity is a distance",
        ),
        pytest.param("delete from signal.sentiment", "sentiment", "macro_f1", 0.0, id="no sentiment, no score"),
    ],
)
def test_what_is_wrong_costs(
    change: str, kind: str, figure: str, value: float, database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    database.execute(change)
    assert scored(database, tmp_path).figures[kind][figure] == value


def test_a_customer_without_consent_is_not_searched_for_facts(
    tmp_path: Path, database: duckdb.DuckDBPyConnection
) -> None:
    ada, ben = people(tmp_path)
    filler = [ben.model_copy(update={"customer": ben.customer.model_copy(update={"id": f"x{n}"})}) for n in range(8)]
    score = score_database([*filler, ada], database)  # the ninth refuses
    assert score.figures["privacy"]["rows_without_consent"] == 5
    assert score.figures["facts"]["found"] == 0


def test_channels_are_scored_apart(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    database.execute("delete from profile.facts where value = 'dog'")
    assert scored(database, tmp_path).channels == {
        "call": {"turns": 2, "sentiment_macro_f1": 0.333, "facts": 0, "facts_recall": 0.0},
        "chat": {"turns": 3, "sentiment_macro_f1": 0.667, "facts": 2, "facts_recall": 0.5},
        "email": {"turns": 1, "sentiment_macro_f1": 0.333, "facts": 1, "facts_recall": 1.0},
    }


def test_lines_and_json_give_the_same_figures(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    score = scored(database, tmp_path)
    assert next(score.lines()) == "facts                precision 1.0  recall 1.0  f1 1.0  gold 3  found 3"
    assert json.loads(score.json_line()) == score.figures


def test_misses_and_false_findings_of_the_tallies_are_the_errors(
    database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    database.execute("update profile.facts set value = 'cat' where value = 'dog'")
    database.execute("update profile.facts set status = 'current' where status = 'past'")
    score = scored(database, tmp_path)
    kinds = [error.kind.split(":")[0] for error in score.errors if error.finding == "fact"]
    tally = score.tallies["facts"]
    assert kinds.count("missed") + kinds.count("wrong") == tally.gold - tally.hits
    assert kinds.count("false") + kinds.count("wrong") == tally.found - tally.hits


def test_a_missing_table_is_told(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    database.execute("drop table profile.preferences")
    with pytest.raises(StoreError, match="cannot be scored"):
        scored(database, tmp_path)
