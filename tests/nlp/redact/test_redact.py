"""Redaction as a whole: what holds whatever is said."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iban, luhn

from nlp.records import Speaker
from nlp.redact import redact_conversation, redact_text
from tests.builders import conversation
from tests.nlp.redact.reading import masked

AGENT: Speaker = "agent"
TYPES = ("EMAIL", "PHONE", "ADDRESS", "ACCOUNT_ID", "CARD", "SSN", "DOB", "IP", "USERNAME")
WORDS = st.sampled_from(
    (
        "my card number is four two double seven oh nine the account ending in 4242 order AB-1234 date of birth 3 May "
        "1980 born second at example dot com john@example.org 14 Mill Lane flat B BS1 9ZZ 60647 IL user name is bob_77 "
        "[PHONE] [CARD] **** XXX-XX-1234 192.0.2.1 512-555-0136 + ( ) - / . , and uh not what's social the last zip "
        "code £ 20 pounds"
    ).split()
)
TEXTS = st.one_of(st.lists(WORDS, max_size=25).map(" ".join), st.text(max_size=80))
SPEAKERS = st.sampled_from(["customer", "agent", "system"])
TURNS = st.lists(st.tuples(SPEAKERS, TEXTS), min_size=1, max_size=6)
CHANNELS = st.sampled_from(["call", "chat", "email"])
PLAIN = st.sampled_from(["here it is", "hello", "thanks", "so", ""])


def card(prefix: str, body: str) -> str:
    digits = prefix + body
    return digits + luhn.calc_check_digit(digits)


CARDS = st.builds(
    card, st.sampled_from(["4", "51", "37", "6011", "35"]), st.text("0123456789", min_size=12, max_size=14)
)
SEPARATORS = st.sampled_from(["", " ", "-"])


def grouped(digits: str, separator: str) -> str:
    return separator.join(digits[place : place + 4] for place in range(0, len(digits), 4))


@given(TURNS, CHANNELS)
@settings(max_examples=150, deadline=None)
def test_redacting_again_changes_nothing(said: list[tuple[Speaker, str]], channel: str) -> None:
    once, _ = redact_conversation(conversation(*said, channel=channel))
    twice, found = redact_conversation(once)
    assert twice == once
    assert found == []


@given(TURNS, CHANNELS)
@settings(max_examples=100, deadline=None)
def test_redactions_point_at_their_masks(said: list[tuple[Speaker, str]], channel: str) -> None:
    redacted, redactions = redact_conversation(conversation(*said, channel=channel))
    for redaction in redactions:
        assert redaction.type in TYPES
        assert redacted.turns[redaction.turn].text[redaction.start : redaction.end] == f"[{redaction.type}]"
    assert [turn.speaker for turn in redacted.turns] == [speaker for speaker, _ in said]


@given(TURNS, CHANNELS)
@settings(max_examples=50, deadline=None)
def test_nothing_but_masks_is_added(said: list[tuple[Speaker, str]], channel: str) -> None:
    redacted, _ = redact_conversation(conversation(*said, channel=channel))
    for (_, text), turn in zip(said, redacted.turns, strict=True):
        pieces = re.split(r"\[(?:" + "|".join(TYPES) + r")\]", turn.text)
        assert re.fullmatch(".*".join(map(re.escape, pieces)), text, re.DOTALL)


@given(CARDS, SEPARATORS, PLAIN, st.sampled_from(["order ", "", "$", "my "]))
@settings(max_examples=100, deadline=None)
def test_no_card_survives(digits: str, separator: str, before: str, word: str) -> None:
    (left,) = masked(f"{before} {word}{grouped(digits, separator)} ok")
    assert luhn.is_valid(digits)
    assert not re.search(r"\d{4}", left)


@given(st.integers(1, 899), st.integers(1, 99), st.integers(1, 9999), PLAIN)
@settings(max_examples=50, deadline=None)
def test_no_social_security_number_survives(area: int, group: int, serial: int, before: str) -> None:
    (left,) = masked(f"{before} {area:03}-{group:02}-{serial:04} ok")
    assert "[SSN]" in left
    assert not re.search(r"\d", left)


@given(st.text("0123456789", min_size=18, max_size=18), SEPARATORS, PLAIN)
@settings(max_examples=50, deadline=None)
def test_no_iban_survives(account: str, separator: str, before: str) -> None:
    number = iban.format("DE" + iban.calc_check_digits("DE00" + account) + account, separator)
    (left,) = masked(f"{before} {number} ok")
    assert not re.search(r"\d{4}", left)


@given(
    st.sampled_from(["503", "212", "604"]),
    st.integers(0, 99),
    st.sampled_from(["({}) 555-01{:02}", "{}-555-01{:02}", "{}.555.01{:02}", "+1 {} 555 01{:02}", "+1{}55501{:02}"]),
    PLAIN,
)
@settings(max_examples=50, deadline=None)
def test_no_telephone_number_survives(area: str, line: int, spelling: str, before: str) -> None:
    (left,) = masked(f"{before} {spelling.format(area, line)} ok")
    assert not re.search(r"\d", left)


@pytest.mark.parametrize(
    "text", ["[PHONE] and [CARD]", "my card is [CARD]", "name [PERSON], code [SECRET]", "**** stays"]
)
def test_what_is_masked_already_stays(text: str) -> None:
    assert masked(text) == [text]


@pytest.mark.parametrize(
    "text",
    ["7" * 1_000_000, "@" * 1_000_000, " " * 1_000_000, "#" * 1_000_000, "a" * 1_000_000],
    ids=["digits", "at signs", "blanks", "hashes", "letters"],
)
def test_hostile_lines_take_no_long_time(text: str) -> None:
    started = time.process_time()
    redact_text(text)
    assert time.process_time() - started < 8  # a second on an idle core; quadratic work would take hours


def test_time_grows_with_the_text() -> None:
    line = "card 4242 at 5 a street is my user name dot com 1 may 555 0142, "

    def seconds(times: int) -> float:
        started = time.process_time()
        redact_text(line * times)
        return time.process_time() - started

    seconds(50)
    assert seconds(1600) < 40 * seconds(100) + 1


def test_a_long_turn_keeps_every_identifier() -> None:
    line = "All is well with the order and nothing more is to be said of it here.\n"
    (left,) = masked(f"{line * 200}call 512-555-0136\n{line * 200}or write j@example.com\n")
    assert left == f"{line * 200}call [PHONE]\n{line * 200}or write [EMAIL]\n"


@pytest.mark.parametrize(
    "text",
    [
        "Dear Sirs, the boiler is eleven years old and we were without heat for three days.",
        "hi, ordered 2 of the AirPure 200 on nov 2, paid $149.99, order LD-88213",
        "Room 412 had no hot water, 414 had no heating, and I slept in 409",
        "flight QX 204 leaves at 18:40 from gate B12, seat 14C, PNR ZK4M8T",
        "it's 80 cm wide, 11.4 kg, firmware 3.2.11, error 404, code SPRING20",
    ],
)
def test_evidence_stays(text: str) -> None:
    assert masked(text) == [text]


def test_names_places_and_links_stay() -> None:
    text = "I'm Priya Raghunathan from Bath, see https://example.com/track?id=5."
    assert masked(text) == [text]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("calls/2025-03-04T101500.json", "calls/2025-03-04T101500.json", id="a date in a path"),
        pytest.param("emails/j.doe@example.com.eml", "emails/[EMAIL]", id="an address in a path"),
        pytest.param("card 4111111111111111.txt", "card [CARD].txt", id="a card in a name"),
    ],
)
def test_text_that_stands_alone(text: str, left: str) -> None:
    assert redact_text(text) == left


def test_a_signature_leaves_only_the_types_of_its_identifiers() -> None:
    told = conversation(("customer", "Ring me on 212-555-0142 please."), channel="email")
    signed = replace(told.turns[0], signature="Dana Ortiz\n14 Larch Close\nTel: 212-555-0142\ndana@example.org")
    redacted, redactions = redact_conversation(replace(told, turns=(signed,)))
    assert redacted.turns[0].text == "Ring me on [PHONE] please."
    assert redacted.turns[0].signature == ""
    below = [redaction.type for redaction in redactions if redaction.start is None]
    assert sorted(below) == ["ADDRESS", "EMAIL", "PHONE"]


def test_a_signature_takes_no_question_away() -> None:
    told = conversation(("agent", "What is the best number to reach you?"), ("customer", "2125550142"), channel="email")
    asked = replace(told.turns[0], signature="Kim Vale\nTel 800-555-0100")
    redacted, redactions = redact_conversation(replace(told, turns=(asked, told.turns[1])))
    assert redacted.turns[1].text == "[PHONE]"
    assert [(r.turn, r.type) for r in redactions if r.start is None] == [(0, "PHONE")]
