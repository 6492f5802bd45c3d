"""Whose conversation it is: links conversations to customers, now and whenever the CRM changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import itemgetter

import duckdb
import pyarrow as pa

from flows.ledger import last_input, note_input
from flows.store import Store, fingerprint, lent, transaction
from nlp.identity import VERSION, Directory, Key, Link, conversation_keys
from nlp.records import Conversation

MASKED = "masked"  # rows of raw.contacts that are no keys, but what the CRM gave redaction to mask
FETCHED_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the customer of a conversation is, and how that was found."""

    link: Link
    keys: Sequence[Key]
    masks: tuple[str, ...]  # what the CRM knows of the customer that must not stand in the text

    def rows(self, conversation_id: str) -> Iterator[dict[str, object]]:
        """The rows of raw.contacts."""
        entries = [*((key.kind, key.key) for key in self.keys), *((MASKED, mask) for mask in self.masks)]
        for position, (kind, key) in enumerate(entries):
            yield {"conversation_id": conversation_id, "position": position, "kind": kind, "key": key}


class People:
    """The customers of the CRM; looked at only when somebody is to be found."""

    def __init__(self, work: duckdb.DuckDBPyConnection, *, region: str) -> None:
        """Stand ready.

        Args:
            work: where crm.customers is, which must not change as long as this lives.
            region: the country of telephone numbers that do not say theirs.
        """
        self._work = work
        self.region = region

    @cached_property
    def digest(self) -> str:
        """A digest of everything that links depend on."""
        return f"{VERSION}/{self.region}/{fingerprint(self._work, ['crm.customers'])}"

    def identify(self, conversation: Conversation) -> Identity:
        """Find the customer of a conversation."""
        return self.identify_by(conversation_keys(conversation, region=self.region))

    def identify_by(self, keys: Sequence[Key]) -> Identity:
        """Find the customer whom keys name, strongest first."""
        link = self._directory.link(keys)
        row = self._rows.get(link.customer_id or "", {})
        masks = tuple(value for name in ("email", "phone", "handle") if (value := row.get(name)))
        return Identity(link=link, keys=keys, masks=masks)

    @cached_property
    def _rows(self) -> dict[str, dict[str, str | None]]:
        columns = ("customer_id", "name", "email", "phone", "handle")
        rows = self._work.execute(f"select {', '.join(columns)} from crm.customers order by customer_id")  # noqa: S608
        return {row[0]: dict(zip(columns, row, strict=True)) for row in rows.fetchall()}

    @cached_property
    def _directory(self) -> Directory:
        return Directory(self._rows.values(), region=self.region)


def given_masks(conversation: Conversation) -> list[str]:
    """The identifiers that came with a conversation: its turns must not show them."""
    contact = conversation.contact
    return [value for value in (contact.email, contact.phone, contact.handle) if value]


def relink(store: Store, people: People) -> list[str]:
    """Link all conversations anew when the CRM has changed, by their keys, without reading a payload.

    Where the CRM knows other identifiers to mask than before, the documents are marked to be read once more.

    Returns:
        The conversations that now belong to somebody else.
    """
    if last_input(store.work, "prepare", "people") == people.digest:
        return []
    linked: list[tuple[str, str | None, str | None]] = []
    unmasked: list[str] = []
    for conversation_id, keys, masks in _contacts(store.raw):
        identity = people.identify_by(keys)
        linked.append((conversation_id, identity.link.customer_id, identity.link.kind))
        if identity.masks != masks:
            unmasked.append(conversation_id)
    names = ("conversation_id", "customer_id", "kind")
    links = pa.Table.from_pylist(
        [dict(zip(names, row, strict=True)) for row in linked],
        schema=pa.schema([(name, pa.string()) for name in names]),
    )
    with (
        lent(store.work, "links", links),
        lent(store.work, "unmasked", pa.table({"conversation_id": pa.array(unmasked, pa.string())})),
        transaction(store.work),
    ):
        moved = store.work.execute(_MOVED).fetchall()
        store.work.execute(_LINK)
        store.work.execute(_READ_AGAIN)
        store.work.execute(_FORGET_DIGESTS)
        note_input(store.work, "prepare", "people", people.digest)
    return [conversation_id for (conversation_id,) in moved]


_MOVED = """
select conversation_id
from conversation.conversations
join links using (conversation_id)
where conversations.customer_id is distinct from links.customer_id
"""
_LINK = """
update conversation.conversations set customer_id = links.customer_id, identified_by = links.kind
from links
where links.conversation_id = conversations.conversation_id
    and (conversations.customer_id, conversations.identified_by) is distinct from (links.customer_id, links.kind)
"""
_READ_AGAIN = """
delete from conversation.documents where sha256 in (
    select sha256 from conversation.sources semi join unmasked using (conversation_id) where current
)
"""
_FORGET_DIGESTS = """
update conversation.sources set digest = null
where conversation_id in (select conversation_id from unmasked)
"""


def _contacts(raw: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, list[Key], tuple[str, ...]]]:
    """The keys and masks of each conversation that has any."""
    result = raw.execute("select conversation_id, kind, key from raw.contacts order by conversation_id, position")

    def rows() -> Iterator[tuple[str, str, str]]:
        while batch := result.fetchmany(FETCHED_AT_ONCE):
            yield from batch

    for conversation_id, group in groupby(rows(), key=itemgetter(0)):
        entries = [(kind, key) for _, kind, key in group]
        keys = [Key(kind=kind, key=key) for kind, key in entries if kind != MASKED]
        yield conversation_id, keys, tuple(key for kind, key in entries if kind == MASKED)
