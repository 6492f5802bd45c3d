"""Identifiers: masks of redaction and names of the reader, at their place in the text as written."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.records import Reading
from nlp.redact.find import Setting
from nlp.redact.tokens import Span
from nlp.train.yardsticks.identifiers import (
    MASKED,
    SECRET,
    MaskedTurn,
    count_turn,
    found_in,
    mask_turns,
    measure_multidogo,
    measure_presidio,
    words_of,
)
from nlp.train.yardsticks.tally import Tally
from tests.nlp.train.yardsticks.samples import FakeReader, entity, label, subject, write_set

WRITTEN = Setting(spoken=False, email=False, year=None)


def test_names_behind_a_mask_are_found_where_they_stand_in_the_text_as_written() -> None:
    text = "write to ada.quill@example.com, says Ada"
    ((turn, utterance),) = mask_turns([(text, [])], WRITTEN)
    assert utterance.text == "write to [EMAIL], says Ada"
    spans = found_in(turn, Reading(entities=(entity(utterance.text, "Ada", "PERSON"),)))
    assert [(span.type, text[span.start : span.end]) for span in spans] == [
        ("EMAIL", "ada.quill@example.com"),
        ("PERSON", "Ada"),
    ]


@pytest.mark.parametrize(
    ("labelled", "masks", "kind", "wanted"),
    [
        pytest.param([("SSN", 0, 9)], [("SSN", 0, 9)], "SSN", (1, 1, 1, 1), id="the right type"),
        pytest.param([("SSN", 0, 9)], [("CARD", 0, 9)], "SSN", (1, 0, 0, 0), id="another type is no SSN"),
        pytest.param([("SSN", 0, 9)], [("CARD", 0, 9)], MASKED, (1, 1, 1, 1), id="but it is masked"),
        pytest.param([(SECRET, 0, 9)], [("USERNAME", 0, 9)], SECRET, (1, 1, 1, 1), id="any mask hides a password"),
        pytest.param([("PERSON", 0, 9)], [("USERNAME", 0, 9)], MASKED, (0, 0, 1, 0), id="a name need not be masked"),
        pytest.param([], [("PERSON", 0, 9)], "PERSON", (0, 0, 1, 0), id="a false name"),
        pytest.param([("ADDRESS", 0, 20)], [("PERSON", 0, 9)], "PERSON", (0, 0, 0, 0), id="a name in an address"),
        pytest.param(
            [("ADDRESS", 0, 20), ("LOCATION", 12, 20)],
            [("LOCATION", 12, 20)],
            "LOCATION",
            (1, 1, 1, 1),
            id="a town that is labelled beside its address",
        ),
    ],
)
def test_count_turn(
    labelled: list[tuple[str, int, int]],
    masks: list[tuple[str, int, int]],
    kind: str,
    wanted: tuple[int, int, int, int],
) -> None:
    mine, theirs = ([Span(start, end, name) for name, start, end in side] for side in (labelled, masks))
    tally = Tally()
    count_turn({kind: tally}, MaskedTurn(mine, theirs), Reading())
    assert (tally.labelled, tally.recalled, tally.found, tally.right) == wanted


def test_turns_that_occur_in_train_are_not_measured(tmp_path: Path) -> None:
    def chat(*texts: str) -> dict[str, object]:
        return {
            "turns": [{"text": text, "slots": [label(text, "ada", "name")] if "ada" in text else []} for text in texts]
        }

    write_set(tmp_path, "multidogo", [chat("my name is ada", "bye")], split="train", zipped=True)
    corpus = write_set(tmp_path, "multidogo", [chat("My name is Ada", "ada here", "bye bye")])
    model = subject({"ada here": Reading(entities=(entity("ada here", "ada", "PERSON"),))})
    scores = {one.what: one.figures for one in measure_multidogo(corpus, model)}
    assert scores == {"PERSON": {"precision": 1.0, "recall": 1.0, "f1": 1.0, "labelled": 1, "found": 1}}
    assert isinstance(model.reader, FakeReader)
    assert [one.text for one in model.reader.asked] == ["ada here", "bye bye"]


def test_words_alone_tell_whether_turns_are_equal() -> None:
    assert words_of("My name is Ada!") == words_of("my  name is ada")


def test_presidio_measures_masks_and_names(tmp_path: Path) -> None:
    text = "Mail ada.quill@example.com about card 4111111111111111"
    entities = [
        label(text, "ada.quill@example.com", "EMAIL_ADDRESS"),
        label(text, "4111111111111111", "CREDIT_CARD"),
        label(text, "about", "TITLE"),
    ]
    corpus = write_set(tmp_path, "presidio_pii", [{"text": text, "entities": entities}])
    scores = {one.what: one.figures for one in measure_presidio(corpus, subject())}
    assert {what: figures["f1"] for what, figures in scores.items()} == {MASKED: 1.0, "CARD": 1.0, "EMAIL": 1.0}
