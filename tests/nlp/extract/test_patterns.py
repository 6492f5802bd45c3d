"""Amounts, dates, times, addresses and order numbers, as the marked turns mark them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.extract.patterns import find_patterns

if TYPE_CHECKING:
    from spacy.language import Language


def found(pipeline: Language, text: str) -> list[tuple[str, str]]:
    (entities,) = find_patterns([text], pipeline=pipeline)
    return [(entity.type, entity.text) for entity in entities]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        pytest.param("it was $1,204.50 in all", ["$1,204.50"], id="sign, thousands, cents"),
        pytest.param("paid £84, not £9.50!", ["£84", "£9.50"], id="two"),
        pytest.param("it's EUR 30 or 85 €", ["EUR 30", "85 €"], id="code and sign after"),
        pytest.param("Rs. 3,499/- only", ["Rs. 3,499/-"], id="rupees"),
        pytest.param("A$17.99 and 28.4p a unit", ["A$17.99", "28.4p"], id="region and pence"),
        pytest.param("forty two pounds fifty", ["forty two pounds fifty"], id="spoken with coins"),
        pytest.param("20 quid or five bucks", ["20 quid", "five bucks"], id="slang"),
        pytest.param("a hundred and twenty euros", ["a hundred and twenty euros"], id="spoken hundreds"),
        pytest.param("you charged me nineteen ninety nine", ["nineteen ninety nine"], id="bare after charged"),
        pytest.param("so it's three eighty or", ["three eighty"], id="no clock says three eighty"),
        pytest.param("sixty nine a month", ["sixty nine"], id="a rate"),
        pytest.param("i want my 42.60 back", ["42.60"], id="bare decimals"),
        pytest.param("it took two weeks and three calls", [], id="counts are none"),
        pytest.param("since nineteen ninety nine", [], id="a year is none"),
        pytest.param("five hundred megs", [], id="a measure is none"),
        pytest.param("it's four seven nine two", [], id="a code is none"),
        pytest.param("version 3.2.11 of 2.4kg", [], id="version and weight are none"),
    ],
)
def test_money(pipeline: Language, text: str, amounts: list[str]) -> None:
    assert [name for kind, name in found(pipeline, text) if kind == "MONEY"] == amounts


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        pytest.param("on nov 2 or Nov. 3", ["nov 2", "Nov. 3"], id="month first"),
        pytest.param("from 1 October to August 14th", ["1 October", "August 14th"], id="day first"),
        pytest.param("by the third of march", ["third of march"], id="spoken, article outside"),
        pytest.param("from 3 to 6 October", ["3", "6 October"], id="range shares its month"),
        pytest.param("6 April 1994, March 2019", ["6 April 1994", "March 2019"], id="years"),
        pytest.param("2025-03-01 and 28/11/2024", ["2025-03-01", "28/11/2024"], id="numbers"),
        pytest.param("on 4/9 but cut it 3/4", ["4/9"], id="a fraction is none"),
        pytest.param("last tuesday or next wednesday", ["last tuesday", "next wednesday"], id="relative weekday"),
        pytest.param("yesterday, next week, this year", ["yesterday", "next week", "this year"], id="relative"),
        pytest.param("friday's delivery", ["friday"], id="possessive"),
        pytest.param("in june, for christmas", ["june", "christmas"], id="bare month and feast"),
        pytest.param("by end of August or late May", ["end of August", "late May"], id="edges"),
        pytest.param("due on the fifth please", ["fifth"], id="day of the month"),
        pytest.param("since nineteen fifty seven or 2019", ["nineteen fifty seven"], id="spoken year"),
        pytest.param("every tuesday, on mondays", [], id="recurring"),
        pytest.param("tuesday evenings only", [], id="recurring evenings"),
        pytest.param("for two weeks", [], id="duration"),
        pytest.param("the third ladder, first class", [], id="ordinals of things"),
        pytest.param("may i read it and it may help", [], id="may the verb"),
        pytest.param("born [DOB]", [], id="a mask"),
    ],
)
def test_dates(pipeline: Language, text: str, dates: list[str]) -> None:
    assert [name for kind, name in found(pipeline, text) if kind == "DATE"] == dates


@pytest.mark.parametrize(
    ("text", "times"),
    [
        pytest.param("at 2:30 am or 8.15 am", ["2:30 am", "8.15 am"], id="clock"),
        pytest.param("around 8pm, 17:00", ["8pm", "17:00"], id="short"),
        pytest.param("we arrive around half six", ["half six"], id="half"),
        pytest.param("at quarter past eight", ["quarter past eight"], id="quarter"),
        pytest.param("about ten to nine at night", ["ten to nine at night"], id="minutes to"),
        pytest.param("the five o'clock cutoff", ["five o'clock"], id="o'clock"),
        pytest.param("between eight and noon", ["eight", "noon"], id="between"),
        pytest.param("it came at four forty", ["four forty"], id="spoken minutes"),
        pytest.param("nine p m on monday", ["nine p m"], id="spelled"),
        pytest.param("this morning and tomorrow evening", ["this morning", "evening"], id="parts of days"),
        pytest.param("after 2,500 watts or two weeks", [], id="numbers of things"),
        pytest.param("about four of them", [], id="about a count"),
        pytest.param("good morning", [], id="greeting"),
    ],
)
def test_times(pipeline: Language, text: str, times: list[str]) -> None:
    assert [name for kind, name in found(pipeline, text) if kind == "TIME"] == times


@pytest.mark.parametrize(
    ("text", "kind", "names"),
    [
        pytest.param("see https://example.com/a?b=1.", "URL", ["https://example.com/a?b=1"], id="stop stays outside"),
        pytest.param("(www.example.org/x)", "URL", ["www.example.org/x"], id="brackets stay outside"),
        pytest.param("at docs.example.com/dns", "URL", ["docs.example.com/dns"], id="no scheme"),
        pytest.param("example dot com slash claims", "URL", ["example dot com slash claims"], id="spoken"),
        pytest.param("end of it.thanks for a dot", "URL", [], id="a missing blank is no site"),
        pytest.param("order LD-88213 please", "ORDER_ID", ["LD-88213"], id="shape"),
        pytest.param("invoice 2207 is wrong", "ORDER_ID", ["2207"], id="digits after their word"),
        pytest.param("Tracking: FD 7730 118 IE", "ORDER_ID", ["FD 7730 118 IE"], id="groups"),
        pytest.param("booking ref is q r x seven one d", "ORDER_ID", ["q r x seven one d"], id="spoken"),
        pytest.param("my policy HO-4409 lapsed", "ORDER_ID", [], id="another kind of number"),
        pytest.param("code SPRING20 on 3-5 days", "ORDER_ID", [], id="coupon and range"),
    ],
)
def test_references(pipeline: Language, text: str, kind: str, names: list[str]) -> None:
    assert [name for k, name in found(pipeline, text) if k == kind] == names


PIECES = [
    "$",
    "12",
    ".50",
    " ",
    "may",
    "the third of",
    "order",
    "A-1",
    "http://",
    "dot com",
    "half",
    "\n",
    "€",
    "ß",
    "²",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=60))
def test_entities_lie_apart_in_the_text(pipeline: Language, text: str) -> None:
    (entities,) = find_patterns([text], pipeline=pipeline)
    end = 0
    for entity in entities:
        assert end <= entity.start < entity.end <= len(text)
        assert entity.text == text[entity.start : entity.end]
        assert entity.score == 1.0
        end = entity.end


@pytest.mark.parametrize(
    "unit",
    [
        " ",
        "1",
        '"',
        "1,",
        "111,",
        "a.",
        "www.",
        "a dot ",
        "com dot ",
        "order 1 ",
        "$1 ",
        "at 4 ",
        "one ",
        "w ",
        "[",
        "A-",
    ],
)
def test_hostile_text_costs_its_length(pipeline: Language, unit: str) -> None:
    started = time.process_time()
    find_patterns([unit * (100_000 // len(unit))], pipeline=pipeline)
    assert time.process_time() - started < 15  # a second or so; a quadratic step would take minutes
