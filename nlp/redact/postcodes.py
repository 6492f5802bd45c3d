"""Post codes: by their letters, behind a state, or beside a street."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from nlp.redact import rules
from nlp.redact.patterns import POSTCODE, POSTCODES, STATE_ZIP
from nlp.redact.runs import Run
from nlp.redact.tokens import Span, Token

TYPED_REACH = 48  # code points from a street to its post code
SAID_REACH = 6  # tokens
# Towns and regions between a street and its post code.
TOWN: Final = re.compile(r"[\s,.]*(?:(?:[A-ZÀ-Þ][\w'’.-]*|of|upon|on|le|la|de|am|im)[\s,.]+){0,5}")
BLANK: Final = re.compile(r"[\s,]+")
NUMBER: Final = re.compile(r"(?:[A-Z]{1,2}-)?(\d{2}-\d{3}|\d{4,6}(?:-\d{4})?)(?![\w-]|[.,]\d)")


def find_postcodes(text: str, tokens: Sequence[Token], runs: Sequence[Run], streets: Sequence[Span]) -> list[Span]:
    """Find the post codes of a turn.

    Args:
        text: the turn.
        tokens: of the turn.
        runs: its numbers.
        streets: the street lines found in it.
    """
    found = [Span(match.start(), match.end(), "ADDRESS") for match in POSTCODES.finditer(text)]
    found += [Span(match.start(1), match.end(1), "ADDRESS") for match in STATE_ZIP.finditer(text)]
    for street in streets:
        beside = _typed_beside(text, street) or _said_beside(tokens, runs, street)
        if beside is not None:
            found.append(beside)
    return found


def _typed_beside(text: str, street: Span) -> Span | None:
    """Read "1107 Juniper Street, Boise, Idaho 83702", "Lindenweg 7, 04109 Leipzig"."""
    for between in (TOWN.match(text, street.end, street.end + TYPED_REACH), BLANK.match(text, street.end)):
        code = NUMBER.match(text, between.end()) if between is not None else None
        if code is not None:
            return Span(code.start(), code.end(), "ADDRESS")
    return None


def _said_beside(tokens: Sequence[Token], runs: Sequence[Run], street: Span) -> Span | None:
    """Read "marigold way stockport s k four two double x": the first number behind a street and its town."""
    run = next((run for run in runs if tokens[run.first].start >= street.end and not run.amount), None)
    if run is None or not run.spoken or len(run.value) == 1 or not POSTCODE.fullmatch(run.value):
        return None
    first = run.first
    while first > 0 and run.first - first <= SAID_REACH and tokens[first - 1].start >= street.end:
        first -= 1
    between = tokens[first : run.first]
    other = any(
        token.key in rules.NOT_BETWEEN or (token.kind == "mark" and token.text not in (",", ".")) for token in between
    )
    return (
        None
        if len(between) > SAID_REACH or other
        else Span(tokens[run.first].start, tokens[run.last - 1].end, "ADDRESS")
    )
