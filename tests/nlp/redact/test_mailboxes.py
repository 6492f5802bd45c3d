"""E-mail addresses, typed and said."""

from __future__ import annotations

import pytest

from nlp.records import Speaker
from tests.nlp.redact.reading import masked

AGENT: Speaker = "agent"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("write to d.okonjo+1@example.com.", "write to [EMAIL].", id="stop behind"),
        pytest.param("<j@example.co.uk>", "<[EMAIL]>", id="angle brackets"),
        pytest.param("müller@example.de", "[EMAIL]", id="letters of other languages"),
        pytest.param("john (at) example.com", "[EMAIL]", id="at in brackets"),
        pytest.param("g****s@example.com", "[EMAIL]", id="half masked already"),
        pytest.param("paid by UPI to shaji7@examplebank", "paid by UPI to [ACCOUNT_ID]", id="a payment address"),
        pytest.param("see https://example.com/help", "see https://example.com/help", id="a link stays"),
        pytest.param("only at www.example.com", "only at www.example.com", id="at a site"),
        pytest.param("5 @ $3", "5 @ $3", id="a price"),
    ],
)
def test_typed(text: str, left: str) -> None:
    assert masked(text) == [left]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("it's john dot smith at example dot com", "it's [EMAIL]", id="dots"),
        pytest.param(
            "my email is ola b eighty three at example dot net thanks", "my email is [EMAIL] thanks", id="digits"
        ),
        pytest.param("big uh big dot hank at example dot net", "[EMAIL]", id="filler"),
        pytest.param("mei and mama at example dot com", "[EMAIL]", id="and"),
        pytest.param("k a t y a dot m at example dot com", "[EMAIL]", id="spelled"),
        pytest.param("info at tolmie hay dot co dot u k", "[EMAIL]", id="a domain in two words, u k"),
        pytest.param("dljenkins at example.com", "[EMAIL]", id="dot written"),
        pytest.param("jane underscore doe at hill crest dot example dot org", "[EMAIL]", id="three labels"),
        pytest.param("annastar 65 gmailcom", "[EMAIL]", id="at and dot lost"),
        pytest.param("go to example dot com slash help", "go to example dot com slash help", id="a site"),
        pytest.param("i'm at the shop", "i'm at the shop", id="a place"),
    ],
)
def test_said(text: str, left: str) -> None:
    assert masked(text, channel="call") == [left]
