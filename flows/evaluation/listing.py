"""The list of errors as people read it: how many of which kind, then each with its turns."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import Console

from flows.evaluation.errors import Error, Quote
from flows.terminal import cell, counted, draw, table

WIDTH = 200  # of a line that holds words of a turn
INDENT = " " * 6
SHORTEST = 20  # that is left for the words, however long the name of the conversation
LEGEND = "missed: the gold has it alone; false: the profile has it alone; wrong: both have it, otherwise; gold -> found"
Group = tuple[str, str, str]  # finding, attribute, kind


def print_errors(errors: Sequence[Error], console: Console) -> None:
    """Print a table of how many errors of each kind there are, then the errors, grouped alike."""
    drawn = table("finding", "attribute", "kind", "errors", right=("errors",))
    for group, number in _counts(errors):
        drawn.add_row(*map(cell, group), cell(number))
    draw(console, drawn)
    for line in ("", LEGEND, *error_lines(errors)):
        console.print(cell(line), soft_wrap=True)
    console.print()


def error_lines(errors: Sequence[Error]) -> Iterator[str]:
    """Write the errors, those of an attribute together, the most frequent attributes and kinds first."""
    attributes = Counter((error.finding, error.attribute) for error in errors)
    # Sorting is stable, so that the kinds of an attribute stay in the order of their counts.
    ranked = sorted(_counts(errors), key=lambda item: (-attributes[item[0][:2]], item[0][:2]))
    for group, number in ranked:
        yield ""
        yield f"{' / '.join(group)}: {counted(number, 'error')}"
        for error in errors:
            if (error.finding, error.attribute, error.kind) == group:
                yield f"  {error.customer_id}  {error.told}"
                for quote in error.quotes:
                    yield from quote_lines(quote)


def quote_lines(quote: Quote) -> Iterator[str]:
    """Write a turn in lines of at most 200 characters, its cue »so«.

    It is shortened to one line around the cue; a turn that is to be read whole, or that has no cue, takes as many
    lines as it needs. What was read in it follows on a line of its own.
    """
    head = f"    {quote.place[0]}:{quote.place[1]}  "
    width = max(WIDTH, len(head) + SHORTEST)
    before, cue, after = _parts(quote)
    if cue and not quote.whole:
        yield head + shorten(before, cue, after, width - len(head))
    else:
        text = f"{before}»{cue}«{after}" if cue else before
        yield from textwrap.wrap(text, width, initial_indent=head, subsequent_indent=INDENT) or [head.rstrip()]
    if quote.read:
        yield _start(f"{INDENT}read: {quote.read}", WIDTH)


def shorten(before: str, cue: str, after: str, room: int) -> str:
    """Write a cue between what stands before and after it, all in a given number of characters."""
    cue = _start(cue, room - 2)
    left = room - 2 - len(cue)
    behind = _start(after, left - min(len(before), left // 2))
    return f"{_end(before, left - len(behind))}»{cue}«{behind}"


def _counts(errors: Sequence[Error]) -> list[tuple[Group, int]]:
    counts = Counter((error.finding, error.attribute, error.kind) for error in errors)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _parts(quote: Quote) -> tuple[str, str, str]:
    """The words before the cue, the cue and those after it, on one line; without a cue all stand before."""
    start, end = quote.cue or (0, 0)
    if not 0 <= start < end <= len(quote.text) or not quote.text[start:end].strip():
        return _line(quote.text).strip(), "", ""
    parts = quote.text[:start], quote.text[start:end], quote.text[end:]
    before, cue, after = map(_line, parts)
    return before.lstrip(), cue, after.rstrip()


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _start(text: str, room: int) -> str:
    """The beginning of a text, cut between words where there are any."""
    if len(text) <= room:
        return text
    cut = text[: max(room - 1, 0)]
    return (re.sub(r"\s*\S*$", "", cut) or cut) + "…" if room > 0 else ""


def _end(text: str, room: int) -> str:
    """The end of a text, cut likewise."""
    if len(text) <= room:
        return text
    cut = text[len(text) - room + 1 :] if room > 1 else ""
    return "…" + (re.sub(r"^\S*\s*", "", cut) or cut) if room > 0 else ""
