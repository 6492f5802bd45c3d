"""Runs of digits and letters, as people type them and as a speech recogniser writes them.

"oh seven seven double oh nine hundred one two three" reads 07700900123, "h p seven seven" HP77,
"QQ 12 34 56 C" QQ123456C. What a run is, others decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from nlp.redact import rules
from nlp.redact.spoken import Item, read_word
from nlp.redact.tokens import Token

# A number with its measure or rank is no part of a code: 10am, 3rd, 500g, 4x6.
MEASURE: Final = re.compile(
    r"\d+(?:st|nd|rd|th|er|ème|am|pm|kg?|m|[kcm]m|mg|g|ml|l|[gmtk]b|[mg]bps|kva|kw|mah|mp|px|p|h|hrs?|mins?|s|secs?|x|x\d+|yo|ish"
    r"|ft|in|oz|lbs?|wks?|w|yrs?|days?|bhk|c|f|º|°)",
    re.IGNORECASE,
)
# 14/30, 7.30 (an expiry or a time), 2019-2026 (years).
FRACTION: Final = re.compile(r"\d{1,2}[/.]\d{1,2}|(?:19|20)\d\d[-–/](?:19|20)?\d\d")
SPOKEN_ZERO: Final = re.compile(r"(?<=\d)O(?=\d|$)")
CURRENCY: Final = frozenset("£$€₹₦¥")
JOINTS: Final = frozenset("- – — / . ( ) )- + #".split())
DASHES: Final = frozenset("-–—/.")
HEADS: Final = rules.NUMBER_WORDS | rules.LETTERS.keys()
LONGEST_PREFIX = 5
LOWER_LETTERS = 3  # a token of letters and digits with more of them is a name: jsmith72
WIDEST_GAP = 2  # blanks between two pieces
MOST_FILLERS = 3
SHORT = 5  # digits; a shorter number is told digit by digit only if all of it is
LONG = 8  # digits; a longer number is no quantity even if said in thousands


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of tokens that read as one number or code."""

    first: int  # token
    last: int  # token, exclusive
    value: str  # letters and digits, upper case
    digits: str  # of the value
    joined: str  # the value with the separators that were typed or said
    spoken: bool
    digitwise: bool  # said digit by digit, or typed
    cardinal: bool  # said as one counts, in hundreds and thousands
    amount: bool  # a price, a quantity, a decimal, a time of day
    pieces: int  # numbers it was said or typed in

    @property
    def is_digits(self) -> bool:
        """Whether no letter is in the value."""
        return self.digits == self.value

    @property
    def letters(self) -> int:
        """How many letters are in the value."""
        return len(self.value) - len(self.digits)


class Piece(NamedTuple):
    """An item of a run, where it begins and what stands before it."""

    first: int  # token
    item: Item
    joint: str


def read_runs(text: str, tokens: Sequence[Token], barred: Collection[int]) -> list[Run]:
    """Find the runs of a turn, left to right.

    Args:
        text: the turn.
        tokens: its tokens.
        barred: tokens that belong to something else, such as the i and d of "member i d".
    """
    runs: list[Run] = []
    position = 0
    while position < len(tokens):
        if not _may_begin(tokens[position]):
            position += 1
            continue
        pieces = _chain(text, tokens, position, barred)
        if not pieces:
            position += 1
            continue
        run = _trimmed(text, tokens, pieces)
        if run is not None:
            runs.append(run)
        position = pieces[-1].item.last
    return runs


def _may_begin(token: Token) -> bool:
    """Whether a run can begin at a token: asked first, since most words begin none."""
    if token.kind == "word":
        return token.key in HEADS or (len(token.text) <= LONGEST_PREFIX and token.text.isupper())
    return token.kind in ("number", "code")


def _chain(text: str, tokens: Sequence[Token], first: int, barred: Collection[int]) -> list[Piece]:
    """Pieces that follow each other from a token on."""
    item = _item(tokens, first, barred, inside=False)
    if item is None:
        return []
    chain = [Piece(first, item, "")]
    while True:
        step = _step(text, tokens, chain[-1].item, barred)
        if step is None:
            return chain
        position, joint = step
        item = _item(tokens, position, barred, inside=True)
        if item is None:
            return chain
        capital = tokens[position].text.isupper() or tokens[chain[-1].first].text.isupper()
        if not _fits(chain, item, joint, capital=capital):
            return chain
        chain.append(Piece(position, item, joint))


