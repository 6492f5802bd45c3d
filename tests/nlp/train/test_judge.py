"""Figures and thresholds from findings."""

from __future__ import annotations

import pytest

from nlp.train.judge import Finding, Judgement, choose_thresholds, figures, interval, reliability, same_value


def finding(
    confidence: float, *, right: bool, attribute: str = "pet", customer: str | None = None, value: str = "dog"
) -> Finding:
    return Finding(
        kind="fact",
        attribute=attribute,
        value=value,
        customer=customer or str(confidence),
        confidence=confidence,
        held=right,
        right=right,
    )


def labels(attribute: str, count: int) -> set[tuple[str, str, str, str]]:
    return {("fact", attribute, "dog", f"k{number}") for number in range(count)}


def test_figures_count_what_lies_above_the_threshold() -> None:
    found = [finding(0.9, right=True), finding(0.8, right=False), finding(0.3, right=True)]
    at = figures("pet", found, there=4, threshold=0.5)
    assert (at.precision, at.recall, at.found) == (0.5, 0.25, 2)
    assert at.f1 == pytest.approx(1 / 3)


def test_a_value_told_twice_counts_once_a_customer() -> None:
    found = [finding(0.9, right=False, customer="k1"), finding(0.6, right=True, customer="k1")]
    at = figures("pet", found, there=1, threshold=0.5)
    assert (at.precision, at.recall, at.found) == (1.0, 1.0, 1)


def test_a_noisy_attribute_gets_a_higher_threshold_than_a_clean_one() -> None:
    judgement = Judgement(labels=labels("pet", 40) | labels("travel", 20))
    for step in range(40):
        judgement.findings.append(finding(0.4 + step / 100, right=True, attribute="pet"))
        judgement.findings.append(finding(0.4 + step / 100, right=step > 20, attribute="travel"))
    chosen = choose_thresholds(judgement)
    assert chosen["travel"] > chosen["pet"]


def test_an_attribute_without_labels_takes_the_threshold_of_its_kind() -> None:
    judgement = Judgement(
        findings=[finding(0.6, right=True), finding(0.5, right=False, attribute="diet")],
        labels=labels("pet", 20) | labels("diet", 2),
    )
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


def test_the_interval_narrows_with_more_customers() -> None:
    def width(customers: int) -> float:
        found = [finding(0.9, right=number % 4 > 0, customer=f"k{number}") for number in range(customers)]
        low, high = interval(found, labels("pet", customers), 0.5)
        assert 0 <= low <= figures("pet", found, there=customers, threshold=0.5).f1 <= high <= 1
        return high - low

    assert width(400) < width(40) / 2


def test_the_interval_of_nothing_is_nothing() -> None:
    assert interval([], [], 0.5) == (0.0, 0.0)


def test_a_customer_without_a_finding_counts_as_missed() -> None:
    low, high = interval([finding(0.9, right=True, customer="k0")], labels("pet", 1), 0.5)
    assert (low, high) == (1.0, 1.0)
    low, _ = interval([finding(0.9, right=True, customer="k0")], labels("pet", 9), 0.5)
    assert low < 0.5


def test_two_spellings_of_one_label_count_in_the_interval_as_in_the_figure() -> None:
    found = [finding(0.9, right=True, customer="k0", value=value) for value in ("driver", "bus driver")]
    one = figures("occupation", found, there=1, threshold=0.5)
    assert interval(found, labels("occupation", 1), 0.5) == pytest.approx((one.f1, one.f1))
