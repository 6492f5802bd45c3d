"""The format is told by content alone."""

from __future__ import annotations

import pytest

from nlp.errors import PayloadError
from nlp.normalise import detect

MAIL = b"From: dana@example.org\nDate: Mon, 5 Jan 2026 09:00:00 +0000\n\nHello\n"
LINE = b'{"conversation_id": "c1", "turns": []}'


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        pytest.param(b'{"Transcript": []}', "contact_lens", id="contact lens"),
        pytest.param(b"WEBVTT\n\n", "webvtt", id="webvtt"),
        pytest.param(b"\xef\xbb\xbfWEBVTT - call 7\r\n", "webvtt", id="webvtt with a byte order mark"),
        pytest.param("\ufeffWEBVTT\n".encode("utf-16-le"), "webvtt", id="webvtt in UTF-16"),
        pytest.param(LINE, "jsonl", id="one line"),
        pytest.param(b"\n\n" + LINE + b"\n" + LINE, "jsonl", id="blank lines first"),
        pytest.param(b'{"conversation_id": "c1", "tur\n' + LINE, "jsonl", id="its first line is cut off"),
        pytest.param(
            b'{\n "turns": [],\n "conversation_id": "c1"\n}', "jsonl", id="one conversation over several lines"
        ),
        pytest.param(b'{"type": "conversation", "conversation_parts": {}}', "intercom", id="intercom"),
        pytest.param(b'{"id": "7", "source": {}}', "intercom", id="intercom without parts"),
        pytest.param(MAIL, "email", id="mail"),
        pytest.param(b"\r\n" + MAIL.replace(b"\n", b"\r\n"), "email", id="mail with CRLF below a blank line"),
        pytest.param(b"Return-Path: <>\nReceived: by mx.example.com\n\n", "email", id="mail without From"),
        pytest.param(b"From dana@example.org Mon Jan  5 09:00:00 2026\n" + MAIL, "mbox", id="mbox"),
    ],
)
def test_known_formats(payload: bytes, expected: str) -> None:
    assert detect(payload) == expected


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b" \r\n\t\n", "is empty", id="blank"),
        pytest.param(b"\xef\xbb\xbf", "is empty", id="only a byte order mark"),
        pytest.param(b"[1, 2]", "JSON list where one object should be", id="list"),
        pytest.param(b'[{"Transcript": []}]', "JSON list where one object should be", id="list of objects"),
        pytest.param(b"{}", "neither Transcript, conversation_parts nor turns", id="no known object"),
        pytest.param(b'{"Transcript": [', "breaks off", id="cut off"),
        pytest.param(b"[" * 100_000, "nested deeper", id="100,000 deep"),
        pytest.param(b'{"a":' * 100_000, "nested deeper", id="100,000 deep in objects"),
        pytest.param(b"PK\x03\x04\x00\x00", "is binary", id="zip"),
        pytest.param("WEBVTT\n".encode("utf-16-le"), "UTF-16 without a byte order mark", id="UTF-16 without its mark"),
        pytest.param(b"\xff\xfe\x00", "byte order mark says UTF-16", id="UTF-16 cut off"),
        pytest.param("Gr\u00fc\u00dfe".encode("latin-1"), "not UTF-8", id="Latin-1"),
        pytest.param(b"WEBVTTX", "no known format", id="almost webvtt"),
        pytest.param(b"<?xml version='1.0'?><!DOCTYPE x>", "no known format", id="XML is never parsed"),
        pytest.param(b"Subject: x\nNote: y\n\nhello", "no known format", id="fields of no mail"),
        pytest.param(b"From here on\nall is prose", "no known format", id="prose"),
        pytest.param(b"conversation_id,turn\n1,2\n", "no known format", id="csv"),
        pytest.param(b"null", "no known format", id="a JSON scalar"),
    ],
)
def test_everything_else_is_refused_with_its_reason(payload: bytes, reason: str) -> None:
    with pytest.raises(PayloadError, match=reason):
        detect(payload)
