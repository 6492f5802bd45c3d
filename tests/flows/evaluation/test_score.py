"""Scoring a database against two gold customers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from flows.evaluation.score import Score, score_database
from nlp.errors import StoreError
from tests.flows.evaluation.people import people

MAIL = "k1-b.0@mail.example.com"
TABLES = """
create schema profile; create schema conversation; create schema signal; create schema crm;
create table profile.facts (customer_id varchar, attribute varchar, value varchar, status varchar);
create table profile.preferences (customer_id varchar, attribute varchar, value varchar, polarity varchar);
create table profile.frustrations (customer_id varchar, category varchar, severity integer, resolved varchar);
create table profile.evidence
    (customer_id varchar, kind varchar, attribute varchar, value varchar, conversation_id varchar, turn integer);
create table conversation.conversations (conversation_id varchar, customer_id varchar);
create table conversation.turns (conversation_id varchar, turn integer, text varchar);
create table signal.sentiment (conversation_id varchar, turn integer, sentiment varchar);
create table signal.entities (conversation_id varchar, turn integer, type varchar, text varchar);
create table crm.customers (customer_id varchar, email varchar);
insert into crm.customers values ('k1', 'ada@example.com');
"""
PERFECT = f"""
insert into profile.facts values
    ('k1', 'pet', 'dog', 'current'), ('k1', 'occupation', 'nurses', 'current'),
    ('k1', 'life_event', 'illness_or_injury', 'past');
insert into profile.preferences values ('k1', 'contact_channel', 'phone', 'negative');
insert into profile.frustrations values ('k1', 'delivery', 2, 'yes');
insert into profile.evidence values
    ('k1', 'fact', 'pet', 'dog', 'k1-a', 1), ('k1', 'fact', 'occupation', 'nurses', 'k1-a', 1),
    ('k1', 'fact', 'life_event', 'illness_or_injury', '{MAIL}', 0);
insert into conversation.conversations values
    ('k1-a', 'k1'), ('{MAIL}', 'k1'), ('k1-c', 'k1'), ('k2-a', 'k2'), ('k2-b', 'k2');
insert into signal.sentiment values
    ('k1-a', 1, 'neutral'), ('k1-a', 2, 'negative'), ('{MAIL}', 0, 'positive'), ('k1-c', 0, 'neutral'),
    ('k2-a', 1, 'neutral'), ('k2-b', 0, 'neutral');
insert into signal.entities values
    ('k1-a', 0, 'PERSON', 'Noor'), ('k1-a', 2, 'EMAIL', '[EMAIL]'), ('k1-a', 2, 'PRODUCT', 'Zip kettle'),
    ('{MAIL}', 0, 'PERSON', 'Noor'), ('{MAIL}', 1, 'PERSON', 'Ada');
"""  # noqa: S608  # a constant


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        connection.execute(PERFECT)
        yield connection


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
            "insert into profile.facts values ('k2', 'diet', 'kosher', 'current')",
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


def test_errors_are_named(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    database.execute("update profile.facts set value = 'cat' where value = 'dog'")
    lines = list(scored(database, tmp_path).error_lines())
    assert lines[:4] == [
        "\nfacts: missed",
        "  ('pet', 'dog', 'current')",
        "  facts: wrong",
        "  ('pet', 'cat', 'current')",
    ]


def test_a_missing_table_is_told(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    database.execute("drop table profile.preferences")
    with pytest.raises(StoreError, match="cannot be scored"):
        scored(database, tmp_path)
