"""What was recognised once is masked wherever it is said again."""

from __future__ import annotations

import pytest

from nlp.records import Speaker
from nlp.redact.echo import squash
from nlp.redact.tokens import split
from tests.nlp.redact.reading import masked

AGENT: Speaker = "agent"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("lindy lou fifty five", "lindylou55", id="tens and digit"),
        pytest.param("nine hundred double oh", "90000", id="hundred, double"),
        pytest.param("k dot osterhaus", "kosterhaus", id="dot is silent"),
        pytest.param("4242-4242 4242", "424242424242", id="marks are silent"),
        pytest.param("seventy", "70", id="tens alone"),
    ],
)
def test_one_spelling(text: str, value: str) -> None:
    assert squash(split(text)) == value


def test_repeated_before_and_after() -> None:
    said = masked("LD-88213-X is mine", (AGENT, "Thanks."), "I mean account LD-88213-X")
    assert said == ["[ACCOUNT_ID] is mine", "Thanks.", "I mean account [ACCOUNT_ID]"]


def test_the_end_of_a_card_is_the_card() -> None:
    said = masked("card 5555 5555 5555 4444", (AGENT, "I see 4444 here, and $4444."))
    assert said[1] == "I see [CARD] here, and $4444."


def test_a_name_that_reads_like_a_user_name_stays() -> None:
    said = masked("my user name is rosie.tinker\n\nRosie Tinker")
    assert said == ["my user name is [USERNAME]\n\nRosie Tinker"]


@pytest.mark.parametrize(
    ("text", "channel", "left"),
    [
        pytest.param("it's odile bakes here", "call", "it's [USERNAME] here", id="a handle in two words"),
        pytest.param("ODILEBAKES?", "chat", "[USERNAME]?", id="another case"),
        pytest.param("from o.b@example.net", "chat", "from [EMAIL]", id="an e-mail address"),
        pytest.param("call 503 555.0118", "chat", "call [PHONE]", id="a number in another spelling"),
        pytest.param("Odile here", "chat", "Odile here", id="the name stays"),
    ],
)
def test_known_keys_are_masked(text: str, channel: str, left: str) -> None:
    assert masked(text, channel=channel, names=("odilebakes", "o.b@example.net", "+1-503-555-0118")) == [left]
