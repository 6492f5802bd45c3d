"""Pairing findings with the gold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.evaluation.tally import Finding, Pairing, Tally, alike, pair, same_name, same_value

FINDINGS = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["x", "y"])), max_size=8)


@pytest.mark.parametrize(
    ("gold", "found", "same"),
    [
        pytest.param("hiking", "hikes", True, id="inflection does not count"),
        pytest.param("food for the puppy", "puppy food", True, id="order and small words do not count"),
        pytest.param("colour", "color", True, id="spelled nearly alike"),
        pytest.param("dog", "dog walking holiday company", False, id="one word of four is another thing"),
        pytest.param("window seat", "aisle seat", False, id="a shared noun is not the same thing"),
        pytest.param("nurse", "", False, id="nothing is like nothing else"),
    ],
)
def test_free_texts_are_alike_by_meaning(gold: str, found: str, same: bool) -> None:
    assert alike(gold, found) is same


@pytest.mark.parametrize(
    ("want", "have", "same"),
    [
        pytest.param(("pet", "dog", "current"), ("pet", "Dog", "current"), True, id="closed values ignore case"),
        pytest.param(("pet", "dog", "current"), ("pet", "dogs", "current"), False, id="closed values are exact"),
        pytest.param(("hobby", "baking", "current"), ("hobby", "bakes", "current"), True, id="free values by meaning"),
        pytest.param(("hobby", "baking", "current"), ("hobby", "baking", "past"), False, id="the status counts"),
        pytest.param(("hobby", "baking"), ("likes", "baking"), False, id="the attribute counts"),
    ],
)
def test_values_match(want: Finding, have: Finding, same: bool) -> None:
    assert same_value(want, have) is same


def test_names_match_within_their_type() -> None:
    assert same_name(("PERSON", "Ada Brook"), ("PERSON", "ada brook"))
    assert not same_name(("PERSON", "Ada Brook"), ("ORG", "Ada Brook"))


def test_a_found_item_pairs_with_one_gold_item_only() -> None:
    paired = pair([("a", "x"), ("a", "x")], [("a", "x"), ("b", "y")])
    assert paired == Pairing(pairs=[(("a", "x"), ("a", "x"))], missed=[("a", "x")], false=[("b", "y")])


def test_pairs_are_counted() -> None:
    tally = Tally()
    pairs = tally.add([("a", "x"), ("a", "x")], [("a", "x"), ("b", "y")])
    assert pairs == [(("a", "x"), ("a", "x"))]
    assert tally.figures() == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "gold": 2, "found": 2}


def test_nothing_found_and_nothing_asked_scores_nothing() -> None:
    assert Tally().figures()["f1"] == 0.0


@given(FINDINGS, FINDINGS)
def test_every_finding_is_paired_missed_or_false(gold: list[Finding], found: list[Finding]) -> None:
    paired, tally = pair(gold, found), Tally()
    assert sorted([want for want, _ in paired.pairs] + paired.missed) == sorted(gold)
    assert sorted([have for _, have in paired.pairs] + paired.false) == sorted(found)
    assert tally.add(gold, found) == paired.pairs
    assert 0 <= tally.figures()["f1"] <= 1
