"""PULL: lands the documents of the sources in raw, each content once."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from flows.config import Settings
from flows.ledger import Rejection, Run, StageCounts, reject
from flows.progress import Progress
from flows.sources import Listing, Source, open_source
from flows.sources.folder import too_long
from flows.store import Store, arrow_rows, lent, to_utc, transaction, value
from nlp.errors import PayloadError

STAGE = "pull"
MIB = 2**20
# A file that changes again within one tick of its clock keeps size and time: until a document's time is clearly
# older than the fetch, it is fetched again. Clocks that count whole seconds tick slowly.
RACY = timedelta(milliseconds=50)
RACY_WHOLE_SECONDS = timedelta(seconds=2)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fetched:
    listing: Listing
    sha256: str
    payload: bytes
    fetched_at: datetime


def pull(store: Store, settings: Settings, run: Run, progress: Progress) -> list[StageCounts]:
    """Land what is new or changed; a removed document stays, for inboxes get cleaned.

    Returns:
        Counts of documents, one for each source.

    Raises:
        SourceError: a source is missing or cannot be reached.
    """
    limit = settings.limits.document_mib * MIB
    counts = []
    for source in map(open_source, settings.sources):
        listings = list(source.list())
        unknown = _unknown(store, listings)
        rejected = [reject(entry.uri, entry.refused) for entry in listings if entry.refused]
        progress.start(STAGE, len(unknown), unit="documents")
        done = 0
        for batch in _fetch(source, unknown, settings=settings, limit=limit, rejected=rejected):
            done += _land(store, source.name, batch, run)
            progress.advance(len(batch))
        progress.finish()
        unchanged = len(listings) - len(rejected) - done
        counts.append(
            StageCounts.of(stage=STAGE, source=source.name, done=done, unchanged=unchanged, rejected=rejected)
        )
        log.info("%s: %d documents landed, %d set aside", source.name, done, len(rejected))
    _drop_replaced(store)
    return counts


def _unknown(store: Store, listings: Sequence[Listing]) -> list[Listing]:
    """The listings whose place, size and time are not known from an earlier fetch."""
    fit = [(position, entry) for position, entry in enumerate(listings) if not entry.refused]
    listed = pa.table(
        [
            pa.array([position for position, _ in fit], pa.int64()),
            pa.array([entry.uri for _, entry in fit], pa.string()),
            pa.array([entry.size for _, entry in fit], pa.int64()),
            pa.array([_stored(entry.modified_at) for _, entry in fit], pa.timestamp("us")),
        ],
        names=["position", "uri", "size", "modified_at"],
    )
    with lent(store.raw, "listed", listed):
        found = store.raw.execute(
            """
            select listed.position
            from listed
            left join raw.documents as known
                on known.uri = listed.uri
                and known.size is not distinct from listed.size
                and known.modified_at = listed.modified_at
                and known.fetched_at - known.modified_at
                    > case when date_trunc('second', known.modified_at) = known.modified_at then $1 else $2 end
            where known.uri is null
            order by listed.position
            """,
            [RACY_WHOLE_SECONDS, RACY],
        ).fetchall()
    return [listings[position] for (position,) in found]


def _fetch(
    source: Source, listings: Sequence[Listing], *, settings: Settings, limit: int, rejected: list[Rejection]
) -> Iterator[list[_Fetched]]:
    """Fetch in batches that fit the limits; what cannot be fetched is set aside."""
    batch: list[_Fetched] = []
    size = 0
    for listing in listings:
        if listing.size is not None and listing.size > limit:
            rejected.append(reject(listing.uri, too_long(limit)))
            continue
        try:
            payload = source.fetch(listing, limit=limit)
        except PayloadError as error:
            rejected.append(reject(listing.uri, str(error)))
            continue
        digest = hashlib.sha256(payload).hexdigest()
        batch.append(_Fetched(listing=listing, sha256=digest, payload=payload, fetched_at=datetime.now(UTC)))
        size += len(payload)
        if len(batch) >= settings.limits.batch_documents or size >= settings.limits.batch_mib * MIB:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _land(store: Store, source: str, batch: Sequence[_Fetched], run: Run) -> int:
    """Write one batch in one transaction.

    Returns:
        How many places are new or hold something new.
    """
    places = [
        {
            "uri": fetched.listing.uri,
            "source": source,
            "path": fetched.listing.path,
            "size": fetched.listing.size,
            "modified_at": _stored(fetched.listing.modified_at),
            "sha256": fetched.sha256,
            "fetched_at": to_utc(fetched.fetched_at),
            "landed_at": to_utc(fetched.fetched_at),
            "run_id": run.run_id,
        }
        for fetched in batch
    ]
    contents = {
        fetched.sha256: {"sha256": fetched.sha256, "size": len(fetched.payload), "payload": fetched.payload}
        for fetched in batch
    }
    with (
        lent(store.raw, "places", arrow_rows(store.raw, "raw.documents", places)),
        lent(store.raw, "fetched", arrow_rows(store.raw, "raw.contents", list(contents.values()))),
        transaction(store.raw),
    ):
        same: int = value(store.raw, "select count(*) from places join raw.documents using (uri, sha256)")
        store.raw.execute("insert into raw.contents by name select * from fetched on conflict do nothing")
        store.raw.execute("""
            insert into raw.documents by name select * from places
            on conflict (uri) do update set
                source = excluded.source,
                path = excluded.path,
                size = excluded.size,
                modified_at = excluded.modified_at,
                fetched_at = excluded.fetched_at,
                sha256 = excluded.sha256,
                landed_at = if(documents.sha256 = excluded.sha256, documents.landed_at, excluded.landed_at),
                run_id = if(documents.sha256 = excluded.sha256, documents.run_id, excluded.run_id)
        """)
    return len(batch) - same


def _drop_replaced(store: Store) -> None:
    """Drop contents that no place holds any more, and what was read of them: what a source took back is not kept."""
    with transaction(store.raw):
        for relation in ("raw.contents", "raw.messages"):
            store.raw.execute(f"delete from {relation} where sha256 not in (select sha256 from raw.documents)")  # noqa: S608


def _stored(moment: datetime | None) -> datetime | None:
    return None if moment is None else to_utc(moment)
