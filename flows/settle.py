"""What no document speaks of any more goes, and what may not be kept: plain statements over what stands.

They look at the tables, not at what this run did: a run that was killed before them is made good by the next.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from flows.conversations import SIGNALS
from flows.store import transaction, value

TOLD = tuple(f"signal.{name}" for name in dict.fromkeys((*SIGNALS, "withheld")))


def settle(work: duckdb.DuckDBPyConnection) -> int:
    """Drop what no document speaks of any more, and the signals of customers who took back one of their consents.

    Returns:
        How many documents must be read once more, because what stands is no longer the newest word.
    """
    with transaction(work):
        for relation in ("conversation.sources", "conversation.documents", "conversation.faults"):
            work.execute(f"delete from {relation} where sha256 not in (select sha256 from landing.raw.documents)")  # noqa: S608
        _delete(work, _ORPHANS, TOLD)
        _delete(work, _UNREADABLE, TOLD)
        _delete(work, _ORPHANS, [f"conversation.{name}" for name in ("redactions", "turns", "conversations")])
        again: int = value(
            work,
            """
            delete from conversation.documents where sha256 in (
                select arg_max(sha256, (places.ranked_at, places.uri))
                from conversation.sources
                join places using (sha256)
                group by sources.conversation_id
                having not arg_max(sources.current, (places.ranked_at, places.uri))
            )
            """,
        )
    return again


_ORPHANS = (
    "select conversation_id from conversation.conversations anti join conversation.sources using (conversation_id)"
)
_UNREADABLE = """
select distinct signals.conversation_id
from signal.turns as signals
left join conversation.conversations using (conversation_id)
left join crm.granted using (customer_id)
where not coalesce(granted.profiling, false)
    or (signals.opted_in and not coalesce(granted.special_categories, false))
"""


def _delete(work: duckdb.DuckDBPyConnection, gone: str, relations: Iterable[str]) -> None:
    """Delete the rows of some conversations, if there are any."""
    work.execute(f"create or replace temp table gone as {gone}")
    if value(work, "select count(*) from gone"):
        for relation in relations:
            work.execute(f"delete from {relation} where conversation_id in (select conversation_id from gone)")  # noqa: S608


def forget_contacts(raw: duckdb.DuckDBPyConnection) -> None:
    """Drop the keys of conversations that are gone."""
    raw.execute(
        "delete from raw.contacts "
        "where conversation_id not in (select conversation_id from work.conversation.conversations)"
    )


def reassemble(work: duckdb.DuckDBPyConnection) -> None:
    """Mark the e-mails whose threads have lost a document, so that they are put together again."""
    work.execute("""
        update conversation.documents set assembled = false
        where format in ('email', 'mbox') and reason is null and assembled and sha256 in (
            select others.sha256
            from conversation.sources as lost
            join conversation.sources as others using (conversation_id)
            where lost.sha256 not in (select sha256 from landing.raw.documents)
        )
    """)
