"""What a profile database says, in the shape in which the scorer compares it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from flows.evaluation.gold import REDACTED, GoldCustomer, GoldEntity, entities
from flows.evaluation.render import MAIL_DOMAIN
from flows.evaluation.tally import Finding
from nlp.errors import StoreError

if TYPE_CHECKING:
    import duckdb

MAIL_ID = re.compile(rf"\.\d+@{re.escape(MAIL_DOMAIN)}$")
MIN_SECRET = 5  # shorter identifiers ("1111") stand in texts by chance
Key = TypeVar("Key")
Item = TypeVar("Item")
Place = tuple[str, int]  # conversation by its gold name, turn


@dataclass(frozen=True)
class Findings:
    """Everything the scorer compares; customers by id, conversations by their gold names."""

    facts: dict[str, list[Finding]]  # (attribute, value, status)
    preferences: dict[str, list[Finding]]  # (attribute, value, polarity)
    frustrations: dict[str, list[tuple[str, int, str]]]  # (category, severity, resolved)
    proofs: dict[str, list[tuple[str, str, str, str, str]]]  # (kind, attribute, lower-case value, conversation, turn)
    owners: dict[str, str | None]
    moods: dict[Place, str]
    spans: dict[Place, list[Finding]]  # (type, text)


class Leak(NamedTuple):
    """An identifier of a gold conversation that a table shows."""

    entity: GoldEntity  # where the gold marks it, the last time
    column: str  # schema.table.column


def conversation_name(conversation_id: str) -> str:
    """Give the gold name of a conversation: for an e-mail thread, that of its first Message-ID."""
    return MAIL_ID.sub("", conversation_id.strip("<>"))


def read_findings(database: duckdb.DuckDBPyConnection) -> Findings:
    """Read the published tables.

    Raises:
        StoreError: a table of the contract is missing or lacks a column.
    """
    facts = read_rows(database, "select customer_id, attribute, value::varchar, status from profile.facts")
    wishes = read_rows(database, "select customer_id, attribute, value::varchar, polarity from profile.preferences")
    complaints = read_rows(database, "select customer_id, category, severity, resolved from profile.frustrations")
    proofs = read_rows(
        database,
        "select customer_id, kind, attribute, value::varchar, conversation_id, turn from profile.evidence "
        "where value is not null",
    )
    owners = read_rows(database, "select conversation_id, customer_id from conversation.conversations")
    moods = read_rows(database, "select conversation_id, turn, sentiment from signal.sentiment")
    spans = read_rows(database, "select conversation_id, turn, type, text from signal.entities")
    return Findings(
        facts=grouped((who, (attribute, value or "", status)) for who, attribute, value, status in facts),
        preferences=grouped((who, (attribute, value or "", polarity)) for who, attribute, value, polarity in wishes),
        frustrations=grouped((who, (category, severity or 0, done)) for who, category, severity, done in complaints),
        proofs=grouped(
            (who, (kind, attribute, value.lower(), conversation_name(conversation), str(turn)))
            for who, kind, attribute, value, conversation, turn in proofs
        ),
        owners={conversation_name(conversation): owner for conversation, owner in owners},
        moods={(conversation_name(conversation), turn): mood for conversation, turn, mood in moods},
        spans=grouped(
            ((conversation_name(conversation), turn), (kind, text or "")) for conversation, turn, kind, text in spans
        ),
    )


def leaks(people: Sequence[GoldCustomer], database: duckdb.DuckDBPyConnection) -> list[Leak]:
    """Find the identifiers of the gold conversations that can still be read in a column outside the schema `crm`."""
    secrets = {entity.text.lower(): entity for person in people for entity in identifiers(person)}
    columns = read_rows(
        database,
        "select schema_name, table_name, column_name from duckdb_columns() "
        "where not internal and database_name = current_database() and schema_name <> 'crm'",
    )
    seen: set[Leak] = set()
    for schema, table, column in columns:
        place = ".".join(f'"{part.replace(chr(34), chr(34) * 2)}"' for part in (schema, table))
        name = f'"{column.replace(chr(34), chr(34) * 2)}"'
        # The names come from the catalog and are quoted; identifiers cannot be bound.
        texts = read_rows(database, f"select distinct lower({name}::varchar) from {place} where {name} is not null")  # noqa: S608
        for (text,) in texts:
            seen |= {Leak(secrets[secret], f"{schema}.{table}.{column}") for secret in secrets if secret in text}
    return sorted(seen, key=lambda leak: (leak.column, leak.entity.conversation_id, leak.entity.turn, leak.entity.text))


def identifiers(person: GoldCustomer) -> Iterator[GoldEntity]:
    """List the marked identifiers that are long enough to be told apart from words that stand there by chance."""
    return (entity for entity in entities(person) if entity.type in REDACTED and len(entity.text) >= MIN_SECRET)


def read_rows(database: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    """Run a query.

    Raises:
        StoreError: it names a table or column that is not there.
    """
    import duckdb

    try:
        return database.execute(query).fetchall()
    except duckdb.Error as error:
        raise StoreError(f"The database cannot be scored: {error}\nThe query was: {query}") from error


def grouped(found: Iterable[tuple[Key, Item]]) -> dict[Key, list[Item]]:
    """Gather items by key, in order."""
    groups: dict[Key, list[Item]] = {}
    for key, item in found:
        groups.setdefault(key, []).append(item)
    return groups
