"""A folder as a source: a local path, or any address that fsspec understands.

Ignored, wherever they lie: names that begin with a dot (`.git`, `.gitignore`, `.DS_Store`), `*.md` and
`*.gitignore`: people describe and version inboxes. Everything else is listed; what cannot be a document of
this inbox (a link that leads out of it, a pipe) is listed as refused.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import fsspec
from fsspec.implementations.local import LocalFileSystem

from flows.sources import Listing
from nlp.errors import PayloadError, SourceError

IGNORED_ENDINGS = (".md", ".gitignore")
# What the file systems of fsspec call the time of the last change; the later names are second best.
TIME_KEYS = ("mtime", "LastModified", "last_modified", "updated", "modified", "created")
OUTSIDE = "is a symbolic link that leads out of the inbox"


class FolderSource:
    """The files below one folder or prefix."""

    def __init__(self, *, name: str, url: str) -> None:
        """Open the folder.

        Args:
            name: of the source in the settings.
            url: a path or an fsspec address.

        Raises:
            SourceError: no such transport is known, or its package is missing.
        """
        self.name = name
        self._shown = _without_credentials(url)
        try:
            self._files, root = fsspec.core.url_to_fs(url)
        except (ValueError, ImportError) as error:
            raise SourceError(f"The inbox {self._shown} cannot be opened: {error}.") from error
        self._local = isinstance(self._files, LocalFileSystem)
        self._root = os.path.realpath(root) if self._local else root.rstrip("/")

    def list(self) -> Iterator[Listing]:
        """List the documents in the order of their paths.

        Raises:
            SourceError: the folder is missing, is no folder or cannot be read.
        """
        return iter(sorted(self._list_local() if self._local else self._list_remote(), key=lambda entry: entry.path))

    def fetch(self, listing: Listing, *, limit: int) -> bytes:
        """Read one document.

        Raises:
            PayloadError: it is longer than the limit, is gone, or cannot be read.
        """
        read = self._read_local if self._local else self._read_remote
        payload = read(listing.path, limit + 1)
        if len(payload) > limit:
            raise PayloadError(too_long(limit))
        return payload

    def _list_local(self) -> Iterator[Listing]:
        root = Path(self._root)
        if not root.exists():
            raise SourceError(
                f"The inbox {self._shown} does not exist.\n"
                "Name another one with --inbox or under sources in the settings."
            )
        if not root.is_dir():
            raise SourceError(f"The inbox {self._shown} is a file.\nName the folder that holds it.")
        folders = [root]
        while folders:
            folder = folders.pop()
            try:
                entries = list(os.scandir(folder))
            except OSError as error:
                if folder == root:
                    raise SourceError(f"The inbox {self._shown} cannot be listed: {error.strerror}.") from error
                yield self._refuse(folder, f"cannot be listed: {error.strerror}")
                continue
            for entry in entries:
                if _ignored(entry.name):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
                else:
                    yield from self._list_entry(Path(entry.path))

    def _list_entry(self, path: Path) -> Iterator[Listing]:
        """List what is no folder: a file, a link or something odd."""
        try:
            str(path).encode()
        except UnicodeEncodeError:
            yield self._refuse(path, "has a name that is not UTF-8")
            return
        try:
            real = Path(os.path.realpath(path, strict=True))
            facts = real.stat()
        except OSError as error:
            yield self._refuse(path, f"cannot be read: {error.strerror}")
            return
        if not real.is_relative_to(self._root):
            yield self._refuse(path, OUTSIDE)
        elif stat.S_ISDIR(facts.st_mode):
            return  # a link to a folder of the inbox, whose files are listed where they lie
        elif not stat.S_ISREG(facts.st_mode):
            yield self._refuse(path, "is no regular file")
        else:
            modified_at = datetime.fromtimestamp(facts.st_mtime_ns // 1000 / 1_000_000, tz=UTC)
            yield Listing(
                uri=_uri(path), path=self._relative(path), size=facts.st_size, modified_at=modified_at, refused=None
            )

    def _refuse(self, path: Path, reason: str) -> Listing:
        return Listing(uri=_uri(path), path=_printable(self._relative(path)), refused=reason)

    def _relative(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()

    def _read_local(self, path: str, length: int) -> bytes:
        """Read a file whose place is checked again: it may have become a link or a pipe since it was listed."""
        try:
            real = Path(os.path.realpath(Path(self._root, path), strict=True))
            handle = os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError as error:
            raise PayloadError(f"cannot be read: {error.strerror}") from error
        with os.fdopen(handle, "rb") as file:
            if not real.is_relative_to(self._root):
                raise PayloadError(OUTSIDE)
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise PayloadError("is no regular file")
            try:
                return file.read(length)
            except OSError as error:
                raise PayloadError(f"cannot be read: {error.strerror}") from error

    def _list_remote(self) -> Iterator[Listing]:
        try:
            found: dict[str, dict[str, Any]] = self._files.find(self._root, detail=True)
        except Exception as error:  # transports have errors of their own, few of them OSError
            raise SourceError(
                f"The inbox {self._shown} cannot be listed: {_kind(error)}.\nCheck the address and its credentials."
            ) from error
        if not found:
            raise SourceError(
                f"The inbox {self._shown} does not exist or is empty.\nCheck the address and its credentials."
            )
        for place, facts in found.items():
            if not place.startswith(f"{self._root}/"):  # web pages link to anywhere
                continue
            path = place.removeprefix(f"{self._root}/")
            if any(_ignored(part) for part in path.split("/")):
                continue
            yield Listing(
                uri=self._files.unstrip_protocol(place),
                path=path,
                size=facts.get("size"),
                modified_at=_modified_at(facts),
                refused=None,
            )

    def _read_remote(self, path: str, length: int) -> bytes:
        try:
            with self._files.open(f"{self._root}/{path}", "rb") as file:
                payload: bytes = file.read(length)
        except Exception as error:  # transports have errors of their own, few of them OSError
            raise PayloadError(f"cannot be read: {_kind(error)}") from error
        return payload


def too_long(limit: int) -> str:
    """The reason that sets a long document aside."""
    return f"is longer than {limit / 2**20:g} MiB (limits.document_mib)"


def _ignored(name: str) -> bool:
    return name.startswith(".") or name.lower().endswith(IGNORED_ENDINGS)


def _uri(path: Path) -> str:
    return f"file://{_printable(path.as_posix())}"


def _printable(text: str) -> str:
    return os.fsencode(text).decode("utf-8", errors="backslashreplace")


def _modified_at(facts: dict[str, Any]) -> datetime | None:
    found = next((facts[key] for key in TIME_KEYS if facts.get(key) is not None), None)
    if isinstance(found, int | float):
        return datetime.fromtimestamp(found, tz=UTC)
    if isinstance(found, str):
        try:
            found = datetime.fromisoformat(found)
        except ValueError:
            return None
    if not isinstance(found, datetime):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _without_credentials(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl() if "@" in parts.netloc else url


def _kind(error: Exception) -> str:
    """What may be told of an error of a transport: its text can quote addresses and keys."""
    strerror = getattr(error, "strerror", None)
    return strerror if isinstance(strerror, str) else type(error).__name__
