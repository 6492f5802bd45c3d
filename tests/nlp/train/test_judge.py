"""Figures and thresholds from findings."""

from __future__ import annotations

import pytest

from nlp.train.judge import Finding, Judgement, choose_thresholds, figures, reliability, same_value


def finding(confidence: float, *, right: bool, attribute: str = "pet") -> Finding:
    return Finding(kind="fact", attribute=attribute, name=f"{attribute}=dog", confidence=confidence, right=right)


def test_figures_count_what_lies_above_the_threshold() -> None:
    found = [finding(0.9, right=True), finding(0.8, right=False), finding(0.3, right=True)]
    at = figures("pet", found, there=4, threshold=0.5)
    assert (at.precision, at.recall, at.found) == (0.5, 0.25, 2)
    assert at.f1 == pytest.approx(1 / 3)


def test_a_noisy_attribute_gets_a_higher_threshold_than_a_clean_one() -> None:
    judgement = Judgement()
    for step in range(40):
        judgement.findings.append(finding(0.4 + step / 100, right=True, attribute="pet"))
        judgement.findings.append(finding(0.4 + step / 100, right=step > 20, attribute="travel"))
    judgement.there.update({("fact", "pet"): 40, ("fact", "travel"): 20})
    chosen = choose_thresholds(judgement)
    assert chosen["travel"] > chosen["pet"]


def test_an_attribute_without_labels_takes_the_threshold_of_its_kind() -> None:
    judgement = Judgement(findings=[finding(0.6, right=True), finding(0.5, right=False, attribute="diet")])
    judgement.there.update({("fact", "pet"): 20, ("fact", "diet"): 2})
    chosen = choose_thresholds(judgement)
    assert chosen["diet"] == pytest.approx(0.6, abs=0.03)


def test_reliability_holds_confidence_against_truth() -> None:
    rows = reliability([finding(0.95, right=True), finding(1.0, right=False), finding(0.12, right=False)])
    assert [(low, right, count) for low, _, right, count in rows] == [(0.1, 0.0, 1), (0.9, 0.5, 2)]


@pytest.mark.parametrize(
    ("attribute", "wanted", "found", "expected"),
    [
        pytest.param("pet", "dog", "dog", True, id="closed values are equal"),
        pytest.param("home_type", "house", "mobile_home", False, id="closed values are not alike"),
        pytest.param("occupation", "bus driver", "driver", True, id="one says less"),
        pytest.param("hobby", "hiking", "hike", True, id="another form"),
        pytest.param("hobby", "hiking", "baking", False, id="another thing"),
    ],
)
def test_same_value(attribute: str, wanted: str, found: str, expected: bool) -> None:
    assert same_value(attribute, wanted, found) is expected
