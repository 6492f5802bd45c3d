"""Folders as sources: what is listed, what is refused, what is never followed."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import fsspec
import pytest

from flows.config import SourceSettings
from flows.sources import Listing, Source, open_source
from flows.sources.folder import FolderSource
from nlp.errors import PayloadError, SourceError


def source(url: str | Path) -> Source:
    return open_source(SourceSettings(name="inbox", url=str(url)))


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    root = tmp_path / "inbox"
    for name in ("chats/b.jsonl", "calls/a.vtt", "chats/a.json"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
        os.utime(path, (1_700_000_000.25, 1_700_000_000.25))
    return root


def test_files_are_listed_in_order_with_their_facts(inbox: Path) -> None:
    listings = list(source(inbox).list())
    assert [listing.path for listing in listings] == ["calls/a.vtt", "chats/a.json", "chats/b.jsonl"]
    assert listings[0] == Listing(
        uri=f"file://{inbox}/calls/a.vtt",
        path="calls/a.vtt",
        size=11,
        modified_at=datetime(2023, 11, 14, 22, 13, 20, 250_000, tzinfo=UTC),
    )


def test_address_does_not_depend_on_how_the_inbox_is_named(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(inbox.parent)
    (inbox.parent / "link").symlink_to(inbox)
    absolute = list(source(inbox).list())
    for name in ("inbox", "./inbox/", f"file://{inbox}", "link"):
        assert list(source(name).list()) == absolute


@pytest.mark.parametrize(
    "name",
    [".gitignore", "README.md", "chats/NOTES.MD", ".DS_Store", ".git/config", "chats/.x.json.swp", "a.gitignore"],
)
def test_ignored(inbox: Path, name: str) -> None:
    before = list(source(inbox).list())
    path = inbox / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("x")
    assert list(source(inbox).list()) == before


def test_payload_is_fetched(inbox: Path) -> None:
    here = source(inbox)
    assert [here.fetch(listing, limit=100) for listing in here.list()] == [
        b"calls/a.vtt",
        b"chats/a.json",
        b"chats/b.jsonl",
    ]


def test_payload_of_just_the_limit(inbox: Path) -> None:
    here = source(inbox)
    first = next(here.list())
    assert len(here.fetch(first, limit=11)) == 11
    with pytest.raises(PayloadError, match="is longer than"):
        here.fetch(first, limit=10)


def refused(inbox: Path) -> dict[str, str]:
    return {listing.path: listing.refused for listing in source(inbox).list() if listing.refused}


def test_links_out_of_the_inbox_are_refused(inbox: Path) -> None:
    outside = inbox.parent / "secret"
    outside.mkdir()
    (outside / "key").write_text("s")
    (inbox / "file").symlink_to(outside / "key")
    (inbox / "folder").symlink_to(outside)
    (inbox / "up").symlink_to("..")
    (inbox / "chats/root").symlink_to("/")
    out = "is a symbolic link that leads out of the inbox"
    assert refused(inbox) == {"chats/root": out, "file": out, "folder": out, "up": out}
    assert not any(listing.path.startswith("folder/") for listing in source(inbox).list())


def test_inbox_beside_one_with_a_longer_name(inbox: Path) -> None:
    other = inbox.parent / "inbox2"
    other.mkdir()
    (other / "key").write_text("s")
    (inbox / "link").symlink_to(other / "key")
    assert list(refused(inbox)) == ["link"]


def test_links_inside_the_inbox(inbox: Path) -> None:
    (inbox / "again.json").symlink_to("chats/a.json")
    (inbox / "folder").symlink_to("chats")
    (inbox / "chats/loop").symlink_to("..")
    here = source(inbox)
    listed = {listing.path: listing for listing in here.list()}
    assert sorted(listed) == ["again.json", "calls/a.vtt", "chats/a.json", "chats/b.jsonl"]
    assert here.fetch(listed["again.json"], limit=100) == b"chats/a.json"


def test_what_is_no_file_is_refused(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(inbox / "pipe")
    (inbox / "broken").symlink_to("nowhere")
    (inbox / "ring").symlink_to("ring")
    monkeypatch.chdir(inbox)
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind("socket")
    assert refused(inbox) == {
        "broken": "cannot be read: No such file or directory",
        "pipe": "is no regular file",
        "ring": "cannot be read: Too many levels of symbolic links",
        "socket": "is no regular file",
    }


def test_name_that_is_not_utf_8(inbox: Path) -> None:
    with open(os.path.join(os.fsencode(inbox), b"caf\xe9.json"), "wb") as file:  # noqa: PTH118, PTH123 - bytes
        file.write(b"{}")
    assert refused(inbox) == {"caf\\xe9.json": "has a name that is not UTF-8"}


@pytest.fixture
def swapped(inbox: Path) -> tuple[Source, Listing]:
    """A file that was listed, and is something else when it is fetched."""
    here = source(inbox)
    first = next(here.list())
    (inbox / first.path).unlink()
    return here, first


def test_file_that_became_a_link_is_not_followed(inbox: Path, swapped: tuple[Source, Listing]) -> None:
    here, listing = swapped
    (inbox.parent / "secret").write_text("s")
    (inbox / listing.path).symlink_to(inbox.parent / "secret")
    with pytest.raises(PayloadError, match="leads out of the inbox"):
        here.fetch(listing, limit=100)


def test_file_that_became_a_pipe_does_not_block(inbox: Path, swapped: tuple[Source, Listing]) -> None:
    here, listing = swapped
    os.mkfifo(inbox / listing.path)
    with pytest.raises(PayloadError, match="is no regular file"):
        here.fetch(listing, limit=100)


def test_file_that_is_gone(swapped: tuple[Source, Listing]) -> None:
    here, listing = swapped
    with pytest.raises(PayloadError, match="cannot be read: No such file"):
        here.fetch(listing, limit=100)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        pytest.param("nowhere", "The inbox nowhere does not exist.\nName another one with --inbox", id="no folder"),
        pytest.param(__file__, "is a file.\nName the folder that holds it", id="a file"),
        pytest.param("memory://nowhere", "does not exist or is empty", id="no prefix"),
        pytest.param("gopher://host/inbox", "cannot be opened: Protocol not known", id="no transport"),
    ],
)
def test_missing_inbox(url: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        list(source(url).list())


def test_package_of_a_transport_is_missing() -> None:
    with pytest.raises(SourceError, match=r"cannot be opened: .*[Ii]nstall"):
        source("oss://bucket/inbox")


def test_passwords_in_addresses_are_not_told() -> None:
    with pytest.raises(SourceError) as caught:
        source("gopher://user:hunter2@host/inbox")
    assert "hunter2" not in str(caught.value)


@pytest.fixture
def bucket() -> Iterator[str]:
    files = fsspec.filesystem("memory")
    files.pipe({"/bucket/inbox/chats/a.json": b"{}", "/bucket/inbox/README.md": b"x", "/bucket/inbox2/b.json": b"y"})
    files.pipe("/bucket/inbox/.hidden/c.json", b"z")
    yield "memory://bucket/inbox"
    files.rm("/bucket", recursive=True)


def test_other_file_systems(bucket: str) -> None:
    here = source(bucket + "/")
    listings = list(here.list())
    assert [(listing.uri, listing.path, listing.size) for listing in listings] == [
        ("memory:///bucket/inbox/chats/a.json", "chats/a.json", 2)
    ]
    assert listings[0].modified_at is not None
    assert listings[0].modified_at.tzinfo is UTC
    assert here.fetch(listings[0], limit=2) == b"{}"
    with pytest.raises(PayloadError, match="is longer than"):
        here.fetch(listings[0], limit=1)


def test_file_gone_from_another_file_system(bucket: str) -> None:
    here = FolderSource(name="inbox", url=bucket)
    with pytest.raises(PayloadError, match=r"cannot be read: FileNotFoundError|No such file"):
        here.fetch(Listing(uri="memory:///bucket/inbox/x", path="x"), limit=10)
