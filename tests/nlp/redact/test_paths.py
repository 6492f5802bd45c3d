"""Names of files keep what finds the file again and lose what names a person."""

from __future__ import annotations

import pytest

from nlp.redact import redact_text


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("calls/call-0001234567.vtt", "calls/call-0001234567.vtt", id="a serial number"),
        pytest.param("calls/2026-01-05-WM-1009-a.json", "calls/2026-01-05-WM-1009-a.json", id="a date and an account"),
        pytest.param("calls/call-503-555-0118.json", "calls/call-[PHONE].json", id="a grouped telephone number"),
        pytest.param("calls/+1-503-555-0118.vtt", "calls/[PHONE].vtt", id="an international one"),
        pytest.param("chats/ann.lee@example.com", "chats/[EMAIL]", id="an address"),
        pytest.param("x/4111 1111 1111 1111.json", "x/[CARD].json", id="a card that passes its checksum"),
        pytest.param("x/078-05-1120.eml", "x/[SSN].eml", id="a social security number"),
    ],
)
def test_paths(path: str, expected: str) -> None:
    assert redact_text(path) == expected
    assert redact_text(expected) == expected
