"""Windows keep whole sentences, lose no word and bound what the encoder reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.extract.windows import cut_windows


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        pytest.param("We moved. The dog too.", 48, ["We moved. The dog too."], id="short turns stay whole"),
        pytest.param("We moved. The dog too.", 3, ["We moved.", "The dog too."], id="cut between sentences"),
        pytest.param(
            "we moved and the dog too", 3, ["we moved and", "the dog too"], id="no punctuation: between words"
        ),
        pytest.param("Hi,\n\nmy cat died.", 2, ["Hi,", "my cat", "died."], id="paragraphs end sentences"),
        pytest.param("  \n ", 3, [], id="blank"),
    ],
)
def test_cut(text: str, words: int, expected: list[str]) -> None:
    assert [text[w.start : w.end] for w in cut_windows(text, context=None, words=words)] == expected


def test_the_agents_turn_is_context_of_the_first_window_and_the_sentence_before_of_the_next() -> None:
    first, second = cut_windows("Two rescues. Both old.", context="Any pets?", words=2)
    assert (first.context, second.context) == ("Any pets?", "Two rescues.")


@given(st.text(alphabet=st.sampled_from("ab .!\n-é😀"), max_size=200), st.integers(1, 7))
def test_windows_miss_nothing_but_white_space(text: str, words: int) -> None:
    windows = cut_windows(text, context=None, words=words)
    assert " ".join(text[w.start : w.end] for w in windows).split() == text.split()
    assert all(len(text[w.start : w.end].split()) <= words for w in windows)


def test_a_hostile_turn_is_cut_in_linear_time() -> None:
    windows = cut_windows("! " * 200_000, context=None)
    assert len(windows) > 4_000
