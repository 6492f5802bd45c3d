"""Preferences from what the network saw."""

from __future__ import annotations

from nlp.extract.labels import LABELS, POLARITIES
from nlp.extract.readings import Hit
from nlp.extract.values import free_value
from nlp.records import Polarity, Preference

_FIXED: dict[str, Polarity] = {"likes": "positive", "dislikes": "negative"}


def read_preference(hit: Hit, text: str, *, offset: int) -> Preference | None:
    """Read one preference.

    Args:
        hit: a label of kind preference.
        text: the whole turn.
        offset: where the hit's window begins in it.

    Returns:
        The preference; None if what is liked or disliked cannot be named.
    """
    label = LABELS[hit.label]
    start, end = hit.cue[0] + offset, hit.cue[1] + offset
    value = label.value
    if value is None:
        said = text[hit.said[0] + offset : hit.said[1] + offset] if hit.said else None
        value = free_value(label.attribute, cue=text[start:end], said=said, named=None, known=())
    if value is None:
        return None
    best = int(hit.polarity.argmax())
    fixed = _FIXED.get(label.attribute)
    chance = 1.0 if fixed else float(hit.polarity[best])
    return Preference(
        attribute=label.attribute,
        value=value,
        polarity=fixed or POLARITIES[best],
        confidence=round(hit.probability * chance, 4),
        start=start,
        end=end,
    )
