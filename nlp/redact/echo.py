"""What was recognised once is masked wherever the conversation repeats it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from nlp.redact import rules
from nlp.redact.context import NUMBERS
from nlp.redact.runs import CURRENCY, Run
from nlp.redact.tokens import Span, Token, split, touched

REPEATED: Final = frozenset({*NUMBERS, "USERNAME", "EMAIL", "ADDRESS"})
SILENT: Final = rules.words("dot underscore dash hyphen uh um er")
SQUASHED: Final = rules.NUMBER_WORDS | SILENT  # words that read otherwise than they are written
SHORTEST = 4  # letters and digits of what is looked for again
SHORTEST_NAME = 6  # letters of a user name that is a plain word
LONGEST_ENDING = 12  # digits of the end of a number
PHONE_DIGITS = 7
WINDOW = 24  # tokens
HEAD = 2


class Echoes:
    """The identifiers of a conversation, as they read without marks, spaces and case."""

    def __init__(self, names: Sequence[str]) -> None:
        self.types: dict[str, str] = {}
        self.heads: set[str] = set()
        self.endings: dict[str, str] = {}
        for name in names:
            digits = sum(letter.isdecimal() for letter in name)
            phone = digits >= PHONE_DIGITS and digits * 2 > len(name)
            self._add(name, "EMAIL" if "@" in name else "PHONE" if phone else "USERNAME")

    def _add(self, text: str, type_: str) -> None:
        value = squash(split(text))
        if len(value) < (SHORTEST_NAME if type_ == "USERNAME" and text.isalpha() else SHORTEST):
            return
        self.types.setdefault(value, type_)
        self.heads.add(value[:HEAD])
        if type_ in NUMBERS:
            for size in range(SHORTEST, min(len(value), LONGEST_ENDING + 1)):
                self.endings.setdefault(value[-size:].upper(), type_)

    def learn(self, text: str, spans: Sequence[Span]) -> None:
        """Remember what was found in a turn."""
        for span in spans:
            if span.type in REPEATED:
                said = text[span.start : span.end]
                # "at jojo bakes" is @jojobakes, and said again without the at.
                self._add(said.removeprefix("at ") if span.type == "USERNAME" else said, span.type)

    def find(
        self, text: str, tokens: Sequence[Token], runs: Sequence[Run], spans: Sequence[Span], *, spoken: bool
    ) -> list[Span]:
        """Find what the turn repeats and what was not found in it by itself.

        Args:
            text: the turn.
            tokens: of the turn.
            runs: its numbers.
            spans: what was found in it.
            spoken: whether the turn is a recogniser's.
        """
        if not self.types:
            return []
        found: list[Span] = []
        taken = touched(tokens, spans)
        place = 0
        while place < len(tokens):
            skipped = place in taken or text[tokens[place].start - 1 : tokens[place].start] in CURRENCY
            last = None if skipped else self._match(text, tokens, place, taken, spoken=spoken)
            if last is not None:
                type_ = self.types[squash(tokens[place:last])]
                found.append(Span(tokens[place].start, tokens[last - 1].end, type_))
                taken |= set(range(place, last))
            place = last if last is not None else place + 1
        for run in runs:
            type_ = self.endings.get(run.value, "")
            if type_ and not run.amount and not taken & set(range(run.first, run.last)):
                found.append(Span(tokens[run.first].start, tokens[run.last - 1].end, type_))
        return found

    def _match(self, text: str, tokens: Sequence[Token], place: int, taken: set[int], *, spoken: bool) -> int | None:
        """The token after the longest repetition that begins at a token."""
        key = tokens[place].key
        if tokens[place].kind in ("mark", "mask") or (
            key[:HEAD] not in self.heads and key not in SQUASHED and len(key) > 1
        ):
            return None
        if squash(tokens[place : place + 2])[:HEAD] not in self.heads:
            return None
        best = None
        for last in range(place + 1, min(len(tokens), place + WINDOW) + 1):
            token = tokens[last - 1]
            if last - 1 in taken or token.kind == "mask" or "\n" in text[tokens[place].end : token.start]:
                break
            type_ = self.types.get(squash(tokens[place:last])) if token.kind != "mark" else None
            # Two typed words are no user name only because they read like it: "Rosie Tinker" is not rosie.tinker.
            typed = not spoken and type_ in ("USERNAME", "EMAIL") and " " in text[tokens[place].start : token.end]
            if type_ is not None and not typed:
                best = last
        return best


def squash(tokens: Sequence[Token]) -> str:
    """The letters and digits of tokens in lower case, numbers in words as digits."""
    pieces: list[str] = []
    position = 0
    while position < len(tokens):
        key = tokens[position].key
        after = tokens[position + 1].key if position + 1 < len(tokens) else ""
        position += 1
        if key in rules.REPEATS and (after in rules.DIGITS or (len(after) == 1 and after.isalpha())):
            pieces.append(rules.DIGITS.get(after, after) * rules.REPEATS[key])
            position += 1
        elif key in rules.TENS and rules.DIGITS.get(after, "0") != "0":
            pieces.append(rules.TENS[key][0] + rules.DIGITS[after])
            position += 1
        elif key in rules.SCALES and pieces and pieces[-1].isdecimal():
            pieces.append(rules.SCALES[key])
        elif key not in SILENT:
            pieces.append(rules.NUMBERS.get(key) or "".join(letter for letter in key if letter.isalnum()))
    return "".join(pieces)
