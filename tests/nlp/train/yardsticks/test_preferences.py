"""Turns that state a taste."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.records import Preference, Reading
from nlp.train.yardsticks.preferences import ActedTurn, Interview, is_taste, measure_interviews, utterances_of
from tests.nlp.train.yardsticks.samples import subject, wish, write_set

TASTE = "ENTITY_PREFERENCE+MOVIE_OR_SERIES"


def turn(speaker: str, text: str, *actions: str) -> dict[str, object]:
    return {"speaker": speaker, "text": text, "actions": list(actions)}


def test_only_interviews_and_only_their_users_are_measured(tmp_path: Path) -> None:
    interview = [
        turn("system", "what do you like?", TASTE),
        turn("user", "i love comedies", TASTE),
        turn("user", "heat", "ENTITY_NAME+MOVIE_OR_SERIES"),
        turn("user", "no idea", "OTHER"),
    ]
    corpus = write_set(
        tmp_path,
        "uss",
        [{"domain": "CCPE", "turns": interview}, {"domain": "SGD", "turns": [turn("user", "i love it", "INFORM")]}],
    )
    liked = Reading(preferences=(wish("likes", "comedies"),))
    model = subject({"i love comedies": liked, "heat": liked, "i love it": liked})
    (score,) = measure_interviews(corpus, model)
    assert score.figures == {"precision": 0.5, "recall": 1.0, "f1": 0.667, "labelled": 1, "found": 2}


def test_context_is_the_question_just_before() -> None:
    said = (("system", "which one?"), ("user", "heat"), ("user", "the old one"))
    turns = tuple(ActedTurn(speaker="user" if s == "user" else "system", text=t, actions=()) for s, t in said)
    asked = [one.context for _, one in utterances_of(Interview(domain="CCPE", turns=turns))]
    assert asked == ["which one?", None]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param([wish("dislikes", "horror films")], True, id="a dislike is a taste"),
        pytest.param([wish("contact_channel", "email")], False, id="how to be reached is none"),
        pytest.param([], False, id="nothing"),
    ],
)
def test_is_taste(found: list[Preference], expected: bool) -> None:
    assert is_taste(Reading(preferences=tuple(found))) is expected
