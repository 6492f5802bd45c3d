"""Numbering what was said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nlp.errors import PayloadError
from nlp.normalise.limits import MAX_ID_CHARACTERS, MAX_TURN_CHARACTERS, MAX_TURNS
from nlp.normalise.turns import Said, choose_id, file_stem, number_turns
from tests.builders import MORNING, document


def said(*texts: str) -> list[Said]:
    return [Said("customer", MORNING, text) for text in texts]


def test_blank_words_are_no_turn() -> None:
    turns = number_turns("c1", said("hello", " \u200b\n", "bye"))
    assert [(turn.turn, turn.text) for turn in turns] == [(0, "hello"), (1, "bye")]


def test_blank_words_keep_their_number_where_the_author_counts() -> None:
    turns = number_turns("c1", said("hello", "", "bye"), keep_blank=True)
    assert [(turn.turn, turn.text) for turn in turns] == [(0, "hello"), (1, ""), (2, "bye")]


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        pytest.param([], "holds no words", id="nobody spoke"),
        pytest.param(["", "  "], "holds no words", id="only blanks"),
        pytest.param(["x"] * (MAX_TURNS + 1), "more than 20,000 turns", id="too many"),
        pytest.param(["x" * (MAX_TURN_CHARACTERS + 1)], "longer than 100,000", id="too long"),
    ],
)
def test_limits(texts: list[str], reason: str) -> None:
    with pytest.raises(PayloadError, match=reason):
        number_turns("c1", said(*texts))


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        pytest.param((None, "", " c2 "), "c2", id="the first that is not empty"),
        pytest.param(("a\nb\x00",), "a b", id="one line, no controls"),
    ],
)
def test_ids(candidates: tuple[str | None, ...], expected: str) -> None:
    assert choose_id(*candidates) == expected


@pytest.mark.parametrize(
    "candidates", [pytest.param((None, " "), id="none"), pytest.param(("x" * (MAX_ID_CHARACTERS + 1),), id="long")]
)
def test_unusable_ids_are_refused(candidates: tuple[str | None, ...]) -> None:
    with pytest.raises(PayloadError, match="id"):
        choose_id(*candidates)


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        pytest.param("s3://bucket/calls/c-7.json", "c-7", id="object store"),
        pytest.param("C:\\inbox\\c-7.v2.vtt", "c-7.v2", id="only the last ending, other slashes"),
        pytest.param("../../etc/passwd", "passwd", id="folders are no part of it"),
    ],
)
def test_file_stem(uri: str, expected: str) -> None:
    assert file_stem(document(uri=uri)) == expected
    assert file_stem(replace(document(uri=uri), mark="1f3a")) == f"{expected}-1f3a"
