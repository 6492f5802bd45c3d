"""Words as the rules see them, and the notation of cues."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.errors import ModelError
from nlp.extract.phrases import CHARACTERS_AT_ONCE, batches, expand, normal, split_words, words_of


@given(st.text())
def test_tokens_give_the_text_back(text: str) -> None:
    words, spaces = split_words(text)
    assert "".join(word + " " * space for word, space in zip(words, spaces, strict=True)) == text


@given(st.text())
def test_words_lie_in_the_text_and_in_order(text: str) -> None:
    words = words_of(text)
    assert all(text[start:end].strip() for start, end in zip(words.starts, words.ends, strict=True))
    assert all(end <= start for (_, end), (start, _) in pairwise(zip(words.starts, words.ends, strict=True)))


@pytest.mark.parametrize(("word", "spelled"), [("Don’t", "don't"), ("fiancé", "fiance"), ("SOLD", "sold"), ("́", "́")])
def test_normal_spelling(word: str, spelled: str) -> None:
    assert normal(word) == spelled


@pytest.mark.parametrize(
    ("cue", "phrasings"),
    [
        pytest.param("used to", ["used to"], id="plain"),
        pytest.param("{i|we} used to", ["i used to", "we used to"], id="one of"),
        pytest.param("[no] not now", ["no not now", "not now"], id="or nothing"),
        pytest.param("my $kin", ["my dad", "my mum"], id="set"),
        pytest.param("{my $kin|theirs}", ["my dad", "my mum", "theirs"], id="set inside a choice"),
    ],
)
def test_notation(cue: str, phrasings: list[str]) -> None:
    assert expand(cue, {"kin": ["mum", "dad"]}) == phrasings


@pytest.mark.parametrize("cue", ["my $kith", "{a|b|c|d|e|f|g|h|i|j} " * 4])
def test_slips_of_the_pen_are_named(cue: str) -> None:
    with pytest.raises(ModelError, match="cue"):
        expand(cue, {"kin": ["mum"]})


def test_batches_cover_every_text_once() -> None:
    texts = ["a" * (CHARACTERS_AT_ONCE // 2)] * 5
    assert [list(batch) for batch in batches(texts)] == [[0, 1], [2, 3], [4]]
    assert list(batches([])) == []
