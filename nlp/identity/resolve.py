"""Resolve: from keys to the one customer who bears them, or to nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nlp.identity.keys import Key, contact_keys, email_key, handle_key, name_key, phone_key
from nlp.identity.told import told_keys
from nlp.records import Conversation

VERSION = "2"  # raise it when the same conversation and CRM may link otherwise

GIVEN = ("customer_id", "email", "phone", "handle")  # kinds that sources give, strongest first
TOLD = {"told email": "email", "told phone": "phone", "told name": "name"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Whom a conversation belongs to, and the kind of key that says so; nobody and None where none does."""

    customer_id: str | None
    kind: str | None


NOBODY = Link(customer_id=None, kind=None)


def conversation_keys(conversation: Conversation, *, region: str) -> list[Key]:
    """All keys of a conversation, strongest first: those of its source, then those that the customer tells.

    Where the source gives keys, a known sender may speak of somebody: then a told name does not count, and a told
    address or number only where it is called the sender's own.

    Args:
        conversation: before redaction.
        region: of telephone numbers without a country, ISO 3166.
    """
    given = contact_keys(conversation.contact, region=region)
    return [*given, *told_keys(conversation, region=region, sender_known=bool(given))]


class Directory:
    """The customers of the CRM by their keys."""

    def __init__(self, customers: Iterable[Mapping[str, str | None]], *, region: str) -> None:
        """Index customers.

        Args:
            customers: rows with customer_id, name, email, phone, handle; all but the first may be empty.
            region: of telephone numbers without a country, ISO 3166.
        """
        bearers: defaultdict[Key, set[str]] = defaultdict(set)
        for row in customers:
            customer = row["customer_id"] or ""
            keys = {
                "customer_id": customer,
                "email": email_key(row.get("email")),
                "phone": phone_key(row.get("phone"), region=region),
                "handle": handle_key(row.get("handle")),
                "name": name_key(row.get("name")),
            }
            for kind, key in keys.items():
                if key:
                    bearers[Key(kind, key)].add(customer)
        # A key that several bear, as a family's telephone or a shared mailbox, names nobody.
        self._bearer = {key: next(iter(mine)) for key, mine in bearers.items() if len(mine) == 1}

    def link(self, keys: Sequence[Key]) -> Link:
        """Link keys, strongest first, to a customer.

        Keys of a source that disagree: the strongest kind wins. Told keys count only where those of the source name
        nobody, and only if they agree.
        """
        for key in keys:
            if key.kind in GIVEN and (customer := self._bearer.get(key)):
                return Link(customer_id=customer, kind=key.kind)
        told = {key: self._bearer.get(Key(TOLD[key.kind], key.key)) for key in keys if key.kind in TOLD}
        named = {customer for customer in told.values() if customer}
        if len(named) != 1:
            return NOBODY
        return next(Link(customer_id=customer, kind=key.kind) for key, customer in told.items() if customer)

    def resolve(self, conversation: Conversation, *, region: str) -> Link:
        """Link a conversation."""
        return self.link(conversation_keys(conversation, region=region))
