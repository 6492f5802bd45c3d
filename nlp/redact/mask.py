"""Masks put in the place of identifiers, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from nlp.records import Redaction
from nlp.redact.tokens import Span

# Between two pieces of one identifier: blanks, a dash, what one says while looking for the rest.
BETWEEN: Final = re.compile(r"[ \t.\-–/]*(?:\b(?:uh|um|er|erm|ah|dash|hyphen|slash|then)\b[ \t.\-–/]*){0,3}")
FARTHEST = 24  # code points between two pieces


def settle(text: str, spans: Iterable[Span]) -> list[Span]:
    """Order spans, merge those that overlap, and join the pieces of one identifier.

    Args:
        text: the turn.
        spans: in order of trust; where two overlap, the stretch of both takes the type that comes first.
    """
    ranked = sorted((span.start, span.end, rank, span.type) for rank, span in enumerate(spans))
    kept: list[Span] = []
    best = -1  # rank of the last kept span
    for start, end, rank, type_ in ranked:
        if kept and start < kept[-1].end:
            before = kept[-1]
            kept[-1] = Span(before.start, max(before.end, end), type_ if rank < best else before.type)
            best = min(best, rank)
        elif kept and kept[-1].type == type_ != "EMAIL" and _is_one(text, kept[-1].end, start):
            kept[-1] = Span(kept[-1].start, end, type_)
            best = min(best, rank)
        else:
            kept.append(Span(start, end, type_))
            best = rank
    return kept


def _is_one(text: str, start: int, end: int) -> bool:
    return end - start <= FARTHEST and BETWEEN.fullmatch(text, start, end) is not None


def apply(text: str, spans: Sequence[Span], *, turn: int = 0) -> tuple[str, list[Redaction]]:
    """Put a mask in the place of each span.

    Args:
        text: the turn.
        spans: in order, without overlaps.
        turn: its number, for the redactions.

    Returns:
        The redacted text, and where its masks stand in it.
    """
    pieces: list[str] = []
    redactions: list[Redaction] = []
    position = length = 0
    for span in spans:
        mask = f"[{span.type}]"
        pieces += (text[position : span.start], mask)
        length += span.start - position
        redactions.append(Redaction(turn=turn, type=span.type, start=length, end=length + len(mask)))
        length += len(mask)
        position = span.end
    pieces.append(text[position:])
    return "".join(pieces), redactions


def unmasked(spans: Sequence[Span], earlier: Sequence[Span]) -> list[Span]:
    """Spans of a masked text as they stand in the text before it was masked.

    Args:
        spans: of the masked text, in order; none of them touches a mask.
        earlier: the spans that were masked, in order, as they stand in the text before.
    """
    found: list[Span] = []
    shift = mask = 0
    for span in spans:
        while mask < len(earlier) and earlier[mask].start + shift < span.start:
            shift += len(earlier[mask].type) + 2 - (earlier[mask].end - earlier[mask].start)
            mask += 1
        found.append(Span(span.start - shift, span.end - shift, span.type))
    return found
