"""E-mail addresses as they are typed and as they are said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from nlp.redact import rules
from nlp.redact.tokens import Span, Token, touched, within

LOCAL: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-*'&")
NO_FIRST: Final = frozenset(".'&%")
AT: Final = re.compile(r"[\[({<]\s?at\s?[\])}>]", re.IGNORECASE)
# A recogniser may lose the @ and the dots of the mailboxes everybody has.
RUN_TOGETHER: Final = re.compile(
    r"(?<![\w.])(?:[a-z]{1,30} \d{1,4} ?|[\w.]{0,40})"
    r"(?:gmail|yahoo|hotmail|outlook|icloud|rediffmail)(?:mail)?\.?com\b",
    re.IGNORECASE,
)
DOTS: Final = rules.words("dot point period")
PAYMENT_REACH = 40  # code points from "UPI" to a payment address
LABEL_WORDS = 3  # "my school dot org": a label may be said in several words
NAME_WORDS = 5
SPELT_WORDS = 12  # of a name with dots or digits


def find_emails(text: str, tokens: Sequence[Token], *, spoken: bool) -> list[Span]:
    """Find e-mail addresses: with an @, with "(at)", and as "john dot smith at example dot com"."""
    found = _typed(text)
    for match in AT.finditer(text):
        start, end = match.start(), match.end()
        first = _back(text, start - (text[start - 1 : start] == " "), 0)
        last = _forward(text, end + (text[end : end + 1] == " "))
        if first < start and last > end:
            found.append(Span(first, last, "EMAIL"))
    if "com" in text.lower():
        found += [Span(match.start(), match.end(), "EMAIL") for match in RUN_TOGETHER.finditer(text)]
    if any(token.key == "at" for token in tokens):
        taken = touched(tokens, found)
        found += [span for span in _said(tokens, typed_dots=spoken) if taken.isdisjoint(within(tokens, span))]
    return found


def _typed(text: str) -> list[Span]:
    found: list[Span] = []
    place = text.find("@")
    while place >= 0:
        first = _back(text, place, found[-1].end if found else 0)
        last = _forward(text, place + 1)
        if first < place and last > place + 1:
            # A payment address names a bank instead of a domain.
            paid = "." not in text[place:last] and "upi" in text[max(0, first - PAYMENT_REACH) : first].lower()
            found.append(Span(first, last, "ACCOUNT_ID" if paid else "EMAIL"))
        place = text.find("@", max(last, place + 1))
    return found


def _back(text: str, end: int, floor: int) -> int:
    """Where the part before an @ begins; `end` where there is none."""
    start = end
    while start > floor and (text[start - 1] in LOCAL or (not text[start - 1].isascii() and text[start - 1].isalnum())):
        start -= 1
    while start < end and text[start] in NO_FIRST:
        start += 1
    return start


def _forward(text: str, start: int) -> int:
    """Where the part after an @ ends; `start` where there is none."""
    end = start
    while end < len(text) and (text[end].isalnum() or text[end] in ".-"):
        end += 1
    while end > start and text[end - 1] in ".-":
        end -= 1
    return end


def _said(tokens: Sequence[Token], *, typed_dots: bool) -> list[Span]:
    """Find addresses in words; `typed_dots`: the recogniser may have written "at example.com"."""
    found: list[Span] = []
    floor = 0
    for place, token in enumerate(tokens):
        if token.key != "at" or place < floor:
            continue
        last = _domain(tokens, place + 1, typed_dots=typed_dots)
        first = _name(tokens, place, floor) if last is not None else place
        if last is not None and first < place:
            found.append(Span(tokens[first].start, tokens[last - 1].end, "EMAIL"))
            floor = last
    return found


def _domain(tokens: Sequence[Token], position: int, *, typed_dots: bool) -> int | None:
    """The token after "example dot com"; None if no domain stands here."""
    while position < len(tokens) and _is_label(tokens[position]) and tokens[position].key != "www":
        dot = position + 1
        while dot < len(tokens) and dot - position <= LABEL_WORDS and _is_label(tokens[dot]):
            dot += 1
        if dot + 1 >= len(tokens) or not _is_dot(tokens, dot, typed=typed_dots):
            return None
        position = dot + 1
        if tokens[position].key in rules.TOP_LEVELS:
            return _second_level(tokens, position + 1)
    return None


def _is_label(token: Token) -> bool:
    return token.kind in ("word", "code", "number") and token.key not in DOTS


def _is_dot(tokens: Sequence[Token], position: int, *, typed: bool) -> bool:
    token = tokens[position]
    closed = tokens[position - 1].end == token.start and tokens[position + 1].start == token.end
    return token.key in DOTS or (typed and token.text == "." and closed)


def _second_level(tokens: Sequence[Token], end: int) -> int:
    """The token after the "dot uk" or "dot u k" of "dot co dot uk"."""
    if [token.key for token in tokens[end : end + 3]] == ["dot", "u", "k"]:
        return end + 3
    more = end + 1 < len(tokens) and tokens[end].key in ("dot", ".") and tokens[end + 1].key in rules.TOP_LEVELS
    return end + 2 if more and tokens[end + 1].start - tokens[end].end <= 1 else end


def _name(tokens: Sequence[Token], place: int, floor: int) -> int:
    """Where the name before "at" begins: names, digits and "dot"s, back to the word that leads to it."""
    spelt = any(token.key in rules.INNER or token.is_said_number for token in tokens[max(floor, place - 8) : place])
    first = place
    while first > floor and place - first < (SPELT_WORDS if spelt else NAME_WORDS):
        token = tokens[first - 1]
        if token.kind == "mask" or (token.kind == "mark" and token.text not in ("_", ".", "-", "'")):
            break
        spelled = first < place and len(token.key) == len(tokens[first].key) == 1
        inner = first < place and (tokens[first].key in rules.INNER or spelled)
        if not inner and {token.key, token.text.lower()} & (rules.BEFORE_LOCAL - {"and"}):
            break
        if token.key == "and" and not inner and first < place - 1:
            break
        first -= 1
    while first < place and tokens[first].key in (rules.INNER | {"and"}) - {"dot"}:
        first += 1
    return first
