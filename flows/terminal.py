"""The terminal: consoles, and text of customers made safe to print.

What customers wrote may hold escape sequences or marks that turn the reading direction; a terminal would
obey them. Data is therefore printed through `printable`, and never as rich markup.
"""

from __future__ import annotations

import unicodedata

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

WIDE = 160  # columns of what is not a terminal: a pipe has no edge at which to wrap


def output() -> Console:
    """Give the console for results."""
    return _console(stderr=False)


def notices() -> Console:
    """Give the console for what is said about the work: progress, notices, errors."""
    return _console(stderr=True)


def printable(text: str) -> str:
    """Replace what a terminal would obey instead of show: control, format and private characters.

    Line ends and tabs become spaces. Joiners stay, for they hold emoji and Indic letters together.
    """
    return "".join(_shown(character) for character in text)


def table(*columns: str, right: tuple[str, ...] = (), title: str | None = None) -> Table:
    """Start a table that wraps long cells instead of cutting them; `right` names the columns of numbers."""
    drawn = Table(box=SIMPLE_HEAD, title=title, title_justify="left", show_edge=False, pad_edge=False)
    for column in columns:
        drawn.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return drawn


def draw(console: Console, drawing: RenderableType) -> None:
    """Print a drawing; where it is not for a terminal, without the blanks that fill its lines."""
    if console.is_terminal:
        console.print(drawing)
        return
    with console.capture() as captured:
        console.print(drawing)
    console.file.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))


def cell(value: object, style: str = "") -> Text:
    """Make a table cell of a value, never read as markup."""
    return Text(printable(str(value)), style=style)


def counted(number: int, noun: str) -> str:
    """Write a number with its noun, in the plural where it is not one."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _shown(character: str) -> str:
    if character in "\n\r\t":
        return " "
    if character in "\u200c\u200d":
        return character
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"} else character


def _console(*, stderr: bool) -> Console:
    console = Console(stderr=stderr, highlight=False, soft_wrap=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = WIDE
    return console
