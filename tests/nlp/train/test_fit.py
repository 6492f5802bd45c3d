"""Training really learns: a handful of turns by heart, with every head, from the published encoder."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.extract.labels import LABELS
from nlp.records import Utterance
from nlp.registry import load_encoder, load_reader, load_rules
from nlp.train.card import write_model
from nlp.train.examples import Example, examples_of
from nlp.train.fit import Recipe, fit, hide_words, known_values
from nlp.train.turns import LabelledTurn, Line, MarkedTurn

TURNS: list[LabelledTurn | MarkedTurn] = [
    LabelledTurn.model_validate(turn | {"channel": "chat", "context": None})
    for turn in (
        {
            "text": "my dog ate the parcel",
            "sentiment": "neutral",
            "facts": [["household", "pet", "dog", "current", "my dog"]],
            "preferences": [],
            "frustrations": [],
        },
        {
            "text": "i am a baker and this is the third time i ring, unbelievable",
            "sentiment": "negative",
            "facts": [["lifestyle", "occupation", "baker", "current", "a baker"]],
            "preferences": [],
            "frustrations": [["repeat_contact", None, 2, "the third time i ring"]],
        },
        {
            "text": "never call me, thank you so much, you were lovely",
            "sentiment": "positive",
            "facts": [],
            "preferences": [["contact_channel", "phone", "negative", "never call me"]],
            "frustrations": [],
        },
    )
]


def learnt(times: int) -> list[Example]:
    turns = [*TURNS, MarkedTurn(channel="chat", speaker="agent", text="[[PERSON|Ada]] from [[ORG|Oakvale]] here")]
    return list(examples_of(Line(file="f", number=n, turn=turn) for n in range(times) for turn in turns))


def test_known_values_come_from_the_examples() -> None:
    assert known_values(learnt(2)) == {"occupation": ["baker"], "hobby": [], "vehicle": []}


def test_only_own_words_are_hidden() -> None:
    import torch

    torch.manual_seed(7)
    ids = torch.full((50, 40), 9)
    own = torch.zeros(50, 40, dtype=torch.bool)
    own[:, 20:] = True
    hide_words({"input_ids": ids, "own": own}, share=0.25, mask=103)
    assert (ids[:, :20] == 9).all()
    assert 0.2 < (ids[:, 20:] == 103).float().mean() < 0.3


@pytest.mark.slow
def test_a_few_turns_are_learnt_by_heart_and_survive_the_weights_file(tmp_path: Path) -> None:
    encoder = load_encoder()
    recipe = Recipe(epochs=12, batch_tokens=200, encoder_rate=3e-4, head_rate=3e-3)
    trained = fit(encoder, learnt(4), recipe=recipe)
    calibration = {str(label.kind): [1.0, 0.0] for label in LABELS}
    write_model(tmp_path / "tiny-en-1", encoder=encoder, trained=trained, recipe=recipe, calibration=calibration)
    reader = load_reader(str(tmp_path / "tiny-en-1"))
    readings = reader.read([Utterance(speaker="customer", text=turn.text) for turn in TURNS])
    assert [reading.sentiment for reading in readings] == ["neutral", "negative", "positive"]
    assert [(f.attribute, f.value) for f in readings[0].facts if f.confidence > 0.5] == [("pet", "dog")]
    assert [(f.attribute, f.value) for f in readings[1].facts if f.confidence > 0.5] == [("occupation", "baker")]
    assert [f.category for f in readings[1].frustrations if f.confidence > 0.5] == ["repeat_contact"]
    (wish,) = (p for p in readings[2].preferences if p.confidence > 0.5)
    assert (wish.value, wish.polarity, TURNS[2].text[wish.start : wish.end]) == ("phone", "negative", "never call me")


def test_the_rules_of_the_shipped_model_load() -> None:
    assert load_rules("context-en-1")["context"]
