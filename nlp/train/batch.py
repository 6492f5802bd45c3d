"""Examples to tensors: the network's targets for one batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlp.extract.encode import Encoded, tensors
from nlp.extract.labels import ENTITY_TAGS, FREE_INDEX, LABELS, NAMED_ATTRIBUTES
from nlp.train.examples import Example

if TYPE_CHECKING:
    import torch

IGNORED = -100  # torch's index that no cross entropy counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Inputs and targets; a row of `found` is one label that holds: (example, label)."""

    inputs: dict[str, torch.Tensor]
    labels: torch.Tensor  # (b, L) floats 0 and 1
    labelled: torch.Tensor  # (b,) floats: 1 where absent labels are known to be absent
    sentiment: torch.Tensor  # (b,)
    entities: torch.Tensor  # (b, t)
    found: torch.Tensor  # (m, 2)
    detail: torch.Tensor  # (m, 3): status, severity, polarity
    cue: torch.Tensor  # (m, 2): first and last token
    valued: torch.Tensor  # (k, 2): (example, place in FREE_TEXT)
    value: torch.Tensor  # (k, 2): first and last token
    named: torch.Tensor  # (m, 2): place in NAMED_ATTRIBUTES and number of the known value, or IGNORED


def collate(
    examples: Sequence[Example], encoded: Sequence[Encoded], *, padding: int, known: Mapping[tuple[str, str], int]
) -> Batch:
    """Build a batch.

    Args:
        examples: b examples.
        encoded: their tokens.
        padding: the id of the padding token.
        known: (attribute, value) to the value's number among that attribute's known values.

    Returns:
        The batch; a cue that was cut off by the encoder's length is no target for the pointers.
    """
    import torch

    inputs = tensors(encoded, padding=padding)
    labels = torch.zeros(len(examples), len(LABELS))
    found, detail, cue, valued, value, named = [], [], [], [], [], []
    for row, (example, tokens) in enumerate(zip(examples, encoded, strict=True)):
        for target in example.targets:
            labels[row, target.label] = 1.0
            found.append((row, target.label))
            detail.append([IGNORED if x is None else x for x in (target.status, target.severity, target.polarity)])
            cue.append(_token_span(tokens, target.start, target.end))
            attribute = LABELS[target.label].attribute
            if target.value:
                valued.append((row, FREE_INDEX.index(target.label)))
                value.append(_token_span(tokens, *target.value))
            number = known.get((attribute, target.name or ""))
            named.append((IGNORED, IGNORED) if number is None else (NAMED_ATTRIBUTES.index(attribute), number))
    width = inputs["input_ids"].shape[1]
    return Batch(
        inputs=inputs,
        labels=labels,
        labelled=torch.tensor([float(example.labelled) for example in examples]),
        sentiment=torch.tensor([IGNORED if e.sentiment is None else e.sentiment for e in examples]),
        entities=torch.tensor([_tags(e, t, width) for e, t in zip(examples, encoded, strict=True)]),
        found=torch.tensor(found, dtype=torch.long).reshape(-1, 2),
        detail=torch.tensor(detail, dtype=torch.long).reshape(-1, 3),
        cue=torch.tensor(cue, dtype=torch.long).reshape(-1, 2),
        valued=torch.tensor(valued, dtype=torch.long).reshape(-1, 2),
        value=torch.tensor(value, dtype=torch.long).reshape(-1, 2),
        named=torch.tensor(named, dtype=torch.long).reshape(-1, 2),
    )


def _token_span(tokens: Encoded, start: int, end: int) -> tuple[int, int]:
    inside = [
        place
        for place, ((left, right), own) in enumerate(zip(tokens.offsets, tokens.own, strict=True))
        if own and left < end and right > start
    ]
    return (inside[0], inside[-1]) if inside else (IGNORED, IGNORED)


def _tags(example: Example, tokens: Encoded, width: int) -> list[int]:
    if example.entities is None:
        return [IGNORED] * width
    tags = [0 if own else IGNORED for own in tokens.own]
    for start, end, kind in example.entities:
        first, last = _token_span(tokens, start, end)
        if first == IGNORED or f"B-{kind}" not in ENTITY_TAGS:
            continue
        tags[first : last + 1] = [ENTITY_TAGS.index(f"I-{kind}")] * (last + 1 - first)
        tags[first] = ENTITY_TAGS.index(f"B-{kind}")
    return tags + [IGNORED] * (width - len(tags))