def _item(tokens: Sequence[Token], position: int, barred: Collection[int], *, inside: bool) -> Item | None:
    if position >= len(tokens) or position in barred:
        return None
    token = tokens[position]
    if token.kind == "number":
        return Item(token.text, position + 1, "typed")
    if token.kind == "code":
        measure = MEASURE.fullmatch(token.text) or sum(letter.islower() for letter in token.text) > LOWER_LETTERS
        return None if measure else Item(token.text.upper(), position + 1, "typed")
    if token.kind != "word":
        return None
    return read_word(tokens, position, barred, inside=inside) or _prefix(tokens, position)


def _prefix(tokens: Sequence[Token], position: int) -> Item | None:
    """The capitals before, between or behind the digits of a typed code."""
    text = tokens[position].text
    if not (1 < len(text) <= LONGEST_PREFIX and text.isupper()):
        return None
    after = tokens[position + 1] if position + 1 < len(tokens) else None
    hyphened = after is not None and after.start == tokens[position].end and after.text in ("-", "/")
    return Item(text, position + 1, "prefix") if hyphened or text not in rules.NO_PREFIX else None


def _step(text: str, tokens: Sequence[Token], item: Item, barred: Collection[int]) -> tuple[int, str] | None:
    """Where the next piece may stand and what joins it, or None at the end of the run."""
    position, joint, fillers = item.last, "", 0
    typed = item.sort in ("typed", "prefix")
    while position < len(tokens) and position not in barred:
        token = tokens[position]
        gap = text[tokens[position - 1].end : token.start]
        if len(gap) > WIDEST_GAP or "\n" in gap:
            return None
        found = "" if joint else _joint(text, token, gap, typed=typed)
        if found is None:
            return None
        if found:
            joint = found
        elif token.key in rules.FILLERS or token.text in (",", "...", "…", ".."):
            fillers += 1
            if typed or fillers > MOST_FILLERS:
                return None
        else:
            return position, joint or (gap and " ")
        position += 1
    return None


def _joint(text: str, token: Token, gap: str, *, typed: bool) -> str | None:
    """The separator that a token is, "" if it is none, None if it ends the run."""
    after = text[token.end : token.end + 1]
    if token.kind != "mark":
        return "" if typed else rules.STROKES.get(token.key, "")
    if token.text == ",":
        return "," if not gap and after.isdecimal() else ""
    if token.text not in JOINTS:
        return ""
    if token.text in (".", "+") and (gap or after.isspace()):
        return None
    return token.text[0] if token.text[0] in DASHES else "("


def _fits(chain: Sequence[Piece], item: Item, joint: str, *, capital: bool) -> bool:
    """Whether the next item may belong to the same run; `capital`: one of the two is typed in upper case."""
    before = chain[-1].item
    if joint == ",":
        return before.sort == item.sort == "typed" and item.value.isdecimal()
    if "prefix" in (before.sort, item.sort):
        lettered = item.sort == "letter" and joint in ("-", "/")
        behind = before.sort == "typed" and joint in ("-", "/", " ", "")
        return (item.sort in ("typed", "prefix") or lettered) if before.sort == "prefix" else behind
    if before.sort == item.sort == "typed":
        # "2 44" is a quantity and a number, "4 418 009 227" one number.
        return joint != " " or len(chain) > 1 or len(item.value) > (2 if len(before.value) == 1 else 1)
    if "typed" in (before.sort, item.sort):
        other = item if before.sort == "typed" else before
        return capital if other.sort == "letter" else other.sort == "digit" and len(other.value) > 1
    return True


