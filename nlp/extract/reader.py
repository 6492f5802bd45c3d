"""Read turns: one pass of one encoder, all signals from it, the rules beside it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np

from nlp.errors import ModelError
from nlp.extract.context import Modifier, build_pipeline, find_modifiers
from nlp.extract.encode import batches, encode, tensors
from nlp.extract.entities import join_entities
from nlp.extract.facts import read_fact
from nlp.extract.frustrations import read_frustration
from nlp.extract.labels import LABELS
from nlp.extract.network import build_heads
from nlp.extract.patterns import find_patterns
from nlp.extract.preferences import read_preference
from nlp.extract.readings import Calibration, Seen, take_off
from nlp.extract.resolution import find_resolutions
from nlp.extract.sentiment import join_sentiment
from nlp.extract.weights import load_weights
from nlp.extract.windows import Window, cut_windows
from nlp.records import Entity, Fact, Frustration, Preference, Reading, Resolution, Sentiment, Utterance

if TYPE_CHECKING:
    import torch
    from spacy.language import Language
    from torch import nn

BATCH_TOKENS = 4096


class ModelFolder(Protocol):
    """What the reader needs of a model folder."""

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def manifest(self) -> Mapping[str, Any]: ...  # noqa: D102

    def file(self, name: str) -> Path: ...  # noqa: D102


class LoadedEncoder(Protocol):
    """What the reader needs of an encoder."""

    @property
    def tokenizer(self) -> Any: ...  # noqa: D102, ANN401

    @property
    def network(self) -> nn.Module: ...  # noqa: D102

    @property
    def width(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Everything loaded that reads turns."""

    version: str  # in every row of signal.*
    tokenizer: Any
    network: nn.Module
    heads: nn.Module
    values: dict[str, torch.Tensor]  # vectors of the known values, by attribute
    known: dict[str, list[str]]  # the known values themselves
    calibration: Calibration
    temperature: float
    pipeline: Language

    def read(self, utterances: Sequence[Utterance]) -> list[Reading]:
        """Read turns.

        Args:
            utterances: n redacted turns; customers' turns are read for everything, others for names only.

        Returns:
            n readings in the same order; offsets are code points into each utterance's text.
        """
        windows = [cut_windows(u.text, context=u.context) for u in utterances]
        seen = self._see(utterances, windows)
        texts = [u.text for u in utterances]
        contexts = [u.context for u in utterances]
        modifiers = find_modifiers(texts, pipeline=self.pipeline, contexts=contexts)
        patterns = find_patterns(texts, pipeline=self.pipeline)
        moods = [_mood(*one) for one in zip(seen, windows, strict=True)]
        resolutions = find_resolutions(utterances, pipeline=self.pipeline, sentiments=[mood for mood, _ in moods])
        return [
            self._join(*one)
            for one in zip(utterances, windows, seen, moods, modifiers, patterns, resolutions, strict=True)
        ]

    def _see(self, utterances: Sequence[Utterance], windows: Sequence[Sequence[Window]]) -> list[list[Seen]]:
        """Run the network over all windows of all turns, those of like length together."""
        import torch

        places = [(row, at) for row, mine in enumerate(windows) for at in range(len(mine))]
        cut = [(utterances[row].text, windows[row][at]) for row, at in places]
        encoded = encode(
            [text[w.start : w.end] for text, w in cut], [w.context for _, w in cut], tokenizer=self.tokenizer
        )
        seen: dict[int, Seen] = {}
        with torch.inference_mode():
            for group in batches(encoded, tokens=BATCH_TOKENS):
                mine = [encoded[p] for p in group]
                inputs = tensors(mine, padding=self.tokenizer.pad_token_id)
                own = inputs.pop("own")
                scores = self.heads(self.network(**inputs).last_hidden_state, own)
                found = take_off(
                    scores,
                    mine,
                    heads=self.heads,
                    values=self.values,
                    calibration=self.calibration,
                    temperature=self.temperature,
                )
                seen |= dict(zip(group, found, strict=True))
        rows: list[list[Seen]] = [[] for _ in utterances]
        for position, (row, _) in enumerate(places):
            rows[row].append(seen[position])
        return rows

    def _join(
        self,
        utterance: Utterance,
        windows: Sequence[Window],
        seen: Sequence[Seen],
        mood: tuple[Sentiment, float],
        modifiers: Sequence[Modifier],
        patterns: Sequence[Entity],
        resolutions: Sequence[Resolution],
    ) -> Reading:
        text = utterance.text
        spans = [
            (k, a + w.start, b + w.start, s)
            for w, one in zip(windows, seen, strict=True)
            for k, a, b, s in one.entities
        ]
        entities = tuple(join_entities(text, spans, patterns))
        if utterance.speaker != "customer":
            return Reading(entities=entities)
        facts: list[Fact] = []
        preferences: list[Preference] = []
        frustrations: list[Frustration] = []
        for window, one in zip(windows, seen, strict=True):
            for hit in one.hits:
                kind = LABELS[hit.label].kind
                if kind == "fact":
                    fact = read_fact(hit, text, offset=window.start, known=self.known, modifiers=modifiers)
                    facts += [fact] if fact else []
                elif kind == "preference":
                    preference = read_preference(hit, text, offset=window.start)
                    preferences += [preference] if preference else []
                else:
                    frustrations.append(read_frustration(hit, text, offset=window.start))
        return Reading(
            sentiment=mood[0],
            score=mood[1],
            facts=_surest(facts),
            preferences=_surest(preferences),
            frustrations=_worst(frustrations),
            resolutions=tuple(resolutions),
            entities=entities,
        )


