"""Numbers as people say them: cardinals, ordinals, prices, counts of people and animals."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.extract.phrases import normal as normal_word
from nlp.extract.phrases import split_words

LOW = "zero one two three four five six seven eight nine ten eleven twelve".split()
TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
LOW_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
ROUND = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ONES = {word: number for number, word in enumerate(LOW + TEENS)}
TENS = {word: 10 * number for number, word in enumerate(ROUND, 2)}
SCALES = {"thousand": 1000, "grand": 1000, "lakh": 100_000, "lakhs": 100_000, "million": 1_000_000, "crore": 10_000_000}
OH = frozenset({"oh", "o", "zero", "nought", "naught"})
ORDINAL_ONES = {word: number for number, word in enumerate([*LOW_ORDINALS, *(f"{teen}th" for teen in TEENS)], 1)}
ORDINAL_TENS = {"twentieth": 20, "thirtieth": 30}
GROUPS = {"couple": 2, "pair": 2, "twins": 2, "twin": 2, "both": 2, "triplets": 3, "dozen": 12, "none": 0, "no": 0}
LARGEST_COUNT = 99  # of children, cats, tickets; years and prices are no counts


def read_cardinal(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """Read the longest well-formed cardinal that starts at a word: "four hundred and sixteen", "a hundred".

    Returns:
        The number and the index after it, or None where no number starts. "nineteen ninety nine" gives 19: what follows
        is a number of its own (a year, a price).
    """
    total, end, below = 0, at, 10**15
    while below > 1:
        read = _read_hundreds(words, end if end == at else _after_and(words, end))
        if read is None:
            break
        value, after = read
        scale = 1
        while after < len(words) and words[after] in SCALES:
            scale *= SCALES[words[after]]
            after += 1
        if scale >= below:
            break
        total, end, below = total + value * scale, after, scale
    return (total, end) if end > at else None


def _after_and(words: Sequence[str], at: int) -> int:
    return at + 1 if at < len(words) and words[at] == "and" else at


def _read_hundreds(words: Sequence[str], at: int) -> tuple[int, int] | None:
    group = _read_group(words, at)
    if group is None or group[1] >= len(words) or words[group[1]] != "hundred":
        return group
    value, end = group[0] * 100, group[1] + 1
    rest = _read_group(words, _after_and(words, end))
    return (value + rest[0], rest[1]) if rest is not None and words[rest[1] - 1] not in {"a", "an"} else (value, end)


def _read_group(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """Read up to two words that give a number under a hundred, or "a" before a scale."""
    word, following, third = (*words[at : at + 3], "", "", "")[:3]
    if word in {"a", "an"} and (following in SCALES or following == "hundred"):
        return 1, at + 1
    if word in ONES:
        return ONES[word], at + 1
    if word not in TENS:
        return None
    unit, end = (third, at + 3) if following == "-" else (following, at + 2)
    return (TENS[word] + ONES[unit], end) if ONES.get(unit, 0) in range(1, 10) else (TENS[word], at + 1)


def read_ordinal(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """Read an ordinal up to thirty-ninth, spoken ("twenty second") or not; the number and the index after it."""
    if at >= len(words):
        return None
    word = words[at]
    if word in ORDINAL_ONES:
        return ORDINAL_ONES[word], at + 1
    if word in ORDINAL_TENS:
        return ORDINAL_TENS[word], at + 1
    if word in {"twenty", "thirty"}:
        next_at = at + 2 if at + 1 < len(words) and words[at + 1] == "-" else at + 1
        unit = ORDINAL_ONES.get(words[next_at], 99) if next_at < len(words) else 99
        if unit < 10:  # noqa: PLR2004  # twenty tenth is no ordinal
            return TENS[word] + unit, next_at + 1
    digits = word[:-2]
    if word.endswith(("st", "nd", "rd", "th")) and digits.isascii() and digits.isdigit() and len(digits) < 3:  # noqa: PLR2004
        return int(digits), at + 1
    return None


def read_price(words: Sequence[str], at: int) -> tuple[bool, int] | None:
    """Read a price said without its currency: "a hundred", "nineteen ninety nine", "three hundred twelve eighty six".

    Returns:
        Whether it has two numbers, and the index after it, or None. A third number makes it a code, no price.
    """
    first = read_cardinal(words, at)
    if first is None:
        return None
    end, pair = first[1], False
    second = _read_group(words, end)
    if second is not None and second[0] > 9:  # noqa: PLR2004  # "four nine" is a code
        end, pair = second[1], True
    elif end + 1 < len(words) and words[end] in OH and ONES.get(words[end + 1], 0) in range(1, 10):
        end, pair = end + 2, True
    return None if is_number(words, end) else (pair, end)


def is_number(words: Sequence[str], at: int) -> bool:
    """Whether a number word or a numeral stands at an index."""
    if not 0 <= at < len(words):
        return False
    word = words[at]
    return word in ONES or word in TENS or word in OH or word in SCALES or word == "hundred" or word.isdigit()


def count_of(text: str) -> int | None:
    """Read how many there are: "two", "a couple of", "three of them", "twins", "2 kids", "none".

    Returns:
        The first count in the text up to LARGEST_COUNT, or None. "a" and "an" count only before what names a group:
        whether "a dog" is one dog is for the caller to say.
    """
    words = [normal_word(word) for word in split_words(text)[0] if not word.isspace()]
    for at, word in enumerate(words):
        if word.isascii() and word.isdigit():
            value: int | None = int(word) if len(word) < 4 else None  # noqa: PLR2004
        elif (read := read_cardinal(words, at)) is not None:
            value = read[0]
        else:
            value = GROUPS.get(word)
        if value is not None:
            return value if value <= LARGEST_COUNT else None
    return None
