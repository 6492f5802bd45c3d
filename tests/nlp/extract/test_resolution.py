"""Whether the customer accepts that the trouble is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.extract.resolution import find_resolutions
from nlp.records import Sentiment, Speaker, Utterance

if TYPE_CHECKING:
    from spacy.language import Language

REFUNDED = "I've refunded the fee."


def resolved(
    pipeline: Language,
    text: str,
    *,
    agent: str | None = None,
    mood: Sentiment | None = None,
    speaker: Speaker = "customer",
) -> bool | None:
    utterance = Utterance(speaker=speaker, text=text, context=agent)
    ((found),) = find_resolutions([utterance], pipeline=pipeline, sentiments=[mood])
    return found[0].resolved if found else None


@pytest.mark.parametrize(
    ("text", "agent", "expected"),
    [
        pytest.param("it's there thank you", None, True, id="it is there"),
        pytest.param("that's working now", None, True, id="it works"),
        pytest.param("ok that's sorted", None, True, id="sorted"),
        pytest.param("perfect, the refund came through", None, True, id="came through"),
        pytest.param("it has not dropped once", None, True, id="no relapse"),
        pytest.param("I'll take the voucher, thanks", "I can offer a voucher.", True, id="takes the remedy"),
        pytest.param("lovely, thank you", REFUNDED, True, id="thanks for a remedy"),
        pytest.param("lovely, thank you", "I'll look into it.", None, id="thanks for a promise"),
        pytest.param("thanks bye", None, None, id="thanks for nothing named"),
        pytest.param("still nothing", None, False, id="still nothing"),
        pytest.param("that doesn't help", REFUNDED, False, id="no help"),
        pytest.param("so nothing's changed", None, False, id="nothing changed"),
        pytest.param("we'll see", REFUNDED, False, id="doubt"),
        pytest.param("until it's working I won't pay", None, None, id="not yet"),
        pytest.param("is it sorted?", None, None, id="a question"),
        pytest.param("thanks for nothing", "I can't help.", None, id="bitter thanks"),
        pytest.param("same error again, no wait, it's working now", None, True, id="the last word counts"),
        pytest.param("", REFUNDED, None, id="empty"),
    ],
)
def test_what_the_customer_says(pipeline: Language, text: str, agent: str | None, expected: bool | None) -> None:
    assert resolved(pipeline, text, agent=agent) is expected


def test_a_bitter_turn_accepts_nothing(pipeline: Language) -> None:
    assert resolved(pipeline, "great, thanks", agent=REFUNDED, mood="negative") is None


def test_agents_settle_nothing(pipeline: Language) -> None:
    assert resolved(pipeline, "that's working now", speaker="agent") is None


def test_the_words_that_prove_it_are_named(pipeline: Language) -> None:
    text = "yes, that's sorted now"
    ((found,),) = find_resolutions([Utterance(speaker="customer", text=text)], pipeline=pipeline)
    assert text[found.start : found.end] == "that's sorted now"
    assert found.confidence > 0.8


@given(st.lists(st.sampled_from(["still ", "working ", "now", "thanks", "?", "\n", "not ", "é"])).map("".join))
def test_at_most_one_inside_the_text(pipeline: Language, text: str) -> None:
    (found,) = find_resolutions([Utterance(speaker="customer", text=text, context=REFUNDED)], pipeline=pipeline)
    assert len(found) <= 1
    assert all(0 <= r.start < r.end <= len(text) and 0 < r.confidence <= 1 for r in found)
