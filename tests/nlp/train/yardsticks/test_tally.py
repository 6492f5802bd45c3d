"""Counts to figures, on cases worked out by hand."""

from __future__ import annotations

import pytest

from nlp.redact.tokens import Span
from nlp.train.yardsticks.tally import Confusion, Tally


def test_figures_of_a_tally() -> None:
    tally = Tally(labelled=4, recalled=2, found=5, right=3)
    # precision 3/5, recall 2/4, F1 2 * 0.6 * 0.5 / 1.1
    assert tally.figures() == {"precision": 0.6, "recall": 0.5, "f1": 0.545, "labelled": 4, "found": 5}
    assert tally.recall_figures() == {"recall": 0.5, "labelled": 4}


def test_nothing_found_is_no_division_by_zero() -> None:
    assert Tally().figures() == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "labelled": 0, "found": 0}


def test_turns_of_a_yes_or_no_question() -> None:
    tally = Tally()
    for label, said in ((True, True), (True, False), (False, True), (False, False)):
        tally.add_turn(label=label, said=said)
    assert tally == Tally(labelled=2, recalled=1, found=2, right=1)  # the last counts for neither side


@pytest.mark.parametrize(
    ("labelled", "found", "exact", "overlapping"),
    [
        pytest.param([(0, 4)], [(0, 4)], (1, 1), (1, 1), id="the same stretch"),
        pytest.param([(0, 9)], [(0, 4)], (0, 0), (1, 1), id="a part"),
        pytest.param([(0, 4)], [(4, 8)], (0, 0), (0, 0), id="side by side shares nothing"),
        pytest.param([(0, 9)], [(0, 4), (5, 9)], (0, 0), (1, 2), id="one label in two pieces: both are right"),
        pytest.param([(0, 4), (5, 9)], [(0, 9)], (0, 0), (2, 1), id="two labels in one stretch: both are found"),
        pytest.param([], [(0, 4)], (0, 0), (0, 0), id="a false one"),
    ],
)
def test_spans(
    labelled: list[tuple[int, int]],
    found: list[tuple[int, int]],
    exact: tuple[int, int],
    overlapping: tuple[int, int],
) -> None:
    mine, theirs = ([Span(start, end, "PERSON") for start, end in side] for side in (labelled, found))
    for wanted, strict in ((exact, True), (overlapping, False)):
        tally = Tally()
        tally.add_spans(mine, theirs, exact=strict)
        assert (tally.recalled, tally.right) == wanted
        assert (tally.labelled, tally.found) == (len(labelled), len(found))


def test_spans_of_two_types_never_agree() -> None:
    tally = Tally()
    tally.add_spans([Span(0, 4, "PERSON")], [Span(0, 4, "ORG")])
    assert (tally.recalled, tally.right) == (0, 0)


def test_figures_of_a_confusion() -> None:
    told = Confusion(classes=("a", "b", "c"))
    for label, said in (("a", "a"), ("a", "b"), ("b", "b"), ("b", None), ("b", "other")):
        told.add(label, said)
    # a: 2 * 1 / (2 labels + 1 said); b: 2 * 1 / (3 + 2); c, which nobody names, 0: their mean is 0.3556
    assert told.figures() == {"accuracy": 0.4, "macro_f1": 0.356, "labelled": 5}


def test_an_empty_confusion_is_no_division_by_zero() -> None:
    assert Confusion(classes=("a",)).figures() == {"accuracy": 0.0, "macro_f1": 0.0, "labelled": 0}
