"""What the network saw in one window, taken off its tensors: plain numbers that the signals are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from nlp.extract.encode import Encoded
from nlp.extract.labels import ENTITY_TAGS, FREE_INDEX, LABELS

if TYPE_CHECKING:
    import torch
    from torch import nn

    from nlp.extract.network import Scores

FLOOR = 0.15  # findings below this confidence are not even signals
CUE_TOKENS = 24  # the longest cue
_FREE_PLACE = {label: place for place, label in enumerate(FREE_INDEX)}

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Makes a logit a probability that means what it says: sigmoid(slope x logit + offset), on held-out turns."""

    slope: Floats  # (L,)
    offset: Floats  # (L,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A label that seems to hold in a window."""

    label: int
    probability: float
    status: Floats  # (4,) probabilities
    severity: Floats  # (3,)
    polarity: Floats  # (2,)
    cue: tuple[int, int]  # code points into the window's text
    said: tuple[int, int] | None  # where a free text value stands, likewise
    named: tuple[int, float] | None  # the nearest known value of a named attribute: its number and probability


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Everything the network saw in a window."""

    hits: tuple[Hit, ...]
    sentiment: Floats  # (3,) probabilities
    entities: tuple[tuple[str, int, int, float], ...]  # type, start, end, score


def take_off(
    scores: Scores,
    encoded: Sequence[Encoded],
    *,
    heads: nn.Module,
    values: dict[str, torch.Tensor],
    calibration: Calibration,
    temperature: float,
) -> list[Seen]:
    """Take what matters off the tensors of one batch.

    Args:
        scores: of b windows.
        encoded: their tokens.
        heads: the module that gave the scores.
        values: (n, width) vectors of the known values, by named attribute.
        calibration: of the labels.
        temperature: of the comparison with known values, as in training.

    Returns:
        b records.
    """
    import torch

    slope, offset = (torch.from_numpy(x).to(scores.labels.device) for x in (calibration.slope, calibration.offset))
    probabilities = torch.sigmoid(scores.labels * slope + offset)
    rows, labels = torch.nonzero(probabilities >= FLOOR, as_tuple=True)
    hits: list[list[Hit]] = [[] for _ in encoded]
    if len(rows):
        details = heads.details(scores, rows, labels)  # type: ignore[operator]
        status, severity, polarity = (
            x.softmax(-1).float().cpu().numpy() for x in (details.status, details.severity, details.polarity)
        )
        cues = [x[rows, labels].float().cpu().numpy() for x in (scores.cue_start, scores.cue_end)]
        nearest = {a: _nearest(details.names, vectors, temperature) for a, vectors in values.items() if len(vectors)}
        spoken = [x.float().cpu().numpy() for x in (scores.value_start, scores.value_end)]
        confident = probabilities[rows, labels].cpu().numpy()
        for at, (row, label) in enumerate(zip(rows.tolist(), labels.tolist(), strict=True)):
            place = _FREE_PLACE.get(label)
            attribute = LABELS[label].attribute
            hits[row].append(
                Hit(
                    label=label,
                    probability=float(confident[at]),
                    status=status[at],
                    severity=severity[at],
                    polarity=polarity[at],
                    cue=_span(cues[0][at], cues[1][at], encoded[row]),
                    said=None if place is None else _span(spoken[0][row, place], spoken[1][row, place], encoded[row]),
                    named=nearest[attribute][at] if attribute in nearest else None,
                )
            )
    sentiment = scores.sentiment.softmax(-1).float().cpu().numpy()
    tags = scores.entities.softmax(-1).float().cpu().numpy()
    return [
        Seen(hits=tuple(found), sentiment=mood, entities=tuple(_entities(tag, tokens)))
        for found, mood, tag, tokens in zip(hits, sentiment, tags, encoded, strict=True)
    ]


def _nearest(names: torch.Tensor, vectors: torch.Tensor, temperature: float) -> list[tuple[int, float]]:
    chances, numbers = (names @ vectors.T / temperature).softmax(-1).max(-1)
    return list(zip(numbers.tolist(), chances.tolist(), strict=True))


def _span(first: Floats, last: Floats, tokens: Encoded) -> tuple[int, int]:
    """The likeliest span of at most CUE_TOKENS tokens, as code points."""
    count = len(tokens.ids)
    together = first[:count, None] + last[None, :count]
    places = np.arange(count)
    length = places[None, :] - places[:, None]
    together = np.where((length >= 0) & (length < CUE_TOKENS), together, -np.inf)
    left, right = divmod(int(together.argmax()), count)
    return tokens.offsets[left][0], tokens.offsets[right][1]


def _entities(tags: Floats, tokens: Encoded) -> list[tuple[str, int, int, float]]:
    """Join the tags of one window's tokens to spans; pieces of one word go together."""
    found: list[tuple[str, int, int, float]] = []
    chosen = tags.argmax(-1)
    for place, own in enumerate(tokens.own):
        if not own:
            continue
        tag, (start, end) = ENTITY_TAGS[chosen[place]], tokens.offsets[place]
        chance = float(tags[place].max())
        if tokens.pieces[place] and found and found[-1][2] == start:
            tag = f"I-{found[-1][0]}"  # a word is marked whole, as its first piece is
        if tag == "O":
            continue
        kind = tag[2:]
        if tag[0] == "I" and found and found[-1][0] == kind and start - found[-1][2] <= 1:
            _, first, _, score = found[-1]
            found[-1] = (kind, first, end, min(score, chance))
        else:
            found.append((kind, start, end, chance))
    return found
