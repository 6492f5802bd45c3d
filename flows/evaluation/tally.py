"""Counting: pair what was found with what the gold says."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Finding = tuple[str, ...]
Figures = dict[str, float]

FREE_TEXT = frozenset({"occupation", "hobby", "vehicle", "likes", "dislikes"})
# fmt: off
STOP_WORDS = frozenset((
    "a", "an", "the", "my", "our", "his", "her", "their", "your", "to", "of", "for", "in", "on", "with", "and", "or",
    "being", "having", "getting", "some", "any", "very", "really", "new", "old",
))
# fmt: on
INFLECTION = re.compile(r"(ing|ies|es|s)$")
SHARED_WORDS = 0.34  # "puppy food" is "food for the puppy", but "dog" is not "dog walking holiday company"
SPELLED_ALIKE = 0.8


def words(text: str) -> set[str]:
    """Split a free text into the words that carry its meaning, without inflection."""
    return {INFLECTION.sub("", word) for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in STOP_WORDS}


def alike(gold: str, found: str) -> bool:
    """Say whether two free texts name the same thing.

    They do when one's words are all among the other's and are over a third of them, or when the two
    are spelled nearly alike.
    """
    mine, theirs = words(gold), words(found)
    shared = len(mine & theirs)
    if (
        mine
        and theirs
        and shared == min(len(mine), len(theirs))
        and shared / max(len(mine), len(theirs)) >= SHARED_WORDS
    ):
        return True
    return difflib.SequenceMatcher(None, gold.lower(), found.lower()).ratio() >= SPELLED_ALIKE


def same_value(want: Finding, have: Finding) -> bool:
    """Match (attribute, value, rest...): closed values exactly, free text by meaning."""
    if want[0] != have[0] or want[2:] != have[2:]:
        return False
    return alike(want[1], have[1]) if want[0] in FREE_TEXT else want[1].lower() == have[1].lower()


def same_name(want: Finding, have: Finding) -> bool:
    """Match (type, text) of a named entity: the type exactly, the text by meaning."""
    return want[0] == have[0] and alike(want[1], have[1])


def _equal(want: Finding, have: Finding) -> bool:
    return want == have


@dataclass(frozen=True, slots=True)
class Pairing:
    """Findings of the gold and found ones, each paired with at most one of the other side."""

    pairs: list[tuple[Finding, Finding]]  # (gold, found)
    missed: list[Finding]
    false: list[Finding]


def pair(
    gold: Iterable[Finding], found: Iterable[Finding], same: Callable[[Finding, Finding], bool] = _equal
) -> Pairing:
    """Pair each gold finding with the first found one that is the same and still free, in order."""
    pairs: list[tuple[Finding, Finding]] = []
    missed, left = [], list(found)
    for want in gold:
        got = next((have for have in left if same(want, have)), None)
        if got is None:
            missed.append(want)
        else:
            left.remove(got)
            pairs.append((want, got))
    return Pairing(pairs, missed, left)


@dataclass
class Tally:
    """Counts of one kind of finding."""

    hits: int = 0
    found: int = 0
    gold: int = 0

    def add(
        self,
        gold: Iterable[Finding],
        found: Iterable[Finding],
        same: Callable[[Finding, Finding], bool] = _equal,
    ) -> list[tuple[Finding, Finding]]:
        """Count what `pair` makes of the two sides.

        Returns:
            The pairs (gold, found).
        """
        paired = pair(gold, found, same)
        hits = len(paired.pairs)
        self.hits += hits
        self.gold += hits + len(paired.missed)
        self.found += hits + len(paired.false)
        return paired.pairs

    def figures(self) -> Figures:
        """Give precision, recall and F1 (0 to 1, three digits) and the counts behind them."""
        precision = self.hits / self.found if self.found else 0.0
        recall = self.hits / self.gold if self.gold else 0.0
        both = precision + recall
        f1 = 2 * precision * recall / both if both else 0.0
        return {
            "precision": round(precision, 3),
            "recall": round(recall, 3),
            "f1": round(f1, 3),
            "gold": self.gold,
            "found": self.found,
        }
