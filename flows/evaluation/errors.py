"""What one wrong result of an evaluation is made of."""

from __future__ import annotations

from dataclasses import dataclass

from flows.evaluation.findings import Place
from flows.evaluation.tally import Finding

Cue = tuple[int, int]  # code points of the turn's text, the end exclusive


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One turn that shows an error."""

    place: Place
    text: str  # redacted
    cue: Cue | None = None
    read: str = ""  # what was read there, how surely, and by which rule
    whole: bool = False  # the proof may stand anywhere in the turn, so the text is not to be shortened


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """Something missed, found although it is not so, or found otherwise than it is."""

    finding: str  # fact, preference, frustration, sentiment, entity, identity, evidence, privacy
    attribute: str  # or the type of an entity, the category of a frustration
    kind: str  # what went wrong, as far as a program can tell
    customer_id: str
    told: str  # what the gold has, what was found instead
    quotes: tuple[Quote, ...] = ()


def spell(finding: Finding) -> str:
    """Write (attribute, value, status) for people; what is empty is left out."""
    attribute, value, status = finding
    return (f"{attribute} = {value}" if value else attribute) + (f", {status}" if status else "")
