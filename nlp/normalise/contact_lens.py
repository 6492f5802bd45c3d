"""Amazon Connect Contact Lens: the JSON it writes after a call or a chat."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_pascal

from nlp.errors import PayloadError
from nlp.normalise.json_payload import Payload, check
from nlp.normalise.times import UtcTime, after, fallback_start
from nlp.normalise.turns import Said, choose_id, file_stem, number_turns
from nlp.records import CallRecord, Contact, Conversation, Document, ReadConversations, Speaker

_SPEAKERS: dict[str, Speaker] = {
    "CUSTOMER": "customer",
    "AGENT": "agent",
    "SUPERVISOR": "agent",
    "SYSTEM": "system",
    "CUSTOM_BOT": "system",
}
_CHANNELS = {"VOICE": "call", "CHAT": "chat", "EMAIL": "email"}
_A_WEEK = 604_800_000  # milliseconds; a later offset is a broken clock


class _Record(Payload):
    model_config = ConfigDict(alias_generator=to_pascal)


class _Participant(_Record):
    participant_id: str
    participant_role: str


class _Item(_Record):
    participant_id: str | None = None
    participant_role: str | None = None  # chats only
    content: str | None = None
    begin_offset_millis: Annotated[float, Field(ge=0, le=_A_WEEK)] | None = None  # calls
    absolute_time: UtcTime | None = None  # chats
    type: str = "MESSAGE"
    content_type: str = "text/plain"


class _Metadata(_Record):
    contact_id: str | None = None


class _Analysis(_Record):
    channel: str = "VOICE"
    participants: tuple[_Participant, ...] = ()
    customer_metadata: _Metadata | None = None
    transcript: tuple[_Item, ...]


def read_contact_lens(data: object, document: Document, *, call: CallRecord | None = None) -> ReadConversations:
    """Read one analysed contact.

    Args:
        data: the parsed JSON.
        document: where it came from.
        call: what the telephone system knows of it.

    Raises:
        PayloadError: the shape is wrong, a speaker's role is not told, or nothing says when it began.
    """
    analysis = check(_Analysis, data)
    call = call or CallRecord()
    metadata = analysis.customer_metadata or _Metadata()
    conversation_id = choose_id(call.conversation_id, metadata.contact_id, file_stem(document))
    clocks = [item.absolute_time for item in analysis.transcript if item.absolute_time]
    start = call.started_at or min(clocks, default=None) or fallback_start(document)
    roles = {person.participant_id: person.participant_role for person in analysis.participants}
    said = [
        Said(_speaker(item, roles, number), item.absolute_time or after(start, offset), item.content or "")
        for number, (item, offset) in enumerate(zip(analysis.transcript, _offsets(analysis), strict=True))
        if _is_message(item)
    ]
    conversation = Conversation(
        conversation_id=conversation_id,
        channel=_CHANNELS.get(analysis.channel.upper(), "call"),
        started_at=start,
        contact=Contact(customer_id=call.customer_id, phone=call.phone),
        # Contact Lens lists a call's turns party by party where they overlap, not always by time.
        turns=number_turns(conversation_id, sorted(said, key=lambda words: words.said_at)),
    )
    return ReadConversations(conversations=(conversation,))


def _offsets(analysis: _Analysis) -> list[float]:
    """Give each item's offset in milliseconds; one without its own stands where the one before it does."""
    offsets: list[float] = []
    for item in analysis.transcript:
        before = offsets[-1] if offsets else 0.0
        offsets.append(before if item.begin_offset_millis is None else item.begin_offset_millis)
    return offsets


def _is_message(item: _Item) -> bool:
    """Tell words from events, attachments and the JSON of interactive messages."""
    return item.type.upper() == "MESSAGE" and item.content_type.lower().startswith("text/")


def _speaker(item: _Item, roles: dict[str, str], number: int) -> Speaker:
    named = item.participant_id or ""
    # Without an entry in Participants the id itself may be the role; a UUID is not.
    role = item.participant_role or roles.get(named, named)
    speaker = _SPEAKERS.get(role.upper())
    if speaker is None:
        raise PayloadError(f"Transcript.{number}: nothing tells the speaker's role")
    return speaker
