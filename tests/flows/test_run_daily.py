"""The whole path: from an inbox to the published file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from flows.config import Settings
from flows.files import paths_of
from flows.ledger import Run, StageCounts
from flows.progress import Progress
from flows.run_daily import STAGES, run_stages
from flows.store import Store, read_published, value
from tests.flows.pipeline import ADA, BEN, CONSENTS, Pipeline, chat, pipeline


@pytest.fixture
def here(tmp_path: Path) -> Pipeline:
    built = pipeline(tmp_path)
    built.inbox.customers(ADA, BEN)
    built.inbox.consents(k1=True)
    built.inbox.chats("chats/a.jsonl", chat("c1", "i have a dog"), chat("c2", "i have a cat", customer="k2"))
    return built


def test_inbox_becomes_profiles(here: Pipeline) -> None:
    report = here.run()
    assert report.status == "done"
    assert report.database == here.settings.database
    with read_published(here.settings.database) as connection:
        facts = connection.execute("select customer_id, attribute, value, status from profile.facts").fetchall()
        quotes = connection.execute("select conversation_id, turn, quote from profile.evidence").fetchall()
        assert facts == [("k1", "pet", "dog", "current")]
        assert quotes == [("c1", 0, "i have a dog")]


def test_ledger_of_every_stage_adds_up(here: Pipeline) -> None:
    here.inbox.write("chats/broken.json", "{")
    report = here.run()
    assert [counts.stage for counts in report.stages] == ["pull", "prepare", "prepare", "extract", "profile"]
    with read_published(here.settings.database) as connection:
        rows = connection.execute(
            "select stage, source, seen, done, unchanged, set_aside from run.runs where run_id = ? and stage <> 'run'",
            [report.run_id],
        ).fetchall()
        named = value(connection, "select count(*) from run.rejected where run_id = ?", [report.run_id])
    assert sorted(rows) == sorted(
        (entry.stage, entry.source, entry.seen, entry.done, entry.unchanged, entry.set_aside) for entry in report.stages
    )
    assert all(seen == done + unchanged + aside for _, _, seen, done, unchanged, aside in rows)
    assert named == 1


def test_second_run_changes_no_row(here: Pipeline) -> None:
    here.run()
    before = here.tables()
    report = here.run()
    assert here.tables() == before
    assert sum(counts.done for counts in report.stages) == 0
    with read_published(here.settings.database) as connection:
        assert value(connection, "select count(*) from run.runs where stage = 'run' and status = 'done'") == 2


def test_stages_one_by_one_come_to_the_same(here: Pipeline, tmp_path: Path) -> None:
    here.run()
    apart = Pipeline(
        inbox=here.inbox, settings=here.settings.model_copy(update={"database": tmp_path / "apart.duckdb"})
    )
    for name in STAGES:
        assert not apart.settings.database.exists()  # what is not whole is not published
        apart.run(name)
    assert apart.tables() == here.tables()
    assert apart.settings.database.exists()


def test_stage_alone_publishes_its_ledger_only(here: Pipeline) -> None:
    here.run()
    here.inbox.chats("chats/b.jsonl", chat("c3", "i have a dog too"))
    here.run("pull", "prepare")
    with read_published(here.settings.database) as connection:
        assert value(connection, "select count(*) from conversation.conversations") == 2
        assert value(connection, "select count(*) from run.runs where stage = 'run'") == 2
    here.run("extract", "profile")
    with read_published(here.settings.database) as connection:
        assert value(connection, "select count(*) from conversation.conversations") == 3


def fails(*_: object) -> list[StageCounts]:
    raise RuntimeError("no more")


def test_failure_is_published_in_the_ledger_and_nothing_else(here: Pipeline) -> None:
    here.run()
    here.inbox.chats("chats/b.jsonl", chat("c3", "hello"))
    with pytest.raises(RuntimeError, match="no more"):
        run_stages(here.settings, ("pull", "prepare", "extract"), flow="run_daily", stages={**STAGES, "extract": fails})
    with read_published(here.settings.database) as connection:
        assert value(connection, "select count(*) from conversation.conversations") == 2
        last = connection.execute(
            "select stage, status from run.runs where run_id = (select max_by(run_id, started_at) from run.runs)"
        ).fetchall()
    assert sorted(last) == [
        ("extract", "failed"),
        ("prepare", "done"),
        ("prepare", "done"),
        ("pull", "done"),
        ("run", "failed"),
    ]


def test_stages_are_called_as_the_caller_wishes(here: Pipeline) -> None:
    called: list[str] = []

    def call(name: str, stage: Callable[[], list[StageCounts]]) -> list[StageCounts]:
        called.append(name)
        return stage()

    run_stages(here.settings, ("pull", "prepare"), flow="by_hand", call=call)
    assert called == ["pull", "prepare"]
    assert here.query("select distinct flow from run.runs") == [("by_hand",)]


def test_retried_stage_comes_to_the_same(here: Pipeline, tmp_path: Path) -> None:
    here.run("pull", "prepare")
    again = Pipeline(
        inbox=here.inbox, settings=here.settings.model_copy(update={"database": tmp_path / "twice.duckdb"})
    )

    def twice(_: str, stage: Callable[[], list[StageCounts]]) -> list[StageCounts]:
        stage()
        return stage()

    run_stages(again.settings, ("pull", "prepare"), flow="run_daily", call=twice)
    assert again.tables() == here.tables()


def test_lost_work_file_is_made_again_from_raw(here: Pipeline) -> None:
    here.run()
    before = here.tables()
    paths_of(here.settings.database).work.unlink()
    here.run()
    assert here.tables() == before


def test_personal_text_stays_in_the_raw_file(here: Pipeline) -> None:
    private = "ada.hidden@example.com"
    here.inbox.chats("chats/b.jsonl", chat("c3", f"write to {private} or 555-010-0177", customer="k1"))
    here.inbox.write(f"chats/{private}.json", "{")
    here.run()
    paths = paths_of(here.settings.database)
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (here.inbox.root / "chats").iterdir()]
    held = {path: path.read_bytes() for path in (paths.work, paths.published, paths.raw)}
    assert private.encode() in held[paths.raw]
    assert private.encode() not in held[paths.work] + held[paths.published]
    assert b"0177" not in held[paths.published]
    assert not any(digest.encode() in held[paths.published] for digest in digests)


def broken(here: Pipeline) -> None:
    """A run whose extraction fails."""
    with pytest.raises(RuntimeError, match="no more"):
        run_stages(here.settings, tuple(STAGES), flow="run_daily", stages={**STAGES, "extract": fails})


def published_rows(here: Pipeline, query: str) -> list[tuple[object, ...]]:
    with read_published(here.settings.database) as connection:
        return connection.execute(query).fetchall()


DERIVED = ("signal.turns", "signal.facts", "profile.facts", "profile.fact_mentions", "profile.evidence")


def test_withdrawal_reaches_readers_though_the_run_fails(here: Pipeline) -> None:
    here.inbox.consents(k1=True, k2=True)
    here.run()
    counted = {relation: published_rows(here, f"select count(*) from {relation}") for relation in DERIVED}  # noqa: S608
    assert set(map(tuple, counted.values())) == {((2,),)}
    here.inbox.consents(k1=False, k2=True)
    broken(here)
    for relation in DERIVED:
        assert published_rows(here, f"select count(*) from {relation}") == [(1,)]  # noqa: S608
    assert published_rows(here, "select customer_id, profiling from profile.customers order by all") == [
        ("k1", False),
        ("k2", True),
    ]
    assert published_rows(here, "select customer_id from serve.personalisation") == [("k2",)]
    assert published_rows(here, "select customer_id from crm.granted where profiling") == [("k2",)]
    assert b"i have a dog" in here.settings.database.read_bytes()  # the conversation stays, as for all without consent
    here.run()
    assert published_rows(here, "select customer_id from profile.facts") == [("k2",)]


def test_opt_in_withdrawn_reaches_readers_though_the_run_fails(here: Pipeline) -> None:
    def consents(*, opted_in: bool) -> None:
        rows = [
            {"customer_id": "k1", "purpose": purpose, "granted": str(given).lower(), "at": "2025-01-01T00:00:00Z"}
            for purpose, given in (("profiling", True), ("special_categories", opted_in))
        ]
        here.inbox.sheet("crm/consents.csv", CONSENTS, rows)

    consents(opted_in=True)
    here.run()
    consents(opted_in=False)
    broken(here)
    for relation in DERIVED:
        assert published_rows(here, f"from {relation}") == []
    customers = "select profiling, special_categories from profile.customers where customer_id = 'k1'"
    assert published_rows(here, customers) == [(True, False)]
    here.run()
    assert published_rows(here, "select customer_id, value from profile.facts") == [("k1", "dog")]


def test_consent_given_does_nothing_until_a_run_succeeds(here: Pipeline) -> None:
    here.run()
    here.inbox.consents(k1=True, k2=True)
    broken(here)
    assert published_rows(here, "select customer_id, profiling from profile.customers order by all") == [
        ("k1", True),
        ("k2", False),
    ]
    assert published_rows(here, "select customer_id from profile.facts") == [("k1",)]


@pytest.mark.parametrize("error", [KeyboardInterrupt, duckdb.InterruptException], ids=["between", "in a query"])
def test_key_pressed_is_an_interruption(here: Pipeline, error: type[BaseException]) -> None:
    def pressed(*_: object) -> list[StageCounts]:
        raise error

    with pytest.raises(error):
        run_stages(here.settings, ("pull",), flow="pull_transcripts", stages={"pull": pressed})
    assert here.query("select stage, status from run.runs order by all") == [
        ("pull", "interrupted"),
        ("run", "interrupted"),
    ]


def test_ledger_that_cannot_be_written_hides_no_error(here: Pipeline) -> None:
    def breaks(store: Store, *_: object) -> list[StageCounts]:
        store.work.close()
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        run_stages(here.settings, ("pull",), flow="pull_transcripts", stages={"pull": breaks})


def test_broken_stored_table_is_entered_in_the_ledger(here: Pipeline) -> None:
    def strays(store: Store, settings: Settings, run: Run, progress: Progress) -> list[StageCounts]:
        counts = STAGES["prepare"](store, settings, run, progress)
        store.work.execute(
            "insert into conversation.turns select 'gone', turn, speaker, said_at, text from conversation.turns"
        )
        return counts

    report = run_stages(
        here.settings, ("pull", "prepare", "profile"), flow="run_daily", stages={**STAGES, "prepare": strays}
    )
    assert report.status == "done"
    assert published_rows(here, "select stage, source, item from run.rejected") == [
        ("profile", "checks", "checks.turn_gaps")
    ]
