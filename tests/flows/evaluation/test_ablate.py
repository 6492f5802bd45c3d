"""What each part is worth, on one customer of whom each part tells one fact."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flows.config import ProfileSettings, Settings
from flows.evaluation.ablate import BEGIN, END, PARTS, Ablation, Scores, collect, draw_block, main, measure, write_card
from flows.evaluation.evaluate import evaluate_gold
from flows.evaluation.gold import GoldCustomer, read_gold
from flows.evaluation.tally import Figures
from flows.progress import QuietProgress
from nlp.errors import NotFoundError
from nlp.extract.context import build_pipeline, find_modifiers, status_of
from nlp.records import Fact, Reading, Utterance
from nlp.registry import load_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.language import Language

MODELS = Path(__file__).parents[3] / "models"
MEASURED = {
    path.parent.name: scores["ablation"]
    for path in sorted(MODELS.glob("*/model.json"))
    if "ablation" in (scores := json.loads(path.read_text(encoding="utf-8")).get("scores", {}))
}
TURNS = 8  # of GOLD
GOLD = """
- customer: {id: "k1", name: "Ada Brook", email: "ada@example.com"}
  conversations:
    - id: "k1-a"
      channel: "chat"
      started_at: "2026-01-05T09:00:00Z"
      contact: {email: "ada@example.com"}
      turns:
        - ["agent", "Do you have a dog?"]
        - ["customer", "yes i do", "positive"]
        - ["customer", "this apartment is small for the bird", "neutral"]
        - ["customer", "i patch people up", "neutral"]
    - id: "k1-b"
      channel: "chat"
      started_at: "2026-04-05T09:00:00Z"
      contact: {email: "ada@example.com"}
      turns:
        - ["customer", "we used to have a cat", "neutral"]
        - ["agent", "Oh."]
        - ["customer", "we moved last week, as we bought it", "neutral"]
        - ["customer", "something smells of fish", "neutral"]
  facts:
    - ["household", "pet", "dog", "current", ["k1-a:1"]]
    - ["household", "pet", "bird", "current", ["k1-a:2"]]
    - ["household", "pet", "cat", "past", ["k1-b:0"]]
    - ["household", "home_type", "apartment", "past", ["k1-a:2"]]
    - ["household", "home_tenure", "owner", "current", ["k1-b:2"]]
    - ["life_event", "life_event", "moving", "current", ["k1-b:2"]]
    - ["life_event", "life_event", "home_purchase", "current", ["k1-b:2"]]
    - ["lifestyle", "occupation", "nurse", "current", ["k1-a:3"]]
"""
SAID = (  # words, attribute, value, confidence
    ("bird", "pet", "bird", 0.45),
    ("cat", "pet", "cat", 0.9),
    ("fish", "pet", "fish", 0.2),
    ("apartment", "home_type", "apartment", 0.9),
    ("moved", "life_event", "moving", 0.9),
    ("bought", "life_event", "home_purchase", 0.9),
)
SETTINGS = Settings(profile=ProfileSettings(min_confidence={"pet": 0.4}))


def fact(text: str, attribute: str, value: str, **parts: object) -> Fact:
    family = "life_event" if attribute == "life_event" else "household"
    whole = {"family": family, "status": "current", "confidence": 0.9, "start": 0, "end": len(text)}
    return Fact(attribute=attribute, value=value, **{**whole, **parts})  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class ScriptedReader:
    """Reads what SAID lists; has the parts of the real reader that ablation takes away."""

    pipeline: Language
    version: str = "scripted-1"
    values: dict[str, object] = field(default_factory=lambda: {"occupation": object()})
    given: list[Utterance] = field(default_factory=list)

    def read(self, utterances: Sequence[Utterance]) -> list[Reading]:
        """Read each turn by itself."""
        self.given.extend(utterances)
        return [
            Reading(sentiment="neutral", score=0.0, facts=tuple(self._facts(one)))
            if one.speaker == "customer"
            else Reading()
            for one in utterances
        ]

    def _facts(self, turn: Utterance) -> Iterator[Fact]:
        text = turn.text
        if text == "yes i do" and "dog" in (turn.context or ""):
            yield fact(text, "pet", "dog")
        if "patch people up" in text and self.values:
            yield fact(text, "occupation", "nurse", family="lifestyle")
        (modifiers,) = find_modifiers([text], pipeline=self.pipeline, contexts=[turn.context])
        for word, attribute, value, confidence in SAID:
            if word in text:
                start, end = text.index(word), text.index(word) + len(word)
                decision = status_of(modifiers, start, end, attribute=attribute, value=value)
                status = (decision and decision.status) or "current"
                yield fact(text, attribute, value, status=status, confidence=confidence, start=start, end=end)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One ablation, and what it was made of."""

    people: list[GoldCustomer]
    gold: Path
    reader: ScriptedReader
    ablation: Ablation
    said: list[str]

    @property
    def scores(self) -> Scores:
        """What goes into model.json."""
        return collect(self.ablation, people=self.people, gold=[self.gold])


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    gold = tmp_path_factory.mktemp("gold") / "one.yaml"
    gold.write_text(GOLD, encoding="utf-8")
    people, said = read_gold([gold]), list[str]()
    reader = ScriptedReader(pipeline=build_pipeline(load_rules("context-en-1")))
    ablation = measure(people, SETTINGS, progress=QuietProgress(), say=said.append, load=lambda _: reader)
    return Measured(people=people, gold=gold, reader=reader, ablation=ablation, said=said)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "README.md").write_text("# signals-en-1\n\nReads turns.\n", encoding="utf-8")
    manifest = {"rules": "context-en-1", "labels": ["é"], "scores": {"product": {"f1": 0.5}}}
    (tmp_path / "model.json").write_text(json.dumps(manifest), encoding="utf-8")
    return tmp_path


