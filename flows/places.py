"""Which documents are to be read: where each content is, and what else its reading depends on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb

from flows.sheets import CRM_KINDS
from flows.store import from_utc, value
from nlp.records import CallRecord

EARLIEST = datetime(1, 1, 1, tzinfo=UTC)  # for documents of sources that keep no times


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A place where a content stands for a conversation of its own."""

    uri: str
    modified_at: datetime | None  # UTC
    mark: str | None  # tells it from the other files that bear its name
    call: CallRecord | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A document that is to be read: where it is, and what else its reading depends on."""

    sha256: str
    uri: str
    size: int  # bytes
    modified_at: datetime | None  # UTC
    landed_at: datetime  # UTC
    hint: str  # digest of the tellings
    tellings: tuple[Telling, ...]  # at least one

    @property
    def rank(self) -> tuple[datetime, str]:
        """Of two documents that tell of one conversation, the one changed last is right."""
        return (self.modified_at or EARLIEST, self.uri)


def locate(work: duckdb.DuckDBPyConnection) -> None:
    """List where each content is, once a run, as the temporary tables `places` and `addresses`.

    `places` has the place that a content was first seen at, `addresses` all of them: a broken file is named wherever
    it lies. The same bytes at several places are one document, read once. Where the telephone system keeps records of
    several of the places, each record is a telling of its own: two short calls may well be word for word the same.
    """
    work.execute(_ADDRESSES, {"crm": list(CRM_KINDS)})
    work.execute(_PLACES)


_ADDRESSES = """
create or replace temp table addresses as
select sha256, source, uri, path, modified_at, landed_at
from landing.raw.documents
where not list_contains($crm, path) and not regexp_matches(path, '(^|/)index[.]csv$')
"""

_PLACES = """
create or replace temp table places as
with standing as (
    select
        documents.sha256,
        documents.source,
        documents.uri,
        documents.modified_at,
        documents.landed_at,
        contents.size,
        documents.source || '/' || documents.path as place,
        calls.path is not null as called,
        bool_or(called) over (partition by documents.sha256) as called_somewhere,
        calls.conversation_id,
        calls.started_at,
        calls.phone,
        calls.customer_id
    from addresses as documents
    join landing.raw.contents as contents using (sha256)
    left join landing.raw.calls as calls
        on calls.source = documents.source and calls.path = documents.path
),
tellings as (
    select distinct on (sha256, conversation_id, started_at, phone, customer_id) *
    from standing
    where called or not called_somewhere
    order by sha256, conversation_id, started_at, phone, customer_id, landed_at, uri
),
-- Files without an id bear the name of their file: where several do, by a mark of their place too.
marked as (
    select
        *,
        if(
            conversation_id is null and min(place) over namesakes <> max(place) over namesakes,
            left(sha256(place), 8),
            null
        ) as mark
    from tellings
    window namesakes as (partition by regexp_extract(place, '[^/]*$'), conversation_id is null)
)
select
    sha256,
    arg_min(source, (landed_at, uri)) as source,
    min(landed_at) as landed_at,
    any_value(size) as size,
    list(
        {
            'uri': uri,
            'modified_at': modified_at,
            'mark': mark,
            'called': called,
            'conversation_id': conversation_id,
            'started_at': started_at,
            'phone': phone,
            'customer_id': customer_id
        }
        order by landed_at, uri
    ) as tellings,
    tellings[1].uri as uri,
    tellings[1].modified_at as modified_at,
    coalesce(tellings[1].modified_at, timestamp '0001-01-01') as ranked_at,
    sha256(to_json(tellings)::varchar) as hint
from marked
group by sha256
"""


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


def next_places(work: duckdb.DuckDBPyConnection, number: int, *, most: int, most_bytes: int) -> list[Place]:
    """The next of the pending places.

    Args:
        work: where `pending` is.
        number: how many were given before.
        most: documents.
        most_bytes: payload; a larger document comes by itself.
    """
    rows = work.execute(
        """
        with next_ones as (
            select *, coalesce(sum(size) over (order by number rows between unbounded preceding and 1 preceding), 0)
                as size_before
            from (from pending where number > $number order by number limit $most)
        )
        select sha256, uri, size, modified_at, landed_at, hint, tellings
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
            landed_at=from_utc(landed_at),
            hint=hint,
            tellings=tuple(map(_telling, tellings)),
        )
        for sha256, uri, size, modified_at, landed_at, hint, tellings in rows
    ]


def _telling(row: Mapping[str, Any]) -> Telling:
    call = CallRecord(
        conversation_id=row["conversation_id"],
        started_at=row["started_at"] and from_utc(row["started_at"]),
        phone=row["phone"],
        customer_id=row["customer_id"],
    )
    return Telling(
        uri=row["uri"],
        modified_at=row["modified_at"] and from_utc(row["modified_at"]),
        mark=row["mark"],
        call=call if row["called"] else None,
    )
