"""Write a model's folder: weights, values, model.json and the card that people read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from nlp.extract.labels import LABELS, NAMED_ATTRIBUTES
from nlp.extract.weights import save_weights
from nlp.registry import Encoder, sha256_of
from nlp.train.examples import Example
from nlp.train.fit import Recipe, Trained
from nlp.train.judge import DRAWS, Figures, Finding, Judgement, figures, interval, reliability, threshold_of

CONTEXT_MODEL = "context-en-1"
KINDS = ("fact", "preference", "frustration")
FLATTERED = (
    "Calibration and thresholds were fitted on these same turns, so these figures flatter. Those on gold\n"
    "conversations, below, flatter too, if less: which rules overrule the network, that unknown jobs are not guessed\n"
    "and what kinds of turns to write next were decided after looking at results there as well."
)


def write_model(
    folder: Path, *, encoder: Encoder, trained: Trained, recipe: Recipe, calibration: Mapping[str, Sequence[float]]
) -> None:
    """Write what a reader loads: weights.safetensors, values.json and model.json.

    Args:
        folder: made if need be; its files are replaced.
        encoder: fine-tuned.
        trained: the heads and known values.
        recipe: how they were trained.
        calibration: [slope, offset] by kind of label.
    """
    folder.mkdir(parents=True, exist_ok=True)
    weights, values = folder / "weights.safetensors", folder / "values.json"
    save_weights(weights, network=encoder.network, heads=trained.heads, vectors=trained.vectors)
    values.write_text(json.dumps(trained.known, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    manifest = {
        "kind": "signals",
        "language": "en",
        "encoder": encoder.name,
        "rules": CONTEXT_MODEL,
        "sha256": {path.name: sha256_of(path) for path in (weights, values)},
        "recipe": asdict(recipe),
        "calibration": dict(calibration),
        "labels": [label.name for label in LABELS],
        "seconds": round(trained.seconds),  # here too, so that `--judge` can make good a judging that failed
    }
    write_manifest(folder, manifest)


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write model.json."""
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    (folder / "model.json").write_text(text + "\n", encoding="utf-8")


def attribute_figures(judgement: Judgement, thresholds: Mapping[str, float]) -> list[Figures]:
    """Precision, recall and F1 of each kind and each attribute, at the thresholds."""
    rows = []
    for kind in KINDS:
        mine = [f for f in judgement.findings if f.kind == kind]
        kept = [f for f in mine if f.confidence >= threshold_of(kind, f.attribute, thresholds)]
        labels = [label for label in judgement.labels if label[0] == kind]
        whole = figures(f"all {kind}s", kept, len(labels), 0.0)
        rows.append(_with_interval(whole, kept, labels))
        for name in judgement.attributes(kind):
            own, there = [f for f in mine if f.attribute == name], [label for label in labels if label[1] == name]
            row = figures(name, own, len(there), threshold_of(kind, name, thresholds))
            rows.append(_with_interval(row, own, there))
    return rows


def _with_interval(row: Figures, findings: Sequence[Finding], labels: Sequence[tuple[str, str, str, str]]) -> Figures:
    low, high = interval(findings, labels, row.threshold)
    return replace(row, low=low, high=high)


def draw_card(
    name: str,
    *,
    manifest: Mapping[str, Any],
    examples: Sequence[Example],
    held_out: Sequence[str],
    judgement: Judgement,
    channels: Mapping[str, Judgement],
    seconds: float,
) -> str:
    """Draw the card.

    Args:
        name: of the model.
        manifest: its model.json, thresholds included.
        examples: what it was trained on.
        held_out: the files it was not trained on.
        judgement: of it on those.
        channels: the same, channel by channel.
        seconds: that training took.

    Returns:
        Markdown.
    """
    lines = [
        f"# {name}",
        "",
        "What a customer's turn says: sentiment, facts with status, preferences, frustrations with severity, names.",
        "One encoder, one pass, all heads (`nlp/extract/network.py`). English.",
        "",
        "**For** deriving profile attributes of consenting customers, with their evidence, on redacted turns.",
        "**Not for** decisions about credit, price, employment or insurance; not for agents; not for languages other",
        "than English; not a detector of emotions beyond what the words express.",
        "",
        *_data_section(manifest, examples, held_out),
        "",
        "## How to rebuild",
        "",
        f"`make train`, seed {manifest['recipe']['seed']}, {manifest['recipe']['epochs']} epochs;",
        f"it took {seconds / 60:.0f} minutes when it was made.",
        "",
        *_score_section(judgement, manifest["thresholds"]),
        "",
        *_channel_section(channels, manifest["thresholds"]),
        "",
        *_confidence_section(judgement),
    ]
    return "\n".join(lines) + "\n"


