"""Golden cases: tests/golden/<relation>/<why>.yaml holds the rows given and the rows expected.

A relation of schema `checks` is a query: what it returns is compared. Rows are compared without regard to their order,
and only by the columns that the case names. Where only stored tables are given, the checks of the profiles must hold
too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

import sql
from flows.build_profiles import RELATIONS
from tests.sql.warehouse import broken_checks, derive, empty_warehouse

GOLDEN = Path(__file__).parent.parent / "golden"
CASES = sorted(GOLDEN.glob("*/*.yaml"))

Row = dict[str, Any]


def shown(value: object) -> object:
    """A value as YAML writes it: times as text."""
    if isinstance(value, list):
        return [shown(item) for item in value]
    if isinstance(value, dict):
        return {key: shown(item) for key, item in value.items()}
    return value if value is None or isinstance(value, str | bool | int | float) else str(value)


def in_order(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: repr(sorted(row.items())))


def rows_of(connection: duckdb.DuckDBPyConnection, relation: str, columns: list[str]) -> list[Row]:
    query = sql.read(relation).rstrip().removesuffix(";") if relation.startswith("checks.") else f"from {relation}"
    found = connection.execute(f"select {', '.join(columns) or '*'} from ({query})")  # noqa: S608
    names = [name for name, *_ in found.description]
    return [{name: shown(value) for name, value in zip(names, row, strict=True)} for row in found.fetchall()]


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_golden_case(case: Path) -> None:
    content = yaml.safe_load(case.read_text(encoding="utf-8"))
    columns = list(dict.fromkeys(column for row in content["expect"] for column in row))
    expected = [{column: row.get(column) for column in columns} for row in content["expect"]]
    with empty_warehouse() as connection:
        derive(connection, content["given"])
        assert in_order(rows_of(connection, case.parent.name, columns)) == in_order(expected)
        if not case.parent.name.startswith("checks.") and not set(content["given"]) & set(RELATIONS):
            assert broken_checks(connection) == []


def test_every_check_has_a_case_that_it_catches() -> None:
    caught = {
        case.parent.name
        for case in CASES
        if case.parent.name.startswith("checks.") and yaml.safe_load(case.read_text(encoding="utf-8"))["expect"]
    }
    assert caught == {f"checks.{path.stem}" for path in (GOLDEN.parent.parent / "sql" / "checks").glob("*.sql")}
