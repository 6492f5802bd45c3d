"""E-mail files (.eml) and mailboxes (mbox): RFC 5322 messages to records."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.header import decode_header, make_header
from email.message import Message as Mail
from email.utils import getaddresses, parsedate_to_datetime

from nlp.errors import PayloadError
from nlp.normalise.limits import (
    MAX_ADDRESS_CHARACTERS,
    MAX_ID_CHARACTERS,
    MAX_REFERENCES,
    MAX_SIGNATURE_CHARACTERS,
    MAX_TURN_CHARACTERS,
)
from nlp.normalise.mime import PARSER_FAULTS, body_text, parse_mime
from nlp.normalise.quotes import cut_quotes
from nlp.normalise.signatures import cut_signature
from nlp.normalise.text import clean
from nlp.normalise.times import as_utc
from nlp.normalise.turns import blank_to_none
from nlp.records import Document, Message, ReadMessages

_SHOWN = 3  # faults spelled out where no message could be read
_FOLD = re.compile(r"[\r\n]+[ \t]*")
_ID = re.compile(r"<([^<>]{1,2000})>")
_BLANKS = re.compile(r"\s+")
_TOKEN_ENDS = re.compile(r"[\s,;<>\"()\[\]]+")
_ADDRESS = re.compile(r"[^\s@<>,;\"]{1,128}@[^\s@<>,;\"]{1,255}")

_AUTOMATIC_SENDER = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon)\b")
_NO_REPLY = re.compile(r"(?:no|do-?not)[-_.]?reply\b")
_AUTOMATIC_SUBJECT = re.compile(
    r"(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office(?: autoreply| reply)?|"
    r"automatische antwort|abwesenheits(?:notiz|meldung)|réponse automatique|respuesta automática|risposta automatica|"
    r"automatisch antwoord|resposta automática|undeliverable|returned mail) ?:|"
    r"undelivered mail returned\b|delivery status notification \(|mail delivery (?:failed|failure|subsystem)\b",
    re.IGNORECASE,
)

_ENVELOPE = re.compile(rb"^From [^\r\n]*\r?\n", re.MULTILINE)
_CLOCK = re.compile(rb"\b\d{1,2}:\d{2}")
_FIELD_LINE = re.compile(rb"[!-9;-~]{1,80}[ \t]*:")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)


def read_eml(data: bytes, document: Document) -> ReadMessages:
    """Read one message.

    Raises:
        PayloadError: it has no text, no sender or no date, or it passes the limits.
    """
    return ReadMessages(messages=(read_message(data, document),))


def read_mbox(data: bytes, document: Document) -> ReadMessages:
    """Read the messages of a mailbox; one that cannot be read is a fault of its own.

    Raises:
        PayloadError: no message could be read.
    """
    messages: list[Message] = []
    faults: list[str] = []
    for number, raw in enumerate(split_mbox(data), start=1):
        try:
            messages.append(read_message(raw, document))
        except PayloadError as error:
            faults.append(f"message {number}: {error}")
    if not messages:
        more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise PayloadError("; ".join(faults[:_SHOWN]) + more or "the mailbox holds no message")
    return ReadMessages(messages=tuple(messages), faults=tuple(faults))


def split_mbox(data: bytes) -> Iterator[bytes]:
    """Split a mailbox at its `From ` lines and take the `>` off those that were escaped.

    Not every program escapes them: a line counts as a separator when a blank line stands before
    it, a time of day in it and a header field below it.
    """
    starts: list[tuple[int, int]] = []
    for match in _ENVELOPE.finditer(data):
        before = data[max(match.start() - 4, 0) : match.start()]
        parted = before.endswith((b"\n\n", b"\n\r\n")) and _CLOCK.search(match[0])
        if not before or (parted and _FIELD_LINE.match(data, match.end())):
            starts.append((match.start(), match.end()))
    ends = [start for start, _ in starts[1:]] + [len(data)]
    for (_, begin), end in zip(starts, ends, strict=True):
        yield _ESCAPED.sub(rb"\1", data[begin:end])


def read_message(data: bytes, document: Document) -> Message:
    """Read one message: who wrote what new words to whom, when, and in answer to what.

    The text may come out empty, when somebody sent only a quotation or a signature: others' words
    are no evidence, but the message keeps its place in the thread.

    Raises:
        PayloadError: it has no text, no sender or no date, or it passes the limits.
    """
    mail = parse_mime(data)
    fields = _fields(mail)
    text, signature = own_words(body_text(mail))
    sender, sender_name = _sender(fields)
    sent_at = _date(fields.get("date", "")) or document.modified_at
    if sent_at is None:
        raise PayloadError("the mail has no date")
    people = _people(fields.get("to", "")) + _people(fields.get("cc", ""))
    recipients = tuple(dict.fromkeys(address for address, _ in people))
    message_id = _first_id(fields.get("message-id", "")) or _made_id(fields, sender, recipients, text)
    return Message(
        message_id=message_id,
        references=_references(fields, message_id),
        sent_at=sent_at,
        sender=sender,
        sender_name=sender_name,
        recipients=recipients,
        text=text,
        signature=signature,
        automatic=_is_automatic(fields, mail, sender),
    )


def own_words(text: str) -> tuple[str, str]:
    """Cut quotations, signatures and disclaimers from a body.

    Returns:
        What was written for this mail, and its signature.

    Raises:
        PayloadError: what is left is too long for a turn.
    """
    blocks = [cut_signature(block) for block in cut_quotes(text.replace("\xa0", " ")).blocks]
    words = _joined(own for own, _ in blocks)
    signature = _joined(below for _, below in blocks)
    if len(words) > MAX_TURN_CHARACTERS:
        raise PayloadError(f"the mail's new text is longer than {MAX_TURN_CHARACTERS:,} characters")
    return words, signature[:MAX_SIGNATURE_CHARACTERS]


def _joined(blocks: Iterable[list[str]]) -> str:
    return clean("\n\n".join("\n".join(block) for block in blocks if block))


def _fields(mail: Mail) -> dict[str, str]:
    """Give the first value of each field by its lower-cased name, unfolded, still encoded.

    The raw values: parsing every field costs more than the mail, and fails on broken ones.
    """
    fields: dict[str, str] = {}
    for name, value in mail.raw_items():
        # The parser keeps bytes beyond ASCII as surrogates; they are UTF-8 if anything.
        raw = str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        fields.setdefault(name.lower(), _FOLD.sub(" ", raw).strip())
    return fields


def _people(value: str) -> list[tuple[str, str | None]]:
    """Give (address, name) of each person in an address field, addresses lower-cased."""
    value = value[:MAX_ADDRESS_CHARACTERS]
    try:
        found = getaddresses([value])
    except PARSER_FAULTS:  # thousands of nested comments
        found = []
    if not any(address for _, address in found):
        found = [("", token) for token in _TOKEN_ENDS.split(value)]
    people = []
    for name, spelled in found:
        address = clean(spelled).lower()
        if _ADDRESS.fullmatch(address):
            people.append((address, blank_to_none(_decode_words(name))))
    return people


def _sender(fields: dict[str, str]) -> tuple[str, str | None]:
    """Give the address and name of who wrote.

    Raises:
        PayloadError: the From field names nobody.
    """
    people = _people(fields.get("from", ""))
    if not people:
        # Bounces come from a mail server that may have a name and no address.
        if _AUTOMATIC_SENDER.match(fields.get("from", "").lower()):
            return "mailer-daemon", None
        raise PayloadError("the mail names no sender")
    # The mails of a web form: the person is who gets the answer.
    answers_to = _people(fields.get("reply-to", "")) if _NO_REPLY.match(people[0][0]) else []
    return (answers_to or people)[0]


def _decode_words(name: str) -> str:
    """Decode the encoded words of a display name (RFC 2047); one in an unknown charset stays encoded."""
    try:
        return str(make_header(decode_header(name)))
    except PARSER_FAULTS:
        return name


def _date(value: str) -> datetime | None:
    """Read the Date field; None when it is missing, wrong, or out of range."""
    try:
        return as_utc(parsedate_to_datetime(value))
    except PARSER_FAULTS:
        return None


def _is_automatic(fields: dict[str, str], mail: Mail, sender: str) -> bool:
    """Tell auto-replies, bounces and list mail from what a person wrote."""
    submitted = fields.get("auto-submitted", "no").split(";")[0].strip().lower()
    precedence = fields.get("precedence", "").strip().lower()
    return (
        submitted not in {"", "no"}
        or precedence in {"bulk", "auto_reply", "auto-reply", "junk", "list"}
        or not fields.keys().isdisjoint(
            {"x-autoreply", "x-autorespond", "x-auto-reply", "list-id", "x-failed-recipients"}
        )
        or fields.get("return-path") == "<>"
        or mail.get_content_type() == "multipart/report"
        or bool(_AUTOMATIC_SUBJECT.match(_decode_words(fields.get("subject", "")[:MAX_ADDRESS_CHARACTERS])))
        or bool(_AUTOMATIC_SENDER.match(sender) or _NO_REPLY.match(sender))
    )


def _first_id(value: str) -> str | None:
    """Give the id of a Message-ID field without brackets and blanks."""
    bracketed = _ID.search(value)
    name = _BLANKS.sub("", clean(bracketed[1] if bracketed else value))
    return name if name and len(name) <= MAX_ID_CHARACTERS else None


def _made_id(fields: dict[str, str], sender: str, recipients: tuple[str, ...], text: str) -> str:
    """Make an id for a mail without one: the same mail gets the same id from whatever file."""
    parts = [fields.get("date", ""), fields.get("subject", ""), sender, *recipients, text]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32] + "@no-message-id.invalid"


def _references(fields: dict[str, str], own: str) -> tuple[str, ...]:
    """Give the ancestors' ids, oldest first; In-Reply-To stands last unless References name it."""
    named = _ID.findall(fields.get("references", "")) + _ID.findall(fields.get("in-reply-to", ""))[:1]
    ids = [name for value in named if (name := _first_id(f"<{value}>")) and name != own]
    unique = list(dict.fromkeys(ids))
    return tuple(unique if len(unique) <= MAX_REFERENCES else unique[:1] + unique[1 - MAX_REFERENCES :])
