"""One turn while its street lines are looked for: its words, its numbers, and what makes an address likely."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from nlp.redact import rules
from nlp.redact.context import same_sentence
from nlp.redact.runs import Run
from nlp.redact.tokens import Token, Topic, latest

NAME_WORDS = 4  # of a street
ORDINAL: Final = re.compile(r"\d+(?:st|nd|rd|th)")
HOUSE_NUMBER: Final = re.compile(r"\d{1,5}[a-zA-Z]?")
INITIAL = 2  # letters of an abbreviated word: "S. Main St"
SAMPLE = 200  # code points that show whether somebody writes capitals
HINT_REACH = 6  # tokens from "i'm at" to the number
ANSWER_REACH = 8  # tokens before an answer


@dataclass
class Scene:
    """What every rule for street lines looks at."""

    text: str
    tokens: Sequence[Token]
    runs: Sequence[Run]
    topics: Sequence[Topic]
    dated: Collection[int]  # tokens of dates
    asked: bool  # an address was asked for
    spoken: bool  # a recogniser's text, in lower case
    starting: dict[int, Run] = field(init=False)  # by first token
    ending: dict[int, Run] = field(init=False)  # by the token after

    def __post_init__(self) -> None:
        self.starting = {run.first: run for run in self.runs}
        self.ending = {run.last: run for run in self.runs}

    @cached_property
    def is_lower(self) -> bool:
        """Whether a typed text does without capitals, so that a name need not have one."""
        return self.asked or not any(letter.isupper() for letter in self.text[:SAMPLE])

    @cached_property
    def speaks_of_address(self) -> bool:
        """Whether an address was asked for or the turn names one."""
        return self.asked or any(topic.type == "ADDRESS" for topic in self.topics)

    def key(self, position: int) -> str:
        """The key of a token; "" outside of the turn."""
        return self.tokens[position].key if 0 <= position < len(self.tokens) else ""

    def is_capital(self, position: int) -> bool:
        """Whether a word with a capital stands at a token."""
        token = self.tokens[position] if 0 <= position < len(self.tokens) else None
        return token is not None and token.kind == "word" and token.text[0].isupper()

    def is_numeric(self, position: int) -> bool:
        """Whether a token is typed with digits."""
        return 0 <= position < len(self.tokens) and self.tokens[position].kind in ("number", "code")

    def breaks_line(self, first: int, last: int) -> bool:
        """Whether a line ends between two tokens."""
        return "\n" in self.text[self.tokens[first].end : self.tokens[last].start]

    def hint(self, position: int) -> bool:
        """Whether what is said just before, or was asked, makes an address likely."""
        topic = self.topic_before(position)
        if topic is None:
            return self.asked and position <= ANSWER_REACH
        near = topic.type == "ADDRESS" and position - topic.last <= HINT_REACH
        return near and same_sentence(self.tokens, topic.last, position)

    def topic_before(self, position: int) -> Topic | None:
        """The nearest phrase before a token."""
        index = latest(self.topics, position)
        return self.topics[index] if index >= 0 else None

    def name_before(self, end: int) -> int:
        """Where the words of a street's name begin that end before a token; `end` where there are none."""
        first = end
        while first > 0 and end - first < NAME_WORDS and self._is_name(first - 1, end):
            first -= 1
        while first < end and self.tokens[first].key in ("of", "the", "and", "."):
            first += 1
        return first

    def _is_name(self, position: int, end: int) -> bool:
        """Whether a token may be a word of the name that ends before another."""
        token, last = self.tokens[position], position + 1 == end
        if token.kind == "mark":
            return token.text in (".", "'") and position > 0 and len(self.tokens[position - 1].text) <= INITIAL
        ordinal = token.kind == "code" and ORDINAL.fullmatch(token.key) is not None
        if (token.kind != "word" and not ordinal) or (not last and self.breaks_line(position, position + 1)):
            return False
        said = token.text.lower()
        if {token.key, said} & rules.NOT_IN_STREETS or token.key in rules.NUMBER_WORDS or position + 1 in self.ending:
            return False
        if self.spoken:
            return last or not said.endswith("'s")
        lower = self.is_lower and end - position <= 2  # noqa: PLR2004
        return ordinal or token.text[0].isupper() or lower or token.key in rules.NAME_PARTICLES

    def number_before(self, first: int) -> int | None:
        """Where the house number begins that ends before a token; None if none stands there."""
        if first <= 0:
            return None
        run = self.ending.get(first)
        if run is not None and (run.spoken or not run.amount):
            return run.first
        token = self.tokens[first - 1]
        if self.is_numeric(first - 1) and HOUSE_NUMBER.fullmatch(token.text):
            return first - 1
        if token.kind == "word" and len(token.key) == 1 and first - 1 in self.ending:
            return self.ending[first - 1].first
        if token.key == "bis" and self.is_numeric(first - 2):
            return first - 2
        return first - 1 if token.key in rules.NUMBERS else None
