"""Read labelled turns: JSON Lines as models/training/README.md describes them, checked against the label space."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from nlp.errors import PayloadError
from nlp.extract.labels import CATEGORIES, FAMILY_OF, INDEX, PREFERENCES
from nlp.records import Polarity, Sentiment, Status

MARK = re.compile(r"\[\[([A-Z_]+)\|([^\[\]|]+)\]\]")


class FactLabel(NamedTuple):
    """A fact and the shortest words that prove it."""

    family: str
    attribute: str
    value: str
    status: Status
    cue: str


class PreferenceLabel(NamedTuple):
    """A lasting wish and the words that prove it."""

    attribute: str
    value: str
    polarity: Polarity
    cue: str


class FrustrationLabel(NamedTuple):
    """What annoyed the customer and the words that prove it."""

    category: str
    object: str | None
    severity: Literal[1, 2, 3]
    cue: str


class LabelledTurn(BaseModel):
    """One turn with everything a careful reader learns from it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    channel: Literal["call", "chat", "email"]
    context: str | None
    text: str
    sentiment: Sentiment | None
    facts: tuple[FactLabel, ...]
    preferences: tuple[PreferenceLabel, ...]
    frustrations: tuple[FrustrationLabel, ...]
    conversation: str | None = None
    turn: int | None = None
    speaker: Literal["customer", "agent", "system"] = "customer"

    @model_validator(mode="after")
    def _follows_the_taxonomy(self) -> LabelledTurn:
        faults = [*_fact_faults(self), *_preference_faults(self), *_frustration_faults(self)]
        labels: list[FactLabel | PreferenceLabel | FrustrationLabel]
        labels = [*self.facts, *self.preferences, *self.frustrations]
        faults += [f"cue {label.cue!r} is not in the text" for label in labels if label.cue not in self.text]
        if (self.sentiment is None) != (self.speaker != "customer"):
            faults.append("a customer's turn has a sentiment, no other has")
        if self.speaker != "customer" and labels:
            faults.append("only a customer's turn has labels")
        if faults:
            raise ValueError("; ".join(faults))
        return self


def _fact_faults(turn: LabelledTurn) -> Iterator[str]:
    for fact in turn.facts:
        if FAMILY_OF.get(fact.attribute) != fact.family:
            yield f"there is no {fact.family}/{fact.attribute}"
        elif not _is_value(fact.attribute, fact.value):
            yield f"there is no {fact.attribute}={fact.value}"


def _preference_faults(turn: LabelledTurn) -> Iterator[str]:
    for preference in turn.preferences:
        if preference.attribute not in PREFERENCES:
            yield f"there is no preference {preference.attribute}"
        elif not _is_value(preference.attribute, preference.value):
            yield f"there is no {preference.attribute}={preference.value}"


def _frustration_faults(turn: LabelledTurn) -> Iterator[str]:
    return (f"there is no category {f.category}" for f in turn.frustrations if f.category not in CATEGORIES)


def _is_value(attribute: str, value: str) -> bool:
    if attribute == "child_count":
        return value.isdigit()
    return (attribute, None) in INDEX or (attribute, value) in INDEX


class MarkedTurn(BaseModel):
    """One turn whose entities and identifiers are marked in place: `[[TYPE|words]]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    channel: Literal["call", "chat", "email"]
    speaker: Literal["customer", "agent"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A labelled turn and where it stands."""

    file: str  # without folder and suffix: files have one author each
    number: int
    turn: LabelledTurn | MarkedTurn


def read_lines(path: Path) -> Iterator[Line]:
    """Read one file of labelled or marked turns.

    Args:
        path: a JSON Lines file; those whose name begins with `entities_` hold marked turns.

    Yields:
        One record a line.

    Raises:
        PayloadError: a line is no valid turn; the message names file, line and fault.
    """
    kind = MarkedTurn if path.name.startswith("entities_") else LabelledTurn
    with path.open(encoding="utf-8") as file:
        for number, text in enumerate(file, 1):
            try:
                turn = kind.model_validate(json.loads(text))
            except (ValidationError, json.JSONDecodeError) as error:
                raise PayloadError(f"{path}:{number}: {error}") from error
            yield Line(file=path.stem, number=number, turn=turn)
