"""Which format a document has, by what it holds: names and endings are not trusted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from nlp.errors import PayloadError
from nlp.normalise.json_payload import parse_json
from nlp.normalise.text import decode, to_utf8

Format = Literal["contact_lens", "webvtt", "jsonl", "intercom", "email", "mbox"]

_FIELD = re.compile(rb"^([!-9;-~]{1,80})[ \t]*:", re.MULTILINE)
_HEADER_END = re.compile(rb"\r?\n[ \t]*\r?\n")
_HEADER_BYTES = 65_536
_MAIL_FIELDS = frozenset(
    b"from to cc subject date message-id received return-path mime-version delivered-to reply-to in-reply-to".split()
)
_TELLING_FIELDS = frozenset({b"from", b"received", b"message-id", b"return-path"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """A document's content once its format is known."""

    format: Format
    data: bytes  # UTF-8 without a byte order mark, where it is text
    parsed: object = None  # the JSON of a document that is one object


def detect(payload: bytes) -> Format:
    """Name a document's format.

    Returns:
        `contact_lens`, `webvtt`, `jsonl`, `intercom`, `email` or `mbox`.

    Raises:
        PayloadError: it is empty, damaged or of no format that is known.
    """
    return inspect(payload).format


def inspect(payload: bytes) -> Payload:
    """Name a document's format and give its content as UTF-8, or parsed where it had to be.

    Raises:
        PayloadError: it is empty, damaged or of no format that is known.
    """
    data = to_utf8(payload)
    start = data[:_HEADER_BYTES].lstrip()
    if not start and not data.strip():
        raise PayloadError("the document is empty")
    if re.match(rb"WEBVTT(?:[ \t\r\n]|$)", data):
        return Payload(format="webvtt", data=data)
    if start[:1] in {b"{", b"["}:
        return _inspect_json(data)
    if re.match(rb"From [^\r\n]+\r?\n", start) and _is_mail(start.partition(b"\n")[2]):
        return Payload(format="mbox", data=data.lstrip())
    if _is_mail(start):
        return Payload(format="email", data=data.lstrip())
    if b"\0" in start:
        raise PayloadError("the document is binary, or UTF-16 without a byte order mark")
    decode(data)  # a wrong encoding is the better reason
    raise PayloadError("the document is of no known format")


def _is_mail(start: bytes) -> bool:
    """Tell a message by the fields of its header."""
    if not _FIELD.match(start):
        return False
    end = _HEADER_END.search(start)
    names = {name.lower() for name in _FIELD.findall(start[: end.start() if end else len(start)])}
    return len(names & _MAIL_FIELDS) > 1 and bool(names & _TELLING_FIELDS)


def _inspect_json(data: bytes) -> Payload:
    if _is_line(data.lstrip().partition(b"\n")[0]):
        return Payload(format="jsonl", data=data)
    try:
        parsed = parse_json(data)
    except PayloadError:
        # Its first line may be damaged while others are whole.
        if any(map(_is_line, data.split(b"\n"))):
            return Payload(format="jsonl", data=data)
        raise
    if isinstance(parsed, list):
        raise PayloadError("the document is a JSON list where one object should be")
    if not isinstance(parsed, dict):
        raise PayloadError("the document is of no known format")
    if "Transcript" in parsed:
        return Payload(format="contact_lens", data=data, parsed=parsed)
    if "conversation_parts" in parsed or ("source" in parsed and "id" in parsed):
        return Payload(format="intercom", data=data, parsed=parsed)
    if "turns" in parsed or "conversation_id" in parsed:
        return Payload(format="jsonl", data=data, parsed=parsed)
    raise PayloadError("the JSON has neither Transcript, conversation_parts nor turns: it is of no known format")


def _is_line(line: bytes) -> bool:
    """Tell whether a line is a whole JSON object that names a conversation or its turns."""
    line = line.strip()
    if not (line.startswith(b"{") and line.endswith(b"}")):
        return False
    try:
        parsed = parse_json(line)
    except PayloadError:
        return False
    return (
        isinstance(parsed, dict) and bool({"turns", "conversation_id"} & parsed.keys()) and "Transcript" not in parsed
    )
