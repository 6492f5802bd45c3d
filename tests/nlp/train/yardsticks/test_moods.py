"""Sentiment, complaints and their reasons."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nlp.extract.labels import CATEGORIES as OURS
from nlp.records import Frustration, Reading
from nlp.train.yardsticks.moods import (
    CATEGORIES,
    REASONS,
    FeltDialogue,
    FeltTurn,
    Tweet,
    measure_airline,
    measure_complaints,
    measure_meld,
    said_reason,
    sure_reason,
    utterances_of,
)
from tests.nlp.train.yardsticks.samples import frustration, subject, write_set


def tweet(text: str, sentiment: str, reason: str | None = None, sure: float | None = None) -> dict[str, Any]:
    return {
        "text": text,
        "sentiment": sentiment,
        "negative_reason": reason,
        "negative_reason_confidence": sure,
    }


def test_each_class_is_a_category_of_ours_and_the_other_way_round() -> None:
    assert set(CATEGORIES) <= set(OURS)
    assert set(CATEGORIES.values()) == set(REASONS.values())


@pytest.mark.parametrize(
    ("reason", "sure", "expected"),
    [
        pytest.param("Late Flight", 0.6, "late or cancelled", id="sure enough"),
        pytest.param("Late Flight", 0.59, None, id="the annotators did not agree"),
        pytest.param("Can't Tell", 1.0, None, id="no reason at all"),
        pytest.param(None, None, None, id="not negative"),
    ],
)
def test_sure_reason(reason: str | None, sure: float | None, expected: str | None) -> None:
    one = Tweet(text="", sentiment="negative", negative_reason=reason, negative_reason_confidence=sure)
    assert sure_reason(one) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param([frustration("outage", confidence=0.5), frustration("delivery")], "luggage", id="the surest"),
        pytest.param([frustration("billing"), frustration("outage", confidence=0.5)], None, id="the surest has none"),
        pytest.param([], None, id="nothing found"),
    ],
)
def test_said_reason(found: list[Frustration], expected: str | None) -> None:
    assert said_reason(Reading(frustrations=tuple(found))) == expected


def test_airline_counts_misses_among_reasons(tmp_path: Path) -> None:
    corpus = write_set(
        tmp_path,
        "airline_tweets",
        [
            tweet("two hours late", "negative", "Late Flight", 1.0),
            tweet("cancelled", "negative", "Cancelled Flight", 0.7),
            tweet("rude", "negative", "Customer Service Issue", 0.3),
            tweet("lovely", "positive"),
        ],
    )
    late = Reading(sentiment="negative", frustrations=(frustration("outage"),))
    rude = Reading(sentiment="negative", frustrations=(frustration("staff_attitude"),))
    moods, reasons = measure_airline(corpus, subject({"two hours late": late, "rude": rude}))
    # two negatives of three; the other two turns are read as neutral: F1 0.8, 0 and 0
    assert moods.figures == {"accuracy": 0.5, "macro_f1": 0.267, "labelled": 4}
    # of late or cancelled one of two is found: F1 2/3 in one of five classes; the unsure one does not count
    assert reasons.figures == {"accuracy": 0.5, "macro_f1": 0.133, "labelled": 2}


def test_a_complaint_is_a_frustration_whatever_the_mood(tmp_path: Path) -> None:
    corpus = write_set(
        tmp_path,
        "complaints",
        [
            {"text": "it is broken", "complaint": 1},
            {"text": "what a sad film", "complaint": 0},
            {"text": "where is it", "complaint": 1},
        ],
    )
    told = Reading(sentiment="neutral", frustrations=(frustration("product_quality"),))
    found, either = measure_complaints(
        corpus, subject({"it is broken": told, "what a sad film": Reading(sentiment="negative")})
    )
    assert found.figures == {"precision": 1.0, "recall": 0.5, "f1": 0.667, "labelled": 2, "found": 1}
    assert either.figures["accuracy"] == 0.667


def test_context_is_what_somebody_else_said_just_before() -> None:
    turns = (("Ada", "hi"), ("Bo", "oh no"), ("Bo", "not you"), ("Ada", "why"))
    dialogue = FeltDialogue(turns=tuple(FeltTurn(speaker=s, text=t, sentiment="neutral") for s, t in turns))
    assert [one.context for _, one in utterances_of(dialogue)] == [None, "hi", None, "not you"]


def test_meld_counts_every_turn(tmp_path: Path) -> None:
    turns = [
        {"speaker": "Ada", "text": "hi", "sentiment": "neutral"},
        {"speaker": "Bo", "text": "oh no", "sentiment": "negative"},
    ]
    (score,) = measure_meld(write_set(tmp_path, "meld", [{"turns": turns}]), subject())
    assert score.figures == {"accuracy": 0.5, "macro_f1": 0.222, "labelled": 2}  # neutral F1 2/3, the others 0
