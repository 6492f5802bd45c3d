"""Contact Lens calls and chats."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from nlp.errors import PayloadError
from nlp.normalise import read_conversations
from nlp.records import CallRecord, Contact, Conversation
from tests.builders import MORNING, document

CUSTOMER, AGENT = "3f0c1c1e-0000-4000-8000-000000000001", "3f0c1c1e-0000-4000-8000-000000000002"
PARTICIPANTS = [
    {"ParticipantId": CUSTOMER, "ParticipantRole": "CUSTOMER"},
    {"ParticipantId": AGENT, "ParticipantRole": "AGENT"},
]


def spoken(who: str, content: str, offset: int = 0, **more: object) -> dict[str, object]:
    """Write one entry of a call's transcript."""
    return {"Id": "x", "ParticipantId": who, "Content": content, "BeginOffsetMillis": offset, **more}


def analysis(*transcript: dict[str, object], **more: object) -> dict[str, object]:
    """Write a call as Contact Lens does."""
    return {
        "Version": "1.1.0",
        "Channel": "VOICE",
        "Participants": PARTICIPANTS,
        "CustomerMetadata": {"ContactId": "contact-7"},
        "Transcript": list(transcript),
        **more,
    }


def read(
    data: object,
    *,
    call: CallRecord | None = None,
    uri: str = "calls/c1.json",
    modified_at: datetime | None = MORNING,
) -> Conversation:
    """Read one conversation."""
    result = read_conversations(document(json.dumps(data), uri=uri, modified_at=modified_at), call=call)
    assert not result.faults
    return result.conversations[0]


def test_a_call() -> None:
    call = CallRecord(conversation_id="c9", started_at=MORNING, phone="+1-410-555-0172", customer_id="k1")
    conversation = read(analysis(spoken(AGENT, "Hello?"), spoken(CUSTOMER, "Hi, Dana here.", 4200)), call=call)
    assert conversation.conversation_id == "c9"
    assert conversation.channel == "call"
    assert conversation.contact == Contact(phone="+1-410-555-0172", customer_id="k1")
    assert [(turn.turn, turn.speaker, turn.text) for turn in conversation.turns] == [
        (0, "agent", "Hello?"),
        (1, "customer", "Hi, Dana here."),
    ]
    assert conversation.turns[1].said_at - conversation.started_at == timedelta(milliseconds=4200)


@pytest.mark.parametrize(
    ("call", "more", "expected"),
    [
        pytest.param(CallRecord(conversation_id="c9"), {}, "c9", id="the telephone system's first"),
        pytest.param(None, {}, "contact-7", id="then the contact's"),
        pytest.param(None, {"CustomerMetadata": {}}, "call-5", id="then the file's name"),
        pytest.param(CallRecord(), {"CustomerMetadata": None}, "call-5", id="empty metadata"),
    ],
)
def test_whose_id_the_conversation_has(call: CallRecord | None, more: dict[str, object], expected: str) -> None:
    data = analysis(spoken(AGENT, "Hello?"), **more)
    assert read(data, call=call, uri="s3://calls/2026/call-5.json").conversation_id == expected


def test_turns_stand_in_the_order_of_time() -> None:
    data = analysis(
        spoken(AGENT, "first", 0),
        spoken(AGENT, "third", 5000),
        spoken(CUSTOMER, "second", 2000),
        spoken(AGENT, "also third", 5000),
    )
    assert [turn.text for turn in read(data).turns] == ["first", "second", "third", "also third"]


@pytest.mark.parametrize(
    ("participants", "who", "expected"),
    [
        pytest.param(PARTICIPANTS, CUSTOMER, "customer", id="uuid"),
        pytest.param([], "CUSTOMER", "customer", id="the id is the role"),
        pytest.param(PARTICIPANTS, "SYSTEM", "system", id="the system is no participant"),
        pytest.param(
            [{"ParticipantId": "AGENT", "ParticipantRole": "CUSTOMER"}], "AGENT", "customer", id="the list decides"
        ),
        pytest.param([{"ParticipantId": "b", "ParticipantRole": "CUSTOM_BOT"}], "b", "system", id="bot"),
    ],
)
def test_roles(participants: list[dict[str, str]], who: str, expected: str) -> None:
    assert read(analysis(spoken(who, "Hello?"), Participants=participants)).turns[0].speaker == expected


def test_blank_content_is_no_turn() -> None:
    assert len(read(analysis(spoken(AGENT, "Hello?"), spoken(CUSTOMER, " "))).turns) == 1


def test_a_chat_keeps_its_messages_and_times() -> None:
    def item(role: str, content: str, second: int, kind: str = "MESSAGE") -> dict[str, object]:
        time = f"2026-01-05T09:00:{second:02}.000Z"
        return {"ParticipantId": "p", "ParticipantRole": role, "AbsoluteTime": time, "Type": kind, "Content": content}

    interactive = {
        **item("AGENT", '{"templateType": "ListPicker"}', 3),
        "ContentType": "application/vnd.amazonaws.connect.message.interactive",
    }
    data = {
        "Version": "CHAT-2022-11-30",
        "Channel": "CHAT",
        "Transcript": [
            item("SYSTEM", "Welcome", 1),
            item("CUSTOMER", "", 2, "EVENT"),
            interactive,
            item("CUSTOMER", "The **twins** start school.", 8) | {"ContentType": "text/markdown"},
        ],
    }
    conversation = read(data, modified_at=None, uri="chat-1.json")
    assert conversation.channel == "chat"
    assert conversation.started_at == MORNING + timedelta(seconds=1)
    assert [(turn.speaker, turn.text) for turn in conversation.turns] == [
        ("system", "Welcome"),
        ("customer", "The **twins** start school."),
    ]


def test_without_any_time_it_began_when_the_document_was_written() -> None:
    assert read(analysis(spoken(AGENT, "Hello?"))).started_at == MORNING


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(analysis(), "holds no words", id="nobody spoke"),
        pytest.param(
            {"Transcript": {}}, "Transcript: Input should be a valid tuple", id="an object where a list should be"
        ),
        pytest.param(
            analysis(spoken("dana@example.org", "Hello?")),
            r"^Transcript\.0: nothing tells",
            id="unknown speaker, not quoted",
        ),
        pytest.param(
            analysis(spoken(AGENT, "x", -5)), "BeginOffsetMillis: Input should be greater", id="offset before the call"
        ),
        pytest.param(
            analysis(spoken(AGENT, "x", 10**15)), "BeginOffsetMillis: Input should be less", id="offset of years"
        ),
        pytest.param(analysis(spoken(AGENT, "x" * 100_001)), "longer than 100,000", id="endless turn"),
    ],
)
def test_refusals(data: object, reason: str) -> None:
    with pytest.raises(PayloadError, match=reason):
        read(data)


def test_without_a_clock_anywhere_it_is_refused() -> None:
    with pytest.raises(PayloadError, match="nothing says when"):
        read(analysis(spoken(AGENT, "Hello?")), modified_at=None)
