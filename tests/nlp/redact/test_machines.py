"""IP addresses."""

from __future__ import annotations

import pytest

from nlp.records import Speaker
from tests.nlp.redact.reading import masked

AGENT: Speaker = "agent"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("from 203.0.113.45 at 2:15 am.", "from [IP] at 2:15 am.", id="version 4"),
        pytest.param("last seen from 2001:db8::8a2e:370:7334.", "last seen from [IP].", id="version 6"),
        pytest.param("http://192.0.2.1/setup", "http://[IP]/setup", id="inside a link"),
        pytest.param("firmware 3.2.11", "firmware 3.2.11", id="three numbers"),
        pytest.param("999.0.2.1", "999.0.2.1", id="no octet"),
        pytest.param("std::vector at 10:40:22", "std::vector at 10:40:22", id="colons of other things"),
    ],
)
def test_typed(text: str, left: str) -> None:
    assert masked(text) == [left]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("one ninety eight dot fifty one dot one hundred dot six", "[IP]", id="said"),
        pytest.param(
            "it's one nine two dot nothing dot two dot two hundred and one yes", "it's [IP] yes", id="nothing"
        ),
        pytest.param(
            "i p v four two oh three dot zero dot one one three dot ninety", "i p v four [IP]", id="version in front"
        ),
        pytest.param("two thousand and one colon d b eight colon colon four two", "[IP]", id="version 6"),
        pytest.param("two point five percent", "two point five percent", id="a decimal"),
    ],
)
def test_said(text: str, left: str) -> None:
    assert masked(text, channel="call") == [left]


def test_said_without_dots_where_it_was_asked_for() -> None:
    said = masked((AGENT, "what is the ip address"), "two oh three zero one one three fifty two", channel="call")
    assert said[1] == "[IP]"
