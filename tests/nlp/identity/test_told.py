"""Keys that customers tell of themselves."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.identity import Key
from nlp.identity.told import FIRST_TURNS, READ_CHARACTERS, told_keys
from nlp.records import Speaker
from tests.builders import conversation

MEGABYTE = 1_000_000
SECONDS = (
    3  # of the processor, for three turns: a slow machine needs 0.3, a pattern that goes back over its text minutes
)
NAME = "tove aasgard"


def told(kind: str, *said: tuple[Speaker, str]) -> list[str]:
    return [key.key for key in told_keys(conversation(*said), region="US") if key.kind == f"told {kind}"]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        pytest.param("I am tove@example.com", ["tove@example.com"], id="at the end"),
        pytest.param("It's Tove@Example.com.", ["tove@example.com"], id="the full stop ends the sentence"),
        pytest.param("(tove@example.com)", ["tove@example.com"], id="brackets"),
        pytest.param("write to t.a+shop@mail.example.com, ok?", ["t.a+shop@mail.example.com"], id="tag, subdomain"),
        pytest.param("tove@bücher.example", ["tove@xn--bcher-kva.example"], id="IDNA domain"),
        pytest.param("old@example.com, now new@example.com", ["old@example.com", "new@example.com"], id="two"),
        pytest.param("tove@example.com TOVE@example.com", ["tove@example.com"], id="one, twice"),
        pytest.param("tove at example dot com", [], id="spelt out"),
        pytest.param("see you @ home", [], id="no address"),
    ],
)
def test_emails(text: str, keys: list[str]) -> None:
    assert told("email", ("customer", text)) == keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        pytest.param("call +1-503-555-0118 please", ["+15035550118"], id="US hyphens"),
        pytest.param("call (503) 555-0118 please", ["+15035550118"], id="US brackets"),
        pytest.param("I'm on +44-1632-555-0150", ["+4416325550150"], id="GB"),
        pytest.param("I'm on +44 (0)1632 555 0150.", ["+4416325550150"], id="GB trunk zero, full stop"),
        pytest.param("I'm on 0044 1632 555 0150", ["+4416325550150"], id="GB with 00"),
        pytest.param("mon numéro: +33-3-5550-0186", ["+33355500186"], id="FR"),
        pytest.param("I'm on 503-555-0118. 3 boots are missing", ["+15035550118"], id="ends with its sentence"),
        pytest.param("503-555-0118 or +44-1632-555-0150", ["+15035550118", "+4416325550150"], id="two"),
        pytest.param("order 2026-0105", [], id="too few digits"),
        pytest.param("my card is 4000 1234 5678 9010", [], id="too many digits"),
        pytest.param("parcel X5035550118", [], id="inside a code"),
    ],
)
def test_phones(text: str, keys: list[str]) -> None:
    assert told("phone", ("customer", text)) == keys


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("My name is Tove Aasgard.", id="my name is"),
        pytest.param("my name's tove aasgard and my parcel is late", id="my name's, lower case, no comma"),
        pytest.param("Name’s Tove Aasgard", id="typographic apostrophe"),
        pytest.param("Hello, this is Tove Aasgard.", id="this is"),
        pytest.param("THIS IS TOVE AASGARD", id="capitals"),
        pytest.param("hi it's Tove Aasgard again", id="it's"),
        pytest.param("I'm Tove Aasgard, hello", id="i'm"),
        pytest.param("I’m Tove Aasgard, hello", id="i’m, as telephones write it"),
        pytest.param("im tove aasgard", id="im"),
        pytest.param("I'm calling today this is Tove Aasgard", id="speech without full stops"),
        pytest.param("Tove Aasgard here.", id="here"),
        pytest.param("Good morning, Tove Aasgard here, about my parcel", id="here, after a greeting"),
        pytest.param("Tove Aasgard, you'll find me under that name.", id="you'll find me"),
        pytest.param("Yes. Tove Aasgard, I ordered in May.", id="starts the second sentence"),
        pytest.param("Hi there, Tove Aasgard, calling about a parcel", id="calling about"),
        pytest.param("This is Tove Aasgard, my Sony headphones are dead", id="my Sony is not my son"),
        pytest.param("This is Tove Aasgard, my granite top has cracked", id="granite is not gran"),
        pytest.param("Tóve Åasgard here", id="accents"),
    ],
)
def test_names(text: str) -> None:
    assert NAME in told("name", ("customer", text))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("I'm calling for Tove Aasgard", id="calling for"),
        pytest.param("Calling for Tove Aasgard, it's me again", id="calling for, then me"),
        pytest.param("For Tove Aasgard, I need a form", id="for, then I"),
        pytest.param("Hi, ringing up for Tove Aasgard, I have her note", id="ringing up for"),
        pytest.param("I'd like to speak to Tove Aasgard, I rang before", id="speak to"),
        pytest.param("I was looking for Tove Aasgard here", id="looking for … here"),
        pytest.param("Is Tove Aasgard here?", id="a question"),
        pytest.param("This is about my wife, Tove Aasgard", id="my wife"),
        pytest.param("My wife's name is Tove Aasgard", id="my wife's name"),
        pytest.param("My mother is deaf. This is Tove Aasgard's order. I'm Tove Aasgard", id="my mother, anywhere"),
        pytest.param("Her name's Tove Aasgard", id="her name"),
        pytest.param("On behalf of a friend. It's Tove Aasgard", id="on behalf of"),
        pytest.param("Tove Aasgard, she ordered in May", id="she"),
        pytest.param("Tove Aasgard, order 12, in May", id="nothing says that it is the speaker"),
        pytest.param("This is Tove.", id="a first name alone"),
        pytest.param("This is Tove Aasgard's parcel", id="of Tove Aasgard"),
    ],
)
def test_names_of_others(text: str) -> None:
    assert NAME not in told("name", ("customer", text))


@pytest.mark.parametrize("speaker", ["agent", "system"])
def test_only_the_customer_tells(speaker: Speaker) -> None:
    text = "This is Tove Aasgard, tove@example.com, +1-503-555-0118"
    assert list(told_keys(conversation((speaker, text), ("customer", "Thanks.")), region="US")) == []
    assert len(list(told_keys(conversation(("customer", text)), region="US"))) >= 3


@pytest.mark.parametrize(
    ("before", "found"),
    [
        pytest.param([("customer", "Hello.")] * (FIRST_TURNS - 1), True, id="the last of the first turns"),
        pytest.param([("customer", "Hello.")] * FIRST_TURNS, False, id="one turn later"),
        pytest.param([("agent", "Hello."), ("system", "Joined.")] * 4, True, id="others' turns do not count"),
    ],
)
def test_names_are_told_in_the_first_turns(before: list[tuple[Speaker, str]], found: bool) -> None:
    assert (NAME in told("name", *before, ("customer", "This is Tove Aasgard"))) is found


def test_addresses_and_numbers_are_told_in_any_turn() -> None:
    said: list[tuple[Speaker, str]] = [("customer", "Hello.")] * 9
    text = "tove@example.com or +1-503-555-0118"
    assert told("email", *said, ("customer", text)) == ["tove@example.com"]
    assert told("phone", *said, ("customer", text)) == ["+15035550118"]


def test_only_the_start_of_a_turn_is_read() -> None:
    assert told("email", ("customer", " " * READ_CHARACTERS + "tove@example.com")) == []


def test_keys_come_strongest_first() -> None:
    text = "Tove Aasgard here. +1-503-555-0118 or tove@example.com"
    assert list(told_keys(conversation(("customer", text)), region="US")) == [
        Key("told email", "tove@example.com"),
        Key("told phone", "+15035550118"),
        Key("told name", NAME),
    ]


@given(text=st.text() | st.text(alphabet="ab @.,'’-+01()\nhI", max_size=200))
def test_any_text_may_be_said(text: str) -> None:
    keys = list(told_keys(conversation(("customer", f"this is {text}"), ("customer", text)), region="US"))
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a ",
        " ",
        "\n",
        "1",
        "1 ",
        "@",
        "a@",
        "a@a.",
        "a.",
        "(",
        "-",
        "'",
        "’",
        "İ",
        "+1 ",
        "a, ",
        "a here ",
        "hi ",
        "this is ",
    ],
)
@pytest.mark.parametrize("start", ["", "this is ", "hi, "])
def test_a_hostile_turn_is_read_in_time(start: str, piece: str) -> None:
    """What is read of a turn is bounded, and no pattern goes back over it again and again."""
    said: list[tuple[Speaker, str]] = [("customer", start + piece * (MEGABYTE // len(piece)))] * FIRST_TURNS
    began = time.process_time()
    list(told_keys(conversation(*said), region="US"))
    assert time.process_time() - began < SECONDS
