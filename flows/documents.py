"""Reading documents: raw contents in, conversations and messages out."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

import duckdb
import pyarrow as pa

from flows.places import Place, Telling, next_places
from flows.store import Store, insert_rows, lent, to_utc, transaction
from nlp.errors import PayloadError
from nlp.normalise import detect, read_conversations, read_messages
from nlp.records import Conversation, Document, Message

MAILS = ("email", "mbox")
AHEAD = timedelta(days=1)  # by which clocks and time zones may be wrong
_PLACED = re.compile(r"(?P<unit>line|message) (?P<number>\d+): (?P<reason>.*)", re.DOTALL)

log = logging.getLogger(__name__)


class Found(NamedTuple):
    """A conversation, and where it was found."""

    uri: str
    conversation: Conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one document held."""

    place: Place
    format: str | None = None
    conversations: tuple[Found, ...] = ()
    messages: tuple[Message, ...] = ()
    faults: tuple[str, ...] = ()
    reason: str | None = None  # why the document was set aside


def read_pending(work: duckdb.DuckDBPyConnection, *, most: int, most_bytes: int) -> Iterator[list[Reading]]:
    """Read the pending documents in batches.

    Args:
        work: where `pending` is.
        most: documents in a batch.
        most_bytes: payload in a batch; a larger document is a batch of its own.
    """
    number = 0
    while places := next_places(work, number, most=most, most_bytes=most_bytes):
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
            "signature": message.signature,
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


def _payloads(work: duckdb.DuckDBPyConnection, sha256s: Sequence[str]) -> dict[str, bytes]:
    with lent(work, "batch", pa.table({"sha256": sha256s})):
        rows = work.execute(
            "select sha256, payload from landing.raw.contents where sha256 in (select sha256 from batch)"
        ).fetchall()
    return dict(rows)


def _read(place: Place, payload: bytes) -> Reading:
    """Read a document once for each of its tellings; e-mails, which no call record names, as one."""
    readings = [_read_at(place, telling, payload) for telling in place.tellings]
    good = [reading for reading in readings if reading.reason is None]
    if len(readings) == 1 or not good:
        return readings[0]
    reasons = [reading.reason for reading in readings if reading.reason is not None]
    return replace(
        good[0],
        conversations=tuple(found for reading in good for found in reading.conversations),
        faults=tuple(dict.fromkeys([*(fault for reading in good for fault in reading.faults), *reasons])),
    )


def _read_at(place: Place, telling: Telling, payload: bytes) -> Reading:
    document = Document(
        uri=telling.uri,
        sha256=place.sha256,
        modified_at=telling.modified_at,
        payload=payload,
        mark=telling.mark,
    )
    format_ = None
    try:
        format_ = detect(payload)
        if format_ in MAILS:
            mails = read_messages(document)
            return _sent_by(place, Reading(place=place, format=format_, messages=mails.messages, faults=mails.faults))
        read = read_conversations(document, call=telling.call)
    except PayloadError as error:
        return Reading(place=place, format=format_, reason=str(error))
    except Exception as error:  # noqa: BLE001 - hostile bytes may find a fault of ours; its message may quote them
        reason = f"cannot be read, by a fault of Rapport: {type(error).__name__}"
        log.error("a document %s", reason)  # noqa: TRY400 - a traceback may quote it
        return Reading(place=place, format=format_, reason=reason)
    found = tuple(Found(telling.uri, conversation) for conversation in read.conversations)
    return _said_by(place, Reading(place=place, format=format_, conversations=found, faults=read.faults))


def _sent_by(place: Place, reading: Reading) -> Reading:
    """Bring the times of e-mails that claim to be sent after they were fetched down to that time."""
    latest = place.landed_at
    late = [message for message in reading.messages if message.sent_at > latest + AHEAD]
    if not late:
        return reading
    messages = tuple(replace(message, sent_at=min(message.sent_at, latest)) for message in reading.messages)
    return replace(reading, messages=messages, faults=(*reading.faults, _ahead(len(late), "message")))


def _said_by(place: Place, reading: Reading) -> Reading:
    """Bring the times of conversations that claim to be held after they were fetched down to that time."""
    found = tuple(Found(uri, _clamp(conversation, place.landed_at)) for uri, conversation in reading.conversations)
    late = sum(after is not before for (_, after), (_, before) in zip(found, reading.conversations, strict=True))
    if not late:
        return reading
    return replace(reading, conversations=found, faults=(*reading.faults, _ahead(late, "conversation")))


def _clamp(conversation: Conversation, latest: datetime) -> Conversation:
    """The conversation itself unless a time is wrong; then all its times are held, for they must stay in order."""
    if max(conversation.started_at, *(turn.said_at for turn in conversation.turns)) <= latest + AHEAD:
        return conversation
    turns = tuple(replace(turn, said_at=min(turn.said_at, latest)) for turn in conversation.turns)
    return replace(conversation, started_at=min(conversation.started_at, latest), turns=turns)


def _ahead(count: int, unit: str) -> str:
    return f"{count} {unit}{'s' if count > 1 else ''} dated after the fetch, whose time stands instead"
