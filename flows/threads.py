"""E-mails become threads: those that new or changed messages belong to are put together again, and no others."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from flows.store import from_utc, lent, value
from nlp.normalise import assemble_threads
from nlp.records import Conversation, Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One thread, put together, and the documents its messages stand in."""

    conversation: Conversation
    sha256s: tuple[str, ...]  # the one with the first message first


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadBatch:
    """Threads and all the documents that have a part in them and in no others."""

    sha256s: tuple[str, ...]
    threads: tuple[Thread, ...]


def read_mailboxes(work: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The customers' addresses, in canonical form."""
    return frozenset(address for (address,) in work.execute("select address from crm.mailboxes").fetchall())


def assemble_pending(
    work: duckdb.DuckDBPyConnection, *, customers: Container[str], company: Container[str], most_characters: int
) -> Iterator[ThreadBatch]:
    """Put together the threads of all documents that are not marked as assembled.

    Args:
        work: where the ledger of documents is.
        customers: canonical addresses of the CRM.
        company: addresses and domains of the company.
        most_characters: of the messages of a batch; a larger thread is a batch of its own.
    """
    if not value(work, "select count(*) from conversation.documents where not assembled"):
        return
    _group_documents(work)
    batches = work.execute(
        """
        with sizes as (
            select grouped.number, sum(length(messages.text)) as size
            from grouped
            join landing.raw.messages as messages using (sha256)
            group by grouped.number
        )
        select number, size from sizes order by number
        """
    ).fetchall()
    batch: list[int] = []
    characters = 0
    for number, size in batches:
        if batch and characters + size > most_characters:
            yield _assemble(work, batch, customers=customers, company=company)
            batch, characters = [], 0
        batch.append(number)
        characters += size
    if batch:
        yield _assemble(work, batch, customers=customers, company=company)


def _group_documents(work: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `grouped`: documents whose messages name each other share a number.

    Only groups with a document that is to be assembled are kept.
    """
    work.execute(
        """
        create or replace temp table mails as
        select sha256, row_number() over (order by sha256) - 1 as mail
        from (select distinct sha256 from landing.raw.messages semi join places using (sha256))
        """
    )
    links = work.execute(
        """
        with named as (
            select distinct mails.mail, unnest([messages.message_id] || messages.refs) as id
            from landing.raw.messages as messages
            join mails using (sha256)
        )
        select mail, dense_rank() over (order by id) - 1 as id from named order by id, mail
        """
    ).fetchnumpy()
    numbers = connect(links["mail"], links["id"])
    groups = pa.table({"mail": np.arange(len(numbers), dtype=np.int64), "number": numbers})
    with lent(work, "groups", groups):
        work.execute(
            """
            create or replace temp table grouped as
            with members as (select mails.sha256, groups.number from mails join groups using (mail)),
            touched as (
                select distinct members.number
                from members
                join conversation.documents using (sha256)
                where not documents.assembled
            )
            select members.* from members semi join touched using (number)
            """
        )


def connect(nodes: npt.NDArray[np.int64], labels: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Number the connected groups of nodes that share labels.

    Args:
        nodes: (n,) from 0 without a gap.
        labels: (n,) ascending; a pair of both says that the node bears the label.

    Returns:
        (nodes,) the smallest node of each one's group.
    """
    parents = list(range(int(nodes.max()) + 1 if len(nodes) else 0))

    def root(node: int) -> int:
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    shared = labels[1:] == labels[:-1]
    for left, right in zip(nodes[:-1][shared].tolist(), nodes[1:][shared].tolist(), strict=True):
        smaller, larger = sorted((root(left), root(right)))
        parents[larger] = smaller
    return np.array([root(node) for node in range(len(parents))], dtype=np.int64)


def _assemble(
    work: duckdb.DuckDBPyConnection, numbers: Sequence[int], *, customers: Container[str], company: Container[str]
) -> ThreadBatch:
    with lent(work, "batch", pa.table({"number": pa.array(numbers, pa.int64())})):
        rows = work.execute(
            """
            select
                messages.sha256, messages.message_id, messages.refs, messages.sent_at, messages.sender,
                messages.sender_name, messages.recipients, messages.text, messages.signature, messages.automatic
            from landing.raw.messages as messages
            join grouped using (sha256)
            join places using (sha256)
            where grouped.number in (select number from batch)
            order by messages.sent_at, places.uri, messages.position
            """
        ).fetchall()
        documents = work.execute(
            "select sha256 from grouped where number in (select number from batch) order by sha256"
        ).fetchall()
    messages = [(sha256, _message(row)) for sha256, *row in rows]
    threads = [
        Thread(conversation=conversation, sha256s=_first_to_last(conversation, members))
        for members in _split(messages)
        for conversation in assemble_threads([message for _, message in members], customers=customers, company=company)
    ]
    return ThreadBatch(sha256s=tuple(sha256 for (sha256,) in documents), threads=tuple(threads))


def _message(row: Sequence[object]) -> Message:
    message_id, refs, sent_at, sender, sender_name, recipients, text, signature, automatic = row
    return Message(
        message_id=message_id,  # type: ignore[arg-type]  # columns of raw.messages
        references=tuple(refs),  # type: ignore[arg-type]
        sent_at=from_utc(sent_at),  # type: ignore[arg-type]
        sender=sender,  # type: ignore[arg-type]
        sender_name=sender_name,  # type: ignore[arg-type]
        recipients=tuple(recipients),  # type: ignore[arg-type]
        text=text,  # type: ignore[arg-type]
        signature=signature,  # type: ignore[arg-type]
        automatic=automatic,  # type: ignore[arg-type]
    )


def _split(messages: Sequence[tuple[str, Message]]) -> Iterator[list[tuple[str, Message]]]:
    """Part messages that do not name each other, in the order of their first ones."""
    pairs = [
        (node, name) for node, (_, message) in enumerate(messages) for name in {message.message_id, *message.references}
    ]
    names = {name: label for label, name in enumerate(dict.fromkeys(name for _, name in pairs))}
    by_label = sorted((names[name], node) for node, name in pairs)
    labels, nodes = (np.array(column, dtype=np.int64) for column in zip(*by_label, strict=True))
    parts: dict[int, list[tuple[str, Message]]] = {}
    for number, message in zip(connect(nodes, labels).tolist(), messages, strict=True):
        parts.setdefault(number, []).append(message)
    yield from parts.values()


def _first_to_last(conversation: Conversation, members: Sequence[tuple[str, Message]]) -> tuple[str, ...]:
    """The documents of a thread; the first is the one to name as its source."""
    first = [sha256 for sha256, message in members if message.message_id == conversation.conversation_id]
    return tuple(dict.fromkeys([*first, *(sha256 for sha256, _ in members)]))
