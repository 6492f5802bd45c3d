"""PULL: each content lands once, and nothing that is known is fetched again."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from flows.config import LimitSettings, SourceSettings
from flows.sources import Listing, folder
from nlp.errors import SourceError
from tests.flows.pipeline import Pipeline, pipeline, rejected


@pytest.fixture
def here(tmp_path: Path) -> Pipeline:
    built = pipeline(tmp_path)
    built.inbox.write("chats/a.json", "one")
    built.inbox.write("chats/b.json", "two")
    return built


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that were fetched."""
    paths: list[str] = []
    fetch = folder.FolderSource.fetch

    def spy(source: folder.FolderSource, listing: Listing, *, limit: int) -> bytes:
        paths.append(listing.path)
        return fetch(source, listing, limit=limit)

    monkeypatch.setattr(folder.FolderSource, "fetch", spy)
    return paths


def test_documents_land(here: Pipeline) -> None:
    assert here.counts(here.run("pull"), "pull") == (2, 2, 0, 0)
    rows = here.query(
        "select path, source, size, payload from landing.raw.documents join landing.raw.contents using (sha256, size)"
    )
    assert sorted(rows) == [("chats/a.json", "inbox", 3, b"one"), ("chats/b.json", "inbox", 3, b"two")]


def test_known_documents_are_not_fetched(here: Pipeline, fetched: list[str]) -> None:
    here.run("pull")
    before = here.tables()
    fetched.clear()
    assert here.counts(here.run("pull"), "pull") == (2, 0, 2, 0)
    assert fetched == []
    assert here.tables() == before


def test_new_document_is_the_only_one_fetched(here: Pipeline, fetched: list[str]) -> None:
    here.run("pull")
    fetched.clear()
    here.inbox.write("chats/c.json", "three")
    assert here.counts(here.run("pull"), "pull") == (3, 1, 2, 0)
    assert fetched == ["chats/c.json"]


def test_same_bytes_at_two_places_land_once(here: Pipeline) -> None:
    here.inbox.write("calls/copy.json", "one")
    assert here.counts(here.run("pull"), "pull") == (3, 3, 0, 0)
    assert here.query("select count(*) from landing.raw.contents") == [(2,)]


def test_changed_document_replaces_its_payload(here: Pipeline) -> None:
    here.run("pull")
    here.inbox.write("chats/a.json", "uno")
    assert here.counts(here.run("pull"), "pull") == (2, 1, 1, 0)
    assert sorted(here.query("select payload from landing.raw.contents")) == [(b"two",), (b"uno",)]


def test_touched_document_is_unchanged(here: Pipeline, fetched: list[str]) -> None:
    here.run("pull")
    landed = here.query("select uri, sha256, run_id, landed_at from landing.raw.documents order by uri")
    here.inbox.write("chats/a.json", "one")
    fetched.clear()
    assert here.counts(here.run("pull"), "pull") == (2, 0, 2, 0)
    assert fetched == ["chats/a.json"]
    assert here.query("select uri, sha256, run_id, landed_at from landing.raw.documents order by uri") == landed


def test_change_within_one_tick_of_the_clock_is_seen(here: Pipeline) -> None:
    path = here.inbox.root / "chats/a.json"
    now = time.time() + 5  # as if the file were written while the run goes on
    os.utime(path, (now, now))
    here.run("pull")
    path.write_text("eno")  # the same length, and then the same time
    os.utime(path, (now, now))
    assert here.counts(here.run("pull"), "pull") == (2, 1, 1, 0)


def test_removed_document_stays(here: Pipeline) -> None:
    here.run("pull")
    (here.inbox.root / "chats/a.json").unlink()
    assert here.counts(here.run("pull"), "pull") == (1, 0, 1, 0)
    assert here.query("select count(*) from landing.raw.contents") == [(2,)]


def test_what_cannot_be_fetched_is_set_aside_and_the_rest_lands(here: Pipeline) -> None:
    (here.inbox.root / "link").symlink_to("/etc/passwd")
    here.inbox.write("chats/ada@example.com.json", b"x" * (2**20 + 1))
    here = Pipeline(
        inbox=here.inbox, settings=here.settings.model_copy(update={"limits": LimitSettings(document_mib=1)})
    )
    for _ in range(2):  # each run says so again
        report = here.run("pull")
        assert here.counts(report, "pull")[0::3] == (4, 2)
        assert rejected(report, "pull") == {
            "inbox/link": "is a symbolic link that leads out of the inbox",
            "chats/[EMAIL]": "is longer than 1 MiB (limits.document_mib)",
        }
    assert here.query("select count(*) from landing.raw.documents") == [(2,)]


def test_batches_are_bounded(here: Pipeline) -> None:
    for number in range(5):
        here.inbox.write(f"chats/{number}.json", str(number))
    small = Pipeline(
        inbox=here.inbox, settings=here.settings.model_copy(update={"limits": LimitSettings(batch_documents=2)})
    )
    assert small.counts(small.run("pull"), "pull") == (7, 7, 0, 0)


def test_sources_are_counted_one_by_one(here: Pipeline, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "c.json").write_text("three")
    sources = (*here.settings.sources, SourceSettings(name="other", url=str(other)))
    both = Pipeline(inbox=here.inbox, settings=here.settings.model_copy(update={"sources": sources}))
    report = both.run("pull")
    assert both.counts(report, "pull", "inbox") == (2, 2, 0, 0)
    assert both.counts(report, "pull", "other") == (1, 1, 0, 0)


def test_missing_inbox_fails_and_the_ledger_says_so(here: Pipeline) -> None:
    here.run("pull")
    gone = Pipeline(
        inbox=here.inbox, settings=here.settings.model_copy(update={"sources": (SourceSettings(url="nowhere"),)})
    )
    with pytest.raises(SourceError, match="nowhere does not exist"):
        gone.run("pull")
    statuses = here.query("select stage, source, status from run.runs order by started_at desc, stage desc limit 2")
    assert sorted(statuses) == [("pull", "all", "failed"), ("run", "all", "failed")]
