"""Counting: what was labelled, what was found, and what of each agrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nlp.redact.tokens import Span

DIGITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One line of the table: what was measured on which set, and the floor to be beaten."""

    yardstick: str  # the set
    what: str
    figures: Mapping[str, float]  # as `Tally.figures` or `Confusion.figures` give them
    floors: Mapping[str, float] = field(default_factory=dict)  # by the name of the figure; empty where none is known


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts of things that are found or missed.

    Labels and findings are counted each on their own side: one finding may cover two labels and two one.
    """

    labelled: int = 0
    recalled: int = 0  # labels that a finding agrees with
    found: int = 0
    right: int = 0  # findings that a label agrees with

    def add(self, *, labelled: int = 0, recalled: int = 0, found: int = 0, right: int = 0) -> None:
        """Count more."""
        self.labelled += labelled
        self.recalled += recalled
        self.found += found
        self.right += right

    def add_turn(self, *, label: bool, said: bool) -> None:
        """Count a turn of a yes or no question."""
        hit = int(label and said)
        self.add(labelled=int(label), recalled=hit, found=int(said), right=hit)

    def add_spans(self, labelled: Sequence[Span], found: Sequence[Span], *, exact: bool = False) -> None:
        """Count the spans of one text; they agree if their types are equal and they overlap, or are the same stretch.

        Args:
            labelled: by people.
            found: by the model.
            exact: whether both ends have to agree.
        """
        agree = _same if exact else overlap
        self.add(
            labelled=len(labelled),
            recalled=sum(any(agree(label, span) for span in found) for label in labelled),
            found=len(found),
            right=sum(any(agree(label, span) for label in labelled) for span in found),
        )

    def figures(self) -> dict[str, float]:
        """Precision, recall, F1 and what they were counted on; a share of nothing is 0."""
        precision, recall = _share(self.right, self.found), _share(self.recalled, self.labelled)
        return {
            "precision": round(precision, DIGITS),
            "recall": round(recall, DIGITS),
            "f1": round(_share(2 * precision * recall, precision + recall), DIGITS),
            "labelled": self.labelled,
            "found": self.found,
        }

    def recall_figures(self) -> dict[str, float]:
        """Recall alone, where what is not labelled may be true all the same."""
        return {"recall": round(_share(self.recalled, self.labelled), DIGITS), "labelled": self.labelled}


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """Counts of things that are sorted into classes."""

    classes: tuple[str, ...]
    pairs: Counter[tuple[str, str | None]] = field(default_factory=Counter)  # (label, what was said)

    def add(self, label: str, said: str | None) -> None:
        """Count one thing; None, or no class at all, is a miss."""
        self.pairs[label, said] += 1

    def figures(self) -> dict[str, float]:
        """Accuracy, the mean of the classes' F1 and the number of labels; a class that nobody names has F1 0."""
        total = self.pairs.total()
        right = sum(self.pairs[name, name] for name in self.classes)
        f1 = [self._f1(name) for name in self.classes]
        return {
            "accuracy": round(_share(right, total), DIGITS),
            "macro_f1": round(_share(sum(f1), len(f1)), DIGITS),
            "labelled": total,
        }

    def _f1(self, name: str) -> float:
        named = sum(count * ((label == name) + (said == name)) for (label, said), count in self.pairs.items())
        return _share(2 * self.pairs[name, name], named)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans of one type share a code point."""
    return one.type == other.type and one.start < other.end and other.start < one.end


def _same(one: Span, other: Span) -> bool:
    return one == other
