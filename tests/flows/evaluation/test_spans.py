"""Names and identifiers of one turn."""

from __future__ import annotations

import pytest

from flows.evaluation.spans import Spans, explain_spans
from flows.evaluation.tally import Finding
from tests.flows.evaluation.marks import reading, traces

HERE = ("a", 0)


def kinds(gold: list[Finding], found: list[Finding]) -> list[tuple[str, str]]:
    spans = Spans(customer_id="k1", place=HERE, gold=gold, found=found)
    return [(error.attribute, error.kind) for error in explain_spans(spans, traces())]


@pytest.mark.parametrize(
    ("gold", "found", "expected"),
    [
        pytest.param(("ORG", "Tansy Hire"), ("ORG", "tansy hire"), [], id="case does not count"),
        pytest.param(("ORG", "Ada Brook"), ("PERSON", "Ada"), [("ORG", "type ORG -> PERSON")], id="another type"),
        pytest.param(("ORG", "Tansy Car Hire"), ("ORG", "Car keys"), [("ORG", "wrong span")], id="a word is shared"),
        pytest.param(("PERSON", "Anne-Marie"), ("PERSON", "nne"), [("PERSON", "wrong span")], id="a piece of a word"),
        pytest.param(
            ("ORG", "Tessaly"),
            ("ORG", "s"),
            [("ORG", "missed"), ("ORG", "false")],
            id="a letter stands anywhere by chance",
        ),
        pytest.param(("CARD", "4111"), ("CARD", "[CARD]"), [], id="a mask hides the words"),
        pytest.param(
            ("CARD", "4111"), ("PHONE", "[PHONE]"), [("CARD", "type CARD -> PHONE")], id="masked as something else"
        ),
        pytest.param(("DATE", "May"), ("TIME", "noon"), [], id="dates and times are not scored"),
    ],
)
def test_entities_are_compared_by_type_and_words(
    gold: Finding, found: Finding, expected: list[tuple[str, str]]
) -> None:
    assert kinds([gold], [found]) == expected


def test_a_missed_name_is_marked_where_it_stands() -> None:
    spans = Spans(customer_id="k1", place=HERE, gold=[("PERSON", "Noor")], found=[])
    (error,) = explain_spans(spans, traces(texts={HERE: "hello NOOR"}))
    assert error.quotes[0].cue == (6, 10)


def test_a_false_name_is_marked_where_it_was_found() -> None:
    spans = Spans(customer_id="k1", place=HERE, gold=[], found=[("ORG", "hel")])
    (error,) = explain_spans(spans, traces(texts={HERE: "hello"}, spans=[reading(HERE, ("ORG", "hel", ""))]))
    assert (error.quotes[0].cue, error.quotes[0].read) == ((0, 3), "ORG = hel 0.900")
