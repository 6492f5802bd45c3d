"""What the rules do to the network's facts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nlp.extract.context import Kind, Modifier
from nlp.extract.facts import read_fact
from nlp.extract.labels import INDEX, STATUSES
from nlp.extract.readings import Hit
from nlp.records import Status

TEXT = "we used to have a dog"


def hit(status: Status, chance: float = 0.8, *, label: int = INDEX["pet", "dog"], probability: float = 0.9) -> Hit:
    chances = np.full(4, (1 - chance) / 3, dtype=np.float32)
    chances[STATUSES.index(status)] = chance
    return Hit(
        label=label,
        probability=probability,
        status=chances,
        severity=np.full(3, 1 / 3, dtype=np.float32),
        polarity=np.full(2, 1 / 2, dtype=np.float32),
        cue=(16, 21),
        said=(18, 21),
        named=None,
    )


def modifier(kind: Kind) -> Modifier:
    return Modifier(kind=kind, cue="used to", cue_start=3, cue_end=10, start=3, end=21, rule="used to")


@pytest.mark.parametrize(
    ("network", "rule", "status", "confidence"),
    [
        pytest.param("current", None, "current", 0.72, id="no rule: the network's word"),
        pytest.param("current", "past", "past", 0.63, id="a past that the network missed"),
        pytest.param("past", "past", "past", 0.81, id="both agree: surer"),
        pytest.param("planned", "past", "planned", 0.72, id="they differ on what it is: the network's word"),
        pytest.param("current", "hypothetical", "current", 0.36, id="no fact says the rule: doubted"),
        pytest.param("current", "other_person", "current", 0.36, id="somebody else's: doubted"),
    ],
)
def test_rules_and_network(network: Status, rule: Kind | None, status: Status, confidence: float) -> None:
    modifiers = [modifier(rule)] if rule else []
    fact = read_fact(hit(network), TEXT, offset=0, known={}, modifiers=modifiers)
    assert fact is not None
    assert fact.status == status
    assert fact.confidence == pytest.approx(confidence, abs=1e-3)
    assert TEXT[fact.start : fact.end] == "a dog"
    assert (fact.rule is None) == (rule is None or (network, rule) == ("planned", "past"))


def test_a_value_that_says_no_is_not_negated_again() -> None:
    found = read_fact(
        hit("current", label=INDEX["children", "no"]), TEXT, offset=0, known={}, modifiers=[modifier("negated")]
    )
    assert found is not None
    assert (found.value, found.status) == ("no", "current")


def test_a_free_value_that_cannot_be_named_is_no_fact() -> None:
    nameless = replace(hit("current", label=INDEX["hobby", None]), said=None)
    text = "x" * 16 + " the "
    assert read_fact(nameless, text, offset=0, known={"hobby": []}, modifiers=[]) is None
