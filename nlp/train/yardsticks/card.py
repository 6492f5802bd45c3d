"""The yardsticks' table: in a model's README.md for people and in its model.json for programs, the same figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from nlp.errors import NotFoundError
from nlp.registry import open_folder, reader_version
from nlp.train.card import write_manifest
from nlp.train.yardsticks.catalogue import YARDSTICKS
from nlp.train.yardsticks.tally import Score

BEGIN = "<!-- yardsticks: written by `python -m nlp.train.yardsticks`, not by hand -->"
END = "<!-- /yardsticks -->"
BLOCK = re.compile(r"<!-- yardsticks\b.*?-->.*?<!-- /yardsticks -->", re.DOTALL)
HEADING = "## Scores on public sets"
KEY = "yardsticks"
Row = Mapping[str, Any]


def write_card(folder: Path, scores: Iterable[Score]) -> None:
    """Write scores into a model's folder.

    Scores of other sets stay if the model is still the one they were measured on, and go if it is not.

    Args:
        folder: of the model; its README.md gets a section for the scores where it has none.
        scores: of some or all sets, each set whole.

    Raises:
        NotFoundError: the folder has no README.md.
        ModelError: it is no model's folder.
    """
    readme = find_readme(folder)
    model = str(folder.resolve())
    manifest, version = dict(open_folder(model).manifest), reader_version(model)
    before = manifest.get("scores", {}).get(KEY, {})
    rows = _joined(before["rows"] if before.get("model") == version else [], rows_of(scores))
    manifest["scores"] = {**manifest.get("scores", {}), KEY: {"model": version, "rows": rows}}
    write_manifest(folder, manifest)
    block = draw_block(rows)
    text = readme.read_text(encoding="utf-8")
    if BLOCK.search(text):
        text = BLOCK.sub(lambda _: block, text, count=1)
    else:
        text = f"{text.rstrip()}\n\n{HEADING}\n\n{block}\n"
    readme.write_text(text, encoding="utf-8")


def find_readme(folder: Path) -> Path:
    """The card of a model's folder.

    Raises:
        NotFoundError: there is none.
    """
    readme = folder / "README.md"
    if not readme.is_file():
        raise NotFoundError(f"There is no {readme}, so {folder} is no model's folder. Name one below models/.")
    return readme


def rows_of(scores: Iterable[Score]) -> list[dict[str, Any]]:
    """Scores as model.json keeps them."""
    return [
        {"set": one.yardstick, "what": one.what, "figures": dict(one.figures), "floors": dict(one.floors)}
        for one in scores
    ]


def _joined(kept: Sequence[Row], fresh: Sequence[Row]) -> list[Row]:
    """Rows in the catalogue's order; those of a set that was measured anew replace its old ones."""
    measured = {row["set"] for row in fresh}
    order = [one.name for one in YARDSTICKS]
    rows = [*(row for row in kept if row["set"] not in measured and row["set"] in order), *fresh]
    return sorted(rows, key=lambda row: order.index(row["set"]))


def draw_block(rows: Sequence[Row]) -> str:
    """Draw the rows of model.json as the README shows them, markers included."""
    named = {row["set"] for row in rows}
    lines = [
        BEGIN,
        "Measured by `python -m nlp.train.yardsticks` on the dev parts of public corpora, with the thresholds of",
        "profiles; the model was trained on none of them. A floor is a bag of words (TF-IDF, linear SVM) that was",
        "trained on the corpus itself; – stands where none is known.",
        "",
        *draw_tables(rows),
        "",
        *(f"- {one.name}: {one.note}." for one in YARDSTICKS if one.name in named),
        END,
    ]
    return "\n".join(lines)


def draw_tables(rows: Sequence[Row]) -> list[str]:
    """Draw what is sorted into classes and what is found as a table each."""
    lines: list[str] = []
    told = [row for row in rows if "accuracy" in row["figures"]]
    if told:
        lines += [
            "| set | told apart | accuracy | floor | macro-F1 | floor | labelled |",
            "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
            *map(_told_row, told),
        ]
    found = [row for row in rows if "accuracy" not in row["figures"]]
    if found:
        lines += [
            *([""] if lines else []),
            "| set | found | precision | recall | F1 | floor | labelled | found |",
            "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
            *map(_found_row, found),
        ]
    return lines


def _told_row(row: Row) -> str:
    figures, floors = row["figures"], row["floors"]
    cells = [_share(side, name) for name in ("accuracy", "macro_f1") for side in (figures, floors)]
    return f"| {row['set']} | {row['what']} | {' | '.join(cells)} | {figures['labelled']} |"


def _found_row(row: Row) -> str:
    figures, floors = row["figures"], row["floors"]
    cells = [_share(figures, name) for name in ("precision", "recall", "f1")]
    floor = ", ".join(f"{name.replace('f1', 'F1')} {value:.2f}" for name, value in floors.items()) or "–"
    counts = f"{figures['labelled']} | {figures.get('found', '–')}"
    return f"| {row['set']} | {row['what']} | {' | '.join(cells)} | {floor} | {counts} |"


def _share(figures: Mapping[str, float], name: str) -> str:
    return f"{figures[name]:.2f}" if name in figures else "–"
