"""Runs of digits and letters, typed and said."""

from __future__ import annotations

import pytest

from nlp.redact.runs import Run, read_runs
from nlp.redact.tokens import find_topics, split


def runs(text: str) -> list[Run]:
    tokens = split(text)
    barred = {place for topic in find_topics(tokens) for place in range(topic.first, topic.last)}
    return read_runs(text, tokens, barred)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("four four one triple seven", ["441777"], id="triple repeats a digit"),
        pytest.param(
            "oh seven seven double oh nine hundred one two three", ["07700900123"], id="hundred is two noughts"
        ),
        pytest.param("two hundred and one", ["201"], id="and adds to a hundred"),
        pytest.param("sixty five forty three twenty", ["654320"], id="tens take the digit behind them"),
        pytest.param("h o four four oh nine", ["HO4409"], id="letters before digits"),
        pytest.param("double u one one eight", ["W118"], id="double u is one letter"),
        pytest.param("q q one two three four five six c for charlie", ["QQ123456C"], id="a word spells a letter out"),
        pytest.param("J as in Juliet seven seven B as in bravo 4", ["J77B4"], id="as in, and a typed digit"),
        pytest.param("seven seven golf four", ["77G4"], id="a call sign inside"),
        pytest.param("a v dash three oh oh", ["AV300"], id="a dash that is said"),
        pytest.param("nine eight seven uh sixty five", ["98765"], id="fillers do not part a number"),
        pytest.param("the last four four three two one", ["4321"], id="the last four is no digit"),
        pytest.param("the old one eleven eleven", ["1111"], id="the old one is no digit"),
        pytest.param("p r u i t t", [], id="a spelled name has no digits"),
        pytest.param("4111 1111 1111 1111", ["4111111111111111"], id="typed in groups"),
        pytest.param("policy MOT/3391/UK/22", ["MOT3391UK22"], id="capitals and strokes"),
        pytest.param("QQ 12 34 56 C", ["QQ123456C"], id="capitals and blanks"),
        pytest.param("(512) 555-0136", ["5125550136"], id="brackets"),
        pytest.param("4 418 009 227", ["4418009227"], id="a group of one digit in front"),
        pytest.param("order 2 4 of them", ["2", "4"], id="two quantities"),
        pytest.param("4242, 5555", ["4242", "5555"], id="a typed comma parts"),
        pytest.param("at 10am on the 3rd, 4x6, 500g", [], id="measures, ranks and hours"),
        pytest.param("jsmith72", [], id="mostly lower-case letters: a name"),
        pytest.param("４２４２ ４２４２", ["42424242"], id="full-width digits"),
    ],
)
def test_what_reads_as_one_number(text: str, values: list[str]) -> None:
    assert [run.value for run in runs(text)] == values


@pytest.mark.parametrize(
    "text",
    (
        "$1200 | 1200 € | 60% | 10:40 | 1,204.80 | five hundred dollars | two oh four a month | eleven oh two p m | "
        "08/29 | 2019-2026 | twenty first | Rs. 3499 | forty each"
    ).split(" | "),
)
def test_prices_times_and_counts_are_amounts(text: str) -> None:
    assert all(run.amount for run in runs(text))


@pytest.mark.parametrize(
    ("text", "digitwise"),
    [
        pytest.param("four two four two", True, id="digit by digit"),
        pytest.param("five fifty", False, id="as one says a price"),
        pytest.param("nine eight seven sixty five forty three", True, id="half of it digit by digit"),
        pytest.param("nineteen ninety nine", False, id="as one says a year"),
        pytest.param("1234", True, id="typed"),
    ],
)
def test_how_a_number_is_told(text: str, digitwise: bool) -> None:
    assert runs(text)[0].digitwise is digitwise
