"""The shipped model reads real turns; the figures are in its card, these cases say that it is alive and honest."""

from __future__ import annotations

import pytest

from nlp.extract.reader import Reader
from nlp.records import Reading, Utterance
from nlp.registry import load_reader, reader_version

MODEL = "signals-en-2"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader(MODEL)


def said(text: str, context: str | None = None) -> Utterance:
    return Utterance(speaker="customer", text=text, context=context)


def facts(reading: Reading, *, above: float = 0.5) -> set[tuple[str, str, str]]:
    return {(f.attribute, f.value, f.status) for f in reading.facts if f.confidence >= above}


@pytest.mark.parametrize(
    ("utterance", "expected"),
    [
        pytest.param(
            said("My wife and I have two dogs."),
            {("marital_status", "married", "current"), ("pet", "dog", "current")},
            id="told in passing",
        ),
        pytest.param(
            said("I work as a nurse at the hospital"), {("occupation", "nurse", "current")}, id="free text value"
        ),
        pytest.param(
            said("we have a cat", "Do you have any pets?"), {("pet", "cat", "current")}, id="answer to a question"
        ),
    ],
)
def test_facts(reader: Reader, utterance: Utterance, expected: set[tuple[str, str, str]]) -> None:
    (reading,) = reader.read([utterance])
    assert expected <= facts(reading)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ok thanks bye", id="nothing said"),
        pytest.param("the order number is on the box", id="business only"),
        pytest.param("it is raining cats and dogs here", id="idiom"),
    ],
)
def test_no_facts(reader: Reader, text: str) -> None:
    (reading,) = reader.read([said(text)])
    assert facts(reading) == set()


def test_evidence_lies_in_the_text_and_scores_in_their_ranges(reader: Reader) -> None:
    utterances = [
        said("I have been on hold for an hour and the parcel is still lost, my husband is furious!"),
        said("I only ever want e-mail, never ring me. " * 20),
        Utterance(speaker="agent", text="I'm Priya from Oakvale, my kids love that show."),
        said(""),
    ]
    for utterance, reading in zip(utterances, reader.read(utterances), strict=True):
        spans = [(e.start, e.end, e.score) for e in reading.entities]
        spans += [(f.start, f.end, f.confidence) for f in reading.facts]
        spans += [(p.start, p.end, p.confidence) for p in reading.preferences]
        spans += [(f.start, f.end, f.confidence) for f in reading.frustrations]
        assert all(0 <= start < end <= len(utterance.text) for start, end, _ in spans)
        assert all(0 <= confidence <= 1 for _, _, confidence in spans)
        assert all(utterance.text[e.start : e.end] == e.text for e in reading.entities)
    angry, wish, agent, empty = reader.read(utterances)
    assert angry.sentiment == "negative"
    assert angry.score is not None
    assert -1 <= angry.score < 0
    assert {f.category for f in angry.frustrations} & {"wait_time", "delivery"}
    assert any(p.attribute == "contact_channel" for p in wish.preferences)
    assert (agent.sentiment, agent.facts) == (None, ())
    assert empty.sentiment == "neutral"


def test_reading_does_not_depend_on_the_company_in_the_batch(reader: Reader) -> None:
    utterance = said("We're getting married in June and moving to a flat in York.")
    others = [said("no"), said("My landlord says the lease ends. " * 10)]
    (alone,) = reader.read([utterance])
    together = reader.read([*others, utterance])[-1]
    assert facts(alone, above=0.3) == facts(together, above=0.3)


def test_the_version_names_model_and_content(reader: Reader) -> None:
    assert reader.version == reader_version(MODEL)
    assert reader.version.startswith(f"{MODEL}.")
