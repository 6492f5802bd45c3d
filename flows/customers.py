"""Finding customers in the published database by what people call them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console

from flows.store import read_published
from flows.terminal import cell, draw, printable, table
from nlp.errors import NotFoundError

LISTED = 30  # customers named at once
NEAR = 5  # names offered where nobody bears the one asked for
SIMILAR = 0.75  # Jaro-Winkler: "Brock" and "Brook" have 0.91
KNOWN = """
with told as (
    select customer_id, 1 as fact, 0 as preference, 0 as frustration from profile.facts
    union all
    select customer_id, 0, 1, 0 from profile.preferences
    union all
    select customer_id, 0, 0, 1 from profile.frustrations
)
select
    customers.customer_id,
    customers.name,
    customers.profiling,
    coalesce(any_value(contacts.conversations), 0) as conversations,
    coalesce(sum(told.fact), 0)                    as facts,
    coalesce(sum(told.preference), 0)              as preferences,
    coalesce(sum(told.frustration), 0)             as frustrations
from profile.customers
left join profile.contacts using (customer_id)
left join told using (customer_id)
group by customers.customer_id, customers.name, customers.profiling
order by count(told.customer_id) desc, customers.customer_id
limit ?
"""
EXACT = """
select customer_id, name, count(*) over () as found
from profile.customers
where lower(customer_id) = $wanted or lower(name) = $wanted
order by customer_id
limit $most
"""
PART = """
select customer_id, name, count(*) over () as found
from profile.customers
where $wanted <> '' and (contains(lower(name), $wanted) or ends_with(lower(customer_id), $wanted))
order by customer_id
limit $most
"""
SPELLED_ALIKE = """
with spellings as (
    select
        customer_id,
        name,
        unnest([lower(customer_id), lower(name)] || string_split(lower(name), ' ')) as spelling
    from profile.customers
)
select customer_id, name
from spellings
group by customer_id, name
having max(jaro_winkler_similarity(spelling, $wanted)) >= $similar
order by max(jaro_winkler_similarity(spelling, $wanted)) desc, customer_id
limit $most
"""
Record = dict[str, Any]


def find_customer(connection: duckdb.DuckDBPyConnection, customer: str) -> str:
    """Find the id of a customer by id or its end, by name or part of it.

    Raises:
        NotFoundError: nobody, or more than one customer, is called so; near matches are named.
    """
    check_built(connection)
    wanted = customer.strip().lower()
    if connection.execute("from profile.customers where customer_id = ?", [customer]).fetchall():
        return customer
    asked = {"wanted": wanted, "most": LISTED}
    found = connection.execute(EXACT, asked).fetchall() or connection.execute(PART, asked).fetchall()
    called = repr(printable(customer))
    match found:
        case [(customer_id, _, _)]:
            return str(customer_id)
        case [(_, _, count), *_]:
            more = [f"  … and {count - LISTED:,} more"] if count > LISTED else []
            listed = "\n".join([*map(_line, found), *more])
            raise NotFoundError(f"{count:,} customers are called {called}; ask for one by id:\n{listed}")
    near = connection.execute(SPELLED_ALIKE, {"wanted": wanted, "similar": SIMILAR, "most": NEAR}).fetchall()
    listed = "\n".join(["Near it are:", *map(_line, near)]) if near else "`rapport show` alone lists the customers."
    raise NotFoundError(f"There is no customer {called} among {_count(connection):,}.\n{listed}")


def list_customers(database: Path, console: Console) -> None:
    """Draw the customers of whom most is known, so that one can be chosen."""
    with read_published(database) as connection:
        check_built(connection)
        rows = records(connection, KNOWN, [LISTED])
        more = _count(connection) - len(rows)
    numbers = ("conversations", "facts", "preferences", "frustrations")
    drawn = table("customer", "name", *numbers, right=numbers)
    for row in rows:
        told = [f"{row[name]:,}" for name in numbers] if row["profiling"] else ["no consent", "", "", ""]
        style = "" if row["profiling"] else "dim"
        drawn.add_row(*(cell(value or "", style) for value in (row["customer_id"], row["name"], *told)))
    draw(console, drawn)
    if more:
        console.print(f"… and {more:,} more: rapport sql 'from profile.customers'")


def check_built(connection: duckdb.DuckDBPyConnection) -> None:
    """Make sure that profiles have been built.

    Raises:
        NotFoundError: they have not.
    """
    try:
        connection.execute("select 1 from profile.customers limit 1").fetchall()
    except duckdb.CatalogException:
        raise NotFoundError("This database holds no profiles yet. Run `rapport run` to build them.") from None


def records(connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[object] = ()) -> list[Record]:
    """Ask for rows by the names of their columns."""
    answer = connection.execute(query, list(values))
    names = [column[0] for column in answer.description or []]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _count(connection: duckdb.DuckDBPyConnection) -> int:
    ((count,),) = connection.execute("select count(*) from profile.customers").fetchall()
    return int(count)


def _line(row: Sequence[object]) -> str:
    return f"  {printable(str(row[0]))}  {printable(str(row[1] or ''))}".rstrip()
