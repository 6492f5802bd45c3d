"""Names in a turn: the network's spans and the pattern rules', joined."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlp.records import Entity

RULED_TYPES = frozenset({"MONEY", "DATE", "TIME", "URL", "ORDER_ID"})  # patterns find these; the network the names
SURE_SCORE = 0.5

_MASK = re.compile(r"\[[A-Z_]+\]")
_EDGE = " \t\n\r.,;:!?\"'()[]“”‘’"


def join_entities(text: str, found: Iterable[tuple[str, int, int, float]], patterns: Iterable[Entity]) -> list[Entity]:
    """Join what the network and the patterns found.

    Args:
        text: the whole redacted turn.
        found: the network's spans: type, start, end, score.
        patterns: the rules' entities; they win where both overlap.

    Returns:
        Entities in order, none overlapping another or a mask of redaction.
    """
    kept = [entity for entity in patterns if entity.type in RULED_TYPES]
    taken = [(e.start, e.end) for e in kept] + [m.span() for m in _MASK.finditer(text)]
    for kind, left, right, score in found:
        start, end = _trimmed(text, left, right)
        if kind in RULED_TYPES or score < SURE_SCORE or start >= end:
            continue
        if any(start < b and a < end for a, b in taken):
            continue
        kept.append(Entity(type=kind, text=text[start:end], start=start, end=end, score=round(score, 4)))
        taken.append((start, end))
    return sorted(kept, key=lambda entity: entity.start)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    if text[start:end].lower().endswith(("'s", "’s")):
        end -= 2
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end
