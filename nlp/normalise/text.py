"""Bytes to text, and text to the plain characters that the rest of the pipeline reads."""

from __future__ import annotations

import codecs
import html
import re

from nlp.errors import PayloadError

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_WIDE_SPACE = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Controls, and signs that are not seen but split a word or turn its direction, so that a number
# or name would pass the redaction. The joiners U+200C and U+200D stay: scripts and emoji need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
# The look behind keeps it linear: without it a long run of blanks is scanned once from each blank.
_TRAILING = re.compile(r"(?<![ \t])[ \t]+$", re.MULTILINE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")


def to_utf8(payload: bytes) -> bytes:
    """Bring a document to UTF-8 without a byte order mark.

    The rule: a byte order mark decides (UTF-8, UTF-16, UTF-32); without one the bytes stay as they
    are. Code pages are never guessed: a wrong guess would change names without a trace.

    Raises:
        PayloadError: the bytes are not what their byte order mark says.
    """
    for mark, encoding in _MARKS:
        if payload.startswith(mark):
            body = payload[len(mark) :]
            try:
                return body.decode(encoding).encode()
            except UnicodeDecodeError:
                raise PayloadError(f"the byte order mark says {encoding.upper()[:6]}, the bytes are not") from None
    return payload


def decode(data: bytes) -> str:
    """Decode UTF-8.

    Raises:
        PayloadError: it is another encoding.
    """
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise PayloadError(f"the text is not UTF-8 (byte {error.start})") from None


def clean(text: str) -> str:
    """Reduce text to visible characters, plain spaces and line feeds, without blanks at its ends."""
    if text.isascii() and text.isprintable():  # most turns are one such line
        return text.strip()
    text = _LINE_BREAK.sub("\n", text)
    if not text.isascii():
        text = _SURROGATE.sub("\ufffd", _WIDE_SPACE.sub(" ", text))
    return _TRAILING.sub("", _UNSEEN.sub("", text)).strip()


def decode_entities(text: str) -> str:
    """Decode `&amp;` and its kind; without the semicolon it is no entity (`AT&T`, `salt&notes`)."""
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text)
