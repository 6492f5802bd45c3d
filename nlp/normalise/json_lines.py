"""JSON Lines, one conversation a line: the format that others are converted to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from nlp.errors import PayloadError
from nlp.normalise.json_payload import Payload, check, parse_json
from nlp.normalise.times import UtcTime, fallback_start
from nlp.normalise.turns import Said, blank_to_none, choose_id, number_turns
from nlp.records import Contact, Conversation, Document, ReadConversations, Speaker

_CHANNEL = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_SHOWN = 3  # faults spelled out where no line could be read


class _Customer(Payload):
    customer_id: str | None = None
    email: str | None = None
    phone: str | None = None
    handle: str | None = None
    name: str | None = None


class _Turn(Payload):
    speaker: Speaker
    text: str
    at: UtcTime | None = None


class _Line(Payload):
    conversation_id: Annotated[str, Field(min_length=1)]
    channel: str = "chat"
    started_at: UtcTime | None = None
    customer: _Customer | None = None
    turns: tuple[_Turn, ...]


def read_json_lines(data: bytes, document: Document) -> ReadConversations:
    """Read the conversations of all lines; a line that cannot be read is a fault of its own.

    Args:
        data: the lines in UTF-8; blank ones are skipped.
        document: where they came from.

    Raises:
        PayloadError: no line could be read.
    """
    conversations: dict[str, Conversation] = {}
    faults: list[str] = []
    for number, line in _numbered_lines(data):
        try:
            conversation = read_line(parse_json(line), document)
        except PayloadError as error:
            faults.append(f"line {number}: {error}")
            continue
        if conversation.conversation_id in conversations:
            faults.append(f"line {number}: a line before has the same conversation_id")
        else:
            conversations[conversation.conversation_id] = conversation
    if not conversations:
        more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise PayloadError("; ".join(faults[:_SHOWN]) + more or "there is no line")
    return ReadConversations(conversations=tuple(conversations.values()), faults=tuple(faults))


def read_line(data: object, document: Document) -> Conversation:
    """Read the conversation of one line.

    Raises:
        PayloadError: its shape is wrong, or nothing says when it began.
    """
    if not isinstance(data, dict):
        raise PayloadError("the line is no JSON object")
    line = check(_Line, data)
    conversation_id = choose_id(line.conversation_id)
    channel = line.channel.strip().lower()
    if not _CHANNEL.fullmatch(channel):
        raise PayloadError("channel: not one word of letters and digits")
    clocks = [turn.at for turn in line.turns if turn.at]
    start = line.started_at or min(clocks, default=None) or fallback_start(document)
    said = []
    clock = start
    for turn in line.turns:
        clock = turn.at or clock  # a turn without a time stands where the one before it does
        said.append(Said(turn.speaker, clock, turn.text))
    customer = line.customer or _Customer()
    return Conversation(
        conversation_id=conversation_id,
        channel=channel,
        started_at=start,
        contact=Contact(
            customer_id=blank_to_none(customer.customer_id),
            email=blank_to_none(customer.email),
            phone=blank_to_none(customer.phone),
            handle=blank_to_none(customer.handle),
            name=blank_to_none(customer.name),
        ),
        turns=number_turns(conversation_id, said, keep_blank=True),
    )


def _numbered_lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number the lines from 1 and leave out the blank ones; U+2028 is text here, no line break."""
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.strip():
            yield number, line
