"""Texts to token batches: the one way in which training and reading feed the encoder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

MAX_TOKENS = 256
CONTEXT_CHARACTERS = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """One text behind its context, as tokens."""

    ids: list[int]
    types: list[int]
    own: list[bool]  # the token belongs to the text, not to its context
    offsets: list[tuple[int, int]]  # code points into the text; (0, 0) elsewhere
    pieces: list[bool]  # the token goes on a word that an earlier token begins


def encode(texts: Sequence[str], contexts: Sequence[str | None], *, tokenizer: Any) -> list[Encoded]:  # noqa: ANN401
    """Tokenise texts as the second of a pair whose first is the end of their context.

    Args:
        texts: n texts.
        contexts: n texts or None; the last words of each are kept.
        tokenizer: a fast tokenizer of transformers.

    Returns:
        n encodings of at most MAX_TOKENS tokens.
    """
    backend = tokenizer.backend_tokenizer
    backend.no_padding()  # the published tokenizer.json pads and cuts everything to 128
    backend.no_truncation()
    pairs = [(_tail(context), text) for text, context in zip(texts, contexts, strict=True)]
    encoded = []
    for one in backend.encode_batch(pairs):
        own = [sequence == 1 for sequence in one.sequence_ids]
        offsets = [offset if mine else (0, 0) for offset, mine in zip(one.offsets, own, strict=True)]
        words = one.word_ids
        pieces = [
            at > 0 and word is not None and word == words[at - 1] and own[at - 1] for at, word in enumerate(words)
        ]
        encoded.append(
            Encoded(
                ids=one.ids[:MAX_TOKENS],
                types=one.type_ids[:MAX_TOKENS],
                own=own[:MAX_TOKENS],
                offsets=offsets[:MAX_TOKENS],
                pieces=pieces[:MAX_TOKENS],
            )
        )
    return encoded


def _tail(context: str | None) -> str:
    if not context or len(context) <= CONTEXT_CHARACTERS:
        return context or ""
    return context[-CONTEXT_CHARACTERS:].split(" ", 1)[-1]


def batches(encoded: Sequence[Encoded], *, tokens: int) -> Iterator[list[int]]:
    """Group encodings of like length.

    Args:
        encoded: in any order.
        tokens: the most tokens of a batch, padding included; a longer text is a batch of its own.

    Yields:
        Positions in `encoded`, shortest texts first.
    """
    batch: list[int] = []
    for position in sorted(range(len(encoded)), key=lambda p: len(encoded[p].ids)):
        if batch and (len(batch) + 1) * len(encoded[position].ids) > tokens:
            yield batch
            batch = []
        batch.append(position)
    if batch:
        yield batch


def tensors(encoded: Sequence[Encoded], *, padding: int) -> dict[str, torch.Tensor]:
    """Pad encodings to one length.

    Args:
        encoded: b encodings.
        padding: the id of the padding token.

    Returns:
        `input_ids`, `token_type_ids`, `attention_mask` as (b, t) integers and `own` as (b, t) booleans.
    """
    import torch

    width = max(len(one.ids) for one in encoded)

    def padded(rows: list[list[int]], fill: int) -> torch.Tensor:
        return torch.tensor([row + [fill] * (width - len(row)) for row in rows])

    return {
        "input_ids": padded([one.ids for one in encoded], padding),
        "token_type_ids": padded([one.types for one in encoded], 0),
        "attention_mask": padded([[1] * len(one.ids) for one in encoded], 0),
        "own": padded([[int(mine) for mine in one.own] for one in encoded], 0).bool(),
    }
