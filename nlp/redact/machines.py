"""IP addresses, typed and said."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection, Sequence
from typing import Final

from nlp.redact import rules
from nlp.redact.tokens import Span, Token

IPV4: Final = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)")
IPV6: Final = re.compile(r"(?<![\w:])(?:[0-9A-Fa-f]{1,4}|:)?:(?:[0-9A-Fa-f]{0,4}:){1,6}[0-9A-Fa-f]{0,4}(?![\w:])")
LEAST_HEX = 4  # letters and digits; std::vector and :: are no addresses
OCTETS = 4
OCTET_WORDS = 5  # "one hundred and ninety nine"
LEAST_COLONS = 3
DOTS: Final = rules.words("dot point period")


def find_ips(text: str, tokens: Sequence[Token], barred: Collection[int]) -> list[Span]:
    """Find IP addresses, version 4 and 6, in figures and in words.

    Args:
        text: the turn.
        tokens: of the turn.
        barred: tokens of phrases such as "i p v four".
    """
    found: list[Span] = []
    if "." in text:
        found += [Span(match.start(), match.end(), "IP") for match in IPV4.finditer(text) if _is_ip(match[0])]
    if ":" in text:
        found += [Span(match.start(), match.end(), "IP") for match in IPV6.finditer(text) if _is_long(match[0])]
    return found + _said(tokens, barred)


def _is_long(text: str) -> bool:
    return sum(letter != ":" for letter in text) >= LEAST_HEX and _is_ip(text)


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _said(tokens: Sequence[Token], barred: Collection[int]) -> list[Span]:
    """Find "one nine two dot zero dot two dot sixteen"."""
    found: list[Span] = []
    separators = [place for place, token in enumerate(tokens) if token.key in DOTS or token.key == "colon"]
    end = 0
    for place in separators:
        first = _back(tokens, place, end, barred)
        last = _quad(tokens, first) or _colons(tokens, first)
        if last is not None and first < place:
            found.append(Span(tokens[first].start, tokens[last - 1].end, "IP"))
            end = last
    return found


def _back(tokens: Sequence[Token], place: int, floor: int, barred: Collection[int]) -> int:
    """Where the number begins that ends before a separator."""
    first = place
    while first > floor and place - first < OCTET_WORDS and first - 1 not in barred and _is_octet(tokens[first - 1]):
        first -= 1
    return first


def _is_octet(token: Token) -> bool:
    typed = token.kind == "number" and len(token.text) < OCTETS
    return typed or token.key in rules.NUMBER_WORDS or token.key in ("and", "nothing")


def _quad(tokens: Sequence[Token], position: int) -> int | None:
    """The token after four numbers with dots between."""
    for group in range(OCTETS):
        if group:
            if position >= len(tokens) or tokens[position].key not in DOTS:
                return None
            position += 1
        first = position
        while position < len(tokens) and position - first < OCTET_WORDS and _is_octet(tokens[position]):
            position += 1
        if position > first and tokens[position - 1].key == "and":
            position -= 1
        if position == first:
            return None
    return position


def _colons(tokens: Sequence[Token], position: int) -> int | None:
    """The token after "two thousand and one colon d b eight colon colon four two"."""
    last, colons = position, 0
    while last < len(tokens) and (tokens[last].is_said_number or tokens[last].key in ("colon", "and")):
        colons += tokens[last].key == "colon"
        last += 1
    return last if colons >= LEAST_COLONS else None
