"""Digits and letters as they are said: "double oh", "nine hundred", "c for charlie", "triple seven"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from nlp.redact import rules
from nlp.redact.tokens import Token

SPELLED = 3  # letters that a word has which spells a letter out


class Item(NamedTuple):
    """One spoken or typed piece of a number or code."""

    value: str
    last: int  # token after it
    sort: str  # digit, pair, scale, letter, typed, prefix


def read_word(tokens: Sequence[Token], position: int, barred: Collection[int], *, inside: bool) -> Item | None:
    """Read one number or letter in words.

    Args:
        tokens: of the turn.
        position: where to read.
        barred: tokens that belong to something else.
        inside: whether a number or letter stands before, so that a call sign may follow.
    """
    token = tokens[position]
    key = token.key
    if key in rules.REPEATS:
        return _repeated(tokens, position, barred)
    if key in rules.NUMBERS:
        return _number(tokens, position, barred)
    if key in rules.LETTERS and token.text.lower().replace("’", "'") in (key, f"{key}'s"):
        return _letter(tokens, position, barred)
    return Item(key[0].upper(), position + 1, "letter") if inside and key in rules.CALL_SIGNS else None


def _repeated(tokens: Sequence[Token], position: int, barred: Collection[int]) -> Item | None:
    """Read "double oh" as 00, "triple x" as XXX, "double u" as W."""
    after = position + 1
    if after >= len(tokens) or after in barred:
        return None
    key, repeat = tokens[after].key, tokens[position].key
    times = rules.REPEATS[repeat]
    if key == "u" and repeat == "double":
        return Item("W", after + 1, "letter")
    if key in rules.LETTERS:
        return Item(rules.LETTERS[key].upper() * times, after + 1, "letter")
    digit = rules.DIGITS.get(key) or (key if key.isdecimal() and len(key) == 1 else None)
    return None if digit is None else Item(digit * times, after + 1, "digit")


def _number(tokens: Sequence[Token], position: int, barred: Collection[int]) -> Item:
    """Read a digit, a teen, tens with their digit, and the hundreds or thousands of them."""
    key, last = tokens[position].key, position + 1
    if key in rules.TENS:
        value, sort = rules.TENS[key], "pair"
        if last < len(tokens) and last not in barred and rules.DIGITS.get(tokens[last].key, "0") != "0":
            value, last = value[0] + rules.DIGITS[tokens[last].key], last + 1
    else:
        value, sort = (rules.TEENS[key], "pair") if key in rules.TEENS else (rules.DIGITS[key], "digit")
    if last < len(tokens) and last not in barred and tokens[last].key in rules.SCALES and value != "0":
        return _scaled(tokens, last, value + rules.SCALES[tokens[last].key], barred)
    return Item(value, last, sort)


def _scaled(tokens: Sequence[Token], position: int, value: str, barred: Collection[int]) -> Item:
    """Read on behind a hundred or thousand: "two hundred and one" is 201, "nine hundred one" 900 and 1."""
    last = position + 1
    rest = last + 1
    if rest < len(tokens) and tokens[last].key == "and" and rest not in barred and tokens[rest].key in rules.NUMBERS:
        more = _number(tokens, rest, barred)
        if len(more.value) < len(value):
            return Item(value[: -len(more.value)] + more.value, more.last, "scale")
    return Item(value, last, "scale")


def _letter(tokens: Sequence[Token], position: int, barred: Collection[int]) -> Item:
    """Read a letter with the word that spells it out: "c for charlie", "j as in juliet"."""
    letter, last = rules.LETTERS[tokens[position].key], position + 1
    for lead in (("for",), ("as", "in")):
        word = last + len(lead)
        if word < len(tokens) and last not in barred and tuple(token.key for token in tokens[last:word]) == lead:
            key = tokens[word].key
            if key[0] == letter and len(key) >= SPELLED:
                return Item(letter.upper(), word + 1, "letter")
    return Item(letter.upper(), last, "letter")
