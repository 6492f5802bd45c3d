"""Readings and traces made by hand."""

from __future__ import annotations

from collections.abc import Iterable

from flows.evaluation.findings import Place, grouped
from flows.evaluation.tally import Finding
from flows.evaluation.traces import Kind, Reading, Traces


def reading(
    place: Place, finding: Finding, *, confidence: float = 0.9, threshold: float = 0.4, rule: str = ""
) -> Reading:
    """Something read in a turn, its cue the first three characters."""
    return Reading(place=place, finding=finding, confidence=confidence, threshold=threshold, rule=rule, cue=(0, 3))


def traces(
    *,
    kind: Kind = "fact",
    read: Iterable[Reading] = (),
    cited: Iterable[Reading] = (),
    exclusive: frozenset[str] = frozenset(),
    endings: Iterable[Reading] = (),
    spans: Iterable[Reading] = (),
    texts: dict[Place, str] | None = None,
) -> Traces:
    """The traces of customer k1, of one kind."""
    return Traces(
        texts=texts or {},
        read=grouped(((kind, one.place), one) for one in read),
        cited=grouped(((kind, "k1"), one) for one in cited),
        held={},
        exclusive=exclusive,
        moods={},
        endings=grouped((one.place, one) for one in endings),
        spans=grouped((one.place, one) for one in spans),
    )
