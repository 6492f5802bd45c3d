"""Numbers of orders, claims, cases, tickets, bookings and parcels, and web addresses, written or spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nlp.extract.numbers import ONES, TENS
from nlp.extract.phrases import Words

CHUNK = re.compile(r"\S+")
CODE = re.compile(r"#?[A-Za-z0-9]{1,20}(?:[-/][A-Za-z0-9]{1,20}){0,6}")
DATE_LIKE = re.compile(r"\d{1,4}([-/.])\d{1,2}(?:\1\d{1,4})?")
SITE = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]{2,2000}|(?:[a-z0-9][a-z0-9-]{0,62}\.){1,6}[a-z]{2,12}(?::\d{1,5})?(?:/[^\s<>\"]{0,2000})?",
    re.IGNORECASE,
)
TRAILING = ".,;:!?)]}'\"’”>"
LONGEST_SITE = 2048
MOST_SPOKEN = 24  # words of a code or an address
LONGEST_HOST = 16  # words before the first slash


class ReferenceRules:
    """Finds ORDER_ID and URL in a turn."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        self.matters = frozenset(rules["matters"])
        self.labels = frozenset(rules["labels"])
        self.links = frozenset(rules["links"])
        self.not_codes = frozenset(rules["not_codes"])
        self.endings = frozenset(rules["endings"])
        self.spelling = frozenset(rules["spelling"])
        self.prefixes = frozenset(rules["prefixes"])
        self.others = frozenset(rules["other_numbers"])

    def find_written(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Find addresses of pages and codes as they are written; spans in code points."""
        chunks = [_trimmed(text, match.start(), match.end()) for match in CHUNK.finditer(text)]
        reach = 0  # the chunk up to which a code has been read
        for number, (start, end) in enumerate(chunks):
            if self._is_site(text, start, end):
                yield "URL", start, end
            elif number >= reach and (last := self._code_from(text, chunks, number)) is not None:
                yield "ORDER_ID", start, chunks[last][1]
                reach = last + 1

    def _is_site(self, text: str, start: int, end: int) -> bool:
        if end - start > LONGEST_SITE or (match := SITE.fullmatch(text, start, end)) is None:
            return False
        if text[start : start + 4].lower() in {"http", "www."}:
            return True
        host = match[0].split("/")[0].split(":")[0].lower()
        return host.rsplit(".", 1)[-1] in self.endings

    def _code_from(self, text: str, chunks: Sequence[tuple[int, int]], number: int) -> int | None:
        """The last chunk of the code that starts at a chunk."""
        start, end = chunks[number]
        word = text[start:end]
        named = self._named(text, chunks, number)
        plain = word.lower()
        if (
            named is False
            or not _is_code(word)
            or plain in self.not_codes
            or plain in (self.matters | self.labels) - self.prefixes
        ):
            return None
        if named is None and plain not in self.prefixes:
            return number if _certain(word) else None
        digits = sum(c.isdigit() for c in word)
        last = number
        while last + 1 < len(chunks) and last < number + 6 and _continues(text, chunks, last):
            last += 1
        total = sum(c.isdigit() for c in text[start : chunks[last][1]])
        if named is None and plain in self.prefixes:
            return last if total > 2 and last > number else None  # noqa: PLR2004
        if word.isalpha():  # "PCN KH5520 9918": letters begin a code only before its digits
            return last if word.isupper() and last > number and total > 2 else None  # noqa: PLR2004
        capitals = word.isupper() and len(word) > 4  # noqa: PLR2004
        if total > 2 or (digits and not word.islower() and ("-" in word or capitals)):  # noqa: PLR2004
            return last
        return None

    def _named(self, text: str, chunks: Sequence[tuple[int, int]], number: int) -> bool | None:
        """Whether the words before name a number of ours (True), another kind of number (False), or none (None)."""
        for back in range(1, 6):
            if back > number:
                return None
            start, end = chunks[number - back]
            word = text[start:end].lower()
            word = word.removesuffix("'s")
            if word in self.others:
                return False if back < 4 else None  # noqa: PLR2004
            if word in self.matters:
                return True
            if word not in self.labels and word not in self.links and not _is_code(word.upper()):
                return None
            if (
                text[chunks[number - back][1] : chunks[number - back + 1][0]].strip()[:1] in {".", "!", "?"}
                and word not in self.labels
            ):
                return None
        return None

    def find(self, words: Words) -> Iterator[tuple[str, int, int]]:
        """Find spelled-out codes and addresses: "reference q r x seven one d", "example dot com slash claims"."""
        at = next((i for i, norm in enumerate(words.norms) if norm not in self.links), 0)
        if (code := self._spoken_code(words, at)) is not None and self._mixed(words, *code):
            yield "ORDER_ID", *code  # the answer to "what is the number"
            at = code[1]
        while at < len(words.norms):
            if (
                words.norms[at].removesuffix("'s") in self.matters
                and (code := self._spoken_code(words, at + 1)) is not None
            ):
                yield "ORDER_ID", *code
                at = code[1]
            elif words.norms[at] == "dot" and (site := self._spoken_site(words, at)) is not None:
                yield "URL", *site
                at = site[1]
            else:
                at += 1

    def _spoken_code(self, words: Words, at: int) -> tuple[int, int] | None:
        start = at
        while start < at + 5 and words.at(start) in self.labels | self.links:
            start += 1
        end = start
        while end < len(words.norms) and end - start < MOST_SPOKEN and self._spelled(words.norms[end]):
            end += 1
        digits = sum(
            words.norms[i] in ONES or words.norms[i] in TENS or words.norms[i] == "oh" for i in range(start, end)
        )
        return (start, end) if end - start > 2 and digits > 1 else None  # noqa: PLR2004

    def _mixed(self, words: Words, start: int, end: int) -> bool:
        letters = sum(len(words.norms[i]) == 1 and words.norms[i].isalpha() for i in range(start, end))
        return 0 < letters < end - start > 3  # noqa: PLR2004

    def _spelled(self, word: str) -> bool:
        return (
            (len(word) == 1 and word.isalpha()) or word in ONES or word in TENS or word in self.spelling or word == "oh"
        )

    def _spoken_site(self, words: Words, at: int) -> tuple[int, int] | None:
        """The address around its first "dot"."""
        start = at - 1
        if start < 0 or not words.norms[start][0].isalnum():
            return None
        while start > max(0, at - LONGEST_HOST) and len(words.norms[start]) == 1 and len(words.norms[start - 1]) == 1:
            start -= 1  # "w w w dot", "my i p dot"
        end, ending = at, False
        while end < at + LONGEST_HOST and words.at(end) == "dot" and words.at(end + 1):
            ending = ending or words.at(end + 1) in self.endings
            end += 2
        if not ending:
            return None
        while end < at + MOST_SPOKEN and (
            words.at(end) == "slash" or (words.at(end), words.at(end + 1)) == ("forward", "slash")
        ):
            end += 2 if words.at(end) == "slash" else 3
            while (
                end < at + MOST_SPOKEN and len(words.at(end)) == 1 and words.at(end).isalpha()
            ):  # "slash v", "slash seven t q"
                end += 1
        return start, min(end, len(words.norms))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in "([{<\"'“‘":
        start += 1
    while end > start and text[end - 1] in TRAILING:
        end -= 1
    return start, end


def _is_code(word: str) -> bool:
    return len(word) <= 40 and CODE.fullmatch(word) is not None and DATE_LIKE.fullmatch(word) is None  # noqa: PLR2004


def _certain(word: str) -> bool:
    """Whether a code tells by itself what it is: capitals, a hyphen or slash and three digits, or "#" and four."""
    digits = sum(c.isdigit() for c in word)
    if word.startswith("#"):
        return digits > 3  # noqa: PLR2004
    upper = any(c.isupper() for c in word) and not any(c.islower() for c in word)
    return upper and digits > 2 and ("-" in word or "/" in word or digits > 3)  # noqa: PLR2004


def _continues(text: str, chunks: Sequence[tuple[int, int]], last: int) -> bool:
    """Whether the next chunk belongs to the code: capitals and digits, with nothing but a blank between."""
    if text[chunks[last][1] : chunks[last + 1][0]] != " ":
        return False
    word = text[chunks[last + 1][0] : chunks[last + 1][1]]
    return _is_code(word) and not any(c.islower() for c in word) and (any(c.isdigit() for c in word) or len(word) < 4)  # noqa: PLR2004
