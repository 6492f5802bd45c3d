"""Names: people, organisations, places and products in running text (uner_ewt, wnut17)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nlp.redact.tokens import Span
from nlp.train.yardsticks.corpus import Corpus
from nlp.train.yardsticks.subject import Subject, customer
from nlp.train.yardsticks.tally import Score, Tally

EWT, WNUT = "uner_ewt", "wnut17"
EWT_TYPES = {"PER": "PERSON", "ORG": "ORG", "LOC": "LOCATION"}
WNUT_TYPES = {  # creative works and the like have no type of ours: what is found there is wrong
    "person": "PERSON",
    "location": "LOCATION",
    "corporation": "ORG",
    "group": "ORG",
    "product": "PRODUCT",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A stretch of text and its label."""

    start: int  # code points
    end: int  # exclusive
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedSentence:
    """A sentence and the names in it."""

    text: str
    entities: tuple[Marked, ...]


def measure_ewt(corpus: Corpus, subject: Subject) -> list[Score]:
    """Measure names in e-mails, reviews and answers."""
    return _measure(EWT, EWT_TYPES, corpus, subject)


def measure_wnut(corpus: Corpus, subject: Subject) -> list[Score]:
    """Measure names in tweets and comments."""
    return _measure(WNUT, WNUT_TYPES, corpus, subject)


def spans_of(marked: tuple[Marked, ...], types: Mapping[str, str]) -> list[Span]:
    """Labels as spans of our types; those of no type of ours are left out."""
    return [Span(one.start, one.end, types[one.label]) for one in marked if one.label in types]


def _measure(name: str, types: Mapping[str, str], corpus: Corpus, subject: Subject) -> list[Score]:
    ours = tuple(dict.fromkeys(types.values()))
    exact, overlap = Tally(), {kind: Tally() for kind in ("all names", *ours)}
    asked = ((one, customer(one.text)) for one in corpus.dev(name, MarkedSentence))
    for one, reading in subject.read(name, asked):
        labelled = spans_of(one.entities, types)
        found = [Span(entity.start, entity.end, entity.type) for entity in reading.entities if entity.type in ours]
        exact.add_spans(labelled, found, exact=True)
        for kind, tally in overlap.items():
            mine, theirs = ([span for span in side if kind in ("all names", span.type)] for side in (labelled, found))
            tally.add_spans(mine, theirs)
    return [
        Score(yardstick=name, what="all names, exact", figures=exact.figures()),
        *(Score(yardstick=name, what=f"{kind}, overlap", figures=tally.figures()) for kind, tally in overlap.items()),
    ]
