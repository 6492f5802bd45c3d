"""Frustrations from what the network saw."""

from __future__ import annotations

import numpy as np

from nlp.extract.labels import LABELS, SEVERITIES
from nlp.extract.readings import Hit
from nlp.extract.values import tidy
from nlp.records import Frustration


def read_frustration(hit: Hit, text: str, *, offset: int) -> Frustration:
    """Read one frustration.

    Args:
        hit: a label of kind frustration.
        text: the whole turn.
        offset: where the hit's window begins in it.

    Returns:
        The frustration; its severity is the expected one, rounded; its object the cue where that is short.
    """
    start, end = hit.cue[0] + offset, hit.cue[1] + offset
    return Frustration(
        category=LABELS[hit.label].attribute,
        object=tidy(text[start:end], singular=False),
        severity=int(np.floor(float(hit.severity @ np.asarray(SEVERITIES)) + 0.5)),
        confidence=round(hit.probability, 4),
        start=start,
        end=end,
    )
