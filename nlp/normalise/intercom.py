"""Intercom: the JSON of one exported conversation."""

from __future__ import annotations

from collections.abc import Iterable

from nlp.errors import PayloadError
from nlp.normalise.html_text import html_to_text
from nlp.normalise.json_payload import Payload, check
from nlp.normalise.times import UtcTime, fallback_start
from nlp.normalise.turns import Said, blank_to_none, choose_id, file_stem, number_turns
from nlp.records import Contact, Conversation, Document, ReadConversations, Speaker

_SPEAKERS: dict[str, Speaker] = {
    "user": "customer",
    "lead": "customer",
    "contact": "customer",
    "visitor": "customer",
    "admin": "agent",
    "team": "agent",
    "bot": "system",
}
# Parts whose words both sides see. The words with which a customer opens a closed conversation again,
# or an admin closes it, stand in the part that records the change; notes are for colleagues.
_SPOKEN = frozenset({"comment", "open", "close"})


class _Author(Payload):
    type: str | None = None
    id: str | None = None
    external_id: str | None = None
    email: str | None = None
    phone: str | None = None
    name: str | None = None
    from_ai_agent: bool | None = None
    is_ai_answer: bool | None = None


class _Part(Payload):
    part_type: str | None = "comment"
    body: str | None = None
    created_at: UtcTime | None = None
    redacted: bool | None = None
    from_ai_agent: bool | None = None
    is_ai_answer: bool | None = None
    author: _Author | None = None


class _Parts(Payload):
    total_count: int | None = None
    conversation_parts: tuple[_Part, ...] = ()


class _Contacts(Payload):
    contacts: tuple[_Author, ...] = ()


class _Export(Payload):
    id: str | None = None
    created_at: UtcTime | None = None
    source: _Part | None = None
    conversation_parts: _Parts | None = None
    contacts: _Contacts | None = None


def read_intercom(data: object, document: Document) -> ReadConversations:
    """Read one exported conversation; parts that the export left out are a fault.

    Args:
        data: the parsed JSON.
        document: where it came from.

    Raises:
        PayloadError: the shape is wrong, an author's role is not told, or nothing says when it began.
    """
    export = check(_Export, data)
    conversation_id = choose_id(export.id, file_stem(document))
    parts = (export.conversation_parts or _Parts()).conversation_parts
    start = export.created_at or fallback_start(document)
    spoken = [("source", export.source)] if export.source else []
    spoken += [(f"conversation_parts.{number}", part) for number, part in enumerate(parts)]
    said = []
    clock = start
    for place, part in spoken:
        clock = part.created_at or clock
        if _is_message(part):
            said.append(Said(_speaker(part, place), clock, html_to_text(part.body or "")))
    conversation = Conversation(
        conversation_id=conversation_id,
        channel="chat",
        started_at=start,
        contact=_contact(export, parts),
        turns=number_turns(conversation_id, sorted(said, key=lambda words: words.said_at)),
    )
    return ReadConversations(conversations=(conversation,), faults=_missing(export))


def _is_message(part: _Part) -> bool:
    return bool(part.body) and not part.redacted and part.part_type in _SPOKEN


def _role(author: _Author) -> Speaker | None:
    return _SPEAKERS.get((author.type or "").lower())


def _speaker(part: _Part, place: str) -> Speaker:
    author = part.author or _Author()
    speaker = _role(author)
    if speaker is None:
        raise PayloadError(f"{place}.author.type: nothing tells the author's role")
    answered_by_machine = (part.from_ai_agent, part.is_ai_answer, author.from_ai_agent, author.is_ai_answer)
    return "system" if speaker == "agent" and any(answered_by_machine) else speaker


def _contact(export: _Export, parts: Iterable[_Part]) -> Contact:
    """Put together what the export knows of the customer.

    The first customer who wrote is the contact. Others, and the list of contacts, fill what is
    missing as long as they do not disagree with it: then they are somebody else.
    """
    spoken = [export.source, *parts] if export.source else list(parts)
    authors = [part.author for part in spoken if part.author and _role(part.author) == "customer"]
    known: dict[str, str] = {}
    for person in [*authors, *(export.contacts or _Contacts()).contacts]:
        keys = {"id": person.id, "email": person.email, "phone": person.phone, "handle": person.external_id}
        told = {kind: key for kind, value in keys.items() if (key := blank_to_none(value))}
        if any(known.get(kind, key).lower() != key.lower() for kind, key in told.items()):
            continue
        name = blank_to_none(person.name)
        known = told | ({"name": name} if name else {}) | known
    return Contact(
        email=known.get("email"), phone=known.get("phone"), handle=known.get("handle"), name=known.get("name")
    )


def _missing(export: _Export) -> tuple[str, ...]:
    """Report parts that the export counts and does not hold: it stops after 500."""
    parts = export.conversation_parts or _Parts()
    missing = (parts.total_count or 0) - len(parts.conversation_parts)
    return (f"conversation_parts: {missing} parts are missing from the export",) if missing > 0 else ()
