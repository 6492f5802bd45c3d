"""What a profile database says, in the shape in which the scorer compares it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from flows.evaluation.gold import REDACTED, GoldCustomer, entities
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


def conversation_name(conversation_id: str) -> str:
    """Give the gold name of a conversation: for an e-mail thread, that of its first Message-ID."""
    return MAIL_ID.sub("", conversation_id.strip("<>"))


def read_findings(database: duckdb.DuckDBPyConnection) -> Findings:
    """Read the published tables.

    Raises:
        StoreError: a table of the contract is missing or lacks a column.
    """
    facts = _rows(database, "select customer_id, attribute, value::varchar, status from profile.facts")
    wishes = _rows(database, "select customer_id, attribute, value::varchar, polarity from profile.preferences")
    complaints = _rows(database, "select customer_id, category, severity, resolved from profile.frustrations")
    proofs = _rows(
        database,
        "select customer_id, kind, attribute, value::varchar, conversation_id, turn from profile.evidence "
        "where value is not null",
    )
    owners = _rows(database, "select conversation_id, customer_id from conversation.conversations")
    moods = _rows(database, "select conversation_id, turn, sentiment from signal.sentiment")
    spans = _rows(database, "select conversation_id, turn, type, text from signal.entities")
    return Findings(
        facts=_grouped((who, (attribute, value or "", status)) for who, attribute, value, status in facts),
        preferences=_grouped((who, (attribute, value or "", polarity)) for who, attribute, value, polarity in wishes),
        frustrations=_grouped((who, (category, severity or 0, done)) for who, category, severity, done in complaints),
        proofs=_grouped(
            (who, (kind, attribute, value.lower(), conversation_name(conversation), str(turn)))
            for who, kind, attribute, value, conversation, turn in proofs
        ),
        owners={conversation_name(conversation): owner for conversation, owner in owners},
        moods={(conversation_name(conversation), turn): mood for conversation, turn, mood in moods},
        spans=_grouped(
            ((conversation_name(conversation), turn), (kind, text or "")) for conversation, turn, kind, text in spans
        ),
    )


def leaks(people: Sequence[GoldCustomer], database: duckdb.DuckDBPyConnection) -> list[str]:
    """Name the identifiers of the gold conversations that can still be read in a column outside the schema `crm`."""
    marked = (entity for person in people for entity in entities(person) if entity.type in REDACTED)
    secrets = {entity.text.lower() for entity in marked if len(entity.text) >= MIN_SECRET}
    columns = _rows(
        database,
        "select schema_name, table_name, column_name from duckdb_columns() "
        "where not internal and database_name = current_database() and schema_name <> 'crm'",
    )
    seen: set[str] = set()
    for schema, table, column in columns:
        place = ".".join(f'"{part.replace(chr(34), chr(34) * 2)}"' for part in (schema, table))
        name = f'"{column.replace(chr(34), chr(34) * 2)}"'
        # The names come from the catalog and are quoted; identifiers cannot be bound.
        texts = _rows(database, f"select distinct lower({name}::varchar) from {place} where {name} is not null")  # noqa: S608
        for (text,) in texts:
            seen |= {f"{secret} in {schema}.{table}.{column}" for secret in secrets if secret in text}
    return sorted(seen)


def _rows(database: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    import duckdb

    try:
        return database.execute(query).fetchall()
    except duckdb.Error as error:
        raise StoreError(f"The database cannot be scored: {error}\nThe query was: {query}") from error


def _grouped(found: Iterable[tuple[Key, Item]]) -> dict[Key, list[Item]]:
    groups: dict[Key, list[Item]] = {}
    for key, item in found:
        groups.setdefault(key, []).append(item)
    return groups
