"""The door to DuckDB: one writer, whole files, nothing that others may read."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import duckdb
import pytest

import sql
from flows.files import paths_of
from flows.store import (
    RAW_RELATIONS,
    SCHEMA_VERSION,
    WORK_RELATIONS,
    fingerprint,
    from_utc,
    insert_rows,
    open_store,
    read_published,
    to_utc,
    transaction,
    value,
)
from nlp.errors import StoreError

HOLDER = """
import sys, time
from pathlib import Path
from flows.store import open_store
with open_store(Path(sys.argv[1]), timeout_seconds=5):
    print("open", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "profiles.duckdb"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_every_stored_relation_has_its_file_and_is_made(database: Path) -> None:
    with open_store(database, timeout_seconds=1) as store:
        made = set(
            store.work.execute("select database_name, schema_name || '.' || table_name from duckdb_tables()").fetchall()
        )
        made |= set(
            store.work.execute(
                "select 'work', schema_name || '.' || view_name from duckdb_views() where not internal"
            ).fetchall()
        )
    assert made == {*(("work", name) for name in WORK_RELATIONS), *(("landing", name) for name in RAW_RELATIONS)}
    files = {f"{path.parent.name}.{path.stem}" for path in Path(sql.__file__).parent.glob("*/*.sql")}
    stored = {name for name in files if name.split(".")[0] in {"raw", "crm", "conversation", "signal", "run"}}
    assert stored == {*RAW_RELATIONS, *WORK_RELATIONS}


def test_what_was_written_is_there_when_opened_again(database: Path) -> None:
    with open_store(database, timeout_seconds=1) as store:
        insert_rows(store.work, "crm.customers", [{"customer_id": "k1", "name": "Ada"}])
    with open_store(database, timeout_seconds=1) as store:
        assert store.work.execute("select customer_id, name, city from crm.customers").fetchall() == [
            ("k1", "Ada", None)
        ]


def write_twice(work: duckdb.DuckDBPyConnection) -> None:
    with transaction(work):
        insert_rows(work, "crm.customers", [{"customer_id": "k1"}])
        insert_rows(work, "crm.customers", [{"customer_id": "k1"}])


def test_transaction_undoes_everything(database: Path) -> None:
    with open_store(database, timeout_seconds=1) as store:
        with pytest.raises(duckdb.ConstraintException):
            write_twice(store.work)
        assert value(store.work, "select count(*) from crm.customers") == 0


def test_key_may_be_deleted_and_written_in_one_transaction(database: Path) -> None:
    with open_store(database, timeout_seconds=1) as store:
        insert_rows(store.work, "crm.customers", [{"customer_id": "k1", "name": "Ada"}])
        with transaction(store.work):
            store.work.execute("delete from crm.customers")
            insert_rows(store.work, "crm.customers", [{"customer_id": "k1", "name": "Ada B."}])
        assert value(store.work, "select name from crm.customers") == "Ada B."


def test_files_with_personal_text_are_the_owners_alone(database: Path) -> None:
    with open_store(database, timeout_seconds=1) as store:
        insert_rows(store.raw, "raw.contents", [{"sha256": "a", "size": 5, "payload": b"hello"}])
        paths = store.paths
        assert [mode(Path(f"{paths.raw}{end}")) for end in ("", ".wal")] == [0o600, 0o600]
        assert mode(paths.work) == 0o600
        assert mode(paths.lock) == 0o600
        store.publish()
    assert mode(database) == 0o640
    database.chmod(0o444)
    with open_store(database, timeout_seconds=1) as store:
        store.publish()
    assert mode(database) == 0o444  # an administrator's choice stays
    assert os.umask(0o022) == 0o022


def test_publication_holds_tables_and_views_but_no_digests(database: Path) -> None:
    with open_store(database, timeout_seconds=1) as store:
        insert_rows(store.work, "conversation.sources", [{"conversation_id": "c", "sha256": "secret", "current": True}])
        insert_rows(
            store.work,
            "crm.consents",
            [
                {
                    "customer_id": "k1",
                    "purpose": "profiling",
                    "granted": True,
                    "at": to_utc(datetime(2025, 1, 1, tzinfo=UTC)),
                }
            ],
        )
        store.publish()
    with read_published(database) as connection:
        assert connection.execute("from crm.granted").fetchall() == [("k1", True, False)]
        tables = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
        assert "documents" not in tables
        assert "turns" in tables
    assert b"secret" not in database.read_bytes()


def test_reader_keeps_its_version_while_another_is_published(database: Path) -> None:
    with open_store(database, timeout_seconds=1) as store:
        store.publish()
        with read_published(database) as reader:
            insert_rows(store.work, "crm.customers", [{"customer_id": "k1"}])
            store.publish()
            assert value(reader, "select count(*) from crm.customers") == 0
        with read_published(database) as reader:
            assert value(reader, "select count(*) from crm.customers") == 1


def test_deleted_text_is_not_in_the_next_publication(database: Path) -> None:
    words = "the unforgettable words"
    with open_store(database, timeout_seconds=1) as store:
        insert_rows(store.work, "crm.customers", [{"customer_id": "k1", "name": words}])
        store.publish()
        assert words.encode() in database.read_bytes()
        store.work.execute("delete from crm.customers")
        store.publish()
    assert words.encode() not in database.read_bytes()


def test_ledger_is_published_alone(database: Path) -> None:
    with open_store(database, timeout_seconds=1) as store:
        store.publish_ledger()
        assert not database.exists()
        store.publish()
        insert_rows(store.work, "crm.customers", [{"customer_id": "k1"}])
        rejection = {
            "run_id": "r",
            "stage": "pull",
            "source": "s",
            "item": "i",
            "reason": "r",
            "at": to_utc(datetime(2026, 1, 1, tzinfo=UTC)),
        }
        insert_rows(store.work, "run.rejected", [rejection])
        store.publish_ledger()
    with read_published(database) as connection:
        assert value(connection, "select count(*) from run.rejected") == 1
        assert value(connection, "select count(*) from crm.customers") == 0


def test_second_writer_waits_and_is_told_who_writes(database: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(database)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        begun = time.monotonic()
        with (
            pytest.raises(StoreError, match=rf"process {holder.pid} since .* did not end within 0.2 seconds") as caught,
            open_store(database, timeout_seconds=0.2),
        ):
            pass
        assert time.monotonic() - begun >= 0.2
        assert "lock_timeout_seconds" in str(caught.value)
        holder.kill()
    with open_store(database, timeout_seconds=1):
        pass  # a killed run leaves no lock


def test_what_a_killed_run_left_is_cleared(database: Path) -> None:
    paths = paths_of(database)
    spill = Path(f"{paths.work}.tmp")
    spill.mkdir()
    left = [paths.fresh, Path(f"{paths.fresh}.wal"), Path(f"{paths.work}.new"), spill / "duckdb_temp_storage.tmp"]
    for path in left:
        path.write_bytes(b"half a file")
    with open_store(database, timeout_seconds=1):
        assert [path for path in left if path.exists()] == []


def test_file_of_a_run_that_goes_on_says_so(database: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(database)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with (
            pytest.raises(StoreError, match="is being written by a run that has not ended"),
            read_published(paths_of(database).work),
        ):
            pass
        holder.kill()


def test_rollback_that_fails_hides_no_error(database: Path) -> None:
    def breaks(connection: duckdb.DuckDBPyConnection) -> None:
        with transaction(connection):
            connection.close()
            raise ValueError("first")

    with duckdb.connect(database) as connection, pytest.raises(ValueError, match="first"):
        breaks(connection)


def test_name_in_a_new_folder(tmp_path: Path) -> None:
    with open_store(tmp_path / "new" / "deep" / "p.duckdb", timeout_seconds=1) as store:
        store.publish()
    names = sorted(path.name for path in (tmp_path / "new/deep").iterdir())
    assert names == ["p.duckdb", "p.lock", "p.raw.duckdb", "p.work.duckdb"]


def test_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(StoreError, match="cannot be written"),
        open_store(tmp_path / "file/p.duckdb", timeout_seconds=1),
    ):
        pass


def test_nothing_is_published_yet(database: Path) -> None:
    with pytest.raises(StoreError, match=r"does not exist yet\.\nRun `rapport run` first"), read_published(database):
        pass


@pytest.mark.parametrize("content", [b"hello" * 1000, b""], ids=["text", "empty"])
def test_published_file_that_is_no_database(database: Path, content: bytes) -> None:
    database.write_bytes(content)
    with pytest.raises(StoreError, match="is no DuckDB file"), read_published(database):
        pass
    with pytest.raises(StoreError, match="is no DuckDB file"), open_store(database, timeout_seconds=1):
        pass
    assert database.read_bytes() == content
    assert list(database.parent.iterdir()) == [database]


def test_database_of_somebody_else_is_not_replaced(database: Path) -> None:
    with duckdb.connect(database) as connection:
        connection.execute("create table precious as select 1 as one")
    with pytest.raises(StoreError, match="not one of Rapport"), open_store(database, timeout_seconds=1):
        pass
    with duckdb.connect(database) as connection:
        assert value(connection, "select one from precious") == 1


@pytest.mark.parametrize(("step", "age"), [(1, "a newer"), (-1, "an older")])
def test_database_of_another_version_is_refused(database: Path, step: int, age: str) -> None:
    with open_store(database, timeout_seconds=1) as store:
        store.work.execute("update run.schema set version = ?", [SCHEMA_VERSION + step])
        store.publish()
    told = f"was written by {age} Rapport"
    with pytest.raises(StoreError, match=told), open_store(database, timeout_seconds=1):
        pass
    with pytest.raises(StoreError, match=told), read_published(database):
        pass


def test_work_without_raw_is_refused(database: Path) -> None:
    with open_store(database, timeout_seconds=1) as store:
        paths = store.paths
    paths.raw.unlink()
    with pytest.raises(StoreError, match=r"profiles.raw.duckdb is missing"), open_store(database, timeout_seconds=1):
        pass


def test_damaged_work_file_is_left_alone(database: Path) -> None:
    with open_store(database, timeout_seconds=1) as store:
        paths = store.paths
    paths.work.write_bytes(b"damaged" * 1000)
    with pytest.raises(StoreError, match="if it is damaged, restore it"), open_store(database, timeout_seconds=1):
        pass
    assert paths.work.read_bytes().startswith(b"damaged")


def test_moments_are_stored_in_utc_whatever_the_machine_thinks() -> None:
    there = datetime(2026, 1, 5, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    with duckdb.connect() as connection:
        connection.execute("create table moments (at_utc timestamp)")
        insert_rows(connection, "moments", [{"at_utc": to_utc(there)}])
        stored = value(connection, "select at_utc from moments")
        assert value(connection, "select at_utc::varchar from moments") == "2026-01-06 04:30:00"
    assert from_utc(stored) == there
    assert from_utc(stored).tzinfo is UTC


def test_fingerprint_tells_rows_apart_but_not_their_order() -> None:
    with duckdb.connect() as connection:
        connection.execute("create table a as select * from (values (1, 'x'), (2, 'y')) as rows (n, word)")
        before = fingerprint(connection, ["a"])
        connection.execute("create or replace table a as from a order by n desc")
        assert fingerprint(connection, ["a"]) == before
        connection.execute("insert into a values (2, 'y')")
        assert fingerprint(connection, ["a"]) != before
        connection.execute("insert into a values (2, 'y')")
        assert fingerprint(connection, ["a"]) != before  # a pair of equal rows is no nothing
