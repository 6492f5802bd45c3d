"""Which documents are to be read, and reading them: raw contents in, conversations and messages out."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from flows.sheets import CRM_KINDS
from flows.store import Store, from_utc, insert_rows, lent, to_utc, transaction, value
from nlp.errors import PayloadError
from nlp.normalise import detect, read_conversations, read_messages
from nlp.records import CallRecord, Conversation, Document, Message

MAILS = ("email", "mbox")
EARLIEST = datetime(1, 1, 1, tzinfo=UTC)  # for documents of sources that keep no times
_PLACED = re.compile(r"(?P<unit>line|message) (?P<number>\d+): (?P<reason>.*)", re.DOTALL)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A document that is to be read: where it is, and what else its reading depends on."""

    sha256: str
    uri: str
    size: int  # bytes
    modified_at: datetime | None  # UTC
    hint: str  # digest of all of this and the call record
    call: CallRecord | None

    @property
    def rank(self) -> tuple[datetime, str]:
        """Of two documents that tell of one conversation, the one changed last is right."""
        return (self.modified_at or EARLIEST, self.uri)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one document held."""

    place: Place
    format: str | None = None
    conversations: tuple[Conversation, ...] = ()
    messages: tuple[Message, ...] = ()
    faults: tuple[str, ...] = ()
    reason: str | None = None  # why the document was set aside


def locate(work: duckdb.DuckDBPyConnection) -> None:
    """List where each content is, once a run, as the temporary table `places`: the place it was first seen at."""
    work.execute(
        """
        create or replace temp table places as
        select distinct on (documents.sha256)
            documents.sha256,
            documents.source,
            documents.uri,
            documents.modified_at,
            coalesce(documents.modified_at, timestamp '0001-01-01') as ranked_at,
            contents.size,
            calls.path is not null as called,
            calls.conversation_id,
            calls.started_at,
            calls.phone,
            calls.customer_id,
            sha256(to_json([
                documents.uri,
                documents.modified_at::varchar,
                calls.conversation_id,
                calls.started_at::varchar,
                calls.phone,
                calls.customer_id
            ])::varchar) as hint
        from landing.raw.documents as documents
        join landing.raw.contents as contents using (sha256)
        left join landing.raw.calls as calls
            on calls.source = documents.source and calls.path = documents.path
        where not list_contains($crm, documents.path)
            and not regexp_matches(documents.path, '(^|/)index[.]csv$')
        order by documents.sha256, documents.landed_at, documents.uri
        """,
        {"crm": list(CRM_KINDS)},
    )


def count_pending(work: duckdb.DuckDBPyConnection, *, version: str) -> int:
    """List the documents that have not been read so as the temporary table `pending`, and count them."""
    work.execute(
        """
        create or replace temp table pending as
        select row_number() over (order by places.uri) as number, places.* exclude (source, ranked_at)
        from places
        left join conversation.documents as known using (sha256)
        where known.sha256 is null or known.version <> $version or known.hint_hash <> places.hint
        """,
        {"version": version},
    )
    count: int = value(work, "select count(*) from pending")
    return count


def read_pending(work: duckdb.DuckDBPyConnection, *, most: int, most_bytes: int) -> Iterator[list[Reading]]:
    """Read the pending documents in batches.

    Args:
        work: where `pending` is.
        most: documents in a batch.
        most_bytes: payload in a batch; a larger document is a batch of its own.
    """
    number = 0
    while places := _next_places(work, number, most=most, most_bytes=most_bytes):
        number += len(places)
        payloads = _payloads(work, [place.sha256 for place in places])
        yield [_read(place, payloads[place.sha256]) for place in places]


def land_messages(store: Store, readings: Sequence[Reading]) -> None:
    """Write the e-mails of a batch beside the payloads; they become threads once all are there."""
    rows = [
        {
            "sha256": reading.place.sha256,
            "position": position,
            "message_id": message.message_id,
            "refs": list(message.references),
            "sent_at": to_utc(message.sent_at),
            "sender": message.sender,
            "sender_name": message.sender_name,
            "recipients": list(message.recipients),
            "text": message.text,
            "automatic": message.automatic,
        }
        for reading in readings
        for position, message in enumerate(reading.messages)
    ]
    shas = pa.table({"sha256": [reading.place.sha256 for reading in readings]})
    with lent(store.raw, "batch", shas), transaction(store.raw):
        store.raw.execute("delete from raw.messages where sha256 in (select sha256 from batch)")
        insert_rows(store.raw, "raw.messages", rows)


def ledger_row(reading: Reading, *, version: str) -> dict[str, object]:
    """The row of conversation.documents for a document."""
    return {
        "sha256": reading.place.sha256,
        "format": reading.format,
        "hint_hash": reading.place.hint,
        "version": version,
        "conversations": len(reading.conversations) + len(reading.messages),
        "assembled": not reading.messages,
        "reason": reading.reason,
    }


def fault_rows(reading: Reading) -> Iterator[dict[str, object]]:
    """The rows of conversation.faults for a document."""
    for fault in reading.faults:
        placed = _PLACED.fullmatch(fault)
        place, reason = (placed["number"], placed["reason"]) if placed else ("", fault)
        yield {"sha256": reading.place.sha256, "place": place, "reason": reason, "step": "read"}


def _next_places(work: duckdb.DuckDBPyConnection, number: int, *, most: int, most_bytes: int) -> list[Place]:
    rows = work.execute(
        """
        with next_ones as (
            select *, coalesce(sum(size) over (order by number rows between unbounded preceding and 1 preceding), 0)
                as size_before
            from (from pending where number > $number order by number limit $most)
        )
        select sha256, uri, size, modified_at, hint, called, conversation_id, started_at, phone, customer_id
        from next_ones
        where size_before + size <= $most_bytes or size_before = 0
        order by number
        """,
        {"number": number, "most": most, "most_bytes": most_bytes},
    ).fetchall()
    return [
        Place(
            sha256=sha256,
            uri=uri,
            size=size,
            modified_at=modified_at and from_utc(modified_at),
            hint=hint,
            call=CallRecord(
                conversation_id=conversation_id,
                started_at=started_at and from_utc(started_at),
                phone=phone,
                customer_id=customer_id,
            )
            if called
            else None,
        )
        for (
            sha256, uri, size, modified_at, hint, called, conversation_id, started_at, phone, customer_id,
        ) in rows
    ]  # fmt: skip


def _payloads(work: duckdb.DuckDBPyConnection, sha256s: Sequence[str]) -> dict[str, bytes]:
    with lent(work, "batch", pa.table({"sha256": sha256s})):
        rows = work.execute(
            "select sha256, payload from landing.raw.contents where sha256 in (select sha256 from batch)"
        ).fetchall()
    return dict(rows)


def _read(place: Place, payload: bytes) -> Reading:
    document = Document(uri=place.uri, sha256=place.sha256, modified_at=place.modified_at, payload=payload)
    format_ = None
    try:
        format_ = detect(payload)
        if format_ in MAILS:
            mails = read_messages(document)
            return Reading(place=place, format=format_, messages=mails.messages, faults=mails.faults)
        found = read_conversations(document, call=place.call)
    except PayloadError as error:
        return Reading(place=place, format=format_, reason=str(error))
    except Exception as error:  # noqa: BLE001 - hostile bytes may find a fault of ours; its message may quote them
        reason = f"cannot be read, by a fault of Rapport: {type(error).__name__}"
        log.error("a document %s", reason)  # noqa: TRY400 - a traceback may quote it
        return Reading(place=place, format=format_, reason=reason)
    return Reading(place=place, format=format_, conversations=found.conversations, faults=found.faults)
