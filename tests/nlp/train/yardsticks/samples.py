"""Tiny invented sets, and readers that say what a test tells them to."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nlp.records import Entity, Fact, Frustration, Preference, Reading, Status, Utterance
from nlp.train.yardsticks.corpus import Corpus
from nlp.train.yardsticks.subject import Subject

Records = Sequence[Mapping[str, Any]]


def write_set(folder: Path, name: str, records: Records, *, split: str = "dev", zipped: bool = False) -> Corpus:
    """Write records of a set, one JSON object a line."""
    text = "".join(json.dumps(record) + "\n" for record in records)
    path = folder / name / f"{split}.jsonl"
    path.parent.mkdir(exist_ok=True)
    if zipped:
        path.with_suffix(".jsonl.gz").write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    return Corpus(folder=folder)


@dataclass(frozen=True, slots=True)
class FakeReader:
    """Finds in a text what it is told, in others nothing; remembers what it was asked."""

    readings: Mapping[str, Reading] = field(default_factory=dict)
    asked: list[Utterance] = field(default_factory=list)

    def read(self, utterances: Sequence[Utterance]) -> list[Reading]:
        """Look the texts up."""
        self.asked.extend(utterances)
        return [self.readings.get(one.text, Reading(sentiment="neutral", score=0.0)) for one in utterances]


def subject(readings: Mapping[str, Reading] | None = None, **thresholds: float) -> Subject:
    """A model that finds in each text what it is told."""
    return Subject(reader=FakeReader(readings or {}), thresholds=thresholds)


def fact(attribute: str, value: str, *, status: Status = "current", confidence: float = 0.9) -> Fact:
    """A fact found."""
    return Fact(
        family="household", attribute=attribute, value=value, status=status, confidence=confidence, start=0, end=1
    )


def wish(attribute: str, value: str, *, confidence: float = 0.9) -> Preference:
    """A preference found."""
    return Preference(attribute=attribute, value=value, polarity="positive", confidence=confidence, start=0, end=1)


def frustration(category: str, *, confidence: float = 0.9) -> Frustration:
    """A frustration found."""
    return Frustration(category=category, object=None, severity=1, confidence=confidence, start=0, end=1)


def entity(text: str, words: str, kind: str) -> Entity:
    """The first place of some words in a text, found as an entity."""
    start = text.index(words)
    return Entity(type=kind, text=words, start=start, end=start + len(words), score=0.9)


def label(text: str, words: str, name: str) -> dict[str, Any]:
    """The first place of some words in a text, as a set labels it."""
    start = text.index(words)
    return {"start": start, "end": start + len(words), "label": name, "text": words}
