"""Dates in figures, in words and as they are said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from nlp.redact import rules
from nlp.redact.tokens import Token

NUMERIC: Final = re.compile(
    r"(?<![\w./-])(?:\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})|(?:19|20)\d\d([./-])\d{1,2}\2\d{1,2}"
    r"|(?:19|20)\d\d\. ?\d{1,2}\. ?\d{1,2}\.?|\d{1,2}[-/. ][A-Za-z]{3}[-/. ]\d{2,4})(?![\w]|[./-]\d)"
)
LETTERS: Final = re.compile(r"[^\W\d]+")
FIGURES: Final = re.compile(r"\d+")
DAY: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er)?")
WRITTEN_YEAR: Final = re.compile(r"\d{2}|(?:18|19|20)\d\d")
ANCHORS: Final = frozenset([*rules.MONTHS, *rules.ORDINALS, *rules.HOLIDAYS])
HEADS: Final = ANCHORS | rules.NUMBERS.keys() | {"the"}
CENTURIES: Final = {"eighteen": 1800, "nineteen": 1900, "twenty": 2000}
FIRST_YEAR = 1900
YOUNGEST = 30  # a year of two digits above it is of the last century
LAST_MONTH = 12
LAST_DAY = 31
YEAR_DIGITS = 4
FULL = 3  # numbers of a date in figures
YEAR_WORDS = 6  # "two thousand and twenty one"


class Date(NamedTuple):
    """A day, or a month and year, as it stands in a turn."""

    first: int  # token
    last: int  # token, exclusive
    exact: bool  # day, month and year
    year: int | None = None  # where it was written with four digits, or said
    figures: bool = False  # the month said as a number: "second of the tenth", as one gives a date of birth


def find_dates(text: str, tokens: Sequence[Token]) -> list[Date]:
    """Find the dates of a turn, in order."""
    found: list[Date] = []
    if any(token.kind in ("number", "code") for token in tokens):
        starts = {token.start: number for number, token in enumerate(tokens)}
        numeric = (_numeric(match, starts, tokens) for match in NUMERIC.finditer(text))
        found = [date for date in numeric if date is not None]
    if not any(token.key in ANCHORS for token in tokens):
        return found
    taken = {position for date in found for position in range(date.first, date.last)}
    position = 0
    while position < len(tokens):
        token = tokens[position]
        may_begin = (token.key in HEADS or token.kind in ("number", "code")) and position not in taken
        worded = _worded(tokens, position) if may_begin else None
        if worded is not None:
            found.append(worded)
        position = worded.last if worded is not None else position + 1
    return sorted(found)


def _numeric(match: re.Match[str], starts: dict[int, int], tokens: Sequence[Token]) -> Date | None:
    """A date in figures, if its numbers can be a day and a month."""
    first = starts.get(match.start())
    if first is None or any(name.lower() not in rules.MONTHS for name in LETTERS.findall(match[0])):
        return None
    parts = FIGURES.findall(match[0])
    year = next((int(part) for part in parts if len(part) == YEAR_DIGITS), None)
    small = [int(part) for part in parts if len(part) < YEAR_DIGITS]
    if any(not 0 < number <= LAST_DAY for number in small[:2]) or (len(small) > 1 and min(small[:2]) > LAST_MONTH):
        return None
    if year is None and len(small) == FULL and small[-1] > YOUNGEST:
        year = FIRST_YEAR + small[-1]
    last = first
    while last < len(tokens) and tokens[last].start < match.end():
        last += 1
    return Date(first, last, exact=True, year=year)


def _worded(tokens: Sequence[Token], position: int) -> Date | None:
    """A date with a month's name or number beside its day, in any of the usual orders."""
    for last in (_day_month(tokens, position), _month_day(tokens, position)):
        if last is not None:
            year_end, year = _year(tokens, _skip(tokens, last, "of", ",", "in"))
            figures = tokens[last - 1].key in rules.ORDINALS and tokens[position].key not in rules.MONTHS
            return Date(position, year_end or last, exact=year_end is not None, year=year, figures=figures)
    return _year_first(tokens, position) or _holiday(tokens, position)


def _day_month(tokens: Sequence[Token], position: int) -> int | None:
    """The token after "the ninth of april", "9 April", "fourteenth of the second"."""
    day_end = _day(tokens, _skip(tokens, position, "the"), bare=False)
    if day_end is None:
        return None
    month = _skip(tokens, day_end, "of", ".")
    if month < len(tokens) and tokens[month].key in rules.MONTHS:
        return month + 1
    said = tokens[day_end - 1].key in rules.ORDINALS and month > day_end
    month = _skip(tokens, month, "the")
    numbered = said and month < len(tokens) and rules.ORDINALS.get(tokens[month].key, LAST_DAY) <= LAST_MONTH
    return month + 1 if numbered else None


