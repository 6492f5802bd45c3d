"""Loading what the company's own systems know: crm.* from crm/*.csv, raw.calls from the indexes of calls."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from flows.ledger import Rejection, StageCounts, last_input, note_input, reject
from flows.sheets import (
    CALLS,
    CONSENTS,
    CRM_KINDS,
    CUSTOMERS,
    ORDERS,
    VERSION,
    WITHDRAWN_AT,
    WITHDRAWN_BY,
    Kind,
    Sheet,
    read_sheet,
)
from flows.store import Store, arrow_rows, insert_rows, lent, to_utc, transaction, value
from nlp.errors import PayloadError
from nlp.identity import email_key

STAGE = "prepare"
INDEX_PATTERN = "(^|/)index[.]csv$"
COLUMNS = {
    CUSTOMERS.name: "customer_id, name, email, phone, handle, city, member_since, tier",
    CONSENTS.name: 'customer_id, purpose, granted, "at", source',
    ORDERS.name: "order_id, customer_id, ordered_at, product, amount, currency, status",
}
# The ledger counts rows of the files; what stands for an unreadable entry is counted as set aside.
COUNTED = {
    CUSTOMERS.name: "true",
    CONSENTS.name: f"""not ("at" = timestamp '{WITHDRAWN_AT:%Y-%m-%d}' and source = '{WITHDRAWN_BY}')""",
    ORDERS.name: "true",
}
EMPTIED = "holds no row that can be read, though it did before: its rows of before stay"


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    source: str
    uri: str
    path: str
    sha256: str


@dataclass(slots=True)
class _Loaded:
    """The files of one kind, read."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[dict[str, object]] = field(default_factory=list)
    whole: bool = True  # no file of the kind is unreadable, or empty but for its header where it was not before
    filled: list[_File] = field(default_factory=list)  # the files that hold rows


def load_crm(store: Store) -> StageCounts:
    """Bring crm.* up to date with the newest files; without a change nothing is read.

    Returns:
        Counts of rows: `done` those that are new or changed.
    """
    work = store.work
    files = [file for file in _files(work) if file.path in CRM_KINDS]
    digest = _digest(files)
    done = 0
    if files and last_input(work, STAGE, "crm") != digest:
        loaded = {
            path: _load(work, [file for file in files if file.path == path], CRM_KINDS[path]) for path in CRM_KINDS
        }
        with transaction(work):
            for path, kind in CRM_KINDS.items():
                if loaded[path].whole:
                    done += _replace(work, kind, loaded[path].rows)
            _write_faults(work, files, [fault for entry in loaded.values() for fault in entry.faults])
            _update_mailboxes(work)
            _note_filled(work, loaded.values())
            note_input(work, STAGE, "crm", digest)
    total = sum(
        value(work, f"select count(*) from crm.{kind.name} where {COUNTED[kind.name]}")  # noqa: S608
        for kind in CRM_KINDS.values()
    )
    return StageCounts.of(stage=STAGE, source="crm", done=done, unchanged=total - done, rejected=_rejected(work, files))


def load_calls(store: Store) -> dict[str, list[Rejection]]:
    """Bring raw.calls up to date with the newest indexes.

    Returns:
        What was set aside, by source.
    """
    work = store.work
    files = [file for file in _files(work) if file.path not in CRM_KINDS]
    digest = _digest(files)
    if files and last_input(work, STAGE, "calls") != digest:
        rows: dict[tuple[str, str], dict[str, object]] = {}
        indexes = [_load(work, [file], CALLS) for file in files]
        for file, loaded in zip(files, indexes, strict=True):
            calls = _call_rows(file, loaded.rows) if loaded.whole else _known_calls(work, file)
            rows.update({(row["source"], row["path"]): row for row in calls})
        with transaction(store.raw):
            store.raw.execute("delete from raw.calls")
            insert_rows(store.raw, "raw.calls", list(rows.values()))
        with transaction(work):
            _write_faults(work, files, [fault for loaded in indexes for fault in loaded.faults])
            _note_filled(work, indexes)
            note_input(work, STAGE, "calls", digest)
    return {
        source: _rejected(work, [file for file in files if file.source == source])
        for source in {file.source for file in files}
    }


def _files(work: duckdb.DuckDBPyConnection) -> list[_File]:
    rows = work.execute(
        "select source, uri, path, sha256 from landing.raw.documents "
        "where list_contains($crm, path) or regexp_matches(path, $index) order by uri",
        {"crm": list(CRM_KINDS), "index": INDEX_PATTERN},
    ).fetchall()
    return [_File(source=source, uri=uri, path=path, sha256=sha256) for source, uri, path, sha256 in rows]


