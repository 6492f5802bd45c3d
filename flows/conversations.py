"""Writing what documents told: redacted conversations, and which documents speak of them.

A conversation stands as the document has it that changed last. Each batch is one transaction, so a run may be
killed at any moment.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import duckdb
import pyarrow as pa

from flows.people import People, given_masks
from flows.store import Store, from_utc, insert_rows, lent, to_utc, transaction, value
from nlp.records import Conversation, Redaction
from nlp.redact import redact_conversation, redact_text

log = logging.getLogger(__name__)

SIGNALS = ("turns", "sentiment", "facts", "preferences", "frustrations", "resolutions", "names")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A conversation as one document, or the documents of one thread, have it."""

    conversation: Conversation
    sha256s: tuple[str, ...]
    uri: str
    rank: tuple[datetime, str]  # the higher one wins


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What is written in one transaction."""

    told: Sequence[Told] = ()
    replaced: Sequence[str] = ()  # documents that speak of nothing else any more
    documents: Sequence[Mapping[str, object]] = ()  # rows of conversation.documents
    faults: Sequence[Mapping[str, object]] = ()  # rows of conversation.faults


@dataclass(slots=True)
class _Rows:
    """New rows of the tables, gathered."""

    sources: list[dict[str, object]] = field(default_factory=list)
    conversations: list[dict[str, object]] = field(default_factory=list)
    turns: list[dict[str, object]] = field(default_factory=list)
    redactions: list[dict[str, object]] = field(default_factory=list)
    contacts: list[dict[str, object]] = field(default_factory=list)
    faults: list[dict[str, object]] = field(default_factory=list)


@dataclass(slots=True)
class _Known:
    """What the tables say of a conversation."""

    rivals: list[tuple[datetime, str]] = field(default_factory=list)
    digest: str | None = None


def write(store: Store, batch: Batch, *, people: People, version: str) -> list[str]:
    """Write one batch; rows of the raw file first, for what they say is found again when the rest is missing.

    Returns:
        The conversations that are new or changed.
    """
    rows = _Rows()
    known = _look_up(store.work, batch)
    for told in _best(batch.told):
        before = known.get(told.conversation.conversation_id, _Known())
        wins = all(told.rank >= rival for rival in before.rivals)
        digest = _digest(told, version=version)
        if wins and digest != before.digest and not _gather(rows, told, people):
            continue
        rows.sources.extend(
            {
                "conversation_id": told.conversation.conversation_id,
                "sha256": sha256,
                "current": wins,
                "digest": digest if wins else None,
            }
            for sha256 in told.sha256s
        )
    rows.sources.extend(_beaten(batch.told))
    changed = [str(row["conversation_id"]) for row in rows.conversations]
    with lent(store.raw, "changed", _ids(changed)), transaction(store.raw):
        store.raw.execute("delete from raw.contacts where conversation_id in (select conversation_id from changed)")
        insert_rows(store.raw, "raw.contacts", rows.contacts)
    with transaction(store.work):
        _write_ledger(store.work, batch, rows)
        _write_conversations(store.work, rows, changed)
    return changed


def _look_up(work: duckdb.DuckDBPyConnection, batch: Batch) -> dict[str, _Known]:
    own = {(told.conversation.conversation_id, sha256) for told in batch.told for sha256 in told.sha256s}
    replaced = set(batch.replaced)
    known: dict[str, _Known] = {}
    with lent(work, "told", _ids({conversation_id for conversation_id, _ in own})):
        rows = work.execute("""
            select sources.conversation_id, sha256, sources.current, sources.digest, places.ranked_at, places.uri
            from conversation.sources
            semi join told using (conversation_id)
            left join places using (sha256)
        """).fetchall()
    for conversation_id, sha256, current, digest, ranked_at, uri in rows:
        entry = known.setdefault(conversation_id, _Known())
        if current:
            entry.digest = digest
        if uri is not None and sha256 not in replaced and (conversation_id, sha256) not in own:
            entry.rivals.append((from_utc(ranked_at), uri))
    return known


def _best(told: Iterable[Told]) -> list[Told]:
    """Of several words on one conversation in a batch, the one that wins."""
    best: dict[str, Told] = {}
    for entry in sorted(told, key=lambda entry: entry.rank):
        best[entry.conversation.conversation_id] = entry
    return list(best.values())


def _beaten(told: Sequence[Told]) -> Iterable[dict[str, object]]:
    best = {entry.conversation.conversation_id: set(entry.sha256s) for entry in _best(told)}
    pairs = {
        (entry.conversation.conversation_id, sha256)
        for entry in told
        for sha256 in entry.sha256s
        if sha256 not in best[entry.conversation.conversation_id]
    }
    for conversation_id, sha256 in sorted(pairs):
        yield {"conversation_id": conversation_id, "sha256": sha256, "current": False, "digest": None}


def _gather(rows: _Rows, told: Told, people: People) -> bool:
    """Add the rows of a conversation; one that cannot be masked is set aside, so that the others land.

    Returns:
        Whether it was added.
    """
    conversation = told.conversation
    try:
        identity = people.identify(conversation)
        masks = [*given_masks(conversation), *identity.masks]
        redacted, redactions = redact_conversation(conversation, names=masks)
        uri = redact_text(told.uri)
    except Exception as error:  # noqa: BLE001 - hostile text may find a fault of ours; its message may quote the text
        reason = f"a conversation cannot be masked, by a fault of Rapport: {type(error).__name__}"
        log.error("%s", reason)  # noqa: TRY400 - a traceback may quote the text
        rows.faults.append({"sha256": told.sha256s[0], "place": "", "reason": reason, "step": "write"})
        return False
    rows.contacts.extend(identity.rows(conversation.conversation_id))
    rows.conversations.append(
        {
            "conversation_id": conversation.conversation_id,
            "customer_id": identity.link.customer_id,
            "identified_by": identity.link.kind,
            "channel": conversation.channel,
            "started_at": to_utc(conversation.started_at),
            "source_uri": uri,
            "content_hash": _content_hash(redacted, uri),
        }
    )
    rows.turns.extend(
        {
            "conversation_id": conversation.conversation_id,
            "turn": turn.turn,
            "speaker": turn.speaker,
            "said_at": to_utc(turn.said_at),
            "text": turn.text,
        }
        for turn in redacted.turns
    )
    rows.redactions.extend(_redaction_row(conversation.conversation_id, redaction) for redaction in redactions)
    return True


def _redaction_row(conversation_id: str, redaction: Redaction) -> dict[str, object]:
    return {
        "conversation_id": conversation_id,
        "turn": redaction.turn,
        "type": redaction.type,
        "start_char": redaction.start,
        "end_char": redaction.end,
        "text": f"[{redaction.type}]",
    }


def _write_ledger(work: duckdb.DuckDBPyConnection, batch: Batch, rows: _Rows) -> None:
    winners = [str(row["conversation_id"]) for row in rows.sources if row["current"]]
    read = [str(row["sha256"]) for row in batch.documents]
    with (
        lent(work, "replaced", pa.table({"sha256": pa.array(batch.replaced, pa.string())})),
        lent(work, "read", pa.table({"sha256": pa.array(read, pa.string())})),
        lent(work, "winners", _ids(winners)),
    ):
        work.execute("delete from conversation.sources where sha256 in (select sha256 from replaced)")
        work.execute("""
            update conversation.sources set current = false, digest = null
            where current and conversation_id in (select conversation_id from winners)
        """)
        work.execute("delete from conversation.documents where sha256 in (select sha256 from read)")
        work.execute("""
            delete from conversation.faults
            where sha256 in (select sha256 from read) or (step = 'write' and sha256 in (select sha256 from replaced))
        """)
        insert_rows(work, "conversation.sources", rows.sources)
        insert_rows(work, "conversation.documents", batch.documents)
        insert_rows(work, "conversation.faults", [*batch.faults, *rows.faults])
        work.execute("update conversation.documents set assembled = true where sha256 in (select sha256 from replaced)")


def _write_conversations(work: duckdb.DuckDBPyConnection, rows: _Rows, changed: Sequence[str]) -> None:
    with lent(work, "changed", _ids(changed)):
        _drop_stale_signals(work, rows)
        for name in ("conversations", "turns", "redactions"):
            work.execute(
                f"delete from conversation.{name} where conversation_id in (select conversation_id from changed)"  # noqa: S608
            )
    insert_rows(work, "conversation.conversations", rows.conversations)
    insert_rows(work, "conversation.turns", rows.turns)
    insert_rows(work, "conversation.redactions", rows.redactions)


def _drop_stale_signals(work: duckdb.DuckDBPyConnection, rows: _Rows) -> None:
    """Signals point into the text of their turn: they go where the text does not stay."""
    if not value(work, "select count(*) from conversation.conversations semi join changed using (conversation_id)"):
        return
    fields = ("conversation_id", "turn", "speaker", "text")
    coming = pa.Table.from_pylist(
        [{name: row[name] for name in fields} for row in rows.turns],
        schema=pa.schema([(name, pa.int32() if name == "turn" else pa.string()) for name in fields]),
    )
    with lent(work, "coming", coming):
        work.execute("""
            create or replace temp table stale as
            select conversation_id, turn
            from conversation.turns
            semi join changed using (conversation_id)
            anti join coming using (conversation_id, turn, speaker, text)
        """)
    for name in SIGNALS:
        work.execute(
            f"delete from signal.{name} where (conversation_id, turn) in (select conversation_id, turn from stale)"  # noqa: S608
        )


def _digest(told: Told, *, version: str) -> str:
    """A digest of everything that a conversation is made from, before redaction: never published."""
    conversation, contact = told.conversation, told.conversation.contact
    keys = (contact.customer_id, contact.email, contact.phone, contact.handle, contact.name)
    return _hash([version, told.uri, keys, *_content(conversation)])


def _content_hash(redacted: Conversation, uri: str) -> str:
    return _hash([uri, *_content(redacted)])


def _content(conversation: Conversation) -> list[object]:
    turns = [(t.turn, t.speaker, t.said_at.isoformat(), t.text, t.signature) for t in conversation.turns]
    return [conversation.conversation_id, conversation.channel, conversation.started_at.isoformat(), turns]


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def _ids(conversation_ids: Iterable[str]) -> pa.Table:
    return pa.table({"conversation_id": pa.array(sorted(conversation_ids), pa.string())})
