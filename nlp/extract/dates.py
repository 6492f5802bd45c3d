"""Days, written or spoken; recurring days ("every tuesday", "mondays") and durations are none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from nlp.extract.numbers import ONES, ORDINAL_ONES, ORDINAL_TENS, TENS, is_number, read_cardinal, read_ordinal
from nlp.extract.phrases import MARKS, PhraseTable, Words, word_before

DAYS = range(1, 32)
DAY, MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
WRITTEN = re.compile(
    rf"(?<![\w./-])(?:\d{{4}}([-/.]){MONTH}\1{DAY}|{DAY}([-/.]){DAY}\2\d{{4}}|{DAY}([-/]){DAY}\3\d{{2}})(?![\w/-])"
)
# "4/9" and "04.11." may be a fraction or a version: they are dates only after "on", "by" and the like.
SHORT = re.compile(rf"(?<![\w./-])(?:{DAY}/{DAY}(?![\w/-])|{DAY}\.{MONTH}\.(?:\d{{2}}(?!\w))?)")
POSSESSIVE = re.compile(r"(?<!\w)(\w{5,9})(?=['’]s\b)")


class DateRules:
    """Finds DATE in a turn."""

    def __init__(self, rules: Mapping[str, Any], sets: Mapping[str, Sequence[str]]) -> None:
        self.months = frozenset(rules["months"])
        self.short_months = frozenset(month for month in self.months if len(month) < len("march"))
        self.doubtful_months = frozenset(rules["doubtful_months"])
        self.weekdays = frozenset(rules["weekdays"])
        self.doubtful_weekdays = frozenset(rules["doubtful_weekdays"])
        self.near_days = frozenset(rules["near_days"])
        self.relative = frozenset(rules["relative"])
        self.periods = frozenset(rules["periods"])
        self.recurring = frozenset(rules["recurring"])
        self.before_date = frozenset(rules["before_date"])
        self.before_ordinal = frozenset(rules["before_ordinal"])
        self.before_year = frozenset(rules["before_year"])
        self.after_ordinal = frozenset(rules["after_ordinal"])
        self.edges = frozenset(rules["edges"])
        self.parts = frozenset(rules["parts"])
        self.phrases = PhraseTable(rules["date_phrases"], sets)
        starts = (self.months, self.weekdays, self.near_days, self.periods, self.phrases.first)
        numerals = (ONES, TENS, ORDINAL_ONES, ORDINAL_TENS)
        self.triggers = frozenset(chain(*starts, *numerals))  # most words start nothing and are passed over

    def find(self, words: Words) -> Iterator[tuple[str, int, int]]:
        """Find the dates: spans in words, overlaps included."""
        for at, word in enumerate(words.norms):
            if word not in self.triggers and not word[0].isdigit():
                continue
            if words.at(at - 1) not in self.recurring:
                yield from (("DATE", at, end) for end in self.phrases.ends(words, at))
            if (span := self._month_at(words, at)) is not None:
                yield "DATE", *span
                yield from self._range_to(words, span[0])
            for find in (self._weekday_at, self._relative_at, self._ordinal_at, self._year_at):
                if (span := find(words, at)) is not None:
                    yield "DATE", *span

    def find_written(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Find the dates of a fixed written form; spans in code points."""
        for match in WRITTEN.finditer(text):
            yield "DATE", *match.span()
        for match in SHORT.finditer(text):
            if word_before(text, match.start()) in self.before_date or text.startswith(" at ", match.end()):
                yield "DATE", *match.span()
        for match in POSSESSIVE.finditer(text):
            if match[0].lower() in self.weekdays | self.near_days:
                yield "DATE", *match.span()

    def _month_at(self, words: Words, at: int) -> tuple[int, int] | None:
        if words.norms[at] not in self.months:
            return None
        start, end = self._day_before(words, at), at + 1
        if words.at(end) == "." and words.joined(end) and words.norms[at] in self.short_months:
            end += is_number(words.norms, end + 1)  # "Nov. 3"
        end = self._day_after(words, end) if start == at else end
        dated = start < at or end > at + 1
        if (year := self._year_after(words, end)) is not None:
            end, dated = year, True
        if not dated and words.norms[at] in self.doubtful_months and not self._month_stands_alone(words, at):
            return None
        if words.at(start - 1) in self.edges:
            start -= 1
        elif words.at(start - 1) == "of" and words.at(start - 2) in self.edges:
            start -= 2
        elif start == at and words.at(at - 1) in self.relative:
            start -= 1
        elif dated and words.at(start - 1) in self.weekdays:
            start -= 1  # "Friday 16 May" is one date, "Friday, 16 May" two
        return start, end

    def _range_to(self, words: Words, at: int) -> Iterator[tuple[str, int, int]]:
        """The bare day before a date: the 3 of "from 3 to 6 October"."""
        if words.at(at - 1) in {"to", "-", "–", "and", "&", "or"} and at > 1 and words.at(at - 2) != "":
            ordinal = read_ordinal(words.norms, at - 2)
            day = _is_day(words.norms[at - 2]) or (ordinal is not None and ordinal[1] == at - 1)
            if day and not words.joined(at - 2):
                yield "DATE", at - 2, at - 1

    def _month_stands_alone(self, words: Words, at: int) -> bool:
        before = words.at(at - 1)
        return before in self.before_date or before in self.relative or before in self.edges

    def _day_before(self, words: Words, at: int) -> int:
        """Where a day number before a month begins: "1 October", "the third of march", "twenty eighth of august"."""
        last = at - 1
        if words.at(last) == "of":
            last -= 1
        for start in range(max(0, last - 2), last + 1):
            ordinal = read_ordinal(words.norms, start)
            if ordinal is not None and ordinal[1] == last + 1:
                return start
        if last < at - 1 or last < 0 or words.joined(last):
            return at
        if _is_day(words.norms[last]):
            return last
        for start in range(max(0, last - 1), last + 1):
            spoken = read_cardinal(words.norms, start)
            if spoken is not None and spoken[1] == last + 1:
                return start if spoken[0] in DAYS and not is_number(words.norms, start - 1) else at
        return at

    def _day_after(self, words: Words, at: int) -> int:
        """Where a day number after a month ends: "nov 2", "August 14th", "january thirty first"."""
        start = at + 1 if words.at(at) == "the" else at
        ordinal = read_ordinal(words.norms, start)
        if ordinal is not None:
            return ordinal[1]
        if _is_day(words.at(start)) and words.at(start + 1) not in {":", "%"}:
            return start + 1
        spoken = read_cardinal(words.norms, start)
        if spoken is not None and spoken[0] in DAYS and not is_number(words.norms, spoken[1]):
            return spoken[1]
        return at

    def _year_after(self, words: Words, at: int) -> int | None:
        skip = at + 1 if words.at(at) == "," else at
        if _is_year(words.at(skip)):
            return skip + 1
        return _spoken_year(words, at)

    def _weekday_at(self, words: Words, at: int) -> tuple[int, int] | None:
        word, before = words.norms[at], words.at(at - 1)
        if word not in self.weekdays or before in self.recurring:
            return None
        if words.at(at - 2) in self.recurring and (before == "other" or read_ordinal(words.norms, at - 1) is not None):
            return None  # "every second tuesday"
        if word in self.doubtful_weekdays and before not in self.before_date and before not in self.relative:
            return None
        following = words.at(at + 1)
        if following in self.parts and following.endswith("s"):
            return None
        ordinal = read_ordinal(words.norms, at + 2) if following == "the" else None
        return (at - 1 if before in self.relative else at), at + 1 if ordinal is None else ordinal[1]

    def _relative_at(self, words: Words, at: int) -> tuple[int, int] | None:
        word = words.norms[at]
        if word in self.near_days:
            return at, at + 1
        if word in self.periods and words.at(at - 1) in self.relative and words.at(at - 2) not in self.recurring:
            return at - 1, at + 1
        return None

    def _ordinal_at(self, words: Words, at: int) -> tuple[int, int] | None:
        """A day of the month alone: "on the fifth", "by the thirteenth", "1st and 2nd"; not "the third ladder"."""
        ordinal = read_ordinal(words.norms, at)
        if ordinal is None or (at and read_ordinal(words.norms, at - 1) == (ordinal[0] + 20, ordinal[1])):
            return None
        before, end = words.at(at - 1), ordinal[1]
        if words.at(end) not in self.after_ordinal and words.at(end) != "":
            return None
        lead = words.at(at - 2) if before == "the" else before
        if lead in self.before_ordinal or (before == "the" and at == 1):
            return at, end
        if before in {"and", "to", ","} and words.norms[at][0].isdigit():
            return at, end
        return None

    def _year_at(self, words: Words, at: int) -> tuple[int, int] | None:
        if words.at(at - 1) not in self.before_year:
            return None
        if _is_year(words.norms[at]) and words.at(at + 1) not in self.months and not words.joined(at + 1):
            return at, at + 1
        if _is_year(words.norms[at]) and words.joined(at + 1) and words.at(at + 1) in MARKS:
            return at, at + 1
        end = _spoken_year(words, at)
        return None if end is None else (at, end)


def _is_day(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < 3 and int(word) in DAYS  # noqa: PLR2004


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isascii() and word.isdigit() and 1900 <= int(word) <= 2049  # noqa: PLR2004


def _spoken_year(words: Words, at: int) -> int | None:
    if words.at(at) not in {"nineteen", "twenty"}:
        return None
    if words.at(at + 1) in {"oh", "o"} and ONES.get(words.at(at + 2), 0) in range(1, 10):
        return None if is_number(words.norms, at + 3) else at + 3
    rest = read_cardinal(words.norms, at + 1)
    if rest is None or rest[0] not in range(10, 100) or is_number(words.norms, rest[1]):
        return None
    return rest[1]
