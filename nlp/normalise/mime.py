"""The readable text inside a MIME message: parts are chosen, decoded and bounded, attachments stay shut."""

from __future__ import annotations

import codecs
import re
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import EmailPolicy, default
from functools import lru_cache
from typing import NamedTuple

from nlp.errors import PayloadError
from nlp.normalise.html_text import html_to_text
from nlp.normalise.limits import (
    MAX_BODY_CHARACTERS,
    MAX_BOUNDARY_LINES,
    MAX_HEADER_BYTES,
    MAX_MIME_DEPTH,
    MAX_MIME_FIELD_CHARACTERS,
    MAX_MIME_PARTS,
)

# What the standard library's parser has been seen to raise on broken mail, from deep recursion to
# charsets that do not exist.
PARSER_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MessageError,
    RecursionError,
    TypeError,
    ValueError,
)

_HEADER_END = re.compile(rb"\r?\n\r?\n")
_CONTAINER = re.compile(rb"(?i)\b(?:multipart/|message/rfc822)")
# These say ASCII or Latin-1 and are windows-1252 in practice.
_WESTERN = frozenset({"ascii", "iso8859-1", "cp1252"})
# Codecs that are no charsets, or take far longer than the text is long.
_NO_CHARSETS = frozenset({"punycode", "idna", "undefined", "unicode_escape", "raw-unicode-escape", "unicode-escape"})


@lru_cache(maxsize=512)
def _parse_field(name: str, value: str) -> str:
    field: str = default.header_fetch_parse(name, value)
    return field


class _BoundedPolicy(EmailPolicy):
    """The default policy, which parses a field anew at each look, in time that grows with its square."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        """Parse a field's beginning, each only once."""
        return _parse_field(name, value[:MAX_MIME_FIELD_CHARACTERS])


_POLICY = _BoundedPolicy()


class _Body(NamedTuple):
    kind: str  # plain or html
    text: str


def parse_mime(data: bytes) -> Message:
    """Parse a message, its structure within the limits.

    Raises:
        PayloadError: header, fields, parts or nesting pass the limits, or it cannot be parsed.
    """
    head = _HEADER_END.search(data, 0, MAX_HEADER_BYTES + 4)
    if (head.end() if head else len(data)) > MAX_HEADER_BYTES:
        raise PayloadError(f"the mail's header is longer than {MAX_HEADER_BYTES:,} bytes")
    containers = sum(1 for _ in _CONTAINER.finditer(data))
    if containers > MAX_MIME_PARTS or data.count(b"\n--") > MAX_BOUNDARY_LINES:
        raise PayloadError(f"the mail has more than {MAX_MIME_PARTS} parts")
    try:
        message = BytesParser(EmailMessage, policy=_POLICY).parsebytes(data)
    except PARSER_FAULTS:
        raise PayloadError("the mail's structure cannot be parsed") from None
    _check_parts(message)
    return message


def body_text(message: Message) -> str:
    """Give the text of a message, HTML as plain text with its quotations marked.

    Raises:
        PayloadError: there is no text, it is too long, or it cannot be decoded.
    """
    try:
        bodies = _bodies(message)
    except PARSER_FAULTS:
        raise PayloadError("the mail's parts cannot be decoded") from None
    if sum(len(body.text) for body in bodies if body.kind == "plain") > MAX_BODY_CHARACTERS:
        raise PayloadError(f"the mail's text is longer than {MAX_BODY_CHARACTERS:,} characters")
    texts = [body.text if body.kind == "plain" else html_to_text(body.text, mark_quotes=True) for body in bodies]
    text = "\n\n".join(text.strip("\r\n") for text in texts if text.strip())
    if not text:
        raise PayloadError("the mail has no text")
    return re.sub(r"\r\n?", "\n", text)


def _check_parts(message: Message) -> None:
    """Refuse too many parts or too deep nesting; attached messages count."""
    stack: list[tuple[Message, int]] = [(message, 1)]
    count = 0
    while stack:
        part, depth = stack.pop()
        count += 1
        if count > MAX_MIME_PARTS:
            raise PayloadError(f"the mail has more than {MAX_MIME_PARTS} parts")
        if depth > MAX_MIME_DEPTH:
            raise PayloadError(f"the mail's parts are nested deeper than {MAX_MIME_DEPTH} levels")
        stack.extend((child, depth + 1) for child in _children(part))


def _children(part: Message) -> list[Message]:
    # Asked for the payload of a leaf, it would parse the leaf's fields.
    payload = part.get_payload() if part.is_multipart() else ()
    return [child for child in payload if isinstance(child, Message)]


def _bodies(part: Message) -> list[_Body]:
    """Collect the texts of a part in reading order; the nesting was checked before."""
    maintype, subtype = part.get_content_maintype(), part.get_content_subtype()
    if maintype == "multipart":
        children = _children(part)
        if subtype == "alternative":
            return _best(children)
        if subtype in {"related", "report"}:  # the rest are pictures, or a copy for machines
            children = children[:1]
        return [body for child in children for body in _bodies(child)]
    if part.get_content_disposition() == "attachment" or part.get_filename():
        return []
    if maintype != "text" or subtype not in {"plain", "html"}:
        return []
    payload = part.get_payload(decode=True)
    text = _decode(payload, part.get_content_charset()) if isinstance(payload, bytes) else ""
    if subtype == "plain" and part.get_param("format", "") == "flowed":
        text = _unflow(text, delete_space=part.get_param("delsp", "") == "yes")
    return [_Body(subtype, text)] if text.strip() else []


def _best(children: list[Message]) -> list[_Body]:
    """Choose among renderings of one text: plain before HTML, the last before the first."""
    renderings = [bodies for child in children if (bodies := _bodies(child))]
    plain = [bodies for bodies in renderings if all(body.kind == "plain" for body in bodies)]
    return (plain or renderings or [[]])[-1]


def _decode(payload: bytes, charset: str | None) -> str:
    """Decode a text part.

    The rule: the declared charset; where it is missing, unknown or wrong, UTF-8; where that is
    wrong too, windows-1252 with unknown bytes replaced.
    """
    try:
        declared = codecs.lookup(charset or "ascii").name
    except (LookupError, ValueError):
        declared = "utf-8"
    if declared in {"iso8859-1", "cp1252"}:
        return payload.decode("cp1252", "replace")
    for encoding in ("utf-8",) if declared in _WESTERN | _NO_CHARSETS else (declared, "utf-8"):
        try:
            return payload.decode(encoding)
        except (LookupError, ValueError):  # LookupError: a codec that does not make text
            continue
    return payload.decode("cp1252", "replace")


def _unflow(text: str, *, delete_space: bool) -> str:
    """Join the soft line breaks of `format=flowed` (RFC 3676); quoted lines stay as they are."""
    joined: list[list[str]] = []
    flowing = False
    for raw in text.splitlines():
        line = raw.removeprefix(" ")  # stuffed before lines that begin with a space, `>` or `From `
        marked = raw.startswith(">") or line == "-- "
        if flowing and not marked:
            joined[-1].append(line)
        else:
            joined.append([line])
        flowing = line.endswith(" ") and not marked
        if flowing and delete_space:
            joined[-1][-1] = line[:-1]
    return "\n".join(map("".join, joined))
