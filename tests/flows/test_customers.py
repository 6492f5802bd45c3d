"""Finding customers by what people call them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from flows.customers import find_customer, list_customers
from flows.store import open_store, read_published
from nlp.errors import NotFoundError


def found(asked: str, database: Path) -> str:
    with read_published(database) as connection:
        return find_customer(connection, asked)


@pytest.mark.parametrize("asked", ["1001", "01", "ada brook", "Brook", " BROOK "])
def test_customers_are_found_by_id_and_by_name(asked: str, published: Path) -> None:
    assert found(asked, published) == "1001"


def test_a_name_of_two_is_asked_back(published: Path) -> None:
    with pytest.raises(NotFoundError) as caught:
        found("ada", published)
    assert str(caught.value).splitlines()[1:] == ["  1001  Ada Brook", "  1003  Ada Stone"]


@pytest.mark.parametrize(("asked", "offered"), [("Brock", "1001  Ada Brook"), ("10002", "1002  Ben Ode")])
def test_near_matches_are_offered(asked: str, offered: str, published: Path) -> None:
    with pytest.raises(NotFoundError, match=rf"There is no customer '{asked}' among 3\.") as caught:
        found(asked, published)
    assert offered in str(caught.value)


def test_far_names_point_at_the_list(published: Path) -> None:
    with pytest.raises(NotFoundError, match="`rapport show` alone"):
        found("zzzzzz", published)


def test_customers_are_listed_by_what_is_known(published: Path) -> None:
    stream = io.StringIO()
    list_customers(published, Console(file=stream, width=120))
    rows = [line.split() for line in stream.getvalue().splitlines()[2:]]
    assert rows == [
        ["1001", "Ada", "Brook", "2", "4", "1", "1"],
        ["1002", "Ben", "Ode", "no", "consent"],
        ["1003", "Ada", "Stone", "0", "0", "0", "0"],
    ]


def test_a_database_without_profiles_says_so(tmp_path: Path) -> None:
    database = tmp_path / "profiles.duckdb"
    with open_store(database, timeout_seconds=5) as store:
        store.publish()
    with pytest.raises(NotFoundError, match="holds no profiles yet"):
        found("1001", database)
