"""Writing scores into a model's card: README.md for people and model.json for programs, the same figures in both."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flows.evaluation.gold import GoldCustomer
from flows.evaluation.score import Score
from nlp.errors import NotFoundError, SettingsError

BEGIN = "<!-- scores: written by `rapport evaluate --card`, not by hand -->"
END = "<!-- /scores -->"
BLOCK = re.compile(r"<!-- scores\b.*?-->.*?<!-- /scores -->", re.DOTALL)
Scores = dict[str, Any]


def write_card(folder: Path, score: Score, *, people: Sequence[GoldCustomer], gold: Sequence[Path]) -> None:
    """Write the scores of an evaluation into a model's folder.

    Args:
        folder: holds README.md and model.json; the README gets a section for them where it has none.
        score: what was measured.
        people: the customers it was measured on.
        gold: the files that hold them.

    Raises:
        NotFoundError: the folder lacks README.md or model.json.
        SettingsError: model.json is no JSON object.
    """
    readme, manifest = folder / "README.md", folder / "model.json"
    for file in (readme, manifest):
        if not file.is_file():
            raise NotFoundError(f"There is no {file}, so {folder} is no model's folder. Name one below models/.")
    try:
        content = json.loads(manifest.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise SettingsError(f"{manifest} is no JSON: {error}") from error
    if not isinstance(content, dict):
        raise SettingsError(f"{manifest} should hold a JSON object.")
    scores = collect(score, people=people, gold=gold)
    content["scores"] = {**content.get("scores", {}), "product": scores}  # beside the model's own
    manifest.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    readme.write_text(_with_block(readme.read_text(encoding="utf-8"), draw_scores(scores)), encoding="utf-8")


def collect(score: Score, *, people: Sequence[GoldCustomer], gold: Sequence[Path]) -> Scores:
    """Gather what model.json keeps: the figures, and what they were measured on."""
    return {
        "gold": sorted(path.name for path in gold),
        "customers": len(people),
        "conversations": sum(len(person.conversations) for person in people),
        "figures": score.figures,
        "channels": score.channels,
    }


def draw_scores(scores: Scores) -> str:
    """Draw the scores of model.json as the README shows them, markers included."""
    counted = {name: figures for name, figures in scores["figures"].items() if "f1" in figures}
    others = {name: figures for name, figures in scores["figures"].items() if "f1" not in figures}
    files = ", ".join(f"`{name}`" for name in scores["gold"])
    lines = [
        BEGIN,
        f"The whole product, measured by `rapport evaluate` on {scores['customers']} customers and",
        f"{scores['conversations']} conversations of {files}.",
        "",
        "| finding | precision | recall | F1 | gold | found |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        *(_row(name, figures) for name, figures in counted.items()),
        "",
        *(
            f"- {name}: " + ", ".join(f"{key} {value}" for key, value in figures.items())
            for name, figures in others.items()
        ),
        "",
        "| channel | customer turns | sentiment macro-F1 | facts proved there | of them found |",
        "| --- | ---: | ---: | ---: | ---: |",
        *(_row(name, figures) for name, figures in scores["channels"].items()),
        END,
    ]
    return "\n".join(lines)


def _row(name: str, figures: dict[str, float]) -> str:
    return f"| {name} | " + " | ".join(str(value) for value in figures.values()) + " |"


def _with_block(text: str, block: str) -> str:
    if BLOCK.search(text):
        return BLOCK.sub(lambda _: block, text, count=1)
    return f"{text.rstrip()}\n\n## Scores of the whole product\n\n{block}\n"
