"""The table in a model's card."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp.errors import NotFoundError
from nlp.registry import MODELS
from nlp.train.yardsticks.card import BEGIN, END, draw_block, rows_of, write_card
from nlp.train.yardsticks.tally import Score

TALK = Score(
    yardstick="meld",
    what="sentiment",
    figures={"accuracy": 0.5, "macro_f1": 0.256, "labelled": 4},
    floors={"accuracy": 0.63, "macro_f1": 0.6},
)
TWEETS = Score(
    yardstick="complaints",
    what="complaints",
    figures={"precision": 0.75, "recall": 0.5, "f1": 0.6, "labelled": 6, "found": 4},
    floors={"f1": 0.79},
)
TRIPLES = Score(yardstick="personaext", what="all", figures={"recall": 0.4, "labelled": 5})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    manifest = {"rules": "context-en-1", "labels": ["é"], "recipe": {"seed": 7}, "scores": {"product": {"f1": 0.5}}}
    (tmp_path / "model.json").write_text(json.dumps(manifest), encoding="utf-8")
    (tmp_path / "README.md").write_text("# signals\n\nReads turns.\n", encoding="utf-8")
    return tmp_path


def manifest_of(folder: Path) -> dict[str, object]:
    content: dict[str, object] = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    return content


def readme_of(folder: Path) -> str:
    return (folder / "README.md").read_text(encoding="utf-8")


def sets_of(folder: Path) -> list[str]:
    scores = manifest_of(folder)["scores"]
    assert isinstance(scores, dict)
    return [row["set"] for row in scores["yardsticks"]["rows"]]


def test_readme_and_manifest_get_the_same_figures(folder: Path) -> None:
    write_card(folder, [TRIPLES, TWEETS, TALK])
    manifest = manifest_of(folder)
    scores = manifest["scores"]
    assert isinstance(scores, dict)
    assert scores["yardsticks"]["rows"] == rows_of([TRIPLES, TWEETS, TALK])
    assert scores["product"] == {"f1": 0.5}
    assert manifest["labels"] == ["é"]
    text = readme_of(folder)
    assert draw_block(scores["yardsticks"]["rows"]) in text
    assert "| meld | sentiment | 0.50 | 0.63 | 0.26 | 0.60 | 4 |" in text
    assert "| complaints | complaints | 0.75 | 0.50 | 0.60 | F1 0.79 | 6 | 4 |" in text
    assert "| personaext | all | – | 0.40 | – | – | 5 | – |" in text


def test_a_second_writing_replaces_the_block_and_leaves_the_rest(folder: Path) -> None:
    write_card(folder, [TALK])
    (folder / "README.md").write_text(readme_of(folder) + "\n## Limits\n", encoding="utf-8")
    once = readme_of(folder)
    write_card(folder, [TALK])
    assert readme_of(folder) == once
    assert once.startswith("# signals\n\nReads turns.\n")
    assert once.count(BEGIN) == once.count(END) == 1


def test_sets_measured_before_stay_in_the_order_of_the_catalogue(folder: Path) -> None:
    write_card(folder, [TALK])
    write_card(folder, [TWEETS])
    assert sets_of(folder) == ["complaints", "meld"]


def test_figures_of_another_model_go(folder: Path) -> None:
    write_card(folder, [TALK])
    (folder / "model.json").write_text(json.dumps(manifest_of(folder) | {"recipe": {"seed": 8}}), encoding="utf-8")
    write_card(folder, [TWEETS])
    assert sets_of(folder) == ["complaints"]


def test_a_folder_without_a_card_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"There is no .*README\.md"):
        write_card(tmp_path, [TALK])


def test_the_cards_of_the_shipped_models_say_what_their_manifests_say() -> None:
    for path in MODELS.glob("*/model.json"):
        scores = json.loads(path.read_text(encoding="utf-8")).get("scores", {})
        text = readme_of(path.parent)
        assert ("yardsticks" in scores) == (BEGIN in text)
        if "yardsticks" in scores:
            assert draw_block(scores["yardsticks"]["rows"]) in text
