"""Valid records in one call: name only what the test is about."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from nlp.records import Contact, Conversation, Document, Message, Speaker, Turn

MORNING = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def turn(
    text: str = "Hello, my parcel has not come.",
    *,
    speaker: Speaker = "customer",
    number: int = 0,
    conversation_id: str = "c1",
    said_at: datetime | None = None,
) -> Turn:
    """Build a turn; each is a minute after the one before."""
    return Turn(
        conversation_id=conversation_id,
        turn=number,
        speaker=speaker,
        said_at=said_at or MORNING + timedelta(minutes=number),
        text=text,
    )


def conversation(
    *said: tuple[Speaker, str],
    conversation_id: str = "c1",
    channel: str = "chat",
    started_at: datetime = MORNING,
    contact: Contact | None = None,
) -> Conversation:
    """Build a conversation from (speaker, text) pairs; without any, the customer says one thing."""
    pairs = said or (("customer", "Hello, my parcel has not come."),)
    return Conversation(
        conversation_id=conversation_id,
        channel=channel,
        started_at=started_at,
        contact=contact or Contact(),
        turns=tuple(
            turn(
                text,
                speaker=speaker,
                number=number,
                conversation_id=conversation_id,
                said_at=started_at + timedelta(minutes=number),
            )
            for number, (speaker, text) in enumerate(pairs)
        ),
    )


def document(
    payload: bytes | str = b"WEBVTT\n",
    *,
    uri: str = "inbox/calls/c1.vtt",
    modified_at: datetime | None = MORNING,
) -> Document:
    """Build a document as a source would land it; text is encoded as UTF-8."""
    raw = payload.encode() if isinstance(payload, str) else payload
    return Document(uri=uri, sha256=hashlib.sha256(raw).hexdigest(), modified_at=modified_at, payload=raw)


def message(
    text: str = "Hello, my parcel has not come.",
    *,
    message_id: str = "1@mail.example.com",
    references: tuple[str, ...] = (),
    sent_at: datetime = MORNING,
    sender: str = "dana@example.org",
    sender_name: str | None = None,
    recipients: tuple[str, ...] = ("care@shop.example.com",),
    automatic: bool = False,
) -> Message:
    """Build an e-mail from a customer to the company."""
    return Message(
        message_id=message_id,
        references=references,
        sent_at=sent_at,
        sender=sender,
        sender_name=sender_name,
        recipients=recipients,
        text=text,
        automatic=automatic,
    )
