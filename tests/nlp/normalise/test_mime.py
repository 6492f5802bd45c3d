"""The text inside MIME messages."""

from __future__ import annotations

from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.errors import PayloadError
from nlp.normalise.limits import MAX_MIME_PARTS
from nlp.normalise.mime import body_text, parse_mime

HEAD = "From: dana@example.org\nMIME-Version: 1.0\n"


def text(raw: str | bytes) -> str:
    """Give the text of a message."""
    return body_text(parse_mime(raw.encode() if isinstance(raw, str) else raw))


def single(content_type: str, body: bytes, encoding: str = "8bit") -> bytes:
    """Write a message of one part."""
    return f"{HEAD}Content-Type: {content_type}\nContent-Transfer-Encoding: {encoding}\n\n".encode() + body


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(single("text/plain; charset=utf-8", "café".encode()), "café", id="declared"),
        pytest.param(
            single("text/plain; charset=iso-8859-1", b"caf\xe9 \x9310 \x80\x94"),
            "café “10 €”",
            id="Latin-1 is windows-1252",
        ),
        pytest.param(single("text/plain", "café".encode()), "café", id="undeclared UTF-8"),
        pytest.param(single("text/plain", b"caf\xe9"), "café", id="undeclared windows-1252"),
        pytest.param(single("text/plain; charset=utf-8", b"caf\xe9"), "café", id="declared wrongly"),
        pytest.param(single("text/plain; charset=martian", "café".encode()), "café", id="unknown charset"),
        pytest.param(single("text/plain; charset=base64", b"caf\xe9"), "café", id="a codec that makes no text"),
        pytest.param(single("text/plain; charset=punycode", b"a-b"), "a-b", id="a codec that is no charset"),
        pytest.param(
            single("text/plain; charset=utf-8", b"caf=C3=A9=\n!", "quoted-printable"), "café!", id="quoted-printable"
        ),
        pytest.param(single("text/plain; charset=utf-8", b"Y2Fmw6k=", "base64"), "café", id="base64"),
        pytest.param(single("text/plain", b"Y2Fm!!", "base64"), "caf", id="broken base64"),
        pytest.param(single("text/html; charset=utf-8", b"<p>a&amp;b<br>c</p>"), "a&b\nc", id="HTML only"),
        pytest.param(
            single("text/plain; format=flowed", b"one \ntwo\n\n> q \n-- \nsig"),
            "one two\n\n> q \n-- \nsig",
            id="flowed lines",
        ),
        pytest.param(
            single("text/plain; format=flowed; delsp=yes", b"one \ntwo"), "onetwo", id="flowed without blanks"
        ),
        pytest.param(HEAD.replace("\n", "\r\n") + "\r\none\r\ntwo\r\n", "one\ntwo", id="CRLF"),
    ],
)
def test_decoding(raw: str | bytes, expected: str) -> None:
    assert text(raw) == expected


def test_plain_text_is_preferred_and_attachments_stay_shut() -> None:
    message = EmailMessage()
    message.set_content("plain")
    message.add_alternative("<p>html</p>", subtype="html")
    message.add_attachment("secret", filename="notes.txt")
    message.add_attachment(b"\x00", maintype="image", subtype="png", filename="x.png")
    assert text(message.as_bytes()) == "plain"


def test_html_stands_in_for_an_empty_plain_part() -> None:
    message = EmailMessage()
    message.set_content(" \n")
    message.add_alternative("<p>html</p>", subtype="html")
    assert text(message.as_bytes()) == "html"


def test_related_pictures_and_text_around_an_attachment() -> None:
    message = EmailMessage()
    message.set_content("<p>above</p>", subtype="html")
    message.add_related(b"\x00", maintype="image", subtype="png", cid="<p@x>")
    message.make_mixed()
    message.add_attachment(b"\x00", maintype="image", subtype="png", filename="x.png")
    below = EmailMessage()
    below.set_content("below")
    message.attach(below)
    assert text(message.as_bytes()) == "above\n\nbelow"


def test_an_attached_message_stays_shut() -> None:
    inner = EmailMessage()
    inner.set_content("from somebody else")
    message = EmailMessage()
    message.set_content("see attached")
    message.add_attachment(inner)
    assert text(message.as_bytes()) == "see attached"


def nested(levels: int) -> str:
    """Write containers in containers."""
    opened = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(levels))
    return f"{HEAD}{opened}Content-Type: text/plain\n\nhello"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        pytest.param(f"{HEAD}\n", "has no text", id="empty mail"),
        pytest.param(f"{HEAD}Content-Type: image/png\n\nx", "has no text", id="only a picture"),
        pytest.param(
            f"{HEAD}Content-Type: text/plain\nContent-Disposition: attachment\n\nx",
            "has no text",
            id="only an attachment",
        ),
        pytest.param(nested(30), "nested deeper than 20", id="deep"),
        pytest.param(nested(5_000), "more than 200 parts", id="very deep"),
        pytest.param(f"{HEAD}Content-Type: message/rfc822\n\n" * 900, "more than 200 parts", id="messages in messages"),
        pytest.param(
            f"{HEAD}Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n" * (MAX_MIME_PARTS + 1),
            "more than 200 parts",
            id="wide",
        ),
        pytest.param(f"{HEAD}" + "X-Long: y\n" * 30_000 + "\nhello", "header is longer", id="long header"),
        pytest.param(f"{HEAD}Content-Type: text/plain {'(' * 5_000}\n\nhello", "cannot be", id="nested comments"),
        pytest.param(
            f"{HEAD}Content-Transfer-Encoding: {'(' * 5_000}\n\nhello", "cannot be", id="nested comments elsewhere"
        ),
        pytest.param(HEAD + "\n" + "x" * 1_000_001, "text is longer", id="long text"),
        pytest.param(single("text/html", b"<div>" * 100_000), "nests too many", id="deep HTML"),
    ],
)
def test_refusals(raw: str | bytes, reason: str) -> None:
    with pytest.raises(PayloadError, match=reason):
        text(raw)


@given(st.text('=?utf-8b;:()<>"\\/ \n\t', max_size=60), st.sampled_from(["Type", "Disposition", "Transfer-Encoding"]))
def test_no_field_breaks_it(value: str, field: str) -> None:
    with suppress(PayloadError):
        assert text(f"{HEAD}Content-{field}: {value}\n\nhello")
