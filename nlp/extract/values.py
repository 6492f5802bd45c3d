"""Free text values in the taxonomy's form: short, lower case, singular, and the same word for the same thing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.extract.labels import NAMED_ATTRIBUTES

SURE_NAME = 0.7  # probability from which a known value is taken though its words are not said
SPOKEN_NAMES = ("vehicle", "likes", "dislikes")  # what is said names them; a job or a hobby is mostly described
MAX_WORDS = 5

_WORD = re.compile(r"[a-z0-9][a-z0-9'’&+-]*")
_LEADING = frozenset(
    "a an the my our his her their your this that these those some any i i'm im we a's any more just only own new old "
    "to of for with in on at and or is was be being am are as".split()
)
_TRAILING = frozenset("a an the to of for with in on at and or is was i we my that this it".split())
_ENDING = re.compile(r"(ing|ers|er|ies|es|s|y|e)$")
_PLURAL = re.compile(r"(?<=[a-z]{2})(?<![su])s$")


def free_value(
    attribute: str, *, cue: str, said: str | None, named: tuple[int, float] | None, known: Sequence[str]
) -> str | None:
    """Name what a free text label is about.

    Args:
        attribute: one of FREE_TEXT.
        cue: the words that prove the label.
        said: the words among them that the network takes for the value.
        named: the nearest known value, its number and probability; None for attributes without known values.
        known: the known values of the attribute.

    Returns:
        The known value whose every word is said in the cue (the longest one), else the nearest if it is sure, else
        the words said. None if nothing short enough is left, and for a job or a hobby that is none of the known
        ones: on held-out turns the words said named 1 of 13 jobs right.
    """
    if attribute in NAMED_ATTRIBUTES:
        stems = value_stems(cue)
        inside = [value for value in known if value_stems(value) <= stems]
        if inside:
            nearest = known[named[0]] if named else ""
            return max(inside, key=lambda value: (value == nearest, len(value_stems(value)), value))
        if named and named[1] >= SURE_NAME:
            return known[named[0]]
    return tidy(said or cue, singular=attribute == "vehicle") if attribute in SPOKEN_NAMES else None


def value_stems(value: str) -> frozenset[str]:
    """The stems of a value's words."""
    return frozenset(map(stem, _WORD.findall(value.lower())))


def stem(word: str) -> str:
    """Cut a lower-case word's ending, so that `hike`, `hikes`, `hiker` and `hiking` are one."""
    return _ENDING.sub("", word) or word


def tidy(text: str, *, singular: bool) -> str | None:
    """Tidy said words: lower case, no articles or possessives around, the last word singular if asked for.

    Returns:
        At most MAX_WORDS words, or None if nothing is left or it is longer.
    """
    words = _WORD.findall(text.lower())
    while words and words[0] in _LEADING:
        words.pop(0)
    while words and words[-1] in _TRAILING:
        words.pop()
    if not words or len(words) > MAX_WORDS:
        return None
    if singular:
        words[-1] = _PLURAL.sub("", words[-1])
    return " ".join(words)