def _data_section(manifest: Mapping[str, Any], examples: Sequence[Example], held_out: Sequence[str]) -> list[str]:
    channels = Counter(e.channel for e in examples)
    return [
        "## Data",
        "",
        f"{len(examples):,} windows of the turns in `models/training/` ("
        + ", ".join(f"{count:,} {channel}" for channel, count in sorted(channels.items()))
        + "), written by hand for this project (Apache-2.0). Held out, whole files: "
        + ", ".join(f"`{file}`" for file in held_out)
        + "; and every twelfth marked turn.",
        f"The encoder is `{manifest['encoder']}` (all-MiniLM-L6-v2, Apache-2.0); its embeddings are unchanged and are",
        "not shipped. Known values of " + ", ".join(NAMED_ATTRIBUTES) + " are those of the training turns.",
    ]


def _score_section(judgement: Judgement, thresholds: Mapping[str, float]) -> list[str]:
    severity = sum(judgement.severity) / max(1, len(judgement.severity))
    held = [f for f in judgement.findings if f.kind == "fact" and f.held]
    status = sum(f.right for f in held) / max(1, len(held))
    return [
        "## Scores on held-out turns",
        "",
        f"{judgement.turns:,} turns; a value counts once a customer, whatever its status. Of the facts found",
        f"{status:.2f} have the right status.",
        f"Sentiment macro-F1 {judgement.macro_f1():.3f}; severity {severity:.2f} off on average.",
        FLATTERED,
        "",
        "| label | threshold | precision | recall | F1 | 95 % of it | labels | found |",
        "| --- | ---: | ---: | ---: | ---: | :---: | ---: | ---: |",
        *(_row(row) for row in attribute_figures(judgement, thresholds)),
        "",
        f"The last but two says where F1 lies in 95 % of {DRAWS:,} bootstrap samples of the customers.",
    ]


def _channel_section(channels: Mapping[str, Judgement], thresholds: Mapping[str, float]) -> list[str]:
    lines = [
        "| channel | turns | sentiment macro-F1 | facts F1 | preferences F1 | frustrations F1 |",
        "| --- | ---: | ---: | :---: | :---: | :---: |",
    ]
    for channel, judgement in sorted(channels.items()):
        whole = [row for row in attribute_figures(judgement, thresholds) if row.name.startswith("all ")]
        cells = [f"{row.f1:.2f} ({row.low:.2f}-{row.high:.2f})" for row in whole]
        lines.append(f"| {channel} | {judgement.turns:,} | {judgement.macro_f1():.3f} | {' | '.join(cells)} |")
    return lines


def _confidence_section(judgement: Judgement) -> list[str]:
    return [
        "## What confidence means",
        "",
        "Held-out findings by their confidence (facts, preferences, frustrations together).",
        "",
        "| from | mean confidence | right | findings |",
        "| ---: | ---: | ---: | ---: |",
        *(
            f"| {low:.1f} | {mean:.2f} | {right:.2f} | {count} |"
            for low, mean, right, count in reliability(judgement.findings)
        ),
    ]


def _row(row: Figures) -> str:
    threshold = f"{row.threshold:.2f}" if row.threshold else ""
    return (
        f"| {row.name} | {threshold} | {row.precision:.2f} | {row.recall:.2f} | {row.f1:.2f} "
        f"| {row.low:.2f}-{row.high:.2f} | {row.there} | {row.found} |"
    )
