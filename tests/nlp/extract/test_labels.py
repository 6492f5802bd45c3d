"""The label space is the taxonomy's."""

from __future__ import annotations

import re
from pathlib import Path

from nlp.extract.labels import CATEGORIES, FAMILIES, FAMILY_OF, INDEX, LABELS, MAX_COUNT, PREFERENCES

TAXONOMY = (Path(__file__).parents[3] / "TAXONOMY.md").read_text(encoding="utf-8")


def rows(heading: str) -> dict[str, str]:
    section = TAXONOMY.split(f"### {heading}")[1].split("###")[0].split("\n## ")[0]
    return {m[1]: m[2] for m in re.finditer(r"^\| (\w+) \| ([^|]+) \|", section, re.MULTILINE) if m[1] not in HEADERS}


HEADERS = {"attribute", "category", "status"}


def test_closed_values_are_those_of_the_taxonomy() -> None:
    for heading, attributes in (("household", FAMILIES["household"]), ("lifestyle", FAMILIES["lifestyle"])):
        table = rows(heading)
        assert set(table) == set(attributes)
        for attribute, values in attributes.items():
            if attribute == "child_count" or not values:
                continue
            written = set(re.findall(r"[a-z_]+", re.sub(r"\([^)]*\)|;.*", "", table[attribute])))
            assert written | ({"any"} if attribute == "pet" else set()) == set(values.split()), attribute


def test_life_events_preferences_and_categories_are_those_of_the_taxonomy() -> None:
    events = TAXONOMY.split("### life_event")[1].split("###")[0]
    assert set(re.findall(r"`(\w+)`", events)) - {"life_event"} == set(FAMILIES["life_event"]["life_event"].split())
    assert set(rows("preference")) == set(PREFERENCES)
    assert set(rows("frustration")) == set(CATEGORIES)


def test_every_label_has_one_place() -> None:
    assert len(INDEX) == len(LABELS)
    assert all(LABELS[number].attribute == attribute for (attribute, _), number in INDEX.items())
    assert FAMILY_OF["pet"] == "household"
    assert ("child_count", str(MAX_COUNT)) in INDEX