def _trimmed(text: str, tokens: Sequence[Token], pieces: list[Piece]) -> Run | None:
    """The run without words at its ends that only look like letters or digits; None if no digit is left."""
    while pieces and _is_false_start(tokens, pieces):
        pieces = pieces[1:]
    while pieces and _is_false_end(tokens, pieces):
        pieces = pieces[:-1]
    value = _value(pieces)
    digits = "".join(letter for letter in value if letter.isdecimal())
    if not digits:
        return None
    sorts = [piece.item.sort for piece in pieces]
    typed = "typed" in sorts or "prefix" in sorts
    numbers = [sort for sort in sorts if sort != "letter"]
    return Run(
        first=pieces[0].first,
        last=pieces[-1].item.last,
        value=value,
        digits=digits,
        joined=pieces[0].item.value + "".join(piece.joint + piece.item.value for piece in pieces[1:]),
        spoken=not typed,
        digitwise=typed or _is_digitwise(numbers, len(value)),
        cardinal="scale" in sorts and len(value) < LONG,
        amount=_is_amount(text, tokens, pieces, value),
        pieces=len(numbers),
    )


def _value(pieces: Sequence[Piece]) -> str:
    value = "".join(piece.item.value for piece in pieces)
    if any(piece.item.sort == "typed" for piece in pieces):
        value = "".join(letter for letter in value if letter.isalnum())
        # Digits of other scripts are digits.
        return value if value.isascii() else "".join(str(unicodedata.decimal(letter, letter)) for letter in value)
    return SPOKEN_ZERO.sub("0", value)


def _is_digitwise(sorts: Sequence[str], length: int) -> bool:
    """Whether a spoken number is told digit by digit, or half of it; "five fifty" is a price."""
    single = sum(sort == "digit" for sort in sorts)
    return single == len(sorts) if length < SHORT else single * 2 >= len(sorts)


def _is_false_start(tokens: Sequence[Token], pieces: Sequence[Piece]) -> bool:
    position, item, _ = pieces[0]
    before = tokens[position - 1].key if position else ""
    following, joint = (pieces[1].item.sort, pieces[1].joint) if len(pieces) > 1 else ("", "")
    if item.sort == "letter":
        return not following or (item.value in ("A", "I") and following != "letter" and joint == " ")
    if item.sort == "prefix":
        return not following
    if item.sort == "digit" and item.value == "1" and before in rules.ONE_AFTER:
        return True
    # "the last four 4 3 2 1".
    counted = before in ("last", "first", "final") and item.value in ("2", "3", "4", "5", "6")
    return counted and (item.sort == "digit" or joint in ("", " "))


def _is_false_end(tokens: Sequence[Token], pieces: Sequence[Piece]) -> bool:
    item, joint = pieces[-1].item, pieces[-1].joint
    after = tokens[item.last].key if item.last < len(tokens) else ""
    if item.sort == "letter" and item.value in ("A", "I"):
        return bool(after) and not (item.value == "A" and after in rules.LETTER_ENDS)
    if item.sort == "prefix":
        return joint == " " and len(item.value) > WIDEST_GAP
    return len(pieces) > 1 and item.sort in ("digit", "pair") and after in rules.UNITS


def _is_amount(text: str, tokens: Sequence[Token], pieces: Sequence[Piece], value: str) -> bool:
    """Whether currency, a unit, a clock or a decimal comma stands at the run."""
    first, last = pieces[0].first, pieces[-1].item.last
    start, end = tokens[first].start, tokens[last - 1].end
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    sign = before[-1:] in CURRENCY or after.strip()[:1] in CURRENCY or after[:1] in ("%", "°")
    clock = (before[:1].isdecimal() and before[-1:] == ":") or (after[:1] == ":" and after[1:].isdecimal())
    said_clock = value[-2:] in ("AM", "PM") and [piece.item.sort for piece in pieces[-2:]] == ["letter", "letter"]
    if sign or clock or said_clock or any(piece.joint == "," for piece in pieces):
        return True
    return bool(FRACTION.fullmatch(text[start:end])) or _is_counted(tokens, first, last, pieces[-1].item.sort)


def _is_counted(tokens: Sequence[Token], first: int, last: int, sort: str) -> bool:
    """Whether a unit, "each", "a month" or the rest of an ordinal follows, or a currency's name stands before."""
    key, later = (tokens[place].key if place < len(tokens) else "" for place in (last, last + 1))
    if key in rules.UNITS or key in ("each", "apiece") or (key in rules.ORDINALS and sort == "pair"):
        return True
    if key in ("a", "per", "every") and later in rules.UNITS:
        return True
    before = first - 2 if first > 1 and tokens[first - 1].text == "." else first - 1  # "Rs. 3499"
    return before >= 0 and tokens[before].key in rules.MONEY_BEFORE
