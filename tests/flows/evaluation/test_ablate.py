"""What each part is worth, on one customer of whom each part tells one fact."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from flows.config import ProfileSettings, Settings
from flows.evaluation.ablate import BEGIN, END, HEADING, PARTS, Scores, draw_block, main, write_card
from flows.evaluation.evaluate import evaluate_gold
from flows.evaluation.gold import read_gold
from flows.evaluation.tally import Figures
from flows.progress import QuietProgress
from nlp.errors import NotFoundError
from nlp.extract.context import build_pipeline, find_modifiers, status_of
from nlp.records import Fact, Reading, Utterance
from nlp.registry import load_rules

if TYPE_CHECKING:
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
    """One run of the command: ablation takes seconds, so all tests look at the same."""

    gold: Path
    reader: ScriptedReader
    out: list[str]
    said: str
    scores: Scores  # in model.json
    card: str


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    folder = tmp_path_factory.mktemp("model")
    gold, config = folder / "one.yaml", folder / "settings.yaml"
    gold.write_text(GOLD, encoding="utf-8")
    config.write_text("profile: {min_confidence: {pet: 0.4}}\n", encoding="utf-8")
    fill(folder)
    reader = ScriptedReader(pipeline=build_pipeline(load_rules("context-en-1")))
    arguments = [str(gold), "--card", str(folder), "--config", str(config)]
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as said:
        assert main(arguments, load=lambda _: reader) == 0
    return Measured(
        gold=gold,
        reader=reader,
        out=out.getvalue().splitlines(),
        said=said.getvalue(),
        scores=manifest(folder)["scores"]["ablation"],
        card=(folder / "README.md").read_text(encoding="utf-8"),
    )


def fill(folder: Path) -> None:
    """Make a model's folder, as far as ablation looks into it."""
    (folder / "README.md").write_text("# signals-en-2\n\nReads turns.\n", encoding="utf-8")
    content = {"rules": "context-en-1", "labels": ["é"], "scores": {"product": {"f1": 0.5}}}
    (folder / "model.json").write_text(json.dumps(content), encoding="utf-8")


def manifest(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    return content


def figures(measured: Measured, part: str) -> Figures:
    found: Figures = next(row["figures"] for row in measured.scores["rows"] if row["part"] == part)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fill(tmp_path)
    return tmp_path


# Eight facts in the gold, all of them found by the whole product.
@pytest.mark.parametrize(
    ("part", "precision", "recall", "any_status"),
    [
        pytest.param("whole", 1.0, 1.0, 1.0, id="everything is right"),
        pytest.param("own_thresholds", 1.0, 0.875, 0.933, id="the bird is not sure enough"),
        pytest.param("thresholds", 0.889, 1.0, 0.941, id="the fish counts"),
        pytest.param("implications", 1.0, 0.875, 0.933, id="who bought a home owns it"),
        pytest.param("successions", 0.875, 0.875, 1.0, id="who moved left the apartment"),
        pytest.param("both", 0.857, 0.75, 0.933, id="neither"),
        pytest.param("context", 1.0, 0.875, 0.933, id="yes to what"),
        pytest.param("rules", 0.875, 0.875, 1.0, id="the cat is still there"),
        pytest.param("nearest", 1.0, 0.875, 0.933, id="nobody says nurse"),
    ],
)
def test_a_part_is_worth_what_goes_wrong_without_it(
    part: str, precision: float, recall: float, any_status: float, measured: Measured
) -> None:
    found = figures(measured, part)
    assert found["facts_precision"] == precision
    assert found["facts_recall"] == recall
    assert found["facts_any_status_f1"] == any_status


def test_every_part_is_measured_and_told(measured: Measured) -> None:
    assert [row["part"] for row in measured.scores["rows"]] == [part.key for part in PARTS]
    assert [name for part in PARTS if (name := f"of {len(PARTS)}: {part.name}\n") not in measured.said] == []


def test_turns_are_read_once_for_each_way_of_reading(measured: Measured) -> None:
    ways = 1 + sum(part.read is not None for part in PARTS)
    assert len(measured.reader.given) == ways * TURNS


def test_the_whole_product_is_what_evaluate_measures(measured: Measured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlp.registry.load_reader", lambda *_, **__: measured.reader)
    monkeypatch.setattr("nlp.registry.reader_version", lambda *_, **__: measured.reader.version)
    settings = Settings(profile=ProfileSettings(min_confidence={"pet": 0.4}))
    whole = evaluate_gold(read_gold([measured.gold]), settings, keep=None, progress=QuietProgress()).figures
    assert figures(measured, "whole")["facts_f1"] == whole["facts"]["f1"]
    assert figures(measured, "whole")["sentiment_macro_f1"] == whole["sentiment"]["macro_f1"] > 0


def test_a_table_is_printed_and_the_figures_in_json(measured: Measured) -> None:
    *drawn, last = measured.out
    assert json.loads(last) == {row["part"]: row["figures"] for row in measured.scores["rows"]}
    assert len(drawn) == 2 + len(PARTS), "no row is wrapped in a pipe"
    assert re.search(r"^without successions +-0\.125 +-0\.125 +-0\.125 +0 ", "\n".join(drawn), re.MULTILINE)


def test_the_card_shows_what_the_manifest_holds(measured: Measured) -> None:
    told = {key: value for key, value in measured.scores.items() if key != "rows"}
    assert told == {"model": "scripted-1", "gold": ["one.yaml"], "customers": 1, "conversations": 2}
    assert measured.card == f"# signals-en-2\n\nReads turns.\n\n{HEADING}\n\n{draw_block(measured.scores)}\n"
    assert "\n| the whole product | 1.000 | 1.000 | 1.000 | 1.000 |" in measured.card
    assert "\n| without successions | -0.125 | -0.125 | -0.125 | 0 |" in measured.card


def test_what_others_wrote_stays(folder: Path, measured: Measured) -> None:
    readme = folder / "README.md"
    readme.write_text(f"before\n{BEGIN}\nstale\n{END}\nafter\n", encoding="utf-8")
    for _ in range(2):
        write_card(folder, measured.scores)
        assert readme.read_text(encoding="utf-8") == f"before\n{draw_block(measured.scores)}\nafter\n"
    assert manifest(folder)["labels"] == ["é"]
    assert manifest(folder)["scores"] == {"product": {"f1": 0.5}, "ablation": measured.scores}


def test_a_folder_without_a_card_is_told_before_anything_is_read(
    tmp_path: Path, measured: Measured, capsys: pytest.CaptureFixture[str]
) -> None:
    before = len(measured.reader.given)
    assert (
        main([str(measured.gold), "--card", str(tmp_path)], load=lambda _: measured.reader) == NotFoundError.exit_code
    )
    assert "README.md" in capsys.readouterr().err
    assert len(measured.reader.given) == before


@pytest.mark.parametrize("name", MEASURED)
def test_shipped_cards_and_manifests_agree(name: str) -> None:
    assert draw_block(MEASURED[name]) in (MODELS / name / "README.md").read_text(encoding="utf-8")
