"""The card of the context model says what its model.json says."""

from __future__ import annotations

import json

import pytest

from nlp.registry import MODELS, load_rules, sha256_of

FOLDER = MODELS / "context-en-1"
MANIFEST = json.loads((FOLDER / "model.json").read_text(encoding="utf-8"))
CARD = (FOLDER / "README.md").read_text(encoding="utf-8")
KINDS = ["past", "negated", "planned"]


def test_the_rules_are_the_ones_described() -> None:
    assert MANIFEST["sha256"] == {"rules.json": sha256_of(FOLDER / "rules.json")}


@pytest.mark.parametrize("kind", KINDS)
def test_context_scores(kind: str) -> None:
    scores = MANIFEST["scores"]["context"]
    figures = [scores[part][kind][name] for part in ("read", "unread") for name in FIGURES]
    assert f"| {kind} | " + " | ".join(map(str, figures)) + " |" in CARD


FIGURES = ("precision", "recall", "wrong_on_current")


@pytest.mark.parametrize("kind", ["MONEY", "DATE", "TIME", "URL", "ORDER_ID"])
def test_pattern_scores(kind: str) -> None:
    scores = MANIFEST["scores"]["patterns"]
    figures = [*scores["entities_service"][kind], *scores["entities_mixed"][kind]]
    assert f"| {kind} | " + " | ".join(map(str, figures)) + " |" in CARD


def test_every_counted_cue_is_one_of_the_rules() -> None:
    written = {
        f"{group['kind']}: {cue}" for group in load_rules("context-en-1")["context"]["cues"] for cue in group["cues"]
    }
    assert set(MANIFEST["cues"]) <= written


def test_no_cue_is_kept_that_fails() -> None:
    failing = [cue for cue, (right, cases) in MANIFEST["cues"].items() if cases >= 20 and right / cases < 0.85]
    assert failing == []
