"""Intercom exports."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from nlp.errors import PayloadError
from nlp.normalise import read_conversations
from nlp.records import Contact, ReadConversations
from tests.builders import MORNING, document

BEGUN = int(MORNING.timestamp())
DANA: dict[str, object] = {"type": "user", "id": "u1", "external_id": "dana_o", "email": None, "name": "Dana"}
ADMIN: dict[str, object] = {"type": "admin", "id": "9", "name": "Support", "email": "care@shop.example.com"}


def part(
    body: str | None, author: dict[str, object] | None = DANA, *, after: int = 60, **more: object
) -> dict[str, object]:
    """Write one part."""
    return {"part_type": "comment", "body": body, "created_at": BEGUN + after, "author": author} | more


def export(*parts: dict[str, object], source: dict[str, object] | None = None, **more: object) -> dict[str, object]:
    """Write an exported conversation."""
    first = source or {"type": "conversation", "body": "<p>Hi</p>", "author": DANA}
    return {
        "type": "conversation",
        "id": "42",
        "created_at": BEGUN,
        "source": first,
        "conversation_parts": {"conversation_parts": list(parts), "total_count": len(parts)},
    } | more


def read(data: object, *, uri: str = "chats/i-1.json") -> ReadConversations:
    """Read an export."""
    return read_conversations(document(json.dumps(data), uri=uri))


def said(data: object) -> list[tuple[str, str]]:
    """Give who said what."""
    return [(turn.speaker, turn.text) for turn in read(data).conversations[0].turns]


def test_a_conversation() -> None:
    result = read(export(part("<p>Hello &amp; welcome<br>back</p>", ADMIN), part("<p>thanks</p>", after=90)))
    (conversation,) = result.conversations
    assert not result.faults
    assert (conversation.conversation_id, conversation.channel, conversation.started_at) == ("42", "chat", MORNING)
    assert conversation.contact == Contact(handle="dana_o", name="Dana")
    assert [(turn.turn, turn.speaker, turn.text) for turn in conversation.turns] == [
        (0, "customer", "Hi"),
        (1, "agent", "Hello & welcome\nback"),
        (2, "customer", "thanks"),
    ]
    assert conversation.turns[2].said_at == MORNING + timedelta(seconds=90)


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        pytest.param({"type": "lead"}, "customer", id="lead"),
        pytest.param({"type": "contact"}, "customer", id="contact"),
        pytest.param({"type": "team"}, "agent", id="team"),
        pytest.param({"type": "bot"}, "system", id="bot"),
        pytest.param({"type": "admin", "from_ai_agent": True}, "system", id="AI agent"),
        pytest.param({"type": "admin", "is_ai_answer": True}, "system", id="AI answer"),
        pytest.param({"type": "user", "from_ai_agent": True}, "customer", id="a customer is no machine"),
    ],
)
def test_authors(author: dict[str, object], expected: str) -> None:
    assert said(export(part("<p>x</p>", author)))[1] == (expected, "x")


@pytest.mark.parametrize(
    "silent",
    [
        pytest.param(part("<p>between us</p>", ADMIN, part_type="note"), id="notes are for colleagues"),
        pytest.param(part("<p>over to you</p>", ADMIN, part_type="assignment"), id="assignments"),
        pytest.param(part(None), id="no body"),
        pytest.param(part("<p><img src='x.png'></p>"), id="only a picture"),
        pytest.param(part("<p>This message was deleted</p>", redacted=True), id="redacted"),
        pytest.param(part(None, None, part_type="away_mode_assignment"), id="no author"),
    ],
)
def test_parts_that_nobody_said_are_no_turns(silent: dict[str, object]) -> None:
    assert said(export(silent, part("<p>still there</p>", after=99))) == [
        ("customer", "Hi"),
        ("customer", "still there"),
    ]


def test_words_that_open_or_close_a_conversation_are_turns() -> None:
    data = export(part("<p>Solved.</p>", ADMIN, part_type="close"), part("<p>No!</p>", part_type="open", after=99))
    assert said(data)[1:] == [("agent", "Solved."), ("customer", "No!")]


def test_parts_stand_in_the_order_of_time() -> None:
    assert [text for _, text in said(export(part("later", after=90), part("sooner", after=30)))] == [
        "Hi",
        "sooner",
        "later",
    ]


def test_a_body_without_markup_keeps_its_lines() -> None:
    assert said(export(part("1 < 2\nR&amp;D", after=5)))[1] == ("customer", "1 < 2\nR&D")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(
            export(part("x", DANA | {"email": "d@example.org", "phone": "555 0100"})),
            Contact(email="d@example.org", phone="555 0100", handle="dana_o", name="Dana"),
            id="later parts fill gaps",
        ),
        pytest.param(
            export(part("x", {"type": "user", "id": "u2", "email": "other@example.org"})),
            Contact(handle="dana_o", name="Dana"),
            id="another customer does not",
        ),
        pytest.param(
            export(contacts={"contacts": [{"type": "contact", "id": "u1", "phone": "555 0100"}]}),
            Contact(phone="555 0100", handle="dana_o", name="Dana"),
            id="the list of contacts",
        ),
        pytest.param(
            export(
                source={"body": "Hello", "author": ADMIN},
                contacts={"contacts": [{"id": "u1", "email": "d@example.org"}]},
            ),
            Contact(email="d@example.org"),
            id="the customer never wrote",
        ),
    ],
)
def test_contact(data: object, expected: Contact) -> None:
    assert read(data).conversations[0].contact == expected


def test_parts_missing_from_the_export_are_a_fault() -> None:
    data = export(part("x"))
    data["conversation_parts"] = {"conversation_parts": [part("x")], "total_count": 512}
    assert read(data).faults == ("conversation_parts: 511 parts are missing from the export",)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(
            export(part("x", {"type": "martian"})),
            r"^conversation_parts\.0\.author\.type: nothing tells",
            id="unknown author",
        ),
        pytest.param(export(part("x", None)), r"conversation_parts\.0\.author\.type", id="words of nobody"),
        pytest.param(export(source={"body": "", "author": DANA}), "holds no words", id="no words"),
        pytest.param(
            export(conversation_parts=[]), "conversation_parts: Input should be", id="a list where an object should be"
        ),
        pytest.param(export(created_at="soon"), "created_at: Input should be a valid datetime", id="no time"),
        pytest.param(export(part("<div>" * 100_000)), "nests too many elements", id="deep HTML"),
    ],
)
def test_refusals(data: object, reason: str) -> None:
    with pytest.raises(PayloadError, match=reason):
        read(data)


def test_without_id_and_time_the_document_gives_them() -> None:
    (conversation,) = read(export(id=None, created_at=None), uri="chats/i-7.json").conversations
    assert (conversation.conversation_id, conversation.started_at) == ("i-7", MORNING)
