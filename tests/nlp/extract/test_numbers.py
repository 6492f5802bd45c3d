"""Numbers as people say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.extract.numbers import ONES, TENS, count_of, read_cardinal, read_ordinal, read_price

WORDS = [*ONES, *TENS, "hundred", "thousand", "and", "a", "-", "oh", "dollars"]


@pytest.mark.parametrize(
    ("said", "number", "used"),
    [
        pytest.param("seven", 7, 1, id="one word"),
        pytest.param("sixty two", 62, 2, id="two words"),
        pytest.param("sixty - two", 62, 3, id="hyphen"),
        pytest.param("a hundred and twenty", 120, 4, id="a before a scale"),
        pytest.param("twelve hundred", 1200, 2, id="hundreds above nine"),
        pytest.param("three hundred twelve thousand and six", 312_006, 6, id="scales in order"),
        pytest.param("three lakh forty thousand", 340_000, 4, id="Indian scale"),
        pytest.param("nineteen ninety nine", 19, 1, id="a second number is not swallowed"),
        pytest.param("a hundred and a half", 100, 2, id="and without a number after it"),
    ],
)
def test_cardinals(said: str, number: int, used: int) -> None:
    assert read_cardinal(said.split(), 0) == (number, used)


@pytest.mark.parametrize("said", ["dollars", "and five", "hundred", "", "a dog"])
def test_no_cardinal(said: str) -> None:
    assert read_cardinal(said.split(), 0) is None


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.integers(0, 12))
def test_reading_stays_inside_the_words(words: list[str], at: int) -> None:
    for read in (read_cardinal(words, at), read_price(words, at), read_ordinal(words, at)):
        assert read is None or at < read[1] <= len(words)


@pytest.mark.parametrize(
    ("said", "day"),
    [("third", 3), ("twenty second", 22), ("thirtieth", 30), ("28th", 28), ("thirty - first", 31)],
)
def test_ordinals(said: str, day: int) -> None:
    words = said.split()
    assert read_ordinal(words, 0) == (day, len(words))


@pytest.mark.parametrize("said", ["twenty tenth", "tuesday", "123rd", "²nd", ""])
def test_no_ordinal_of_its_length(said: str) -> None:
    words = said.split()
    assert read_ordinal(words, 0) in {None, (20, len(words))}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param("nineteen ninety nine", (True, 3), id="two numbers"),
        pytest.param("four oh five", (True, 3), id="oh"),
        pytest.param("three hundred twelve eighty six", (True, 5), id="hundreds and cents"),
        pytest.param("four seven nine", None, id="a code is no price"),
        pytest.param("forty", (False, 1), id="one number"),
    ],
)
def test_prices(said: str, expected: tuple[bool, int] | None) -> None:
    assert read_price(said.split(), 0) == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("two", 2),
        ("a couple of cats", 2),
        ("three of them", 3),
        ("the twins", 2),
        ("2 kids", 2),
        ("no kids", 0),
        ("We've FOUR now", 4),
        pytest.param("forty thousand", None, id="too many to count"),
        pytest.param("since 1998", None, id="a year"),
        pytest.param("my wife", None, id="no number"),
        pytest.param("", None, id="empty"),
    ],
)
def test_counts(text: str, count: int | None) -> None:
    assert count_of(text) == count


@given(st.text())
def test_any_text_has_a_sane_count(text: str) -> None:
    count = count_of(text)
    assert count is None or 0 <= count < 100
