"""Scores in a model's card."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.evaluation.card import BEGIN, END, draw_scores, write_card
from flows.evaluation.score import Score
from flows.evaluation.tally import Tally
from nlp.errors import NotFoundError, SettingsError
from tests.flows.evaluation.people import people

MODELS = Path(__file__).parents[3] / "models"
SCORED = {
    path.parent.name: scores["product"]
    for path in sorted(MODELS.glob("*/model.json"))
    if "product" in (scores := json.loads(path.read_text(encoding="utf-8")).get("scores", {}))
}
SCORE = Score(
    figures={
        "facts": {"precision": 0.5, "recall": 0.25, "f1": 0.333, "gold": 4, "found": 2},
        "privacy": {"rows_without_consent": 0, "leaked_identifiers": 0, "identifiers_in_gold": 1},
    },
    channels={"chat": {"turns": 3, "sentiment_macro_f1": 0.6, "facts": 4, "facts_recall": 0.25}},
    tallies={"facts": Tally()},
    errors=(),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "README.md").write_text("# signals-en-2\n\nReads turns.\n", encoding="utf-8")
    (tmp_path / "model.json").write_text('{"labels": ["é"], "scores": {"held_out": {"f1": 0.5}}}', encoding="utf-8")
    return tmp_path


def write(folder: Path) -> None:
    write_card(folder, SCORE, people=people(folder), gold=[folder / "gold.yaml"])


def test_readme_and_manifest_get_the_same_scores(folder: Path) -> None:
    write(folder)
    manifest = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert manifest["scores"]["product"]["figures"] == SCORE.figures
    assert manifest["labels"] == ["é"]
    assert manifest["scores"]["held_out"] == {"f1": 0.5}
    assert draw_scores(manifest["scores"]["product"]) in text
    assert "| facts | 0.5 | 0.25 | 0.333 | 4 | 2 |" in text
    assert "| chat | 3 | 0.6 | 4 | 0.25 |" in text


def test_what_people_wrote_stays(folder: Path) -> None:
    write(folder)
    readme = folder / "README.md"
    readme.write_text(readme.read_text(encoding="utf-8") + "\n## Limits\n", encoding="utf-8")
    once = readme.read_text(encoding="utf-8")
    write(folder)
    assert readme.read_text(encoding="utf-8") == once
    assert once.startswith("# signals-en-2\n\nReads turns.\n\n## Scores of the whole product\n")


def test_scores_go_between_the_markers(folder: Path) -> None:
    readme = folder / "README.md"
    readme.write_text(f"before\n{BEGIN}\nstale\n{END}\nafter\n", encoding="utf-8")
    write(folder)
    text = readme.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{BEGIN}\n")
    assert text.endswith(f"{END}\nafter\n")
    assert "stale" not in text


def test_a_folder_without_a_card_is_none(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"README\.md"):
        write_card(tmp_path, SCORE, people=[], gold=[])


@pytest.mark.parametrize("content", ["{", "[]"], ids=["cut off", "a list"])
def test_a_damaged_manifest_is_told(content: str, folder: Path) -> None:
    (folder / "model.json").write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"model\.json"):
        write(folder)


@pytest.mark.parametrize("name", SCORED)
def test_shipped_cards_and_manifests_agree(name: str) -> None:
    assert draw_scores(SCORED[name]) in (MODELS / name / "README.md").read_text(encoding="utf-8")
