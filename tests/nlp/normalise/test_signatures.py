"""Signatures, device lines, disclaimers and banners go; the sender's words stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.normalise.signatures import cut_signature

LEGAL = "This message may contain confidential information. If you are not the intended recipient, delete it."
LETTER = "\n".join(f"Line {number} of a long letter." for number in range(30))


def own(text: str) -> str:
    """Give the words that stay."""
    return "\n".join(cut_signature(text.split("\n"))[0])


@pytest.mark.parametrize(
    "below",
    [
        pytest.param("--\nDana Ortiz\n555-0100", id="delimiter"),
        pytest.param("-- \nDana Ortiz", id="delimiter of RFC 3676"),
        pytest.param("—\nDana", id="a dash that a phone made of it"),
        pytest.param("-- \n" + LETTER, id="the delimiter proper cuts any length"),
        pytest.param("Sent from my iPhone", id="phone"),
        pytest.param("Gesendet von meinem Samsung Galaxy", id="German phone"),
        pytest.param("Envoyé depuis mon téléphone", id="French phone"),
        pytest.param("Get Outlook for iOS<https://example.com/x>", id="app"),
        pytest.param(LEGAL, id="disclaimer"),
        pytest.param(
            "CONFIDENTIALITY NOTICE: this e-mail is intended for the addressee.", id="disclaimer with a title"
        ),
        pytest.param(
            "Diese E-Mail enthält vertrauliche Daten. Sind Sie nicht der richtige Adressat, löschen Sie sie.",
            id="German disclaimer",
        ),
        pytest.param("Please consider the environment before printing.", id="footer"),
        pytest.param("Sent from my iPad\n\n" + LEGAL + "\n\nVirus-free. www.example.com", id="all of it"),
        pytest.param(
            "_______________________________________________\nkettles mailing list\nkettles@example.org",
            id="list footer",
        ),
    ],
)
def test_what_stands_below_goes(below: str) -> None:
    assert own(f"Hello,\n\nit broke.\n\nThanks,\nDana\n\n{below}") == "Hello,\n\nit broke.\n\nThanks,\nDana"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Hello,\n\nit broke.\n\nKind regards,\nDana Ortiz\nMarlowe & Thread", id="sign-off, name and firm"
        ),
        pytest.param("Part one\n--\n" + LETTER, id="a divider in a long letter"),
        pytest.param("Sent from my sister's address, mine is broken. Please answer here.", id="a sentence"),
        pytest.param("This is confidential: please don't tell my husband about the message.", id="a secret"),
        pytest.param(LEGAL, id="the only paragraph"),
        pytest.param("Thanks,\nDana\n\nP.S. My new number is 555-0100.", id="a postscript"),
        pytest.param("Thanks,\nDana\nPlease ring +1-410-555-0172 instead.", id="a sentence with a number"),
        pytest.param("- one\n- two\n-- three", id="lists"),
        pytest.param("I want to unsubscribe from all of it.", id="a wish"),
    ],
)
def test_own_words_stay(text: str) -> None:
    assert own(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "It broke.\n\nRegards,\nDana Ortiz\nAccountant\n12 Quarry Lane\nTel: 555-0100\nwww.example.com",
            "It broke.\n\nRegards,\nDana Ortiz",
            id="address lines below the name",
        ),
        pytest.param(
            f"It broke.\n\nDana Ortiz\n{LEGAL}", "It broke.\n\nDana Ortiz", id="a disclaimer right below the name"
        ),
        pytest.param(
            "CAUTION: This email originated from outside of the organization.\nDo not click links.\n\nIt broke.",
            "It broke.",
            id="a banner on top",
        ),
        pytest.param("--\nDana Ortiz\n555-0100", "", id="nothing but a signature"),
        pytest.param("\n\n", "", id="blank"),
    ],
)
def test_parts(text: str, expected: str) -> None:
    assert own(text) == expected


@given(st.lists(st.text("-\n Thanks,Sent from my iPhone", max_size=20)))
def test_nothing_is_made_up_or_moved(lines: list[str]) -> None:
    rest = iter(lines)
    assert all(line in rest for line in cut_signature(lines)[0])


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        pytest.param("Hello.\n\n--\nDana Ortiz\n555-0100", ["Dana Ortiz", "555-0100"], id="below the delimiter"),
        pytest.param(f"Hello.\n--\nDana\n\n{LEGAL}", ["Dana"], id="a disclaimer below it is nobody's signature"),
        pytest.param("Hello.\n\nRegards,\nDana\nTel: 555-0100", ["Tel: 555-0100"], id="ways to reach the sender"),
        pytest.param("Hello.\n\nSent from my iPhone", [], id="a device line names nobody"),
        pytest.param("Hello.", [], id="none"),
    ],
)
def test_the_signature_is_told_apart(text: str, signature: list[str]) -> None:
    assert cut_signature(text.split("\n"))[1] == signature
