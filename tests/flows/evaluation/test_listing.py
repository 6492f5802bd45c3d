"""The list of errors as it is read."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from flows.evaluation.errors import Cue, Error, Quote
from flows.evaluation.listing import WIDTH, error_lines, print_errors, quote_lines, shorten

LONG = " ".join(f"word{number}" for number in range(100))
WORDS = st.text(st.sampled_from("ab \n[»é"), max_size=400)


def quote(text: str, cue: Cue | None = None, *, read: str = "", whole: bool = False) -> Quote:
    return Quote(place=("c1", 4), text=text, cue=cue, read=read, whole=whole)


def error(attribute: str, kind: str, told: str = "told", *quotes: Quote) -> Error:
    return Error(finding="fact", attribute=attribute, kind=kind, customer_id="k1", told=told, quotes=quotes)


ERRORS = [
    error("pet", "missed: not read", "pet = dog", quote("we have a dog")),
    error("diet", "missed: not read", "first"),
    error("diet", "false: another value", "alone"),
    error("diet", "missed: not read", "second"),
]


@pytest.mark.parametrize(
    ("given_quote", "lines"),
    [
        pytest.param(quote("we have a dog", (10, 13)), ["    c1:4  we have a »dog«"], id="the cue is marked"),
        pytest.param(quote("Dear all,\n\nbye"), ["    c1:4  Dear all, bye"], id="lines become one"),
        pytest.param(quote(" \n"), ["    c1:4"], id="an empty turn"),
        pytest.param(quote("abc", (2, 9)), ["    c1:4  abc"], id="a cue outside the turn is none"),
        pytest.param(quote("a dog", read="pet 0.9"), ["    c1:4  a dog", "      read: pet 0.9"], id="what was read"),
    ],
)
def test_a_turn_is_quoted(given_quote: Quote, lines: list[str]) -> None:
    assert list(quote_lines(given_quote)) == lines


def test_a_long_turn_is_shortened_around_its_cue() -> None:
    start = LONG.index("word50")
    (line,) = quote_lines(quote(LONG, (start, start + 6)))
    assert len(line) <= WIDTH
    assert line.startswith("    c1:4  …word")
    assert " word49 »word50« word51 " in line
    assert line.endswith("…")


def test_a_long_turn_without_a_sure_cue_is_shown_whole() -> None:
    first, *rest = quote_lines(quote(LONG, (0, 5), whole=True))
    assert first.startswith("    c1:4  »word0« word1 ")
    assert all(len(line) <= WIDTH and line.startswith("      word") for line in rest)
    assert "".join((first, *rest)).count("word") == 100


@given(WORDS, WORDS, WORDS, st.integers(4, 200))
def test_shortened_words_fit_and_keep_the_cue(before: str, cue: str, after: str, room: int) -> None:
    shown = shorten(before, cue, after, room)
    assert len(shown) <= room
    assert "»" in shown
    assert "«" in shown
    if len(before) + len(cue) + len(after) + 2 <= room:
        assert shown == f"{before}»{cue}«{after}"


@given(WORDS, st.tuples(st.integers(0, 400), st.integers(0, 400)), st.booleans())
def test_no_line_is_too_long(text: str, cue: Cue, whole: bool) -> None:
    assert all(len(line) <= WIDTH for line in quote_lines(quote(text, cue, read=text, whole=whole)))


def test_errors_stand_by_attribute_and_kind_the_most_frequent_first() -> None:
    assert list(error_lines(ERRORS)) == [
        "",
        "fact / diet / missed: not read: 2 errors",
        "  k1  first",
        "  k1  second",
        "",
        "fact / diet / false: another value: 1 error",
        "  k1  alone",
        "",
        "fact / pet / missed: not read: 1 error",
        "  k1  pet = dog",
        "    c1:4  we have a dog",
    ]


def test_a_table_of_counts_stands_first() -> None:
    stream = io.StringIO()
    print_errors(ERRORS, Console(file=stream, width=80))
    head, _, *rows = stream.getvalue().split("\n\n")[0].splitlines()
    assert head.split() == ["finding", "attribute", "kind", "errors"]
    assert [row.split()[1] + row.split()[-1] for row in rows] == ["diet2", "diet1", "pet1"]


def test_what_a_terminal_would_obey_is_not_printed() -> None:
    stream = io.StringIO()
    print_errors([error("pet", "missed", "told", quote("a \x1b[2J [bold]dog[/bold]"))], Console(file=stream, width=80))
    assert "a �[2J [bold]dog[/bold]" in stream.getvalue()
