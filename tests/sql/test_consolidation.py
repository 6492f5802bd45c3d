"""Profiles out of perfectly labelled turns: what is lost here is lost by the rules of sql/profile, not by a model."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from tests.sql.warehouse import broken_checks, derive, empty_warehouse

TRAINING = Path(__file__).parents[2] / "models" / "training"
SCORES = {"negative": -1.0, "neutral": 0.0, "positive": 1.0}
Rows = list[dict[str, object]]


def labelled_turns() -> list[dict[str, Any]]:
    lines = (TRAINING / "conversations_e.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def profiles() -> dict[str, dict[str, list[list[Any]]]]:
    content: dict[str, dict[str, list[list[Any]]]] = yaml.safe_load(
        (TRAINING / "conversations_e_profiles.yaml").read_text(encoding="utf-8")
    )
    return content


def warehouse_rows() -> dict[str, Rows]:
    """The labels as signals of confidence 1, of customers who consented to everything.

    Conversations e01-a, e01-b, … are of one customer, some months apart.
    """
    rows: dict[str, Rows] = {
        "crm.customers": [{"customer_id": name} for name in profiles()],
        "crm.consents": [
            {"customer_id": name, "purpose": purpose, "granted": True, "at": "2025-01-01"}
            for name in profiles()
            for purpose in ("profiling", "special_categories")
        ],
    }
    seen = set()
    for turn in labelled_turns():
        name = turn["conversation"]
        customer, _, part = name.partition("-")
        started_at = datetime(2025, 2, 1) + timedelta(days=120 * (ord(part) - ord("a")))  # noqa: DTZ001 - the warehouse keeps UTC without a zone
        said_at = started_at + timedelta(minutes=turn["turn"])
        if name not in seen:
            seen.add(name)
            rows.setdefault("conversation.conversations", []).append(
                {"conversation_id": name, "customer_id": customer, "channel": turn["channel"], "started_at": started_at}
            )
        key = {"conversation_id": name, "turn": turn["turn"]}
        rows.setdefault("conversation.turns", []).append(
            key | {"speaker": turn["speaker"], "said_at": said_at, "text": turn["text"]}
        )
        for relation, row in signals(turn):
            rows.setdefault(relation, []).append(key | row)
    return rows


def signals(turn: dict[str, Any]) -> Iterator[tuple[str, dict[str, object]]]:
    def found(cue: str) -> dict[str, object]:
        start = turn["text"].index(cue)
        return {"confidence": 1.0, "start_char": start, "end_char": start + len(cue), "model": "labels"}

    if turn["sentiment"]:
        yield "signal.sentiment", {"sentiment": turn["sentiment"], "score": SCORES[turn["sentiment"]]}
    for _, attribute, value, status, cue in turn["facts"]:
        yield "signal.facts", {"attribute": attribute, "value": value, "status": status} | found(cue)
    for attribute, value, polarity, cue in turn["preferences"]:
        yield "signal.preferences", {"attribute": attribute, "value": value, "polarity": polarity} | found(cue)
    for category, thing, severity, cue in turn["frustrations"]:
        yield "signal.frustrations", {"category": category, "object": thing, "severity": severity} | found(cue)


@pytest.fixture(scope="module")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with empty_warehouse() as connection:
        derive(connection, warehouse_rows())
        yield connection


def f1(gold: Iterable[tuple[object, ...]], found: Iterable[tuple[object, ...]]) -> float:
    wanted, had = Counter(gold), Counter(found)
    return 2 * (wanted & had).total() / (wanted.total() + had.total())


def rows_of(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    return connection.execute(query).fetchall()


def test_facts_with_status(warehouse: duckdb.DuckDBPyConnection) -> None:
    gold = [(name, *fact[1:]) for name, profile in profiles().items() for fact in profile["facts"]]
    found = rows_of(warehouse, "select customer_id, attribute, lower(value), status from profile.facts")
    assert f1(gold, found) >= 0.98  # 0.99 when this was written


def test_preferences(warehouse: duckdb.DuckDBPyConnection) -> None:
    gold = [(name, *wish) for name, profile in profiles().items() for wish in profile["preferences"]]
    found = rows_of(warehouse, "select customer_id, attribute, lower(value), polarity from profile.preferences")
    assert f1(gold, found) >= 0.97  # who sat on the aisle and now likes the window still likes both


def test_frustrations(warehouse: duckdb.DuckDBPyConnection) -> None:
    gold = [(name, *row[:2]) for name, profile in profiles().items() for row in profile["frustrations"]]
    found = rows_of(warehouse, "select customer_id, category, severity from profile.frustrations")
    assert f1(gold, found) >= 0.99


def test_resolution_without_words(warehouse: duckdb.DuckDBPyConnection) -> None:
    # The labels hold no words of resolution: this is what the mood at the end tells by itself.
    gold = [(name, row[0], row[2]) for name, profile in profiles().items() for row in profile["frustrations"]]
    found = rows_of(warehouse, "select customer_id, category, resolved from profile.frustrations")
    assert f1(gold, found) >= 0.75


def test_checks_hold(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert broken_checks(warehouse) == []