# Eight facts in the gold, all of them found by the whole product.
@pytest.mark.parametrize(
    ("part", "precision", "recall", "any_status"),
    [
        pytest.param("whole", 1.0, 1.0, 1.0, id="everything is right"),
        pytest.param("thresholds_by_attribute", 1.0, 0.875, 0.933, id="the bird is not sure enough"),
        pytest.param("thresholds", 0.889, 1.0, 0.941, id="the fish counts"),
        pytest.param("implications", 1.0, 0.875, 0.933, id="who bought a home owns it"),
        pytest.param("successions", 0.875, 0.875, 1.0, id="who moved left the apartment"),
        pytest.param("consolidation", 0.857, 0.75, 0.933, id="neither"),
        pytest.param("context", 1.0, 0.875, 0.933, id="yes to what"),
        pytest.param("rules", 0.875, 0.875, 1.0, id="the cat is still there"),
        pytest.param("nearest", 1.0, 0.875, 0.933, id="nobody says nurse"),
    ],
)
def test_a_part_is_worth_what_goes_wrong_without_it(
    part: str, precision: float, recall: float, any_status: float, measured: Measured
) -> None:
    figures = measured.ablation.figures[part]
    assert figures["facts_precision"] == precision
    assert figures["facts_recall"] == recall
    assert figures["facts_any_status_f1"] == any_status


def test_every_part_is_measured_and_told(measured: Measured) -> None:
    assert list(measured.ablation.figures) == [part.key for part in PARTS]
    assert measured.said[:2] == [
        "1 of 9: the whole product",
        "2 of 9: one threshold of 0.5 for all attributes",
    ]


def test_turns_are_read_once_for_each_way_of_reading(measured: Measured) -> None:
    ways = 1 + sum(part.read is not None for part in PARTS)
    assert len(measured.reader.given) == ways * TURNS


def test_the_whole_product_is_what_evaluate_measures(measured: Measured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlp.registry.load_reader", lambda *_, **__: measured.reader)
    monkeypatch.setattr("nlp.registry.reader_version", lambda *_, **__: measured.reader.version)
    figures = evaluate_gold(measured.people, SETTINGS, keep=None, progress=QuietProgress()).figures
    whole: Figures = measured.ablation.figures["whole"]
    assert whole["facts_f1"] == figures["facts"]["f1"]
    assert whole["sentiment_macro_f1"] == figures["sentiment"]["macro_f1"] > 0


def test_readme_and_manifest_get_the_same_scores(folder: Path, measured: Measured) -> None:
    write_card(folder, measured.scores)
    manifest = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert manifest["labels"] == ["é"]
    assert manifest["scores"] == {"product": {"f1": 0.5}, "ablation": measured.scores}
    assert measured.scores["model"] == "scripted-1"
    assert draw_block(manifest["scores"]["ablation"]) in text
    assert text.startswith("# signals-en-1\n\nReads turns.\n\n## What each part is worth\n\n<!-- ablation: written by ")
    assert "\n| the whole product | 1.000 | 1.000 | 1.000 | 1.000 | 0.000 |" in text
    assert "\n| without successions | -0.125 | -0.125 | -0.125 | 0 | 0 |" in text


def test_scores_go_between_the_markers(folder: Path, measured: Measured) -> None:
    readme = folder / "README.md"
    readme.write_text(f"before\n{BEGIN}\nstale\n{END}\nafter\n", encoding="utf-8")
    write_card(folder, measured.scores)
    once = readme.read_text(encoding="utf-8")
    write_card(folder, measured.scores)
    assert readme.read_text(encoding="utf-8") == once
    assert once.startswith(f"before\n{BEGIN}\nMeasured by")
    assert once.endswith(f"{END}\nafter\n")
    assert "stale" not in once


def test_a_folder_without_a_card_is_none(tmp_path: Path, measured: Measured) -> None:
    with pytest.raises(NotFoundError, match=r"README\.md"):
        write_card(tmp_path, measured.scores)


def test_the_command_prints_a_table_and_writes_the_card(
    folder: Path, measured: Measured, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(measured.gold), "--card", str(folder)], load=lambda _: measured.reader) == 0
    out, err = capsys.readouterr()
    *drawn, last = out.splitlines()
    figures = json.loads(last)
    assert list(figures) == [part.key for part in PARTS]
    assert any(line.startswith("without implications") and "-0.1" in line for line in drawn)
    assert "8 of 9: without the context rules" in err
    scores = json.loads((folder / "model.json").read_text(encoding="utf-8"))["scores"]["ablation"]
    assert {row["part"]: row["figures"] for row in scores["rows"]} == figures


def test_a_missing_card_is_told_before_anything_is_read(
    tmp_path: Path, measured: Measured, capsys: pytest.CaptureFixture[str]
) -> None:
    before = len(measured.reader.given)
    assert main([str(measured.gold), "--card", str(tmp_path)], load=lambda _: measured.reader) == 6
    assert "README.md" in capsys.readouterr().err
    assert len(measured.reader.given) == before


@pytest.mark.parametrize("name", MEASURED)
def test_shipped_cards_and_manifests_agree(name: str) -> None:
    assert draw_block(MEASURED[name]) in (MODELS / name / "README.md").read_text(encoding="utf-8")
