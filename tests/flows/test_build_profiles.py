"""The stage that derives profiles: what it makes, when it need not, and what stops it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

import sql
from flows.build_profiles import CHECKS, RELATIONS, STORED_CHECKS, build
from flows.config import ProfileSettings, Settings
from flows.ledger import StageCounts, begin_run, record_stage
from flows.progress import QuietProgress
from flows.store import Store, insert_rows, open_store, read_published
from nlp.errors import SettingsError, StoreError

CUSTOMERS = ("k1", "k2")
SCORE = {"score": 0.0, "model": "m"}
SPAN = {"start_char": 0, "end_char": 6, "model": "m"}


def day(number: int) -> datetime:
    return datetime(2026, 3, number, 9)  # noqa: DTZ001 - the warehouse keeps UTC without a zone


def hear(store: Store, name: str, customer: str, text: str, *signals: tuple[str, str, str, float], at: int = 1) -> None:
    """Put a conversation of one turn, and the facts found in it, into the work file."""
    conversation = {"conversation_id": name, "customer_id": customer, "channel": "chat", "started_at": day(at)}
    turn = {"conversation_id": name, "turn": 0}
    found = [
        turn
        | SPAN
        | {"family": "household", "attribute": attribute, "value": value, "status": status, "confidence": confidence}
        for attribute, value, status, confidence in signals
    ]
    insert_rows(store.work, "conversation.conversations", [conversation | {"source_uri": name, "content_hash": name}])
    insert_rows(store.work, "conversation.turns", [turn | {"speaker": "customer", "said_at": day(at), "text": text}])
    insert_rows(store.work, "signal.sentiment", [turn | {"sentiment": "neutral", "score": 0.0, "model": "m"}])
    insert_rows(store.work, "signal.facts", found)


def consent(store: Store, customer: str, *, granted: bool, at: int) -> None:
    row = {"customer_id": customer, "purpose": "profiling", "granted": granted, "at": day(at), "source": "web"}
    insert_rows(store.work, "crm.consents", [row])


def admit_customers(store: Store) -> None:
    insert_rows(store.work, "crm.customers", [{"customer_id": name} for name in CUSTOMERS])
    for name in CUSTOMERS:
        consent(store, name, granted=True, at=1)


def rows_of(connection: duckdb.DuckDBPyConnection, relation: str) -> list[tuple[object, ...]]:
    return connection.execute(f"select * from {relation} order by all").fetchall()  # noqa: S608


def build_once(store: Store, settings: Settings | None = None) -> StageCounts:
    run = begin_run(store.work, flow="build_profiles")
    (counts,) = build(store, settings or Settings(), run, QuietProgress())
    return counts


def facts(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str, str]]:
    return connection.execute("select customer_id, attribute, value, status from profile.facts order by all").fetchall()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "profiles.duckdb", timeout_seconds=1) as opened:
        admit_customers(opened)
        hear(opened, "c1", "k1", "my dog", ("pet", "dog", "current", 0.9))
        hear(opened, "c2", "k2", "my cat", ("pet", "cat", "current", 0.6))
        yield opened


def test_builds_every_relation_and_publishes_it(store: Store) -> None:
    assert build_once(store) == StageCounts.of(stage="profile", source="profiles", done=2)
    with read_published(store.publish()) as published:
        assert facts(published) == [("k1", "pet", "dog", "current"), ("k2", "pet", "cat", "current")]
        for relation in set(RELATIONS) - {"profile.value_key"}:
            assert rows_of(published, relation) is not None
        assert len(rows_of(published, "serve.personalisation")) == 2


def test_nothing_new_rebuilds_nothing(store: Store) -> None:
    build_once(store)
    store.work.execute("delete from profile.facts")  # would come back with a rebuild
    assert build_once(store) == StageCounts.of(stage="profile", source="profiles", unchanged=2)
    assert facts(store.work) == []


def test_one_conversation_changes_one_profile(store: Store) -> None:
    build_once(store)
    hear(store, "c3", "k1", "my cat", ("pet", "cat", "current", 0.9), at=2)
    assert build_once(store) == StageCounts.of(stage="profile", source="profiles", done=1, unchanged=1)


def test_late_arrival_ends_in_the_same_tables(store: Store, tmp_path: Path) -> None:
    hear(store, "c9", "k1", "my dog", ("marital_status", "married", "current", 0.9), at=9)
    build_once(store)
    hear(store, "c5", "k1", "my cat", ("marital_status", "engaged", "current", 0.9), at=5)
    build_once(store)
    with open_store(tmp_path / "other.duckdb", timeout_seconds=1) as other:
        admit_customers(other)
        hear(other, "c5", "k1", "my cat", ("marital_status", "engaged", "current", 0.9), at=5)
        hear(other, "c2", "k2", "my cat", ("pet", "cat", "current", 0.6))
        hear(other, "c9", "k1", "my dog", ("marital_status", "married", "current", 0.9), at=9)
        hear(other, "c1", "k1", "my dog", ("pet", "dog", "current", 0.9))
        build_once(other)
        for relation in ("profile.facts", "profile.evidence", "profile.customer_360"):
            assert rows_of(other.work, relation) == rows_of(store.work, relation)


def test_consent_withdrawn_forgets_what_was_derived(store: Store) -> None:
    build_once(store)
    consent(store, "k1", granted=False, at=2)
    assert build_once(store).done == 1
    assert facts(store.work) == [("k2", "pet", "cat", "current")]
    with read_published(store.publish()) as published:
        level = published.execute("select personalisation_level from profile.customer_360 order by customer_id")
        assert level.fetchall() == [("simple",), ("complex",)]
        assert published.execute("select count(*) from profile.evidence where customer_id = 'k1'").fetchone() == (0,)


def test_settings_raise_the_threshold(store: Store) -> None:
    build_once(store)
    strict = Settings(profile=ProfileSettings(min_confidence={"pet": 0.7}))
    assert build_once(store, strict).done == 1
    assert facts(store.work) == [("k1", "pet", "dog", "current")]


def test_threshold_of_an_unknown_attribute_is_refused(store: Store) -> None:
    with pytest.raises(SettingsError, match=r"names shoe_size, which no profile holds.\nChoose from: caregiver_for"):
        build_once(store, Settings(profile=ProfileSettings(min_confidence={"shoe_size": 0.7})))


def test_broken_rules_keep_the_last_profiles(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    build_once(store)
    hear(store, "c3", "k1", "my cat", ("pet", "cat", "current", 0.9), at=2)
    whole = sql.read
    lost = "create or replace table profile.evidence as select * from profile.evidence limit 0"
    with monkeypatch.context() as patched:
        patched.setattr(sql, "read", lambda name: lost if name == "profile.evidence" else whole(name))
        with pytest.raises(StoreError, match=r"checks.evidence_missing returned 3 rows"):
            build_once(store)
    assert facts(store.work) == [("k1", "pet", "dog", "current"), ("k2", "pet", "cat", "current")]
    assert build_once(store).done == 1


def test_an_empty_database_builds_empty_profiles(tmp_path: Path) -> None:
    with open_store(tmp_path / "empty.duckdb", timeout_seconds=1) as empty:
        assert build_once(empty) == StageCounts.of(stage="profile", source="profiles")


def test_every_statement_is_run() -> None:
    folder = Path(sql.__file__).parent
    files = {
        f"{path.parent.name}.{path.stem}" for room in ("profile", "serve") for path in (folder / room).glob("*.sql")
    }
    assert set(RELATIONS) == files


def test_every_check_is_run() -> None:
    files = {f"checks.{path.stem}": path for path in (Path(sql.__file__).parent / "checks").glob("*.sql")}
    assert sorted([*CHECKS, *STORED_CHECKS]) == sorted(files)
    derived = r"(from|join) profile\.(?!attribute)"  # the registry is nothing derived
    assert set(CHECKS) == {check for check, path in files.items() if re.search(derived, path.read_text("utf-8"))}


def test_broken_stored_table_is_told_and_published_all_the_same(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    assert build_once(store).done == 2
    consent(store, "k1", granted=False, at=2)
    insert_rows(
        store.work, "signal.sentiment", [{"conversation_id": "gone", "turn": 0, "sentiment": "neutral"} | SCORE]
    )
    run = begin_run(store.work, flow="build_profiles")
    profiles, checks = build(store, Settings(), run, QuietProgress())
    assert profiles.done == 1
    assert (checks.source, checks.seen, checks.unchanged, checks.set_aside) == ("checks", 6, 5, 1)
    assert [(one.item, one.reason) for one in checks.rejected] == [
        ("checks.stray_signals", "the check returned 1 rows")
    ]
    assert "checks.stray_signals returned 1 rows" in caplog.text
    record_stage(store.work, run, checks, started_at=datetime.now(UTC))
    assert store.work.execute(sql.read("checks.ledger_gaps")).fetchall() == []
    assert facts(store.work) == [("k2", "pet", "cat", "current")]
