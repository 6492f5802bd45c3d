"""The network: one encoder, one pass, every head of the label space.

Each label looks at the turn's own tokens through an attention of its own (label-wise attention, Mullenbach et al. 2018,
"Explainable Prediction of Medical Codes from Clinical Text"); what it gathers there decides whether the label holds,
its status, severity and polarity. Two pointers a label mark the first and last token of the cue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlp.extract.labels import (
    ENTITY_TAGS,
    FREE_INDEX,
    LABELS,
    POLARITIES,
    SENTIMENTS,
    SEVERITIES,
    STATUSES,
)

if TYPE_CHECKING:
    import torch
    from torch import nn


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What the network gives for b texts of t tokens, as logits; L labels."""

    hidden: torch.Tensor  # (b, t, width) token vectors
    labels: torch.Tensor  # (b, L)
    attention: torch.Tensor  # (b, L, t) log-probabilities over the turn's own tokens
    cue_start: torch.Tensor  # (b, L, t)
    cue_end: torch.Tensor  # (b, L, t)
    value_start: torch.Tensor  # (b, 5, t) for FREE_TEXT
    value_end: torch.Tensor  # (b, 5, t)
    sentiment: torch.Tensor  # (b, 3)
    entities: torch.Tensor  # (b, t, tags)


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What the network gives for m labels that hold, each in one text, as logits."""

    status: torch.Tensor  # (m, 4)
    severity: torch.Tensor  # (m, 3)
    polarity: torch.Tensor  # (m, 2)
    names: torch.Tensor  # (m, n) unit vectors, to be compared with the known values of a named attribute


def build_heads(width: int, name_width: int) -> nn.Module:
    """Build the heads over an encoder's token vectors.

    Args:
        width: of the encoder's token vectors.
        name_width: of the sentence vectors that known values are compared in.

    Returns:
        A module whose forward takes token vectors (b, t, width) and the mask of the turn's own tokens (b, t) and
        returns `Scores`; its `details` takes those scores and the (m,) texts and (m,) labels to look at closer, and
        returns `Details`.
    """
    import torch
    from torch import nn
    from torch.nn import functional

    class Heads(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            count, free = len(LABELS), len(FREE_INDEX)

            def table(*shape: int) -> nn.Parameter:
                return nn.Parameter(torch.randn(*shape) * width**-0.5)

            self.look = table(count, width)
            self.weigh = table(count, width)
            self.bias = nn.Parameter(torch.full((count,), -4.0))  # most labels are absent from most turns
            self.pooled = nn.Linear(2 * width, count)
            self.mix = nn.Linear(width, width)
            self.kind = table(count, width)
            self.detail = nn.Linear(width, len(STATUSES) + len(SEVERITIES) + len(POLARITIES))
            self.cue = table(2, count, width)
            self.value = table(2, free, width)
            self.name = nn.Linear(width, name_width)
            self.sentiment = nn.Sequential(nn.Linear(2 * width, width), nn.GELU(), nn.Linear(width, len(SENTIMENTS)))
            self.entity = nn.Linear(width, len(ENTITY_TAGS))
            self.drop = nn.Dropout(0.1)

        def forward(self, vectors: torch.Tensor, own: torch.Tensor) -> Scores:
            hidden = self.drop(vectors)
            away = torch.where(own, 0.0, -1e4)
            look, weigh, *points = (hidden @ q.T for q in (self.look, self.weigh, *self.cue, *self.value))
            attention = torch.log_softmax(look + away[..., None], dim=1)
            share = own / own.sum(-1, keepdim=True).clamp(min=1)
            mean = torch.einsum("bt,btd->bd", share, hidden)
            highest = (hidden + away[..., None]).amax(1)
            pooled = self.drop(torch.cat([mean, highest], -1))
            cue_start, cue_end, value_start, value_end = ((p + away[..., None]).transpose(1, 2) for p in points)
            return Scores(
                hidden=hidden,
                labels=(attention.exp() * weigh).sum(1) + self.bias + self.pooled(pooled),
                attention=attention.transpose(1, 2),
                cue_start=cue_start,
                cue_end=cue_end,
                value_start=value_start,
                value_end=value_end,
                sentiment=self.sentiment(pooled),
                entities=self.entity(hidden),
            )

        def details(self, scores: Scores, rows: torch.Tensor, labels: torch.Tensor) -> Details:
            seen = torch.einsum("mt,mtd->md", scores.attention[rows, labels].exp(), scores.hidden[rows])
            detail = self.detail(functional.gelu(self.mix(seen) + self.kind[labels]))
            status, severity, polarity = detail.split([len(STATUSES), len(SEVERITIES), len(POLARITIES)], dim=-1)
            names = functional.normalize(self.name(seen), dim=-1)
            return Details(status=status, severity=severity, polarity=polarity, names=names)

    return Heads()
