"""WebVTT captions of a call, the speaker as a voice tag or as a prefix."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from nlp.errors import PayloadError
from nlp.normalise.limits import MAX_TURNS
from nlp.normalise.text import clean, decode, decode_entities
from nlp.normalise.times import after, fallback_start
from nlp.normalise.turns import Said, choose_id, file_stem, join_words, number_turns
from nlp.records import CallRecord, Contact, Conversation, Document, ReadConversations, Speaker

_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>]+)>")
_TAG = re.compile(r"<[^<>]*>")
_PREFIX = re.compile(r"\s*([^\W\d_][^:<>\n]{0,39}):\s+")
_NAME = re.compile(r"[^\W\d_a-z][\w.'-]*(?: [^\W\d_a-z][\w.'-]*){0,2}")  # 1 to 3 capitalised words
_WORD = re.compile(r"[^\W\d_]+")
_AGENTS = frozenset(
    [
        "agent",
        "representative",
        "rep",
        "advisor",
        "adviser",
        "operator",
        "support",
        "service",
        "services",
        "care",
        "associate",
        "assistant",
    ]
)
_CUSTOMERS = frozenset(["customer", "caller", "client", "consumer", "user", "guest", "patient", "subscriber", "member"])
_MACHINES = frozenset(["system", "ivr", "bot", "recording", "announcement", "automated", "voicebot"])
_A_WEEK = 604_800_000  # milliseconds


class _Span(NamedTuple):
    """Part of a cue with one voice; None continues whoever spoke before."""

    speaker: Speaker | None
    offset: int  # milliseconds
    text: str


def read_webvtt(data: bytes, document: Document, *, call: CallRecord | None = None) -> ReadConversations:
    """Read one call; cues whose timing cannot be read are a fault.

    A voice that is named begins a turn, even when the same party spoke before; a cue without any
    continues the turn before it. What stands before the first voice is the system's.

    Args:
        data: the captions in UTF-8.
        document: where they came from.
        call: what the telephone system knows of it.

    Raises:
        PayloadError: there are no cues, the voices name neither agent nor customer, or nothing
            says when the call began.
    """
    cues, unread = _cues(decode(data))
    call = call or CallRecord()
    start = call.started_at or fallback_start(document)
    said: list[Said] = []
    for span in _spans(cues):
        if span.speaker is None and said:
            said[-1] = said[-1]._replace(text=join_words([said[-1].text, span.text]))
        else:
            said.append(Said(span.speaker or "system", after(start, span.offset), span.text))
    conversation_id = choose_id(call.conversation_id, file_stem(document))
    conversation = Conversation(
        conversation_id=conversation_id,
        channel="call",
        started_at=start,
        contact=Contact(customer_id=call.customer_id, phone=call.phone),
        turns=number_turns(conversation_id, said),
    )
    faults = (f"{unread} cues have no timing that can be read",) if unread else ()
    return ReadConversations(conversations=(conversation,), faults=faults)


def _cues(text: str) -> tuple[list[webvtt.Caption], int]:
    """Parse the cues in order of time; also count those that could not be parsed."""
    try:
        captions = list(webvtt.from_string(text).captions)
    except (MalformedFileError, MalformedCaptionError, ValueError):
        raise PayloadError("the captions are no WebVTT") from None
    arrows = text.count("-->")
    if not captions:
        raise PayloadError("the captions hold no cue" if not arrows else "no cue has a timing that can be read")
    if len(captions) > MAX_TURNS:
        raise PayloadError(f"the call has more than {MAX_TURNS:,} cues")
    captions.sort(key=_offset)
    if _offset(captions[-1]) > _A_WEEK:
        raise PayloadError("a cue begins more than a week after the call")
    return captions, max(arrows - len(captions), 0)


def _offset(caption: webvtt.Caption) -> int:
    return int(caption.start_time.in_milliseconds())


def _spans(cues: list[webvtt.Caption]) -> Iterator[_Span]:
    """Split cues where the voice changes.

    Raises:
        PayloadError: a voice is neither agent, customer nor system, or there is none.
    """
    texts = [caption.raw_text for caption in cues]
    tagged = any(_VOICE.search(text) for text in texts)
    voiced = 0
    for caption, text in zip(cues, texts, strict=True):
        for voice, words in _tagged(text) if tagged else _prefixed(text):
            speaker = None if voice is None else _speaker(voice)
            voiced += speaker is not None
            plain = join_words([clean(decode_entities(_TAG.sub("", words)))])
            if plain:
                yield _Span(speaker, _offset(caption), plain)
    if not voiced:
        raise PayloadError("no cue names its speaker, so the roles cannot be told")


def _tagged(text: str) -> Iterator[tuple[str | None, str]]:
    """Give (voice, words) of a cue: what stands before a tag continues the voice before."""
    head, *rest = _VOICE.split(text)
    yield None, head
    yield from zip(rest[::2], rest[1::2], strict=True)


def _prefixed(text: str) -> Iterator[tuple[str | None, str]]:
    """Give (voice, words) of a cue in a file without voice tags, where `Name: words` names it."""
    prefix = _PREFIX.match(text)
    # "so here is the thing: ..." is no name; "Dana Ortiz: ..." is one, if only of somebody unknown.
    if prefix and (_role(prefix[1]) or _NAME.fullmatch(prefix[1])):
        yield prefix[1], text[prefix.end() :]
    else:
        yield None, text


def _speaker(voice: str) -> Speaker:
    speaker = _role(decode_entities(voice))
    if speaker is None:
        raise PayloadError("a voice is named neither agent nor customer, so the roles cannot be told")
    return speaker


def _role(voice: str) -> Speaker | None:
    """Tell a role by the words of a voice's name; `Customer Service` is an agent."""
    words = {word.lower() for word in _WORD.findall(voice)}
    if words & _MACHINES:
        return "system"
    if words & _AGENTS:
        return "agent"
    return "customer" if words & _CUSTOMERS else None
