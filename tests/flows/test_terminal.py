"""Text made safe to print."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.terminal import cell, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("naïve 😂 日本", "naïve 😂 日本", id="letters of any script stay"),
        pytest.param("a\nb\tc", "a b c", id="line ends and tabs are spaces"),
        pytest.param("\x1b[2Jx", "�[2Jx", id="escape sequences are shown"),
        pytest.param("\x9b31m", "�31m", id="eight-bit ones too"),
        pytest.param("abc\u202edef", "abc�def", id="text is not turned around"),
        pytest.param("👩\u200d🔧", "👩\u200d🔧", id="joined emoji stay joined"),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text())
def test_printable_holds_no_control_character(text: str) -> None:
    shown = printable(text)
    assert not [character for character in shown if unicodedata.category(character) in {"Cc", "Cs", "Co"}]
    assert printable(shown) == shown


def test_cells_are_no_markup() -> None:
    assert cell("[red]x[/red]").plain == "[red]x[/red]"
