"""Turns become examples whose targets stand where the words are."""

from __future__ import annotations

import pytest

from nlp.extract.labels import LABELS
from nlp.train.examples import examples_of, find_value, unmark
from nlp.train.turns import LabelledTurn, Line, MarkedTurn


@pytest.mark.parametrize(
    ("value", "cue", "expected"),
    [
        pytest.param("nurse", "as a nurse", "nurse", id="said"),
        pytest.param("hiking", "we hike a lot", "hike", id="said in another form"),
        pytest.param("window seat", "a seat by the window", "seat by the window", id="both words, other order"),
        pytest.param("baker", "i do the loaves", None, id="not said"),
        pytest.param("board games", "games that we all sit down to on a board", None, id="stretched too far"),
    ],
)
def test_find_value(value: str, cue: str, expected: str | None) -> None:
    span = find_value(value, cue, 100)
    assert (cue[span[0] - 100 : span[1] - 100] if span else None) == expected


def test_marks_are_taken_out_and_identifiers_masked() -> None:
    text, spans = unmark("it's [[PERSON|Siobhan Doyle]] on [[PHONE|555 0100]], from [[LOCATION|Tralee]]")
    assert text == "it's Siobhan Doyle on [PHONE], from Tralee"
    assert [(text[a:b], kind) for a, b, kind in spans] == [("Siobhan Doyle", "PERSON"), ("Tralee", "LOCATION")]


def test_targets_of_a_long_turn_go_to_the_window_with_their_cue() -> None:
    filler = "The parcel was due on Monday and nobody rang or wrote to tell us that it would be late again. " * 4
    turn = LabelledTurn.model_validate(
        {
            "channel": "email",
            "context": None,
            "text": filler + "Our dog ate the note.",
            "sentiment": "negative",
            "facts": [["household", "pet", "dog", "current", "Our dog"]],
            "preferences": [],
            "frustrations": [["communication", "delivery", 2, "nobody rang or wrote"]],
        }
    )
    examples = list(examples_of([Line(file="f", number=1, turn=turn)]))
    said = [(LABELS[t.label].name, e.text[t.start : t.end]) for e in examples for t in e.targets]
    assert len(examples) > 1
    assert sorted(said) == [("communication", "nobody rang or wrote"), ("pet=dog", "Our dog")]


def test_agents_teach_nothing_and_marked_turns_teach_entities_alone() -> None:
    agent = LabelledTurn(
        channel="chat",
        context=None,
        text="My kids too!",
        sentiment=None,
        facts=(),
        preferences=(),
        frustrations=(),
        speaker="agent",
    )
    marked = MarkedTurn(channel="chat", speaker="agent", text="[[PERSON|Ada]] here")
    (example,) = examples_of([Line(file="f", number=1, turn=agent), Line(file="f", number=2, turn=marked)])
    assert (example.labelled, example.sentiment, example.entities) == (False, None, ((0, 3, "PERSON"),))
