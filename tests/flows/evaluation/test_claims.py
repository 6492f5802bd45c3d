"""Why values are missed or falsely found."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from flows.evaluation.claims import Claims, explain
from flows.evaluation.tally import Finding
from flows.evaluation.traces import Kind, Traces
from tests.flows.evaluation.marks import reading, traces

HERE, THERE = ("a", 1), ("b", 2)
HOUSE, FARM = ("home_type", "house", "current"), ("home_type", "farm", "current")
REMOTE, HYBRID = ("work_pattern", "remote", "current"), ("work_pattern", "hybrid", "current")
NURSE, CARER = ("occupation", "nurse", "current"), ("occupation", "carer", "current")
SINGLE = frozenset({"home_type"})


def claims(gold: Sequence[Finding], found: Sequence[Finding], kind: Kind = "fact") -> Claims:
    return Claims(kind=kind, customer_id="k1", gold=gold, proofs={want: [HERE] for want in gold}, found=found)


def kinds(of: Claims, by: Traces) -> list[str]:
    return [error.kind for error in explain(of, by)]


@pytest.mark.parametrize(
    ("want", "have", "by", "expected"),
    [
        pytest.param(
            HOUSE, FARM, traces(exclusive=SINGLE), ["wrong: another value"], id="one value holds, and it is another"
        ),
        pytest.param(
            (*HOUSE[:2], "past"),
            FARM,
            traces(exclusive=SINGLE),
            ["missed: not read", "false: another value"],
            id="what holds now does not stand where a past value should",
        ),
        pytest.param(
            (*HOUSE[:2], "past"),
            FARM,
            traces(exclusive=SINGLE, cited=[reading(HERE, FARM)]),
            ["wrong: another value"],
            id="unless it was read in the turn that proves the past one",
        ),
        pytest.param(
            REMOTE,
            HYBRID,
            traces(cited=[reading(HERE, HYBRID)]),
            ["missed: not read", "false: another value"],
            id="where several closed values hold, another is an error of its own",
        ),
        pytest.param(
            NURSE,
            CARER,
            traces(cited=[reading(HERE, CARER)]),
            ["wrong: another value"],
            id="free text of the same turn",
        ),
        pytest.param(
            NURSE,
            CARER,
            traces(cited=[reading(THERE, CARER)]),
            ["missed: not read", "false: another value"],
            id="free text of another turn is another thing",
        ),
    ],
)
def test_another_value_stands_where_the_gold_should(
    want: Finding, have: Finding, by: Traces, expected: list[str]
) -> None:
    assert kinds(claims([want], [have]), by) == expected


def test_a_status_pairs_before_another_value_does() -> None:
    found = [FARM, (*HOUSE[:2], "planned")]
    assert kinds(claims([HOUSE], found), traces(exclusive=SINGLE)) == [
        "wrong: status current -> planned",
        "false: another value",
    ]


def test_what_is_disliked_is_not_liked() -> None:
    gold, found = ("dislikes", "window seats", "negative"), ("likes", "window seat", "positive")
    (error,) = explain(claims([gold], [found], "preference"), traces(kind="preference"))
    assert (error.attribute, error.kind) == ("dislikes", "wrong: polarity negative -> positive")


def test_a_wrong_status_shows_the_proof_and_the_turn_that_was_read_so() -> None:
    past = (*HOUSE[:2], "past")
    by = traces(read=[reading(HERE, HOUSE)], cited=[reading(HERE, HOUSE), reading(THERE, past, rule="past: sold")])
    (error,) = explain(claims([HOUSE], [past]), by)
    assert error.kind == "wrong: status current -> past"
    assert [(quote.place, quote.read) for quote in error.quotes] == [
        (HERE, "home_type = house, current 0.900"),
        (THERE, "home_type = house, past 0.900; rule past: sold"),
    ]


def test_a_turn_in_which_the_value_was_not_read_is_shown_whole_with_what_was() -> None:
    by = traces(read=[reading(HERE, FARM, confidence=0.2), reading(HERE, REMOTE)])
    (error,) = explain(claims([HOUSE], []), by)
    (quote,) = error.quotes
    assert error.kind == "missed: not read"
    assert (quote.whole, quote.read) == (True, "home_type = farm, current 0.200 below 0.400")


def test_a_reading_with_the_status_of_the_gold_is_nearest() -> None:
    past = (*HOUSE[:2], "past")
    by = traces(read=[reading(HERE, past, confidence=0.3), reading(HERE, HOUSE, confidence=0.2)])
    (error,) = explain(claims([HOUSE], []), by)
    assert error.kind == "missed: read below the threshold"
    assert error.quotes[0].read == "home_type = house, current 0.200 below 0.400"


def test_a_false_find_shows_its_three_surest_turns() -> None:
    cited = [reading(("a", turn), HOUSE) for turn in range(5)]
    (error,) = explain(claims([], [HOUSE]), traces(cited=cited))
    assert [quote.place[1] for quote in error.quotes] == [0, 1, 2]
