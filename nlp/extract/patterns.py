"""Entities that a grammar finds better than a model: MONEY, DATE, TIME, URL, ORDER_ID."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from nlp.extract.amounts import AmountRules
from nlp.extract.dates import DateRules
from nlp.extract.phrases import words_of
from nlp.extract.references import ReferenceRules
from nlp.extract.times import TimeRules
from nlp.records import Entity

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

COMPONENT = "conversation_patterns"
SPANS = "patterns"  # the group of doc.spans
ORDER = ("URL", "MONEY", "ORDER_ID", "TIME", "DATE")  # of two that overlap and are equally long, the first stays


def add_patterns(pipeline: Language, rules: Mapping[str, Any]) -> None:
    """Add the pattern component; its results stand in `doc.spans["patterns"]`."""
    from spacy.language import Language

    if not Language.has_factory(COMPONENT):
        Language.factory(COMPONENT, func=_create)
    pipeline.add_pipe(COMPONENT, config={"rules": dict(rules["patterns"]), "sets": dict(rules["sets"])})


def _create(nlp: Language, name: str, rules: dict[str, Any], sets: dict[str, Any]) -> PatternRules:  # noqa: ARG001  # spaCy's signature
    return PatternRules(rules=rules, sets=sets)


class PatternRules:
    """The spaCy component: written forms by regular expression, spoken forms by their words."""

    def __init__(self, *, rules: Mapping[str, Any], sets: Mapping[str, Sequence[str]]) -> None:
        self.readers = (
            ReferenceRules(rules["references"]),
            AmountRules(rules["amounts"]),
            TimeRules(rules["dates"], sets),
            DateRules(rules["dates"], sets),
        )

    def __call__(self, doc: Doc) -> Doc:
        """Find the pattern entities of one turn."""
        spans = (
            doc.char_span(start, end, label=kind, alignment_mode="expand") for kind, start, end in self.find(doc.text)
        )
        doc.spans[SPANS] = [span for span in spans if span is not None]
        return doc

    def find(self, text: str) -> list[tuple[str, int, int]]:
        """Find type, start and end (code points) of every entity; none overlap."""
        return _separate(self._candidates(text))

    def _candidates(self, text: str) -> Iterator[tuple[str, int, int]]:
        words = words_of(text)
        for reader in self.readers:
            yield from reader.find_written(text)
            for kind, start, end in reader.find(words):
                yield kind, words.starts[start], words.ends[end - 1]


def _separate(candidates: Iterator[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Keep of overlapping candidates the longest, then the first of ORDER; URLs win over all."""
    ranked = sorted(candidates, key=lambda c: (c[0] != "URL", c[1] - c[2], ORDER.index(c[0]), c[1]))
    kept: list[tuple[str, int, int]] = []
    taken: set[int] = set()
    for kind, start, end in ranked:
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            kept.append((kind, start, end))
    return sorted(kept, key=lambda candidate: candidate[1])


def find_patterns(texts: Sequence[str], *, pipeline: Language) -> list[tuple[Entity, ...]]:
    """Find amounts, dates, times, web addresses and order numbers.

    Args:
        texts: n redacted turns; the masks in them are left alone.
        pipeline: what `context.build_pipeline` gives.

    Returns:
        n tuples in the order of the text; score 1, since a rule holds or does not.
    """
    component = cast("PatternRules", pipeline.get_pipe(COMPONENT))
    return [
        tuple(Entity(type=kind, text=text[start:end], start=start, end=end, score=1.0) for kind, start, end in spans)
        for text, spans in ((text, component.find(text)) for text in texts)
    ]
