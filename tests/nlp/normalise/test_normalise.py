"""All formats together: any bytes end in records or a PayloadError, and what was written comes back."""

from __future__ import annotations

import html
import json
from contextlib import suppress
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlp.errors import PayloadError
from nlp.normalise import assemble_threads, detect, read_conversations, read_messages
from nlp.normalise.text import clean
from nlp.records import Conversation, Speaker
from tests.builders import MORNING, conversation, document

SAID: list[tuple[Speaker, str]] = [
    ("agent", "Hello?"),
    ("customer", "Hi & <bye>."),
    ("agent", "Wait: no!"),
    ("customer", "5 > 3"),
]
PARTIES: st.SearchStrategy[Speaker] = st.sampled_from(["customer", "agent"])
WORDS = st.text(st.characters(exclude_categories=["C"]), min_size=1).map(clean).filter(bool)
LETTERS = st.text(st.characters(categories=["L"]), min_size=1).map(clean).filter(bool)
TALK = st.lists(st.tuples(PARTIES, WORDS), min_size=1, max_size=6)


def as_contact_lens(talk: Conversation) -> str:
    """Write a call as Contact Lens does."""
    transcript = [
        {"ParticipantId": turn.speaker[0], "Content": turn.text, "BeginOffsetMillis": 60_000 * turn.turn}
        for turn in talk.turns
    ]
    participants = [{"ParticipantId": role[0], "ParticipantRole": role.upper()} for role in ("agent", "customer")]
    return json.dumps({"Participants": participants, "CustomerMetadata": {"ContactId": "c1"}, "Transcript": transcript})


def as_webvtt(talk: Conversation) -> str:
    """Write a call as captions."""
    cues = [
        f"{turn.turn:02}:00.000 --> {turn.turn:02}:59.000\n<v {turn.speaker}>{html.escape(turn.text)}</v>\n"
        for turn in talk.turns
    ]
    return "WEBVTT\n\n" + "\n".join(cues)


def as_json_line(talk: Conversation) -> str:
    """Write a chat as a line."""
    turns = [{"speaker": turn.speaker, "text": turn.text, "at": turn.said_at.isoformat()} for turn in talk.turns]
    return json.dumps({"conversation_id": "c1", "started_at": MORNING.isoformat(), "turns": turns}, ensure_ascii=False)


def as_intercom(talk: Conversation) -> str:
    """Write a chat as an export."""
    types = {"customer": "user", "agent": "admin"}
    first, *rest = [
        {
            "body": f"<p>{html.escape(turn.text)}</p>",
            "created_at": int(turn.said_at.timestamp()),
            "author": {"type": types[turn.speaker]},
        }
        for turn in talk.turns
    ]
    return json.dumps(
        {
            "id": "c1",
            "created_at": int(MORNING.timestamp()),
            "source": first,
            "conversation_parts": {"conversation_parts": rest},
        }
    )


def as_mails(talk: Conversation) -> list[bytes]:
    """Write a thread as messages."""
    mails, ids = [], ["<c1>", *(f"<c1.{turn.turn}@x>" for turn in talk.turns[1:])]
    for turn in talk.turns:
        mail = EmailMessage()
        mail["From"], mail["To"] = ("d@example.org", "c@shop.example.com")[:: 1 if turn.speaker == "customer" else -1]
        mail["Date"], mail["Message-ID"] = format_datetime(turn.said_at), ids[turn.turn]
        if turn.turn:
            mail["References"] = " ".join(ids[: turn.turn])
        mail.set_content(turn.text)
        mails.append(mail.as_bytes())
    return mails


@given(TALK)
def test_contact_lens_and_json_lines_round_trip(said: list[tuple[Speaker, str]]) -> None:
    talk = conversation(*said)
    for write in (as_contact_lens, as_json_line):
        (found,) = read_conversations(document(write(talk))).conversations
        assert found.turns == talk.turns


@given(TALK)
def test_formats_that_fold_white_space_round_trip(said: list[tuple[Speaker, str]]) -> None:
    talk = conversation(*((speaker, " ".join(text.split())) for speaker, text in said))
    for write in (as_webvtt, as_intercom):
        (found,) = read_conversations(document(write(talk))).conversations
        assert found.turns == talk.turns


@settings(max_examples=40)
@given(st.lists(st.tuples(PARTIES, LETTERS), min_size=1, max_size=4))
def test_threads_round_trip(said: list[tuple[Speaker, str]]) -> None:
    talk = conversation(*said, channel="email")
    messages = [message for mail in as_mails(talk) for message in read_messages(document(mail)).messages]
    (found,) = assemble_threads(messages, customers={"d@example.org"})
    assert found.turns == talk.turns


def survive(payload: bytes) -> None:
    """Read bytes as the flow does; only a PayloadError may come of it."""
    with suppress(PayloadError):
        kind = detect(payload)
        read = read_messages if kind in {"email", "mbox"} else read_conversations
        read(document(payload))


@given(st.binary())
def test_any_bytes(payload: bytes) -> None:
    survive(payload)


TALKS = conversation(*SAID)
SAMPLES = [
    as_contact_lens(TALKS).encode(),
    as_webvtt(TALKS).encode(),
    as_json_line(TALKS).encode(),
    as_intercom(TALKS).encode(),
    as_mails(TALKS)[1],
    b"From x@example.org Mon Jan  5 09:00:00 2026\n" + as_mails(TALKS)[1],
]


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 40), st.binary(max_size=8)), max_size=4),
)
def test_damaged_documents(sample: bytes, damages: list[tuple[int, int, bytes]]) -> None:
    for place, length, instead in damages:
        sample = sample[:place] + instead + sample[place + length :]
    survive(sample)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "Transcript",
                    "Participants",
                    "Content",
                    "turns",
                    "conversation_id",
                    "source",
                    "author",
                    "type",
                    "id",
                    "conversation_parts",
                    "body",
                    "text",
                    "speaker",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json(value: object) -> None:
    survive(json.dumps(value).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("sample", SAMPLES, ids=["contact lens", "webvtt", "json lines", "intercom", "mail", "mbox"])
def test_cut_off_anywhere(sample: bytes) -> None:
    for length in range(0, len(sample), 7):
        survive(sample[:length])


def test_the_wrong_reader_says_so() -> None:
    with pytest.raises(PayloadError, match="read as messages"):
        read_conversations(document(SAMPLES[4]))
    with pytest.raises(PayloadError, match="is no e-mail"):
        read_messages(document(SAMPLES[0]))


def test_a_long_call_keeps_its_time() -> None:
    talk = conversation(*SAID * 14)
    (found,) = read_conversations(document(as_webvtt(talk))).conversations
    assert found.turns[-1].said_at == MORNING + timedelta(minutes=55)
