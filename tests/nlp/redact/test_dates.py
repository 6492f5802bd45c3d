"""Dates, and which of them are of birth."""

from __future__ import annotations

import pytest

from nlp.records import Speaker
from nlp.redact.dates import find_dates
from nlp.redact.tokens import split
from tests.nlp.redact.reading import masked

AGENT: Speaker = "agent"


@pytest.mark.parametrize(
    ("text", "exact", "year"),
    [
        pytest.param("22/11/1968", True, 1968, id="figures"),
        pytest.param("3.03.87", True, 1987, id="two digits of a year"),
        pytest.param("1990-04-17", True, 1990, id="year first"),
        pytest.param("1994. 06. 21.", True, 1994, id="with blanks"),
        pytest.param("06-Jun-1961", True, 1961, id="month in letters"),
        pytest.param("9 April 1951", True, 1951, id="day and month"),
        pytest.param("April 9th, 1951", True, 1951, id="month and day"),
        pytest.param("23. Juli 1994", True, 1994, id="German"),
        pytest.param("ninth of april nineteen seventy three", True, 1973, id="said"),
        pytest.param("october third eighty eight", True, 1988, id="said, two digits of a year"),
        pytest.param("fourteenth of the second nineteen fifty five", True, 1955, id="month as a number"),
        pytest.param("december twelfth two thousand and two", True, 2002, id="two thousand and"),
        pytest.param("january thirty one thirty eight", True, 1938, id="number, not ordinal"),
        pytest.param("nineteen eighty one the fifth of may", True, 1981, id="year in front"),
        pytest.param("christmas day nineteen forty one", True, 1941, id="a day with a name"),
        pytest.param("march thirty first", False, None, id="no year"),
        pytest.param("6 October", False, None, id="no year, typed"),
    ],
)
def test_dates(text: str, exact: bool, year: int | None) -> None:
    (date,) = find_dates(text, split(text))
    assert (date.exact, date.year) == (exact, year)


@pytest.mark.parametrize("text", ["may i", "99/99/2020", "00-00-31", "192.0.2.14", "i march on", "12:30"])
def test_no_dates(text: str) -> None:
    assert find_dates(text, split(text)) == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("dob 22-09-2019, still wrong", "dob [DOB], still wrong", id="named"),
        pytest.param("I was born on 3 August 2017.", "I was born on [DOB].", id="born"),
        pytest.param("3 August 2017 is her birthday", "[DOB] is her birthday", id="named behind"),
        pytest.param("Lena Vogt (12.04.1986)", "Lena Vogt ([DOB])", id="long ago and unexplained"),
        pytest.param("a customer since 12.04.1986", "a customer since 12.04.1986", id="long ago, but since"),
        pytest.param("delivered on 12.04.2026", "delivered on 12.04.2026", id="lately"),
        pytest.param("Born 4 July 1939; died 9 June 2025.", "Born [DOB]; died 9 June 2025.", id="of death"),
        pytest.param(
            "DOB 01-01-1990 instead of 10-11-1990", "DOB [DOB] instead of [DOB]", id="the wrong and the right one"
        ),
        pytest.param(
            "the name: Ezra, 987-65-4328, 2/14/2025", "the name: Ezra, [SSN], [DOB]", id="beside a personal number"
        ),
        pytest.param("my birthday party is in May", "my birthday party is in May", id="no date"),
    ],
)
def test_births_typed(text: str, left: str) -> None:
    assert masked(text) == [left]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("third of the eighth fifty one", "[DOB]", id="so one gives a date of birth"),
        pytest.param("my birthday's march thirty first two thousand and eleven", "my birthday's [DOB]", id="named"),
        pytest.param("since the third of march", "since the third of march", id="no birth"),
    ],
)
def test_births_said(text: str, left: str) -> None:
    assert masked(text, channel="call") == [left]


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        pytest.param("june twelve forty nine", "[DOB]", id="month first"),
        pytest.param("nine eleven eighty seven i mean ninth november", "[DOB] i mean [DOB]", id="corrected"),
        pytest.param("the fourth of august", "[DOB]", id="without the year"),
        pytest.param("it's forty two fifty", "it's forty two fifty", id="a price"),
    ],
)
def test_births_asked_for(answer: str, left: str) -> None:
    assert masked((AGENT, "and your date of birth"), answer, channel="call")[1] == left
