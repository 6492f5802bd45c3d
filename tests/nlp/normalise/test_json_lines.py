"""JSON Lines: a line a conversation."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from nlp.errors import PayloadError
from nlp.normalise import read_conversations
from nlp.records import Contact, ReadConversations
from tests.builders import MORNING, document


def line(**more: object) -> dict[str, object]:
    """Write a conversation of one turn."""
    return {
        "conversation_id": "c1",
        "channel": "chat",
        "started_at": "2026-01-05T09:00:00Z",
        "customer": {"handle": "dana_o"},
        "turns": [{"speaker": "customer", "text": "hi", "at": "2026-01-05T09:00:20+00:00"}],
    } | more


def read(*lines: object) -> ReadConversations:
    """Read lines, written as JSON unless they are bytes already."""
    rows = [row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode() for row in lines]
    return read_conversations(document(b"\n".join(rows), uri="chats/web.jsonl"))


def test_a_conversation() -> None:
    (conversation,) = read(
        line(
            turns=[
                {"speaker": "agent", "text": "Hello?"},
                {"speaker": "customer", "text": "a\r\nb", "at": "2026-01-05T10:01:00+01:00"},
            ]
        )
    ).conversations
    assert (conversation.conversation_id, conversation.channel, conversation.started_at) == ("c1", "chat", MORNING)
    assert conversation.contact == Contact(handle="dana_o")
    assert [(turn.turn, turn.speaker, turn.text) for turn in conversation.turns] == [
        (0, "agent", "Hello?"),
        (1, "customer", "a\nb"),
    ]
    assert [turn.said_at - MORNING for turn in conversation.turns] == [timedelta(0), timedelta(minutes=1)]


def test_all_keys_of_the_customer_and_blank_ones() -> None:
    customer = {"customer_id": 17, "email": " d@example.org ", "phone": "555 0100", "handle": "", "name": None}
    (conversation,) = read(line(customer=customer)).conversations
    assert conversation.contact == Contact(customer_id="17", email="d@example.org", phone="555 0100")


def test_blank_turns_keep_their_number() -> None:
    turns = [{"speaker": "customer", "text": text} for text in ("hi", "", "bye")]
    assert [turn.text for turn in read(line(turns=turns)).conversations[0].turns] == ["hi", "", "bye"]


def test_the_order_given_is_kept() -> None:
    turns = [
        {"speaker": "customer", "text": "a", "at": "2026-01-05T09:05:00Z"},
        {"speaker": "agent", "text": "b", "at": "2026-01-05T09:01:00Z"},
    ]
    assert [turn.text for turn in read(line(turns=turns)).conversations[0].turns] == ["a", "b"]


@pytest.mark.parametrize(
    ("more", "minutes"),
    [
        pytest.param({"started_at": None}, 1 / 3, id="the first turn's time"),
        pytest.param({"started_at": None, "turns": [{"speaker": "customer", "text": "hi"}]}, 0, id="the document's"),
    ],
)
def test_when_it_began(more: dict[str, object], minutes: float) -> None:
    assert read(line(**more)).conversations[0].started_at == MORNING + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        pytest.param(b'{"conversation_id": "c2", "tur', "breaks off", id="cut off"),
        pytest.param(b"[1, 2]", "no JSON object", id="list"),
        pytest.param(b'"hello"', "no JSON object", id="scalar"),
        pytest.param(
            line(conversation_id="c2", turns="hi"),
            "turns: Input should be a valid tuple",
            id="text where turns should be",
        ),
        pytest.param(
            line(conversation_id="c2", turns=[{"speaker": "dana", "text": "x"}]),
            r"turns\.0\.speaker: Input should be",
            id="speaker",
        ),
        pytest.param(
            line(conversation_id="c2", started_at="555-0100"), "started_at: Input should be a valid datetime", id="time"
        ),
        pytest.param(line(conversation_id="c2", channel="a b"), "channel: not one word", id="channel"),
        pytest.param(line(conversation_id=" "), "has no id", id="blank id"),
        pytest.param(line(conversation_id="c2", turns=[]), "holds no words", id="no turns"),
        pytest.param(b'{"conversation_id": "c2", "turns": "\xff"}', "not UTF-8", id="encoding"),
        pytest.param(b'{"turns":' + b"[" * 100_000, "nested deeper", id="100,000 deep"),
        pytest.param(line(), "a line before has the same conversation_id", id="twice the same"),
    ],
)
def test_a_broken_line_is_set_aside_with_its_number_and_the_others_land(broken: object, reason: str) -> None:
    result = read(line(), b"", broken, b"  \r", line(conversation_id="c3"))
    assert [conversation.conversation_id for conversation in result.conversations] == ["c1", "c3"]
    (fault,) = result.faults
    assert fault.startswith("line 3: ")
    assert reason.replace(r"\.", ".") in fault
    assert "dana" not in fault
    assert "555" not in fault


def test_lines_end_at_line_feeds_only() -> None:
    (conversation,) = read(line(turns=[{"speaker": "customer", "text": "a\u2028b"}])).conversations
    assert conversation.turns[0].text == "a\nb"


def test_nothing_readable_is_refused() -> None:
    bad = line(turns=[])
    with pytest.raises(PayloadError, match=r"line 1: .*; line 2: .*; line 3: .*; and 2 more"):
        read(*[bad] * 5)


def test_one_conversation_over_several_lines_is_read_too() -> None:
    (conversation,) = read_conversations(document(json.dumps(line(), indent=2))).conversations
    assert conversation.turns[0].text == "hi"


def test_other_channels_and_capitals() -> None:
    assert read(line(channel="SMS")).conversations[0].channel == "sms"
