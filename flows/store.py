"""The only door to DuckDB: one writer behind a lock, readers on a published copy.

Beside `profiles.duckdb`, which everybody reads and which is replaced whole, stand `profiles.work.duckdb`
(the writer's), `profiles.raw.duckdb` (payloads: the only place of personal text outside schema crm) and
`profiles.lock`. All times are TIMESTAMP in UTC: `to_utc` on the way in, `from_utc` on the way out.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

import sql
from flows.files import Paths, locked, paths_of, private_files, remove, sync
from flows.withdrawals import carry_over
from nlp.errors import StoreError

SCHEMA_VERSION = 3  # of the stored tables; files of any other version are refused, for nothing brings them up to date
RAW_RELATIONS = ("raw.documents", "raw.contents", "raw.calls", "raw.messages", "raw.contacts")
WORK_RELATIONS = (
    "run.schema",
    "run.runs",
    "run.rejected",
    "run.inputs",
    "crm.customers",
    "crm.consents",
    "crm.orders",
    "crm.mailboxes",
    "crm.granted",
    "conversation.conversations",
    "conversation.turns",
    "conversation.redactions",
    "conversation.sources",
    "conversation.documents",
    "conversation.faults",
    "signal.turns",
    "signal.sentiment",
    "signal.facts",
    "signal.preferences",
    "signal.frustrations",
    "signal.resolutions",
    "signal.names",
    "signal.withheld",
    "signal.entities",
)
SCHEMAS = ("run", "crm", "conversation", "signal", "profile", "serve")
# Digests of payloads stay here: who holds one and the redacted text could try out what a mask hides.
# Who withheld something special is nobody's business either.
UNPUBLISHED = (
    "conversation.sources",
    "conversation.documents",
    "conversation.faults",
    "run.inputs",
    "signal.withheld",
)
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,  # nothing is downloaded
    "autoload_known_extensions": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """An open database, this process its only writer.

    `work` and `raw` are two connections to one DuckDB, each with its own file as the default; `work` reads the
    raw file as `landing.raw.*`. DuckDB lets one transaction write to one file only.
    """

    paths: Paths
    work: duckdb.DuckDBPyConnection
    raw: duckdb.DuckDBPyConnection
    published_mode: int

    def publish(self) -> Path:
        """Swap in a copy of the work file; killed at any moment, the published file is whole.

        A new file is filled instead of the old one copied: deleted text stays in the pages of a DuckDB file.

        Returns:
            The published file.
        """
        remove(self.paths.fresh)
        with _attached(self.work, self.paths.fresh, "fresh"), transaction(self.work):
            self.work.execute("copy from database work to fresh (schema)")
            for relation in _tables(self.work):
                if relation in UNPUBLISHED:
                    self.work.execute(f"drop table fresh.{relation}")
                else:
                    self.work.execute(f"insert into fresh.{relation} select * from work.{relation}")  # noqa: S608
        self._swap_in()
        return self.paths.published

    def publish_ledger(self) -> None:
        """Bring the ledger and the consents of the published file up to date and leave the rest of it as it is.

        What was derived of customers who took a consent back goes: it must not wait for a run that succeeds.
        """
        if not self.paths.published.exists():
            return
        remove(self.paths.fresh)
        with (
            _attached(self.work, self.paths.published, "old", read_only=True),
            _attached(self.work, self.paths.fresh, "fresh"),
            transaction(self.work),
        ):
            carry_over(self.work)
        self._swap_in()

    def _swap_in(self) -> None:
        self.paths.fresh.chmod(self.published_mode)
        sync(self.paths.fresh)
        self.paths.fresh.replace(self.paths.published)
        sync(self.paths.published.parent)


@contextmanager
def open_store(database: Path, *, timeout_seconds: float) -> Iterator[Store]:
    """Open a database for writing; a new one is created.

    Args:
        database: the published file, which need not exist yet.
        timeout_seconds: how long to wait for another run to end.

    Raises:
        StoreError: another run holds the database for longer, it is damaged, was written by an older or newer
            Rapport, or a file of it is missing.
    """
    paths = paths_of(database.absolute())
    _check_files(paths)  # before the lock: nothing is left beside a file that is not ours
    with locked(paths, timeout_seconds), private_files() as new_mode:
        remove(paths.fresh)
        shutil.rmtree(_spill(paths), ignore_errors=True)
        if not paths.raw.exists():
            _create(paths.raw, ("raw",), RAW_RELATIONS)
        if not paths.work.exists():
            _create(paths.work, SCHEMAS, WORK_RELATIONS)
        mode = paths.published.stat().st_mode & 0o777 if paths.published.exists() else new_mode
        with _connect(paths) as work, work.cursor() as raw:
            raw.execute("use landing")
            try:
                yield Store(paths=paths, work=work, raw=raw, published_mode=mode)
            except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
                raise StoreError(
                    f"{paths.work} cannot be written: {_first_line(error)}\nFree space or memory and run again: what "
                    "was done is kept."
                ) from error


@contextmanager
def read_published(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published file for reading; a run beside it is not disturbed.

    Raises:
        StoreError: there is no such file yet, or it is no database of this Rapport.
    """
    if not database.is_file():
        msg = f"{database} does not exist yet.\nRun `rapport run` first, or name another file with --db."
        raise StoreError(msg)
    if not _is_duckdb(database):
        raise StoreError(f"{database} is no DuckDB file.\nName another file with --db.")
    try:
        connection = duckdb.connect(database, read_only=True, config=_CONFIG)
    except duckdb.Error as error:
        if "lock on file" in str(error):  # only the writer's own files are ever locked
            msg = f"{database} is being written by a run that has not ended yet.\nAsk again when it has."
        else:
            msg = f"{database} cannot be opened: {_first_line(error)}\nRun `rapport run` to publish it anew."
        raise StoreError(msg) from None
    with connection:
        _check_version(connection, database)
        yield connection


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection, *, checkpoint: bool = False) -> Iterator[None]:
    """Do everything inside or nothing.

    Args:
        connection: one of the connections of a store; only its own file may be written.
        checkpoint: fold the write-ahead log in afterwards; ask for it where tables were created or replaced,
            whose replay after a crash is DuckDB's weak spot.
    """
    connection.execute("begin transaction")
    try:
        yield
    except BaseException:
        with suppress(duckdb.Error):  # of a connection that broke; the error that broke it goes on up
            connection.execute("rollback")
        raise
    connection.execute("commit")
    if checkpoint:
        connection.execute("checkpoint")


