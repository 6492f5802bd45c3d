"""User names."""

from __future__ import annotations

import pytest

from nlp.records import Speaker
from tests.nlp.redact.reading import masked

AGENT: Speaker = "agent"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("username is tfarrelly", "username is [USERNAME]", id="named"),
        pytest.param("my user is mel.tran88 and pw is lost", "my user is [USERNAME] and pw is lost", id="telling"),
        pytest.param("user flamingoqueen, I ordered", "user [USERNAME], I ordered", id="right behind the word"),
        pytest.param("log in as admin please", "log in as [USERNAME] please", id="log in as"),
        pytest.param("hey whos @moss.and.fern", "hey whos [USERNAME]", id="at sign"),
        pytest.param("pls reset goalie_gus", "pls reset [USERNAME]", id="underscore"),
        pytest.param("my ID is Bramblefoot#4471", "my ID is [USERNAME]", id="tag number"),
        pytest.param("login is paula.k not paulak", "login is [USERNAME] not [USERNAME]", id="the other one"),
        pytest.param(
            "I removed guest7731 from the users", "I removed [USERNAME] from the users", id="where users are spoken of"
        ),
        pytest.param("photo attached: my_dog.jpg", "photo attached: my_dog.jpg", id="a file"),
        pytest.param("https://example.com/?user_id=3", "https://example.com/?user_id=3", id="a parameter"),
        pytest.param("your user name and password", "your user name and password", id="no name follows"),
        pytest.param("lost my login, found my login", "lost my login, found my login", id="ordinary words"),
        pytest.param("the login page is broken", "the login page is broken", id="a page"),
    ],
)
def test_typed(text: str, left: str) -> None:
    assert masked(text) == [left]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param(
            "the login is big dave underscore leeds all one word", "the login is [USERNAME] all one word", id="named"
        ),
        pytest.param("i put admin underscore joyce", "i put [USERNAME]", id="underscore"),
        pytest.param("user i d's granny annie forty and i'm stuck", "user i d's [USERNAME] and i'm stuck", id="digits"),
        pytest.param("the handle's at jojo bakes that's me", "the handle's [USERNAME] that's me", id="at sign said"),
        pytest.param("it's my username that fails", "it's my username that fails", id="no name follows"),
    ],
)
def test_said(text: str, left: str) -> None:
    assert masked(text, channel="call") == [left]


def test_the_answer_to_a_question_for_it() -> None:
    assert masked((AGENT, "What's your handle?"), "lab_rat_7")[1] == "[USERNAME]"
    asked = (AGENT, "and your login name for the trade portal")
    assert masked(asked, "w nowak plumbing no spaces", channel="call")[1] == "[USERNAME] no spaces"
    assert masked(asked, "yes my parents live there", channel="call")[1] == "yes my parents live there"


def test_said_in_one_turn_and_typed_in_another() -> None:
    said = masked("my username is nana seventy three", (AGENT, "nana73 yeah I see it"), channel="call")
    assert said == ["my username is [USERNAME]", "[USERNAME] yeah I see it"]
