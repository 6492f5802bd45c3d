"""What the models learn from is valid by the taxonomy and holds nothing of what measures them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlp.train.turns import MARK, LabelledTurn, MarkedTurn, read_lines

ROOT = Path(__file__).parent.parent
TRAINING = sorted((ROOT / "models/training").glob("*.jsonl"))
TOLD = 7  # words; shorter turns ("yes please go ahead") are everybody's
ENTITIES = {"PERSON", "ORG", "PRODUCT", "LOCATION", "DATE", "TIME", "MONEY", "ORDER_ID", "URL"}
IDENTIFIERS = {"EMAIL", "PHONE", "ADDRESS", "ACCOUNT_ID", "CARD", "SSN", "DOB", "IP", "USERNAME"}
READABLE = {".jsonl", ".json", ".yaml", ".md", ".txt"}


def said(text: str) -> str:
    """The words alone: marks, case and punctuation do not tell two turns apart."""
    return " ".join(re.findall(r"\w+", MARK.sub(r"\2", text).lower()))


def gold_turns() -> Iterator[str]:
    for path in sorted((ROOT / "tests/gold").glob("*.yaml")):
        for person in yaml.safe_load(path.read_text(encoding="utf-8")):
            for conversation in person["conversations"]:
                for speaker, text, *_ in conversation["turns"]:
                    if speaker == "customer":
                        yield said(text)


@cache
def registry() -> dict[str, dict[str, Any]]:
    attributes: dict[str, dict[str, Any]] = yaml.safe_load(
        (ROOT / "configs/taxonomy.yaml").read_text(encoding="utf-8")
    )["attributes"]
    return attributes


def values_used(path: Path) -> Iterator[tuple[str, str]]:
    for line in read_lines(path):
        if isinstance(line.turn, LabelledTurn):
            yield from ((fact.attribute, fact.value) for fact in line.turn.facts)
            yield from ((wish.attribute, wish.value) for wish in line.turn.preferences)
            yield from (("frustration", trouble.category) for trouble in line.turn.frustrations)


def test_there_is_something_to_learn_from() -> None:
    assert len(TRAINING) >= 20


@pytest.mark.parametrize("path", TRAINING, ids=lambda path: path.stem)
def test_labels_are_those_of_the_registry(path: Path) -> None:
    known = registry()
    strangers = {
        (attribute, value)
        for attribute, value in set(values_used(path))
        if attribute not in known or value not in known[attribute].get("values", [value])
    }
    assert strangers == set()


@pytest.mark.parametrize("path", [p for p in TRAINING if p.name.startswith("entities_")], ids=lambda path: path.stem)
def test_marks_are_whole_and_of_a_known_type(path: Path) -> None:
    turns = [line.turn for line in read_lines(path) if isinstance(line.turn, MarkedTurn)]
    assert turns
    assert {kind for turn in turns for kind, _ in MARK.findall(turn.text)} <= ENTITIES | IDENTIFIERS
    assert [turn.text for turn in turns if re.search(r"\[\[|\]\]", MARK.sub("", turn.text))] == []


def stands_in(words: list[str], told: Mapping[tuple[str, ...], list[str]]) -> bool:
    """Whether a told turn stands in a text, found by its first words so that a large file takes one pass."""
    openings = zip(*(words[start:] for start in range(TOLD)), strict=False)
    return any(
        turn.split() == words[place : place + len(turn.split())]
        for place, opening in enumerate(openings)
        for turn in told.get(opening, ())
    )


def test_no_gold_turn_stands_in_models() -> None:
    told: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for turn in gold_turns():
        if len(turn.split()) >= TOLD:
            told[tuple(turn.split()[:TOLD])].append(turn)
    assert len(told) > 300, "the gold conversations were not read"
    files = [path for path in sorted((ROOT / "models").rglob("*")) if path.suffix in READABLE]
    found = [path for path in files if stands_in(said(path.read_text(encoding="utf-8")).split(), told)]
    assert found == []


def test_no_training_turn_is_a_gold_turn_in_other_dress() -> None:
    told = {turn for turn in gold_turns() if len(turn.split()) >= TOLD}
    copied = [
        f"{path.stem}:{number}"
        for path in TRAINING
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if said(json.loads(line)["text"]) in told
    ]
    assert copied == []