def insert_rows(connection: duckdb.DuckDBPyConnection, relation: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows at once; keys are column names, a missing key is NULL."""
    if rows:
        with lent(connection, "incoming_rows", arrow_rows(connection, relation, rows)):
            connection.execute(f"insert into {relation} by name select * from incoming_rows")  # noqa: S608


def arrow_rows(connection: duckdb.DuckDBPyConnection, relation: str, rows: Sequence[Mapping[str, object]]) -> pa.Table:
    """Rows as an Arrow table of the columns and types of a relation."""
    empty = connection.sql(f"select * from {relation} limit 0").to_arrow_table()  # noqa: S608
    return pa.Table.from_pylist(list(rows), schema=empty.schema)


@contextmanager
def lent(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> Iterator[None]:
    """Let SQL read an Arrow table under a name for a while."""
    connection.register(name, table)
    try:
        yield
    except BaseException:
        with suppress(duckdb.Error):  # an aborted transaction refuses even this
            connection.unregister(name)
        raise
    connection.unregister(name)


def value(connection: duckdb.DuckDBPyConnection, query: str, parameters: object = None) -> Any:  # noqa: ANN401 - as stored
    """The first value of a query; None where it has no row.

    Unlike fetchone it takes the result in, without which DuckDB refuses what comes next.
    """
    rows = connection.execute(query, parameters).fetchall()
    return rows[0][0] if rows else None


def fingerprint(connection: duckdb.DuckDBPyConnection, relations: Sequence[str]) -> str:
    """A digest of the rows of some relations, whatever their order."""
    parts = []
    for relation in relations:
        digest = value(connection, f"select (count(*), bit_xor(hash(t)), sum(hash(t)))::varchar from {relation} t")  # noqa: S608
        parts.append(f"{relation}={digest}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def to_utc(moment: datetime) -> datetime:
    """A moment as DuckDB stores it: in UTC, without a zone.

    A zone would make DuckDB convert to the zone of the session, which is the machine's.
    """
    return moment.astimezone(UTC).replace(tzinfo=None)


def from_utc(moment: datetime) -> datetime:
    """A stored moment with its zone, UTC."""
    return moment.replace(tzinfo=UTC)


def _is_duckdb(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(12)[8:] == b"DUCK"  # the magic bytes stand behind a checksum


def _check_files(paths: Paths) -> None:
    if paths.work.exists() and not paths.raw.exists():
        msg = (
            f"{paths.raw} is missing, and {paths.work} was made from it.\nPut it back, or delete {paths.work} too "
            "to start anew from the sources."
        )
        raise StoreError(msg)
    if paths.published.exists() and not paths.work.exists():
        with read_published(paths.published):  # raises where it is not ours: publishing would replace it
            pass


def _create(file: Path, schemas: Sequence[str], relations: Sequence[str]) -> None:
    """Create a file with its tables under another name first: a half-made one is never opened."""
    fresh = file.with_name(f"{file.name}.new")
    remove(fresh)
    with duckdb.connect(fresh, config=_CONFIG) as connection:
        for schema in schemas:
            connection.execute(f"create schema {schema}")
        for relation in relations:
            connection.execute(sql.read(relation))
        if "run.schema" in relations:
            connection.execute("insert into run.schema values (?)", [SCHEMA_VERSION])
        connection.execute("checkpoint")
    sync(fresh)
    fresh.replace(file)


def _spill(paths: Paths) -> Path:
    return Path(f"{paths.work}.tmp")


@contextmanager
def _connect(paths: Paths) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:", config={**_CONFIG, "temp_directory": str(_spill(paths))}) as connection:
        for file, name in ((paths.work, "work"), (paths.raw, "landing")):
            try:
                connection.execute(f"attach ? as {name}", [str(file)])
            except duckdb.Error as error:
                msg = (
                    f"{file} cannot be opened: {_first_line(error)}\nClose other programs that have it open; if it is "
                    f"damaged, restore it with its .wal file or delete {paths.work.name} and {paths.raw.name} to start "
                    "anew from the sources."
                )
                raise StoreError(msg) from None
        connection.execute("use work")
        _check_version(connection, paths.work)
        yield connection


@contextmanager
def _attached(
    connection: duckdb.DuckDBPyConnection, file: Path, name: str, *, read_only: bool = False
) -> Iterator[None]:
    connection.execute(f"attach ? as {name}{' (read_only)' if read_only else ''}", [str(file)])
    try:
        yield
    finally:
        connection.execute(f"detach {name}")


def _check_version(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    try:
        written = value(connection, "select max(version) from run.schema")
    except duckdb.CatalogException:
        msg = f"{file} is a DuckDB file, but not one of Rapport.\nName another file with --db."
        raise StoreError(msg) from None
    if written != SCHEMA_VERSION:
        age = "an older" if written is not None and written < SCHEMA_VERSION else "a newer"
        msg = (
            f"{file} was written by {age} Rapport (tables of version {written}, this one knows {SCHEMA_VERSION}).\n"
            "Install that Rapport, name another file with --db, or delete the published file and the .work and .raw "
            "files beside it to start anew from the sources."
        )
        raise StoreError(msg)


def _tables(work: duckdb.DuckDBPyConnection) -> list[str]:
    rows = work.execute(
        "select schema_name || '.' || table_name from duckdb_tables() where database_name = 'work' order by all"
    ).fetchall()
    return [name for (name,) in rows]


def _first_line(error: Exception) -> str:
    return str(error).split("\n", 1)[0]
