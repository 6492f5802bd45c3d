"""Bytes to text: one stated rule, no guessing."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.errors import PayloadError
from nlp.normalise.text import clean, decode, decode_entities, to_utf8


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        pytest.param(b"plain", b"plain", id="without a mark the bytes stay"),
        pytest.param("\ufeffcafé".encode(), "café".encode(), id="UTF-8 with a mark"),
        pytest.param("\ufeffcafé".encode("utf-16-le"), "café".encode(), id="UTF-16 little-endian"),
        pytest.param("\ufeffcafé".encode("utf-16-be"), "café".encode(), id="UTF-16 big-endian"),
        pytest.param("\ufeffcafé".encode("utf-32-le"), "café".encode(), id="UTF-32, whose mark begins as UTF-16's"),
        pytest.param("café".encode("latin-1"), b"caf\xe9", id="Latin-1 is not guessed"),
    ],
)
def test_a_byte_order_mark_decides(payload: bytes, expected: bytes) -> None:
    assert to_utf8(payload) == expected


def test_a_wrong_byte_order_mark_is_refused() -> None:
    with pytest.raises(PayloadError, match="byte order mark says UTF-16"):
        to_utf8(b"\xff\xfeabc")


def test_another_encoding_is_refused_with_its_place() -> None:
    with pytest.raises(PayloadError, match=r"not UTF-8 \(byte 3\)"):
        decode("café".encode("latin-1"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a\r\nb\rc", "a\nb\nc", id="line ends of all systems"),
        pytest.param("a\u2028b", "a\nb", id="line separator"),
        pytest.param("  a  \n b\t\n", "a\n b", id="blanks at the ends of lines"),
        pytest.param("12\u200b34", "1234", id="a hidden space would split a number"),
        pytest.param("a\u202eb", "ab", id="a turned direction would hide a name"),
        pytest.param("a\x00b\x1b", "ab", id="controls"),
        pytest.param("10\xa0000 \u2009km", "10 000  km", id="wide and narrow spaces"),
        pytest.param("\ud83d!", "\ufffd!", id="half a surrogate pair cannot be stored"),
        pytest.param("👩\u200d👧", "👩\u200d👧", id="joiners belong to emoji"),
    ],
)
def test_clean_leaves_what_can_be_seen(text: str, expected: str) -> None:
    assert clean(text) == expected


@given(st.text())
def test_clean_text_is_clean_and_can_be_stored(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert "\r" not in once
    once.encode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Marlowe &amp; Thread &lt;3 &#39;ok&#x27;", "Marlowe & Thread <3 'ok'", id="named and numbered"),
        pytest.param("AT&T salt&notes R&copy", "AT&T salt&notes R&copy", id="without a semicolon it is no entity"),
        pytest.param("&nosuch;", "&nosuch;", id="unknown"),
    ],
)
def test_entities(text: str, expected: str) -> None:
    assert decode_entities(text) == expected


@given(st.text())
def test_entities_undo_escaping(text: str) -> None:
    assert decode_entities(html.escape(text)) == text
