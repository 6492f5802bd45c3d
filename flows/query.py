"""`rapport sql`: questions to the published database, which cannot write, read files or leave the machine."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Literal, TextIO

import duckdb
from rich.table import Table
from rich.text import Text

from flows.store import read_published
from flows.terminal import cell, draw, output, table
from nlp.errors import SettingsError

Format = Literal["table", "csv", "json"]
Row = tuple[object, ...]

SHOWN_ROWS = 200  # of a table drawn for people
BATCH = 1_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet runs text that begins so
# Each of these is one-way: a query cannot take it back. The file itself is open read-only already.
GUARDS = ("set enable_external_access = false", "set lock_configuration = true")


def run_query(query: str, database: Path, *, format: Format = "table", stream: TextIO | None = None) -> int:  # noqa: A002
    """Ask the published database and print the answer.

    Args:
        query: one or more SQL statements; the last one's rows are printed.
        database: the published file.
        format: `table` for people; `csv` and `json` for programs, complete and in full precision.
        stream: where `csv` and `json` go, stdout unless told.

    Returns:
        The number of rows.

    Raises:
        SettingsError: DuckDB refuses the query.
        StoreError: there is no such database.
    """
    with read_published(database) as connection:
        for guard in GUARDS:
            connection.execute(guard)
        try:
            answer = connection.execute(query)
            names = [column[0] for column in answer.description or []]
            rows = _fetch(answer)
            match format:
                case "table":
                    return _draw(names, rows)
                case "csv":
                    return _write_csv(names, rows, stream or sys.stdout)
                case "json":
                    return _write_json(names, rows, stream or sys.stdout)
        except duckdb.Error as error:
            raise SettingsError(f"DuckDB refuses the query:\n{_reason(error)}") from error


def _fetch(answer: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    while rows := answer.fetchmany(BATCH):
        yield from rows


def _reason(error: Exception) -> str:
    if isinstance(error, duckdb.PermissionException) or "read-only" in str(error):
        return f"{error}\n`rapport sql` only reads: it changes nothing and opens no other file."
    return str(error)


def _draw(names: Sequence[str], rows: Iterator[Row]) -> int:
    shown = list(islice(rows, SHOWN_ROWS))
    console = output()
    if names:
        drawn = _as_table(names, shown)
        # As soon as no column would be as wide as its name, values would run down the page letter by letter.
        wide = sum(len(name) + 3 for name in names) > console.width
        draw(console, _as_records(names, shown) if wide else drawn)
    more = sum(1 for _ in rows)
    if more:
        console.print(f"… and {more:,} more rows: ask with `limit`, or take them all with --format csv")
    return len(shown) + more


def _as_table(names: Sequence[str], rows: Sequence[Row]) -> Table:
    drawn = table(*names)
    for index, column in enumerate(drawn.columns):
        values = [row[index] for row in rows if row[index] is not None]
        if values and all(isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) for value in values):
            column.justify = "right"
    for row in rows:
        drawn.add_row(*(_cell(value) for value in row))
    return drawn


def _as_records(names: Sequence[str], rows: Sequence[Row]) -> Table:
    """Lay each row out as lines of name and value."""
    drawn = table("column", "value")
    for row in rows:
        for name, value in zip(names, row, strict=True):
            drawn.add_row(cell(name), _cell(value))
        drawn.add_section()
    return drawn


def _cell(value: object) -> Text:
    return cell("" if value is None else _text(value))


def _write_csv(names: Sequence[str], rows: Iterable[Row], stream: TextIO) -> int:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    count = 0
    for row in rows:
        writer.writerow([_inert(value) for value in row])
        count += 1
    return count


def _write_json(names: Sequence[str], rows: Iterable[Row], stream: TextIO) -> int:
    count = 0
    stream.write("[")
    for row in rows:
        line = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=_plain)
        stream.write(f"{',' if count else ''}\n{line}")
        count += 1
    stream.write("\n]\n" if count else "]\n")
    return count


def _plain(value: object) -> float | str:
    """Give what JSON has no form for as a text; a decimal stays a number where a float can tell it exactly."""
    if isinstance(value, Decimal) and Decimal(repr(float(value))) == value:
        return float(value)
    return str(value)


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list):
        return ", ".join(_text(item) for item in value)
    return str(value)


def _inert(value: object) -> object:
    """Keep a spreadsheet from running what a customer wrote: such text gets an apostrophe before it."""
    if isinstance(value, (list, dict)):
        value = json.dumps(value, ensure_ascii=False, default=_plain)
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