def _month_day(tokens: Sequence[Token], position: int) -> int | None:
    """The token after "april the ninth", "April 9", "march thirty first", "june twelve"."""
    if tokens[position].key not in rules.MONTHS:
        return None
    return _day(tokens, _skip(tokens, position + 1, "the", "."), bare=True)


def _year_first(tokens: Sequence[Token], position: int) -> Date | None:
    """Read "nineteen eighty one the fifth of may"."""
    if tokens[position].key not in ("nineteen", "two"):
        return None
    year_end, year = _year(tokens, position)
    if year_end is None:
        return None
    start = _skip(tokens, year_end, "the", ",")
    last = _day_month(tokens, start) if start < len(tokens) and tokens[start].key in rules.ORDINALS else None
    return None if last is None else Date(position, last, exact=True, year=year)


def _holiday(tokens: Sequence[Token], position: int) -> Date | None:
    """Read "christmas day nineteen forty one": a day with a name, only with its year."""
    if tokens[position].key not in rules.HOLIDAYS:
        return None
    year_end, year = _year(tokens, _skip(tokens, position + 1, "day", "eve"))
    return None if year_end is None else Date(position, year_end, exact=True, year=year)


def _skip(tokens: Sequence[Token], position: int, *keys: str) -> int:
    return position + 1 if position < len(tokens) and tokens[position].key in keys else position


def _day(tokens: Sequence[Token], position: int, *, bare: bool) -> int | None:
    """The token after a day of the month; a number in words only where it is `bare`, behind a month."""
    if position >= len(tokens):
        return None
    key, after = tokens[position].key, position + 1
    later = tokens[after].key if after < len(tokens) else ""
    match = DAY.fullmatch(key)
    if match is not None:
        return after if 1 <= int(match[1]) <= LAST_DAY else None
    if key in rules.ORDINALS:
        return after
    if key in ("twenty", "thirty"):
        if rules.ORDINALS.get(later, LAST_DAY) < 10:  # noqa: PLR2004
            return after + 1
        # "january thirty one thirty eight" against "march twenty nineteen".
        year = tokens[after + 1].key if bare and after + 1 < len(tokens) else ""
        return after + 1 if later in rules.DIGITS and year in rules.NUMBER_WORDS else after if bare else None
    number = key in rules.TEENS or key in rules.DIGITS
    # "six may" and "one march" are no dates more often than they are.
    named = later in rules.MONTHS and later not in ("may", "mar", "march")
    return after if number and (bare or named) else None


def _year(tokens: Sequence[Token], position: int) -> tuple[int | None, int | None]:
    """The token after a year, and the year; (None, None) where none stands."""
    if position >= len(tokens):
        return None, None
    token = tokens[position]
    if token.kind != "number":
        return _said_year(tokens, position)
    clock = position + 1 < len(tokens) and tokens[position + 1].text[:1] == ":"
    if not WRITTEN_YEAR.fullmatch(token.text) or clock:
        return None, None
    return position + 1, int(token.text) if len(token.text) == YEAR_DIGITS else None


def _said_year(tokens: Sequence[Token], position: int) -> tuple[int | None, int | None]:
    """Read "nineteen eighty one", "two thousand and eleven", "sixty one"."""
    keys = [item.key for item in tokens[position : position + YEAR_WORDS]]
    if keys[:2] == ["two", "thousand"]:
        rest = 3 if keys[2:3] == ["and"] else 2
        return position + rest + _size(keys[rest:]), 2000 + _small(keys[rest:])
    if keys[0] in CENTURIES and _size(keys[1:]):
        return position + 1 + _size(keys[1:]), CENTURIES[keys[0]] + _small(keys[1:])
    if not _size(keys) or keys[0] in ("one", "two", "three"):
        return None, None
    return position + _size(keys), FIRST_YEAR + _small(keys) if _small(keys) > YOUNGEST else None


def _size(keys: Sequence[str]) -> int:
    """How many words of a number below a hundred stand at the front: "sixty one", "oh six", "twelve"."""
    if not keys:
        return 0
    second = rules.DIGITS.get(keys[1]) if len(keys) > 1 else None
    if keys[0] in rules.TENS:
        return 2 if second not in (None, "0") else 1
    if keys[0] in ("oh", "zero"):
        return 2 if second is not None else 0
    return int(keys[0] in rules.TEENS or keys[0] in rules.DIGITS)


def _small(keys: Sequence[str]) -> int:
    """The number below a hundred at the front; 0 if there is none."""
    size = _size(keys)
    if size > 1:
        return int(rules.TENS.get(keys[0], "00")) + int(rules.DIGITS[keys[1]])
    return int(rules.NUMBERS[keys[0]]) if size else 0
