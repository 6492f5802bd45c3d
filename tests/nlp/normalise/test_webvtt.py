"""WebVTT calls."""

from __future__ import annotations

from datetime import timedelta

import pytest

from nlp.errors import PayloadError
from nlp.normalise import read_conversations
from nlp.records import CallRecord, Contact, ReadConversations
from tests.builders import MORNING, document


def captions(*cues: str) -> str:
    """Write cues of ten seconds each."""
    timed = [f"00:{n // 6:02}:{n % 6}0.000 --> 00:{n // 6:02}:{n % 6}9.500\n{cue}\n" for n, cue in enumerate(cues)]
    return "WEBVTT\n\n" + "\n".join(timed)


def read(text: str | bytes, *, call: CallRecord | None = None) -> ReadConversations:
    """Read a call file."""
    return read_conversations(document(text, uri="calls/call-5.vtt"), call=call)


def said(text: str | bytes) -> list[tuple[str, str]]:
    """Give who said what."""
    return [(turn.speaker, turn.text) for turn in read(text).conversations[0].turns]


def test_a_call() -> None:
    call = CallRecord(conversation_id="c9", started_at=MORNING, customer_id="k1")
    text = captions("<v Agent>Hello?</v>", "<v Customer>Hi, Dana here.</v>")
    (conversation,) = read(text, call=call).conversations
    assert (conversation.conversation_id, conversation.channel) == ("c9", "call")
    assert conversation.contact == Contact(customer_id="k1")
    assert [turn.turn for turn in conversation.turns] == [0, 1]
    assert conversation.turns[1].said_at == MORNING + timedelta(seconds=10)


def test_without_an_index_row_the_file_names_the_call() -> None:
    (conversation,) = read(captions("<v Agent>Hello?")).conversations
    assert (conversation.conversation_id, conversation.started_at) == ("call-5", MORNING)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            captions("<v Agent>One.</v>", "<v Agent>Two.</v>"),
            [("agent", "One."), ("agent", "Two.")],
            id="a named voice begins a turn",
        ),
        pytest.param(
            captions("<v Agent>Hello", "how are you?"),
            [("agent", "Hello how are you?")],
            id="a cue without one continues",
        ),
        pytest.param(
            captions("<v Agent>Hello? <v Customer>Hi."),
            [("agent", "Hello?"), ("customer", "Hi.")],
            id="two voices in a cue",
        ),
        pytest.param(
            captions("This call is recorded.", "<v Agent>Hello?"),
            [("system", "This call is recorded."), ("agent", "Hello?")],
            id="before the first voice it is the system",
        ),
        pytest.param(
            captions("<v Agent>Marlowe &amp; Thread,\n&lt;3 AT&T"),
            [("agent", "Marlowe & Thread, <3 AT&T")],
            id="entities",
        ),
        pytest.param(
            captions("<v.loud Caller><i>Hello</i> <00:00:02.000>you"), [("customer", "Hello you")], id="other tags"
        ),
        pytest.param(
            captions("<v Customer Service>Hello?"), [("agent", "Hello?")], id="customer service is no customer"
        ),
        pytest.param(captions("<v Customer_2>Hi."), [("customer", "Hi.")], id="numbered"),
        pytest.param(
            captions("<v AGENT>A", "<v Client>B", "<v IVR>C"),
            [("agent", "A"), ("customer", "B"), ("system", "C")],
            id="other words",
        ),
        pytest.param(
            captions("Agent: Hello?", "Customer: Hi: it's me.", "and my dog"),
            [("agent", "Hello?"), ("customer", "Hi: it's me. and my dog")],
            id="prefixes",
        ),
        pytest.param(
            captions("<v Agent>Hello?", "Dana Ortiz: is that you?"),
            [("agent", "Hello? Dana Ortiz: is that you?")],
            id="no prefixes beside tags",
        ),
        pytest.param(
            captions("Agent: here it is:", "so the thing is: no"),
            [("agent", "here it is: so the thing is: no")],
            id="no name before the colon",
        ),
        pytest.param(
            "WEBVTT\n\n00:09.000 --> 00:10.000\n<v Agent>Two\n\n00:01.000 --> 00:02.000\n<v Customer>One\n",
            [("customer", "One"), ("agent", "Two")],
            id="order of time",
        ),
        pytest.param(
            "WEBVTT\n\nNOTE by hand\n\nSTYLE\n::cue {}\n\n7\n00:01.000 --> 00:02.000 line:0\n<v Agent>Hello?\n",
            [("agent", "Hello?")],
            id="comments, styles, ids and settings",
        ),
        pytest.param(
            captions("<v Agent>Hello?").replace("\n", "\r\n").encode("utf-8-sig"),
            [("agent", "Hello?")],
            id="CRLF and a mark",
        ),
        pytest.param(captions("<v Agent>Grüße").encode("utf-16"), [("agent", "Grüße")], id="UTF-16 with its mark"),
    ],
)
def test_who_said_what(text: str | bytes, expected: list[tuple[str, str]]) -> None:
    assert said(text) == expected


def test_cues_that_cannot_be_read_are_a_fault_and_the_rest_lands() -> None:
    result = read(captions("<v Agent>Hello?") + "\n00:xx --> 00:11.000\n<v Customer>lost\n")
    assert [turn.text for turn in result.conversations[0].turns] == ["Hello?"]
    assert result.faults == ("1 cues have no timing that can be read",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("WEBVTT\n\n", "hold no cue", id="no cues"),
        pytest.param("WEBVTT\n\nNOTE nothing\n", "hold no cue", id="only a note"),
        pytest.param("WEBVTT\n\nx --> y\nhello\n", "no cue has a timing", id="no timing"),
        pytest.param(captions("hello", "hi"), "no cue names its speaker", id="no voices"),
        pytest.param(captions("<v Dana Ortiz>hello"), "neither agent nor customer", id="an unknown voice"),
        pytest.param(captions("Agent: hello", "Dana Ortiz: hi"), "neither agent nor customer", id="an unknown prefix"),
        pytest.param(captions("<v Agent> </v>"), "no cue names its speaker|no words", id="voices without words"),
        pytest.param("WEBVTT\n\n999:00:00.000 --> 999:00:01.000\n<v Agent>x\n", "than a week", id="clock of years"),
        pytest.param(b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Agent>Gr\xfc\xdfe\n", "not UTF-8", id="Latin-1"),
    ],
)
def test_refusals(text: str | bytes, reason: str) -> None:
    with pytest.raises(PayloadError, match=reason) as caught:
        read(text)
    assert "Dana" not in str(caught.value)
