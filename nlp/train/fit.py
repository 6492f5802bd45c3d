"""Fine-tune the encoder with all heads at once."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlp.extract.encode import batches, encode
from nlp.extract.labels import NAMED_ATTRIBUTES
from nlp.extract.network import Scores, build_heads
from nlp.registry import Encoder
from nlp.train.batch import Batch, collate
from nlp.train.examples import Example

if TYPE_CHECKING:
    import torch
    from torch import nn

LOG = logging.getLogger(__name__)
TELL_STEPS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How the network is trained; all of it goes into model.json."""

    epochs: int = 11
    seed: int = 7
    batch_tokens: int = 2400
    encoder_rate: float = 1.5e-4
    head_rate: float = 1.5e-3
    warm_up: float = 0.05  # share of the steps
    weight_decay: float = 0.01
    hidden_words: float = 0.08  # share of a text's own tokens that are masked, drawn anew each time it is read
    attention_weight: float = 0.1
    detail_weight: float = 1.5
    pointer_weight: float = 0.15
    name_weight: float = 0.2
    entity_weight: float = 1.0
    sentiment_weight: float = 1.0
    temperature: float = 0.05  # of the comparison with known values


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """What training leaves."""

    heads: nn.Module
    known: dict[str, list[str]]  # the known values of each named attribute
    vectors: dict[str, torch.Tensor]  # (n, width) unit vectors of them
    seconds: float


def known_values(examples: Sequence[Example]) -> dict[str, list[str]]:
    """List the values of the named attributes that the examples hold, in order of the alphabet."""
    from nlp.extract.labels import LABELS

    found: dict[str, set[str]] = {attribute: set() for attribute in NAMED_ATTRIBUTES}
    for example in examples:
        for target in example.targets:
            attribute = LABELS[target.label].attribute
            if attribute in found and target.name:
                found[attribute].add(target.name)
    return {attribute: sorted(values) for attribute, values in found.items()}