def _mood(seen: Sequence[Seen], windows: Sequence[Window]) -> tuple[Sentiment, float]:
    return join_sentiment([one.sentiment for one in seen], [w.end - w.start for w in windows])


class Valued(Protocol):
    """A finding with a value."""

    @property
    def attribute(self) -> str: ...  # noqa: D102

    @property
    def value(self) -> str: ...  # noqa: D102

    @property
    def confidence(self) -> float: ...  # noqa: D102


Found = TypeVar("Found", bound=Valued)


def _surest(found: Sequence[Found]) -> tuple[Found, ...]:
    """One finding a value: the surest of those that a turn's windows hold."""
    best: dict[tuple[str, str], Found] = {}
    for one in found:
        key = (one.attribute, one.value)
        if key not in best or one.confidence > best[key].confidence:
            best[key] = one
    return tuple(best.values())


def _worst(frustrations: Sequence[Frustration]) -> tuple[Frustration, ...]:
    """One frustration a category: the surest mention, as severe as the worst."""
    groups: dict[str, list[Frustration]] = defaultdict(list)
    for frustration in frustrations:
        groups[frustration.category].append(frustration)
    return tuple(
        replace(max(mine, key=lambda f: f.confidence), severity=max(f.severity for f in mine))
        for mine in groups.values()
    )


def build_reader(
    folder: ModelFolder, encoder: LoadedEncoder, *, rules: Mapping[str, Any], version: str, threads: int | None
) -> Reader:
    """Put a model folder's weights into an encoder and make a reader of it.

    Args:
        folder: an open model folder.
        encoder: loaded, as published; changed in place.
        rules: of the context model.
        version: what signal rows say of their origin.
        threads: cores to use; None leaves the choice to torch.

    Raises:
        ModelError: the folder does not fit this version of Rapport.
    """
    import torch

    if threads:
        torch.set_num_threads(threads)
    names = [label.name for label in LABELS]
    if folder.manifest.get("labels") != names:
        raise ModelError(f"The model {folder.name} was trained for other labels; run `make train`.")
    heads = build_heads(encoder.width, encoder.width)
    values = load_weights(folder.file("weights.safetensors"), network=encoder.network, heads=heads)
    known = json.loads(folder.file("values.json").read_text(encoding="utf-8"))
    calibration = folder.manifest["calibration"]
    return Reader(
        version=version,
        tokenizer=encoder.tokenizer,
        network=encoder.network.eval(),
        heads=heads.eval(),
        values=values,
        known=known,
        calibration=Calibration(
            slope=np.array([calibration[label.kind][0] for label in LABELS], dtype=np.float32),
            offset=np.array([calibration[label.kind][1] for label in LABELS], dtype=np.float32),
        ),
        temperature=folder.manifest["recipe"]["temperature"],
        pipeline=build_pipeline(rules),
    )
