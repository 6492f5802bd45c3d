"""Amounts of money: "$1,204.50", "85 €", "28.4p", "forty two pounds fifty", and bare "nineteen ninety nine"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from nlp.extract.numbers import ONES, TENS, is_number, read_cardinal, read_price
from nlp.extract.phrases import Words

# Every repetition is bounded: a megabyte of digits and commas costs no more than its length.
GROUPED = r"\d{1,3}(?:[,.]\d{2,3}){1,4}(?:[.,]\d{1,2})?(?!\d)"
SPACED = r"\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,4}(?:[.,]\d{1,2})?(?!\d)"
PLAIN = r"\d{1,9}(?:[.,]\d{1,2})?(?!\d)"
TAIL = r"(?:\s?/-|\s?(?:k|m|bn|million|thousand|lakh|crore)\b)?"
DECIMAL = re.compile(r"(?<![\w.,:/#-])\d{1,6}[.,]\d{2}(?![\w%:/-]|[.,]\d)")

STARTS = frozenset({"a", "an", *ONES, *TENS})
LARGEST_PLAIN = 12  # "two", "ten": as likely things as money
HOURS, MINUTES, HUNDRED = 12, 60, 100
CENTURIES = frozenset({19, 20})  # "nineteen ninety nine" may be a year


class AmountRules:
    """Finds MONEY in a turn."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        symbols = "".join(re.escape(symbol) for symbol in rules["symbols"])
        codes = "|".join(sorted(map(re.escape, rules["codes"]), key=len, reverse=True))
        units = "|".join(sorted(map(re.escape, rules["units"]), key=len, reverse=True))
        regions = "|".join(rules["regions"])
        sign = rf"(?:(?:(?<!\w)(?:{regions}))?[{symbols}]|(?<!\w)(?:{codes}))"
        blank = r"[ \u00a0\u202f]"
        amount = f"(?:{GROUPED}|{PLAIN})"
        before = rf"[-+]?{sign}{blank}?{amount}{TAIL}|(?<!\w)(?:kr|r){blank}?(?:{SPACED}|{GROUPED}|\d{{3,9}}(?!\d))"
        suffix = rf"(?:{blank}?[{symbols}](?!\d)|{blank}?(?:{units})\b)"
        after = rf"(?<![\w.,:/#])(?:{SPACED}|{amount}){suffix}"
        self.written = re.compile(f"{before}|{after}", re.IGNORECASE)
        self.currencies = frozenset(rules["currencies"])
        self.small_coins = frozenset(rules["small_coins"])
        self.strong = frozenset(rules["strong_before"])
        self.weak = frozenset(rules["weak_before"])
        self.weak_after = frozenset(rules["weak_after"])
        self.rates = frozenset(rules["rates"])
        self.between = frozenset(rules["between"])
        self.after = frozenset(rules["price_after"])
        self.not_after = frozenset(rules["not_price_after"])

    def find_written(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Find amounts with a sign, a code or a unit, and bare decimals where a price is spoken of."""
        for match in self.written.finditer(text):
            yield "MONEY", *match.span()
        for match in DECIMAL.finditer(text):
            before = text[max(0, match.start() - 40) : match.start()].lower().split()
            after = text[match.end() : match.end() + 12].lower().split()
            if self.strong.intersection(before[-4:]) or (after and after[0].strip(".,!?") in self.after):
                yield "MONEY", *match.span()

    def find(self, words: Words) -> Iterator[tuple[str, int, int]]:
        """Find spoken amounts: spans in words, overlaps included."""
        at, spoken = 0, False
        while at < len(words.norms):
            end = None
            if words.norms[at] in STARTS and not is_number(words.norms, at - 1):
                read = read_cardinal(words.norms, at)
                end = self._with_currency(words, at, read[1]) if read is not None else self._coin(words, at)
                end = end or self._bare(words, at, spoken=spoken)
            if end is None:
                at += 1
                continue
            yield "MONEY", at, end
            at, spoken = end, True

    def _coin(self, words: Words, at: int) -> int | None:
        return at + 2 if words.norms[at] == "a" and words.at(at + 1) in self.currencies | {"fiver", "tenner"} else None

    def _with_currency(self, words: Words, at: int, end: int) -> int | None:
        """Where an amount with a currency ends: "sixty one pound", "eleven thousand and six pounds twelve"."""
        price = read_price(words.norms, at)
        if words.at(end) not in self.currencies and price is not None:
            end = price[1]
        if words.at(end) in self.small_coins:
            return end + 1
        if words.at(end) not in self.currencies:
            coins = self._coins(words, end)
            return coins if coins is not None and words.at(end) == "and" else None
        end += 1
        return self._coins(words, end) or end

    def _coins(self, words: Words, at: int) -> int | None:
        start = at + 1 if words.at(at) == "and" else at
        read = read_cardinal(words.norms, start)
        if read is None or read[0] > 99:  # noqa: PLR2004
            return None
        if words.at(read[1]) in self.small_coins:
            return read[1] + 1
        closed = words.at(read[1]) not in self.not_after and not is_number(words.norms, read[1])
        return read[1] if closed and start == at else None

    def _bare(self, words: Words, at: int, *, spoken: bool) -> int | None:
        """Where an amount without currency ends, if what stands around it says that it is a price.

        A lone "two" is never one. What cannot be a time of day ("three eighty", "twenty one ninety nine") needs less
        around it than what can ("nine fifty"), and less once a price has been spoken of in the turn.
        """
        price = None if words.norms[at].isdigit() else read_price(words.norms, at)
        if price is None or words.at(price[1]) in self.not_after:
            return None
        pair, end = price
        value = (read_cardinal(words.norms, at) or (0, 0))[0]
        if not pair and value <= LARGEST_PLAIN:
            return None
        following = words.at(end)
        rate = following in {"a", "an", "per"} and words.at(end + 1) in self.rates
        if rate or following in self.after or self._priced(words, at):
            return end
        untimely = value > HOURS or (pair and (read_cardinal(words.norms, at + 1) or (0, 0))[0] >= MINUTES)
        if not untimely or (pair and value in CENTURIES) or following not in self.weak_after:
            return None
        return end if spoken or (words.at(at - 1) in self.weak and (pair or value >= HUNDRED)) else None

    def _priced(self, words: Words, at: int) -> bool:
        """Whether a word of paying stands before, with nothing but small words between."""
        for index in range(at - 1, max(-1, at - 6), -1):
            word = words.norms[index]
            if word in self.strong:
                return True
            if word not in self.between:
                return False
        return False
