"""The perfect database, anew for each test."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.flows.evaluation.database import fill


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        fill(connection)
        yield connection
