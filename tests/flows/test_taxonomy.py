"""The registry of attributes: it holds together, and it is the language of the training labels."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.taxonomy import ANY, load_taxonomy, registry
from nlp.errors import SettingsError

TRAINING = Path(__file__).parents[2] / "models" / "training"
SPECIAL = {
    ("expecting", "yes"),
    ("expecting", "no"),
    ("diet", "halal"),
    ("diet", "kosher"),
    ("life_event", "illness_or_injury"),
}
SMALL = """
min_confidence: 0
attributes:
  pet: {family: household, several: true, sensitivity: ordinary, purposes: [service], values: [dog, any]}
implications: []
successions: []
"""


def test_every_training_label_is_in_the_registry() -> None:
    attributes = load_taxonomy().attributes
    strangers = set()
    for path in TRAINING.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            turn = json.loads(line)
            labels = [(attribute, value) for _, attribute, value, _, _ in turn.get("facts", [])]
            labels += [(attribute, value) for attribute, value, _, _ in turn.get("preferences", [])]
            labels += [("frustration", category) for category, *_ in turn.get("frustrations", [])]
            for attribute, value in labels:
                known = attributes.get(attribute)
                if known is None or (known.kind == "closed" and value not in known.values):
                    strangers.add((path.name, attribute, value))
    assert strangers == set()


def test_what_is_special() -> None:
    rows = registry(load_taxonomy(), min_confidence={})
    assert {
        (row["attribute"], row["value"]) for row in rows["attribute_values"] if row["sensitivity"] == "special"
    } == (SPECIAL)
    assert {row["attribute"] for row in rows["attributes"] if row["sensitivity"] == "special"} == {"expecting"}


def test_settings_win_over_the_registry() -> None:
    rows = registry(load_taxonomy(), min_confidence={"pet": 0.8})["attributes"]
    assert {row["attribute"]: row["min_confidence"] for row in rows}["pet"] == 0.8


def test_no_rule_ends_what_it_rests_on() -> None:
    for rule in load_taxonomy().successions:
        assert rule.ended != rule.by or rule.ended[1] == ANY


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        pytest.param(
            ("values: [dog, any]", "values: []"), ["attributes.pet", "closed attributes list"], id="no values"
        ),
        pytest.param(("service", "spying"), ["attributes.pet.purposes.0"], id="unknown purpose"),
        pytest.param(
            ("implications: []", "implications: [{when: [pet, cow, current], then: [hat, red, current]}]"),
            ["cow is no value of pet", "hat is no attribute"],
            id="both sides of a rule are unknown",
        ),
        pytest.param(
            ("implications: []", "implications: [{when: [pet, dog, current], then: [pet, '*', current]}]"),
            ["implies any value"],
            id="any value cannot be implied",
        ),
        pytest.param(
            ("successions: []", "successions: [{ended: [pet, dog, maybe], by: [pet, any, negated]}]"),
            ["successions.0.ended.2"],
            id="unknown status",
        ),
        pytest.param(
            ("values: [dog, any]", "values: [dog], only: {cow: {}}"), ["cow is not among"], id="stray exception"
        ),
        pytest.param(("min_confidence: 0", "min_confidence: 2"), ["min_confidence"], id="confidence beyond one"),
        pytest.param(("attributes:", "attributes: ["), ["cannot be read as YAML"], id="no YAML"),
    ],
)
def test_faults_are_named(tmp_path: Path, change: tuple[str, str], faults: list[str]) -> None:
    path = tmp_path / "taxonomy.yaml"
    path.write_text(SMALL.replace(*change), encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_taxonomy(path)
    for fault in faults:
        assert fault in str(caught.value)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_taxonomy(tmp_path / "none.yaml")
