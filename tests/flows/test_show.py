"""The profile drawn for people."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from flows.show import show_customer


def drawn(customer: str, database: Path, *, quotes: int = 1, width: int = 200) -> str:
    stream = io.StringIO()
    show_customer(customer, database, Console(file=stream, width=width, markup=False, highlight=False), quotes=quotes)
    return stream.getvalue()


def test_every_value_stands_with_its_words(published: Path) -> None:
    text = drawn("1001", published)
    lines = text.splitlines()
    married = next(number for number, line in enumerate(lines) if "married" in line and "marital status" in line)
    assert "0.95, 2026-01-09" in lines[married]
    assert "“we married, the parcel came" in lines[married + 1]
    assert "email 2026-01-09, c2 turn 0" in lines[married + 1]


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("Ada Brook · 1001", id="who"),
        pytest.param("Bend · gold", id="what the CRM knows"),
        pytest.param("2 conversations (1 call, 1 email), 2026-01-05 to 2026-01-09", id="how often in touch"),
        pytest.param("engaged (past)", id="what has changed"),
        pytest.param("moving (planned)", id="what is to come"),
        pytest.param("not phone", id="what is not wanted"),
        pytest.param("●●○ kettle settled", id="what annoyed, and that it is over"),
        pytest.param("health, religion and the like are left out", id="what consent leaves out"),
    ],
)
def test_a_profile_tells(told: str, published: Path) -> None:
    assert told in drawn("1001", published)


def test_words_of_customers_are_neither_obeyed_nor_read_as_markup(published: Path) -> None:
    text = drawn("1001", published)
    assert "the [bold]kettle[/bold] \N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}is late" in text


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_narrow_terminal_wraps_and_cuts_nothing(width: int, published: Path) -> None:
    text = " ".join(drawn("1001", published, width=width).split())
    assert "never ring me" in text
    assert "…" not in text


def test_quotes_can_be_left_out(published: Path) -> None:
    assert "“" not in drawn("1001", published, quotes=0)


def test_nothing_is_shown_of_who_refused(published: Path) -> None:
    text = drawn("1002", published)
    assert "Has not consented" in text
    assert "cat" not in text
    assert "conversation" not in text


def test_who_told_nothing_is_said_to_have(published: Path) -> None:
    assert "Nothing is known beyond the CRM" in drawn("1003", published)
