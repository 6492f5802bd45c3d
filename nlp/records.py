"""What travels between the rooms of the pipeline: frozen records, one word per idea."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Speaker = Literal["customer", "agent", "system"]
Sentiment = Literal["negative", "neutral", "positive"]
Status = Literal["current", "past", "negated", "planned"]
Polarity = Literal["positive", "negative"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One payload of a source, as it was fetched; nothing in it is interpreted yet."""

    uri: str
    sha256: str  # hex digest of the payload
    modified_at: datetime | None  # UTC; None where the source keeps no times
    payload: bytes
    mark: str | None = None  # tells it from the other files that bear its name; None where there are none


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """What the telephone system knows of one call file: a row of `calls/index.csv`."""

    conversation_id: str | None = None
    started_at: datetime | None = None  # UTC
    phone: str | None = None
    customer_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The keys by which a source names the customer, as written there; any may be missing."""

    customer_id: str | None = None
    email: str | None = None
    phone: str | None = None
    handle: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One thing one party said, in one place in one conversation."""

    conversation_id: str
    turn: int  # 0-based order inside the conversation, system turns included
    speaker: Speaker
    said_at: datetime  # UTC
    text: str
    signature: str = ""  # what stood below an e-mail's words; redaction drops it and tells what it held


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One contact between a customer and the company, in one channel."""

    conversation_id: str
    channel: str  # call, chat, email, or another that JSON Lines name
    started_at: datetime  # UTC
    contact: Contact
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One e-mail of a thread, before it is known which side is the customer."""

    message_id: str  # without the angle brackets
    references: tuple[str, ...]  # ancestors, oldest first, without the angle brackets
    sent_at: datetime  # UTC
    sender: str  # address, lower-cased
    sender_name: str | None
    recipients: tuple[str, ...]  # addresses of To and Cc, lower-cased
    text: str  # the sender's own new words: no quotes, signature, disclaimer
    signature: str = ""  # what was cut from below them
    automatic: bool  # an auto-reply, a bounce or a list notice


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadConversations:
    """What one document held: its conversations, and a reason for each piece that could not be read."""

    conversations: tuple[Conversation, ...]
    faults: tuple[str, ...] = ()  # one a piece that was set aside, as "line 3: ..."; free of personal data


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMessages:
    """What one e-mail file or mailbox held: its messages, and a reason for each that could not be read."""

    messages: tuple[Message, ...]
    faults: tuple[str, ...] = ()  # one a message that was set aside, as "message 3: ..."; free of personal data


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """One identifier that was masked: where its mask stands in the redacted text, or that it stood in the signature."""

    turn: int
    type: str  # EMAIL, PHONE, ADDRESS, ACCOUNT_ID, CARD, SSN, DOB, IP, USERNAME (or PERSON)
    start: int | None  # code points into the redacted text; None in a signature, which is not kept
    end: int | None  # exclusive


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """A redacted turn as the extractors read it: the words, and what the agent said just before."""

    speaker: Speaker
    text: str
    context: str | None = None  # the agent's turn before; None at the start or after another customer turn
    channel: str = "chat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something a customer said of themself or their household."""

    family: str
    attribute: str
    value: str
    status: Status
    confidence: float  # 0 to 1
    start: int  # the cue, code points into the redacted text
    end: int  # exclusive
    rule: str | None = None  # the rule and cue that decided or changed it, where one did


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """A lasting wish of a customer."""

    attribute: str
    value: str
    polarity: Polarity
    confidence: float
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Frustration:
    """What annoyed a customer in their dealings with the company."""

    category: str
    object: str | None  # the thing it is about, as said; None where the turn does not name it
    severity: int  # 1 mentions it, 2 annoyed, 3 angry or harmed
    confidence: float
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """A customer's word that a trouble is over (or is not)."""

    resolved: bool
    confidence: float
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A name, amount or identifier in the redacted text."""

    type: str
    text: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything the extractors found in one utterance."""

    sentiment: Sentiment | None = None  # None for turns that are not the customer's
    score: float | None = None  # -1 (negative) to 1 (positive): P(positive) - P(negative)
    facts: tuple[Fact, ...] = ()
    preferences: tuple[Preference, ...] = ()
    frustrations: tuple[Frustration, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    entities: tuple[Entity, ...] = ()
