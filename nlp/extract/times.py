"""Times of day, written or spoken: "8.15 am", "half six", "ten to nine at night", "between 8 and 10"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from nlp.extract.numbers import ONES, TENS, is_number, read_cardinal
from nlp.extract.phrases import MARKS, PhraseTable, Words, word_before

HOUR = r"(?:[01]?\d|2[0-3])"
HALVES = r"(?:[ap]\.\s?m\.|[ap]\s?m\b|uhr\b|o\s?['’]\s?clock\b)"
CLOCK = re.compile(
    rf"(?<![\w.:/-]){HOUR}(?::[0-5]\d(?::[0-5]\d)?|\.[0-5]\d(?=\s?[ap]\.?\s?m\b))?\s?{HALVES}"
    rf"|(?<![\w.:/-]){HOUR}:[0-5]\d(?::[0-5]\d)?(?![\w:])",
    re.IGNORECASE,
)
DOTTED = re.compile(rf"(?<![\w.:/-]){HOUR}\.[0-5]\d(?![\w:%.]\d|\w)")  # "7.30": a time only after "at" and the like
TONIGHT = re.compile(r"(?<!\w)tonight(?=['’]s\b)", re.IGNORECASE)
MINUTES = range(10, 60)
SINGLE_WORDS = frozenset({"one", "a", "an", "two"})  # "one to nine", "two to three": ranges, no times


class TimeRules:
    """Finds TIME in a turn."""

    def __init__(self, rules: Mapping[str, Any], sets: Mapping[str, Sequence[str]]) -> None:
        self.weekdays = frozenset(rules["weekdays"])
        self.near_days = frozenset(rules["near_days"])
        self.recurring = frozenset(rules["recurring"])
        self.parts = frozenset(rules["parts"])
        self.before_time = frozenset(rules["before_time"])
        self.after_hour = frozenset(rules["after_hour"])
        self.phrases = PhraseTable(rules["time_phrases"], sets)
        self.triggers = frozenset(chain(self.parts, self.phrases.first, ONES, TENS, ("half", "quarter")))

    def find(self, words: Words) -> Iterator[tuple[str, int, int]]:
        """Find the times: spans in words, overlaps included."""
        for at, word in enumerate(words.norms):
            if word not in self.triggers and not word[0].isdigit():
                continue
            yield from (("TIME", at, end) for end in self.phrases.ends(words, at))
            if (span := self._hour_at(words, at) or self._part_at(words, at)) is not None:
                yield "TIME", *span

    def find_written(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Find the times of a fixed written form; spans in code points."""
        for pattern in (CLOCK, TONIGHT):
            for match in pattern.finditer(text):
                yield "TIME", *match.span()
        for match in DOTTED.finditer(text):
            if word_before(text, match.start()) in self.before_time:
                yield "TIME", *match.span()

    def _hour_at(self, words: Words, at: int) -> tuple[int, int] | None:
        """A spoken or bare hour: "half six", "ten to nine at night", "eight fifteen", "at 4", "between 8 and 10"."""
        end = self._said_hour(words, at)
        sure = end is not None
        if end is None:
            end = self._bare_hour(words, at)
        if end is None:
            return None
        end, more = self._day_part_after(words, end)
        return (at, end) if sure or more or self._hour_expected(words, at, end) else None

    def _said_hour(self, words: Words, at: int) -> int | None:
        word = words.norms[at]
        if word == "half" and _is_hour(words.at(at + 1)) and not is_number(words.norms, at + 2):
            return at + 2
        if word == "half" and words.at(at + 1) == "past" and _is_hour(words.at(at + 2)):
            return at + 3
        minutes = at + 1 if word == "quarter" else (read_cardinal(words.norms, at) or (0, at))[1]
        lead = words.at(minutes)
        if minutes > at and lead in {"past", "to"} and _is_hour(words.at(minutes + 1)):
            sure = word == "quarter" or lead == "past" or self._names_time(words, minutes + 2)
            return (
                minutes + 2 if sure and word not in SINGLE_WORDS and not is_number(words.norms, minutes + 2) else None
            )
        if _is_hour(word) and words.at(at + 1) in {"o'clock", "oclock"}:
            return at + 2
        return None

    def _names_time(self, words: Words, at: int) -> bool:
        return words.at(at) in {"at", "in"} or words.at(at) in {"am", "pm", "tomorrow", "today"}

    def _bare_hour(self, words: Words, at: int) -> int | None:
        if not _is_hour(words.norms[at]) or is_number(words.norms, at - 1):
            return None
        end = at + 1
        if words.norms[at] in ONES:
            minutes = read_cardinal(words.norms, end)
            if minutes is not None and minutes[0] in MINUTES:
                end = minutes[1]
            elif words.at(end) in {"oh", "o"} and ONES.get(words.at(end + 1), 0) in range(1, 10):
                end += 2
        return None if is_number(words.norms, end) else end

    def _day_part_after(self, words: Words, end: int) -> tuple[int, bool]:
        two = (words.at(end), words.at(end + 1))
        if two in {("a", "m"), ("p", "m")}:
            return end + 2, True
        if two[0] in {"am", "pm"}:
            return end + 1, True
        if two == ("at", "night") or (two == ("in", "the") and words.at(end + 2) in self.parts):
            return end + (2 if two[0] == "at" else 3), True
        return end, False

    def _hour_expected(self, words: Words, at: int, end: int) -> bool:
        before = words.at(at - 1)
        if before in {"about", "around"} and words.at(at - 2) in self.before_time:
            before = words.at(at - 2)
        following = words.at(end)
        if words.joined(end) and (following not in MARKS or words.joined(end + 1)):
            return False
        if following in {"or", "to", "and", "-", "–"} and is_number(words.norms, end + 1):
            return before in {"between", "from"} and self._hour_ends(words, end + 1)
        if before in {"and", "to", "-", "–", "or"} and self._range_before(words, at - 1):
            return following in self.after_hour or following == ""
        if before == "between":
            return following in {"and", "-", "to"}
        if before == "about" and end == at + 1:
            return False  # "about four" of them
        return before in self.before_time and (following in self.after_hour or following == "")

    def _hour_ends(self, words: Words, at: int) -> bool:
        end = self._bare_hour(words, at) if at < len(words.norms) else None
        return end is not None and (words.at(end) in self.after_hour or words.at(end) in {"", "am", "pm", "a", "p"})

    def _range_before(self, words: Words, at: int) -> bool:
        start = max(0, at - 4)
        return any(words.norms[i] in {"between", "from"} for i in range(start, at)) and (
            _is_hour(words.at(at - 1))
            or words.at(at - 1) in {"noon", "midnight", "am", "m"}
            or is_number(words.norms, at - 1)
        )

    def _part_at(self, words: Words, at: int) -> tuple[int, int] | None:
        """A part of a named day: the morning of "tomorrow morning", the night of "Monday night"."""
        before = words.at(at - 1)
        if words.norms[at] not in self.parts or words.norms[at].endswith("s"):
            return None
        named = before in self.near_days or (before in self.weekdays and words.at(at - 2) not in self.recurring)
        return (at, at + 1) if named else None


def _is_hour(word: str) -> bool:
    if word.isascii() and word.isdigit():
        return len(word) < 3 and 1 <= int(word) <= 12  # noqa: PLR2004
    return ONES.get(word, 0) in range(1, 13)