def _digest(files: Sequence[_File]) -> str:
    content = [VERSION, *((file.source, file.path, file.sha256) for file in files)]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _load(work: duckdb.DuckDBPyConnection, files: Sequence[_File], kind: Kind) -> _Loaded:
    loaded = _Loaded(whole=bool(files))
    seen: set[str] = set()
    for file in {file.sha256: file for file in reversed(files)}.values():  # a copy says nothing new
        payload = value(work, "select payload from landing.raw.contents where sha256 = ?", [file.sha256])
        try:
            sheet = read_sheet(payload, kind, seen=seen)
        except PayloadError as error:
            loaded.whole = False
            loaded.faults.append({"sha256": file.sha256, "place": "", "reason": str(error), "step": "read"})
            continue
        loaded.rows.extend(_stored(sheet))
        loaded.faults.extend(
            {"sha256": file.sha256, "place": fault.place, "reason": fault.reason, "step": "read"}
            for fault in sheet.faults
        )
        places = [place for place in files if place.sha256 == file.sha256]
        if sheet.rows:
            loaded.filled.extend(places)
        elif kind is not CONSENTS and any(_was_filled(work, place) for place in places):
            loaded.whole = False
            loaded.faults.append({"sha256": file.sha256, "place": "", "reason": EMPTIED, "step": "read"})
    return loaded


def _filled(file: _File) -> str:
    """What run.inputs calls a file that holds rows: its address may name people."""
    return f"rows of {hashlib.sha256(file.uri.encode()).hexdigest()}"


def _was_filled(work: duckdb.DuckDBPyConnection, file: _File) -> bool:
    return last_input(work, STAGE, _filled(file)) is not None


def _note_filled(work: duckdb.DuckDBPyConnection, loaded: Iterable[_Loaded]) -> None:
    for file in (file for entry in loaded for file in entry.filled):
        note_input(work, STAGE, _filled(file), file.sha256)


def _stored(sheet: Sheet) -> list[dict[str, Any]]:
    moments = {"at", "ordered_at", "started_at"}
    return [
        {name: to_utc(value) if name in moments and value else value for name, value in row.items()}
        for row in sheet.rows
    ]


def _call_rows(file: _File, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    folder = file.path.rpartition("/")[0]
    return [
        {
            "source": file.source,
            "path": f"{folder}/{row['file']}" if folder else row["file"],
            "conversation_id": row["conversation_id"],
            "started_at": row["started_at"],
            "phone": row["customer_phone"],
            "customer_id": row["customer_id"],
        }
        for row in rows
    ]


def _known_calls(work: duckdb.DuckDBPyConnection, file: _File) -> list[dict[str, Any]]:
    """What raw.calls holds of an index."""
    columns = ("source", "path", "conversation_id", "started_at", "phone", "customer_id")
    rows = work.execute(
        f"select {', '.join(columns)} from landing.raw.calls "  # noqa: S608
        "where source = $source and regexp_replace(path, '/?[^/]*$', '') = $folder",
        {"source": file.source, "folder": file.path.rpartition("/")[0]},
    ).fetchall()
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _replace(work: duckdb.DuckDBPyConnection, kind: Kind, rows: Sequence[dict[str, Any]]) -> int:
    """Replace a table; returns how many of its rows were not there before."""
    relation, columns = f"crm.{kind.name}", COLUMNS[kind.name]
    with lent(work, "coming", arrow_rows(work, relation, rows)):
        new: int = value(
            work,
            f"select count(*) from (select {columns} from coming except all select {columns} from {relation}) "  # noqa: S608
            f"where {COUNTED[kind.name]}",
        )
        work.execute(f"delete from {relation}")  # noqa: S608
        work.execute(f"insert into {relation} by name select * from coming")  # noqa: S608
    return new


def _write_faults(work: duckdb.DuckDBPyConnection, files: Sequence[_File], faults: Sequence[dict[str, object]]) -> None:
    work.execute("delete from conversation.faults where list_contains(?, sha256)", [[file.sha256 for file in files]])
    insert_rows(work, "conversation.faults", faults)


def _update_mailboxes(work: duckdb.DuckDBPyConnection) -> None:
    """Note the customers' addresses; threads in which one of them is new or gone are put together again."""
    rows = work.execute("select email from crm.customers where email is not null").fetchall()
    now = {key for (email,) in rows if (key := email_key(email))}
    before = {address for (address,) in work.execute("select address from crm.mailboxes").fetchall()}
    if now == before:
        return
    work.execute("delete from crm.mailboxes")
    insert_rows(work, "crm.mailboxes", [{"address": address} for address in sorted(now)])
    work.execute(
        """
        update conversation.documents set assembled = false where assembled and sha256 in (
            select sha256 from landing.raw.messages
            where list_contains($changed, sender) or list_has_any($changed, recipients)
        )
        """,
        {"changed": sorted(now ^ before)},
    )


def _rejected(work: duckdb.DuckDBPyConnection, files: Sequence[_File]) -> list[Rejection]:
    places = {file.sha256: file.uri for file in reversed(files)}
    rows = work.execute(
        "select sha256, place, reason from conversation.faults where list_contains(?, sha256) order by all",
        [list(places)],
    ).fetchall()
    return [reject(f"{places[sha256]}:{place}" if place else places[sha256], reason) for sha256, place, reason in rows]
