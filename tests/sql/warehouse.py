"""A warehouse in memory, for tests of SQL: stored tables to fill by hand, derived ones built by their own files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import duckdb

import sql
from flows.build_profiles import CHECKS, RELATIONS, replace_relation
from flows.store import SCHEMAS, WORK_RELATIONS
from flows.taxonomy import load_taxonomy, registry

Row = Mapping[str, object]


@contextmanager
def empty_warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a warehouse with every stored table, freed of constraints: a case names only the columns it is about."""
    with duckdb.connect(config={"threads": 1}) as connection:
        for schema in SCHEMAS:
            connection.execute(f"create schema {schema}")
        for relation in WORK_RELATIONS:
            connection.execute(sql.read(relation))
        tables = connection.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
        for (table,) in tables:
            connection.execute(f"create or replace table {table} as select * from {table} limit 0")  # noqa: S608
        yield connection


def fill(connection: duckdb.DuckDBPyConnection, relation: str, rows: Sequence[Row]) -> None:
    """Insert rows; values are cast to the types of the columns."""
    for row in rows:
        columns = ", ".join(f'"{column}"' for column in row)
        marks = ", ".join("?" for _ in row)
        connection.execute(f"insert into {relation} ({columns}) values ({marks})", list(row.values()))  # noqa: S608


def derive(connection: duckdb.DuckDBPyConnection, given: Mapping[str, Sequence[Row]]) -> None:
    """Build the derived relations in order; one that is given holds the rows given instead of derived ones."""
    parameters = registry(load_taxonomy(), min_confidence={})
    for relation in (relation for relation in given if relation not in RELATIONS):
        fill(connection, relation, given[relation])
    for relation in RELATIONS:
        replace_relation(connection, relation, parameters)
        if relation in given:
            connection.execute(f"delete from {relation}")  # noqa: S608
            fill(connection, relation, given[relation])


def broken_checks(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Name the checks of the profiles that return rows."""
    return [check for check in CHECKS if connection.execute(sql.read(check)).fetchall()]
