"""Masks and where they stand."""

from __future__ import annotations

from nlp.redact.mask import apply, settle, unmasked
from nlp.redact.tokens import Span


def test_offsets_point_at_the_masks() -> None:
    text, redactions = apply("call 555 or 556 now", [Span(5, 8, "PHONE"), Span(12, 15, "CARD")], turn=3)
    assert text == "call [PHONE] or [CARD] now"
    assert [(r.turn, r.type, text[r.start : r.end]) for r in redactions] == [
        (3, "PHONE", "[PHONE]"),
        (3, "CARD", "[CARD]"),
    ]


def test_an_overlap_takes_the_surer_type() -> None:
    assert settle("0123456789", [Span(2, 6, "EMAIL"), Span(4, 9, "PHONE")]) == [Span(2, 9, "EMAIL")]
    assert settle("0123456789", [Span(4, 9, "PHONE"), Span(2, 6, "EMAIL")]) == [Span(2, 9, "PHONE")]


def test_pieces_of_one_number_join_and_others_do_not() -> None:
    text = "4242 uh 4242, 4242"
    assert settle(text, [Span(0, 4, "CARD"), Span(8, 12, "CARD"), Span(14, 18, "CARD")]) == [
        Span(0, 12, "CARD"),
        Span(14, 18, "CARD"),
    ]


def test_places_before_masking() -> None:
    earlier = [Span(2, 4, "DOB"), Span(6, 12, "IP")]
    text, _ = apply("abXXcdYYYYYYef", earlier)
    assert text == "ab[DOB]cd[IP]ef"
    assert unmasked([Span(0, 2, "SSN"), Span(7, 9, "SSN"), Span(13, 15, "SSN")], earlier) == [
        Span(0, 2, "SSN"),
        Span(4, 6, "SSN"),
        Span(12, 14, "SSN"),
    ]
