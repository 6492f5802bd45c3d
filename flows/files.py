"""The files of one database: their names, the lock on them, and who may read them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import filelock

from nlp.errors import StoreError


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """The files of one database."""

    published: Path
    work: Path
    raw: Path
    lock: Path
    fresh: Path  # a publication before it is swapped in


def paths_of(database: Path) -> Paths:
    """Name the files that belong to a published database."""

    def beside(part: str) -> Path:
        return database.with_name(f"{database.stem}.{part}{database.suffix}")

    return Paths(
        published=database,
        work=beside("work"),
        raw=beside("raw"),
        lock=database.with_name(f"{database.stem}.lock"),
        fresh=beside("fresh"),
    )


@contextmanager
def locked(paths: Paths, timeout_seconds: float) -> Iterator[None]:
    """Be the only run on a database.

    Raises:
        StoreError: another run holds it for longer, or its folder cannot be written.
    """
    lock = filelock.FileLock(paths.lock, timeout=timeout_seconds, mode=0o600)
    try:
        paths.lock.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except filelock.Timeout:
        msg = (
            f"{paths.published} is being written by another run ({_owner(paths.lock)}), and it did not end within "
            f"{timeout_seconds:g} seconds.\nWait for it, or raise lock_timeout_seconds in the settings."
        )
        raise StoreError(msg) from None
    except OSError as error:
        msg = f"{paths.lock} cannot be written: {error.strerror}.\nName another place with --db."
        raise StoreError(msg) from None
    try:
        paths.lock.write_text(
            f"process {os.getpid()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC", encoding="utf-8"
        )
        yield
    finally:
        lock.release()


def _owner(lock: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return lock.read_text(encoding="utf-8") or "unknown process"
    return "unknown process"


@contextmanager
def private_files() -> Iterator[int]:
    """Create files for the owner alone; DuckDB makes its logs and spill files by itself, with the process's mask.

    Yields:
        The mode for a new published file: the owner writes, the group reads.
    """
    mask = os.umask(0o077)
    try:
        yield 0o640 & ~mask
    finally:
        os.umask(mask)


def remove(file: Path) -> None:
    """Remove a database file and its write-ahead log, if they are there."""
    file.unlink(missing_ok=True)
    Path(f"{file}.wal").unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
