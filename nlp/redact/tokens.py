"""A turn as tokens with their places, and the phrases of `rules.py` found in them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from nlp.redact import rules

# One pass, no alternative can match what another backs out of: linear in the text.
TOKEN: Final = re.compile(r"\[[A-Z][A-Z_]{1,15}\]|\w+(?:['’]\w+)*|\[|[^\w\s\[]+")
DIGIT: Final = re.compile(r"\d")


class Token(NamedTuple):
    """One word, number, run of punctuation or mask."""

    text: str
    key: str  # lower case, without a possessive or a contracted is
    start: int
    end: int
    kind: str  # word, number (digits alone), code (letters and digits), mark, mask

    @property
    def is_said_number(self) -> bool:
        """Whether the token is a number or a letter written as a word."""
        return self.key in rules.NUMBER_WORDS or self.key in rules.LETTERS


class Topic(NamedTuple):
    """A phrase that says what a number nearby is."""

    type: str
    first: int  # token
    last: int  # token, exclusive
    weak: bool  # it counts only right before a number


class Span(NamedTuple):
    """A stretch of text and the type of identifier in it."""

    start: int
    end: int
    type: str


def split(text: str) -> list[Token]:
    """Split a text into tokens."""
    return [_token(match[0], match.start(), match.end()) for match in TOKEN.finditer(text)]


def _token(text: str, start: int, end: int) -> Token:
    first = text[0]
    if not (first.isalnum() or first == "_"):
        return Token(text, text, start, end, "mask" if first == "[" and end - start > 1 else "mark")
    key = text.lower()
    if key.isalpha():
        return Token(text, key, start, end, "word")
    key = key.replace("’", "'").removesuffix("'s")
    if key.isdecimal():
        return Token(text, key, start, end, "number")
    return Token(text, key, start, end, "code" if DIGIT.search(key) else "word")


Phrases = Mapping[str, tuple[tuple[tuple[str, ...], str, bool], ...]]


@cache
def phrases() -> Phrases:
    """The phrases that name a number, by their first word, longest first."""
    rows = [
        (tuple(token.key for token in split(phrase)), type_, weak)
        for table, weak in ((rules.TOPICS, False), (rules.WEAK_TOPICS, True))
        for type_, listed in table.items()
        for phrase in listed
    ]
    found: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
    for row in sorted(rows, key=lambda row: (-len(row[0]), row[2])):
        found.setdefault(row[0][0], []).append(row)
    return {first: tuple(group) for first, group in found.items()}


def find_topics(tokens: Sequence[Token]) -> list[Topic]:
    """Find what the turn speaks of, left to right, the longest phrase at each place."""
    table, keys = phrases(), [token.key for token in tokens]
    found: list[Topic] = []
    end = 0
    for position, key in enumerate(keys):
        if position < end or key not in table:
            continue
        for words, type_, weak in table[key]:
            last = position + len(words)
            if tuple(keys[position:last]) == words:
                found.append(Topic(type_, position, last, weak))
                end = last
                break
    return found


def latest(topics: Sequence[Topic], position: int) -> int:
    """The nearest phrase that ends at or before a token, by index; -1 if there is none."""
    return bisect_right(topics, position, key=lambda topic: topic.last) - 1


def within(tokens: Sequence[Token], span: Span) -> range:
    """The tokens that a span touches."""
    first = bisect_right(tokens, span.start, key=lambda token: token.end)
    return range(first, bisect_left(tokens, span.end, lo=first, key=lambda token: token.start))


def touched(tokens: Sequence[Token], spans: Sequence[Span]) -> set[int]:
    """The tokens that any of the spans touches."""
    return {position for span in spans for position in within(tokens, span)}