def fit(
    encoder: Encoder,
    examples: Sequence[Example],
    *,
    recipe: Recipe,
    after_epoch: Callable[[int, nn.Module], None] | None = None,
) -> Trained:
    """Train.

    Args:
        encoder: changed in place, all but its embeddings: those stay the published ones and need not be shipped.
        examples: to learn from.
        recipe: seeds and rates.
        after_epoch: called with the epoch's number and the heads, for instance to score them.

    Returns:
        The heads and the known values.
    """
    import torch

    torch.manual_seed(recipe.seed)
    rng = random.Random(recipe.seed)  # noqa: S311 - order of batches, no secret
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    known = known_values(examples)
    vectors = {attribute: embed(encoder, values).to(device) for attribute, values in known.items()}
    heads = build_heads(encoder.width, encoder.width).to(device)
    network = encoder.network.to(device)
    _freeze_embeddings(network)
    _drop_no_attention(network)
    encoded = encode([e.text for e in examples], [e.context for e in examples], tokenizer=encoder.tokenizer)
    groups = list(batches(encoded, tokens=recipe.batch_tokens))
    optimiser, schedule = _optimiser(network, heads, recipe, steps=recipe.epochs * len(groups))
    numbers = {(a, value): n for a, values in known.items() for n, value in enumerate(values)}
    began = time.monotonic()

    def learn(group: Sequence[int]) -> float:
        batch = collate(
            [examples[p] for p in group],
            [encoded[p] for p in group],
            padding=encoder.tokenizer.pad_token_id,
            known=numbers,
        )
        hide_words(batch.inputs, share=recipe.hidden_words, mask=encoder.tokenizer.mask_token_id)
        scores = run(network, heads, {k: v.to(device) for k, v in batch.inputs.items()})
        loss = loss_of(scores, batch, heads=heads, vectors=vectors, recipe=recipe)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_([*network.parameters(), *heads.parameters()], 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        return float(loss.detach())

    for epoch in range(1, recipe.epochs + 1):
        network.train()
        heads.train()
        _run_epoch(epoch, _regrouped(encoded, recipe.batch_tokens, rng), learn)
        if after_epoch:
            network.eval()
            heads.eval()
            after_epoch(epoch, heads)
    seconds = time.monotonic() - began
    network.eval().to("cpu")
    on_cpu = {attribute: vector.to("cpu") for attribute, vector in vectors.items()}
    return Trained(heads=heads.eval().to("cpu"), known=known, vectors=on_cpu, seconds=seconds)


def _run_epoch(epoch: int, groups: Sequence[Sequence[int]], learn: Callable[[Sequence[int]], float]) -> None:
    """Learn every batch once, telling now and then how it goes."""
    began, total = time.monotonic(), 0.0
    for step, group in enumerate(groups):
        total += learn(group)
        if step % TELL_STEPS == 0:
            mean, seconds = total / (step + 1), time.monotonic() - began
            LOG.info("epoch %d step %d of %d: loss %.3f, %.0f s", epoch, step, len(groups), mean, seconds)


def run(network: nn.Module, heads: nn.Module, inputs: dict[str, torch.Tensor]) -> Scores:
    """One pass of the encoder and its heads over a batch, in bfloat16 where that is faster."""
    import torch

    with torch.autocast(inputs["input_ids"].device.type, dtype=torch.bfloat16):
        vectors = network(
            input_ids=inputs["input_ids"],
            token_type_ids=inputs["token_type_ids"],
            attention_mask=inputs["attention_mask"],
        ).last_hidden_state
    scores: Scores = heads(vectors.float(), inputs["own"])
    return scores


def embed(encoder: Encoder, values: Sequence[str]) -> torch.Tensor:
    """Embed n short texts with the encoder as published: (n, width) unit vectors."""
    import torch
    from sentence_transformers import SentenceTransformer

    if not values:
        return torch.zeros(0, encoder.width)
    model = SentenceTransformer(encoder.source, device="cpu")
    vectors = model.encode(list(values), normalize_embeddings=True, convert_to_tensor=True, show_progress_bar=False)
    return vectors.clone()  # encode works in inference mode, whose tensors no loss may use


def loss_of(
    scores: Scores, batch: Batch, *, heads: nn.Module, vectors: dict[str, torch.Tensor], recipe: Recipe
) -> torch.Tensor:
    """The weighted sum of all heads' losses, a mean over the examples (or over the labels that hold)."""
    import torch
    from torch.nn import functional

    device = scores.labels.device
    present = functional.binary_cross_entropy_with_logits(scores.labels, batch.labels.to(device), reduction="none")
    loss = (present.sum(-1) * batch.labelled.to(device)).sum() / batch.labelled.sum().clamp(min=1)
    loss = loss + recipe.sentiment_weight * _entropy(scores.sentiment, batch.sentiment)
    loss = loss + recipe.entity_weight * _entropy(scores.entities.flatten(0, 1), batch.entities.flatten())
    if len(batch.found):
        row, label = batch.found.to(device).unbind(1)
        details = heads.details(scores, row, label)  # type: ignore[operator]
        for logits, column in ((details.status, 0), (details.severity, 1), (details.polarity, 2)):
            loss = loss + recipe.detail_weight * _entropy(logits, batch.detail[:, column])
        first, last = batch.cue.unbind(1)
        loss = loss + recipe.pointer_weight * _entropy(scores.cue_start[row, label], first)
        loss = loss + recipe.pointer_weight * _entropy(scores.cue_end[row, label], last)
        loss = loss + recipe.attention_weight * _attention_loss(scores.attention[row, label], batch.cue.to(device))
        for number, attribute in enumerate(NAMED_ATTRIBUTES):
            mine = batch.named[:, 0] == number
            likeness = details.names[mine.to(device)] @ vectors[attribute].T / recipe.temperature
            loss = loss + recipe.name_weight * _entropy(likeness, batch.named[mine, 1])
    if len(batch.valued):
        row, place = batch.valued.to(device).unbind(1)
        loss = loss + recipe.pointer_weight * _entropy(scores.value_start[row, place], batch.value[:, 0])
        loss = loss + recipe.pointer_weight * _entropy(scores.value_end[row, place], batch.value[:, 1])
    return torch.as_tensor(loss)


def _entropy(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Cross entropy over the targets that count; 0 where none does."""
    from torch.nn import functional

    targets = targets.to(logits.device)
    counted = (targets >= 0).sum().clamp(min=1)
    return functional.cross_entropy(logits, targets, reduction="sum") / counted


def _attention_loss(attention: torch.Tensor, cue: torch.Tensor) -> torch.Tensor:
    """Minus the log of the attention that falls on the cue: (m, t) log-probabilities, (m, 2) first and last tokens."""
    import torch

    places = torch.arange(attention.shape[1], device=attention.device)
    inside = (places >= cue[:, :1]) & (places <= cue[:, 1:]) & (cue[:, :1] >= 0)
    kept = attention.masked_fill(~inside, -1e4).logsumexp(-1)
    return -(kept * inside.any(-1)).mean()


def _regrouped(encoded: Sequence[object], tokens: int, rng: random.Random) -> list[list[int]]:
    """Batches of like length in random order, drawn anew: neighbours differ from epoch to epoch."""
    order = list(range(len(encoded)))
    rng.shuffle(order)
    chunk = 2000
    groups: list[list[int]] = []
    for at in range(0, len(order), chunk):
        mine = order[at : at + chunk]
        groups += [[mine[p] for p in group] for group in batches([encoded[q] for q in mine], tokens=tokens)]  # type: ignore[misc]
    rng.shuffle(groups)
    return groups


def hide_words(inputs: dict[str, torch.Tensor], *, share: float, mask: int) -> None:
    """Mask a share of the texts' own tokens in place, so that no label comes to hang on one word.

    Args:
        inputs: of a batch; `input_ids` is changed.
        share: of the tokens, 0 to 1.
        mask: the id of the mask token.
    """
    import torch

    ids = inputs["input_ids"]
    ids.masked_fill_((torch.rand(ids.shape) < share) & inputs["own"], mask)


def _drop_no_attention(network: nn.Module) -> None:
    """Switch the encoder's dropout of attention weights off: on a processor it costs a seventh of the time."""
    from torch import nn

    for name, module in network.named_modules():
        if isinstance(module, nn.Dropout) and name.endswith("attention.self.dropout"):
            module.p = 0.0


def _freeze_embeddings(network: nn.Module) -> None:
    for parameter in network.get_input_embeddings().parameters():  # type: ignore[operator]
        parameter.requires_grad_(False)
    embeddings = getattr(network, "embeddings", None)
    if embeddings is not None:
        embeddings.requires_grad_(False)


def _optimiser(
    network: nn.Module, heads: nn.Module, recipe: Recipe, *, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    import torch

    optimiser = torch.optim.AdamW(
        [
            {"params": [p for p in network.parameters() if p.requires_grad], "lr": recipe.encoder_rate},
            {"params": list(heads.parameters()), "lr": recipe.head_rate},
        ],
        weight_decay=recipe.weight_decay,
        fused=True,
    )
    warm = max(1, int(recipe.warm_up * steps))

    def rate(step: int) -> float:
        return (step + 1) / warm if step < warm else max(0.0, (steps - step) / max(1, steps - warm))

    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, rate)
