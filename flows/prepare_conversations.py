"""PREPARE: raw documents become redacted conversations of known customers."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence

import duckdb
import pyarrow as pa

from flows.config import Settings
from flows.conversations import Batch, Told, write
from flows.crm import load_calls, load_crm
from flows.documents import (
    Reading,
    fault_rows,
    land_messages,
    ledger_row,
    read_pending,
)
from flows.ledger import Rejection, Run, StageCounts, last_input, note_input, reject
from flows.people import People, relink
from flows.places import count_pending, locate
from flows.progress import Progress
from flows.settle import forget_contacts, reassemble, settle
from flows.store import Store, from_utc, lent, transaction
from flows.threads import ThreadBatch, assemble_pending, read_mailboxes
from nlp import identity, normalise, redact

STAGE = "prepare"
MIB = 2**20

log = logging.getLogger(__name__)


def prepare(store: Store, settings: Settings, run: Run, progress: Progress) -> list[StageCounts]:  # noqa: ARG001 - every stage is called alike
    """Bring crm.* and conversation.* up to date with the raw documents.

    Returns:
        Counts of CRM rows, and of conversations for each source: `done` those that are new or changed, set aside
        the documents, lines and rows that cannot be read.
    """
    crm_counts = load_crm(store)
    index_rejected = load_calls(store)
    locate(store.work)
    people = People(store.work, region=settings.default_region)
    version = "/".join((normalise.VERSION, redact.VERSION, identity.VERSION, settings.default_region))
    changed = set(relink(store, people))
    reassemble(store.work)
    _reassemble_for_company(store.work, settings)
    while True:
        changed.update(_read_documents(store, settings, people, progress, version=version))
        changed.update(_read_threads(store, settings, people, version=version))
        if not settle(store.work):
            break
    forget_contacts(store.raw)
    counts = _count(store.work, changed, index_rejected)
    log.info("prepared: %d conversations new or changed", sum(count.done for count in counts))
    return [crm_counts, *counts]


def _read_documents(store: Store, settings: Settings, people: People, progress: Progress, *, version: str) -> list[str]:
    pending = count_pending(store.work, version=version)
    progress.start(STAGE, pending, unit="documents")
    changed: list[str] = []
    limits = settings.limits
    for readings in read_pending(store.work, most=limits.batch_documents, most_bytes=limits.batch_mib * MIB):
        land_messages(store, readings)
        batch = Batch(
            told=[told for reading in readings for told in _tell(reading)],
            # what e-mails speak of is known when their threads are put together
            replaced=[reading.place.sha256 for reading in readings if not reading.messages],
            documents=[ledger_row(reading, version=version) for reading in readings],
            faults=[row for reading in readings for row in fault_rows(reading)],
        )
        changed.extend(write(store, batch, people=people, version=version))
        progress.advance(len(readings))
    progress.finish()
    return changed


def _tell(reading: Reading) -> list[Told]:
    place = reading.place
    return [
        Told(conversation=conversation, sha256s=(place.sha256,), uri=uri, rank=place.rank)
        for uri, conversation in reading.conversations
    ]


def _read_threads(store: Store, settings: Settings, people: People, *, version: str) -> list[str]:
    changed: list[str] = []
    batches = assemble_pending(
        store.work,
        customers=read_mailboxes(store.work),
        company=frozenset((*settings.company.addresses, *settings.company.domains)),
        most_characters=settings.limits.batch_mib * MIB,
    )
    for batch in batches:
        told = _tell_threads(store.work, batch)
        changed.extend(write(store, Batch(told=told, replaced=batch.sha256s), people=people, version=version))
    return changed


def _tell_threads(work: duckdb.DuckDBPyConnection, batch: ThreadBatch) -> list[Told]:
    with lent(work, "batch", pa.table({"sha256": pa.array(batch.sha256s, pa.string())})):
        rows = work.execute("select sha256, ranked_at, uri from places semi join batch using (sha256)").fetchall()
    ranks = {sha256: (from_utc(ranked_at), uri) for sha256, ranked_at, uri in rows}
    return [
        Told(
            conversation=thread.conversation,
            sha256s=thread.sha256s,
            uri=ranks[thread.sha256s[0]][1],
            rank=max(ranks[sha256] for sha256 in thread.sha256s),
        )
        for thread in batch.threads
    ]


def _reassemble_for_company(work: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Which side of a thread is the company's depends on the settings."""
    content = json.dumps([sorted(settings.company.addresses), sorted(settings.company.domains)])
    digest = hashlib.sha256(content.encode()).hexdigest()
    if last_input(work, STAGE, "company") == digest:
        return
    with transaction(work):
        work.execute(
            "update conversation.documents set assembled = false where format in ('email', 'mbox') and reason is null"
        )
        note_input(work, STAGE, "company", digest)


def _count(
    work: duckdb.DuckDBPyConnection, changed: set[str], index_rejected: dict[str, list[Rejection]]
) -> list[StageCounts]:
    """Count what stands now, source by source."""
    rejected = _rejected(work)
    with lent(work, "changed", pa.table({"conversation_id": pa.array(sorted(changed), pa.string())})):
        rows = work.execute("""
            with sourced as (
                select sources.conversation_id, arg_min(places.source, (places.ranked_at, places.uri)) as source
                from conversation.sources
                join places using (sha256)
                where sources.current
                group by sources.conversation_id
            ),
            named as (select distinct source from landing.raw.documents)
            select
                named.source,
                count(sourced.conversation_id) filter (where changed.conversation_id is not null),
                count(sourced.conversation_id) filter (where changed.conversation_id is null)
            from named
            left join sourced using (source)
            left join changed using (conversation_id)
            group by named.source
            order by named.source
        """).fetchall()
    return [
        StageCounts.of(
            stage=STAGE,
            source=source,
            done=done,
            unchanged=unchanged,
            rejected=[*index_rejected.get(source, ()), *rejected.get(source, ())],
        )
        for source, done, unchanged in rows
    ]


def _rejected(work: duckdb.DuckDBPyConnection) -> dict[str, list[Rejection]]:
    """What stands set aside, by source: broken documents are reported every time, though not read again."""
    rows: Sequence[tuple[str, str, str, str]] = work.execute("""
        with faults as (
            select addresses.source, addresses.uri, '' as place, documents.reason
            from conversation.documents
            join addresses using (sha256)
            where documents.reason is not null
            union all
            select places.source, places.uri, faults.place, faults.reason
            from conversation.faults
            join places using (sha256)
        )
        select source, uri, place, reason
        from faults
        order by uri, try_cast(place as integer), reason
    """).fetchall()
    rejected: dict[str, list[Rejection]] = {}
    for source, uri, place, reason in rows:
        rejected.setdefault(source, []).append(reject(f"{uri}:{place}" if place else uri, reason))
    return rejected
