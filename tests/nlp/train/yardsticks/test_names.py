"""Names in running text."""

from __future__ import annotations

from pathlib import Path

from nlp.records import Reading
from nlp.train.yardsticks.names import measure_ewt, measure_wnut
from tests.nlp.train.yardsticks.samples import entity, label, subject, write_set

MAIL = "Ada Quill of Oakvale flies to Lyon on Friday"


def test_names_are_measured_exactly_and_by_overlap(tmp_path: Path) -> None:
    entities = [label(MAIL, "Ada Quill", "PER"), label(MAIL, "Oakvale", "ORG"), label(MAIL, "Lyon", "LOC")]
    corpus = write_set(tmp_path, "uner_ewt", [{"text": MAIL, "entities": entities}])
    found = (
        entity(MAIL, "Ada", "PERSON"),  # a part of it
        entity(MAIL, "Oakvale", "LOCATION"),  # of another type
        entity(MAIL, "Lyon", "LOCATION"),
        entity(MAIL, "Friday", "DATE"),  # of a type that the corpus does not label
    )
    scores = {one.what: one.figures for one in measure_ewt(corpus, subject({MAIL: Reading(entities=found)}))}
    assert scores["all names, exact"] == {
        "precision": 0.333,
        "recall": 0.333,
        "f1": 0.333,
        "labelled": 3,
        "found": 3,
    }
    assert scores["all names, overlap"]["f1"] == 0.667
    assert scores["PERSON, overlap"]["f1"] == 1.0
    assert scores["ORG, overlap"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "labelled": 1, "found": 0}
    assert scores["LOCATION, overlap"]["precision"] == 0.5


def test_corporations_and_groups_are_organisations_and_creative_works_nothing(tmp_path: Path) -> None:
    text = "Oakvale sponsors The Herons on Night Train"
    entities = [
        label(text, "Oakvale", "corporation"),
        label(text, "The Herons", "group"),
        label(text, "Night Train", "creative-work"),
    ]
    corpus = write_set(tmp_path, "wnut17", [{"text": text, "entities": entities}])
    found = (entity(text, "Oakvale", "ORG"), entity(text, "The Herons", "ORG"), entity(text, "Night Train", "PRODUCT"))
    scores = {one.what: one.figures for one in measure_wnut(corpus, subject({text: Reading(entities=found)}))}
    assert scores["ORG, overlap"]["f1"] == 1.0
    assert scores["PRODUCT, overlap"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "labelled": 0, "found": 1}
