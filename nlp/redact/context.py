"""What the words before a number, and the turns before this one, say it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from nlp.redact import rules
from nlp.redact.tokens import Token, Topic

NUMBERS: Final = ("CARD", "SSN", "PHONE", "ACCOUNT_ID")
# As many turns as a question stays open while the answer is looked for ("hang on", "take your time").
PATIENCE = 5
SHORT_PATIENCE = 3
# Letters and digits after which a number is complete, so that the next one answers the next question.
WHOLE: Final = {"CARD": 13, "SSN": 9, "PHONE": 10, "POSTCODE": 4, "DOB": 4}
OPEN = 99  # the rest is never known to be complete
OFFER = 9  # tokens; "i'll give you the card" stands so near the end of a turn


@dataclass(slots=True)
class Memory:
    """What the turns so far make of a number whose turn does not name it."""

    asked: list[str] = field(default_factory=list)  # open questions, oldest first
    fresh: frozenset[str] = frozenset()  # what the turn just before asked
    current: str | None = None  # type of the number said last, not yet complete
    collected: int = 0  # letters and digits of it so far
    last: str | None = None  # type of the number said last, for corrections and read-backs
    mentioned: str | None = None  # the kind of number spoken of last
    patience: int = 0  # turns until the open questions are forgotten

    def open_types(self) -> list[str]:
        """The types a bare number may answer, likeliest first."""
        if self.patience <= 0:
            return []
        if self.current is not None:
            return [self.current, *(type_ for type_ in self.asked if type_ != self.current)]
        return list(self.asked)

    def forget(self) -> None:
        """Drop the open questions."""
        self.asked, self.current, self.last, self.fresh = [], None, None, frozenset()

    def answer(self, type_: str, length: int) -> None:
        """Note that a number of a type, or a piece of one, was said."""
        self.collected = length + (self.collected if type_ == self.current else 0)
        self.current = type_ if self.collected < WHOLE.get(type_, OPEN) else None
        self.last = type_ if type_ in WHOLE or type_ in NUMBERS else None
        if type_ in self.asked:
            self.asked.remove(type_)
        self.patience = max(self.patience, SHORT_PATIENCE)
        if type_ in NUMBERS:
            self.mentioned = type_

    def close_turn(
        self, tokens: Sequence[Token], topics: Sequence[Topic], used: Collection[int], *, agent: bool, found: bool
    ) -> None:
        """Take over what the turn asked for.

        Args:
            tokens: of the turn.
            topics: of the turn.
            used: the topics, by index, that a number of the same turn followed.
            agent: whether the agent speaks; only the agent's questions replace the open ones.
            found: whether the turn held an identifier.
        """
        wanted = [
            topic.type
            for index, topic in enumerate(topics)
            if index not in used and not topic.weak and topic.type != "NONE"
        ]
        numbers = [topic.type for topic in topics if topic.type in NUMBERS and not topic.weak]
        self.mentioned = numbers[-1] if numbers else self.mentioned
        self.patience -= not found
        self.fresh = frozenset(wanted) if agent else frozenset()
        if agent and wanted:
            self.asked, self.patience = list(dict.fromkeys(wanted)), PATIENCE
            self.current, self.collected, self.last = None, 0, None
        elif agent and not found and _asks_otherwise(tokens):
            self.asked, self.patience = [], 0
        elif wanted and topics[-1].type == wanted[-1] and len(tokens) - topics[-1].last < OFFER:
            self.asked = [wanted[-1], *(type_ for type_ in self.asked if type_ != wanted[-1])]
            self.patience = max(self.patience, SHORT_PATIENCE)


def _asks_otherwise(tokens: Sequence[Token]) -> bool:
    """Whether a turn asks for an amount or a time."""
    words = f" {' '.join(token.key for token in tokens)} "
    return any(f" {phrase} " in words for phrase in rules.ASK_BREAKERS)


def is_linked(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether only linking words stand between a phrase and a number: "account number is", "card ending in"."""
    for position in range(first, last):
        token = tokens[position]
        if token.kind == "mark":
            if ends_sentence(tokens, position) or token.text[0] in rules.MONEY_BEFORE:
                return False
        elif token.key == "in":
            if position == 0 or tokens[position - 1].key not in rules.ENDINGS:
                return False
        elif token.kind == "mask" or token.key not in rules.LINKS:
            return False
    return True


def ends_sentence(tokens: Sequence[Token], position: int) -> bool:
    """Whether a mark ends a sentence: a stop after a whole word, before a blank or the end."""
    token = tokens[position]
    if token.kind != "mark" or token.text[0] not in ".!?":
        return False
    before = tokens[position - 1] if position else token
    if token.text[0] == "." and before.key in rules.ABBREVIATIONS:
        return False
    after = tokens[position + 1] if position + 1 < len(tokens) else None
    return after is None or after.start > token.end


def same_sentence(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether no sentence ends between two tokens."""
    return not any(ends_sentence(tokens, position) for position in range(first, last))
