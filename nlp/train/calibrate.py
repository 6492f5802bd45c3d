"""Make the labels' logits probabilities that mean what they say (Platt 1999), on held-out turns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nlp.extract.encode import batches, encode
from nlp.extract.labels import LABELS
from nlp.registry import Encoder
from nlp.train.batch import collate
from nlp.train.examples import Example

if TYPE_CHECKING:
    import torch
    from torch import nn

KINDS = ("fact", "preference", "frustration")


def calibrate(encoder: Encoder, heads: nn.Module, examples: Sequence[Example]) -> dict[str, list[float]]:
    """Fit slope and offset of each kind of label.

    Args:
        encoder: fine-tuned.
        heads: over it.
        examples: held out from training.

    Returns:
        [slope, offset] by kind: probability = sigmoid(slope x logit + offset).
    """
    import torch
    from torch.nn import functional

    x, y = _see(encoder, heads, examples)
    fitted = {}
    for kind in KINDS:
        columns = [number for number, label in enumerate(LABELS) if label.kind == kind]
        line = torch.tensor([1.0, 0.0], requires_grad=True)
        optimiser = torch.optim.LBFGS([line], max_iter=100, line_search_fn="strong_wolfe")
        xs, ys = x[:, columns], y[:, columns]

        def closure(line: torch.Tensor = line, xs: torch.Tensor = xs, ys: torch.Tensor = ys) -> torch.Tensor:
            line.grad = None
            loss = functional.binary_cross_entropy_with_logits(xs * line[0] + line[1], ys)
            loss.backward()  # type: ignore[no-untyped-call]
            return loss

        optimiser.step(closure)  # type: ignore[no-untyped-call]
        fitted[kind] = [round(float(value), 4) for value in line.detach()]
    return fitted


def label_scores(encoder: Encoder, heads: nn.Module, examples: Sequence[Example]) -> dict[str, float]:
    """Score each kind of label while training goes on: F1 of the windows' labels, uncalibrated, from one half up."""
    x, y = _see(encoder, heads, examples)
    scores = {}
    for kind in KINDS:
        columns = [number for number, label in enumerate(LABELS) if label.kind == kind]
        found, true = x[:, columns] > 0, y[:, columns] > 0
        scores[kind] = 2 * float((found & true).sum()) / max(1.0, float(found.sum() + true.sum()))
    return scores


def _see(encoder: Encoder, heads: nn.Module, examples: Sequence[Example]) -> tuple[torch.Tensor, torch.Tensor]:
    """The (n, L) logits and truths of the n examples whose labels are known."""
    import torch

    kept = [example for example in examples if example.labelled]
    encoded = encode([e.text for e in kept], [e.context for e in kept], tokenizer=encoder.tokenizer)
    device = next(heads.parameters()).device  # a GPU's, while training there goes on
    logits, truth = [], []
    with torch.inference_mode():
        for group in batches(encoded, tokens=4096):
            batch = collate(
                [kept[p] for p in group], [encoded[p] for p in group], padding=encoder.tokenizer.pad_token_id, known={}
            )
            inputs = {name: tensor.to(device) for name, tensor in batch.inputs.items()}
            own = inputs.pop("own")
            logits.append(heads(encoder.network(**inputs).last_hidden_state, own).labels.cpu())
            truth.append(batch.labels)
    return torch.cat(logits).clone(), torch.cat(truth).clone()
