"""Untrusted JSON: reasons name places, never content."""

from __future__ import annotations

import pytest
from pydantic import Field

from nlp.errors import PayloadError
from nlp.normalise.json_payload import Payload, check, parse_json


class Parcel(Payload):
    """A small payload."""

    weight: float = Field(ge=0)
    label: str
    stops: tuple[int, ...] = ()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b'{"secret": "555-0100', "breaks off or is wrong at line 1, column 12", id="cut off"),
        pytest.param(b"NaN", "number out of range", id="no JSON number"),
        pytest.param(b"[" + b"9" * 5000 + b"]", "number out of range", id="an integer of 5,000 digits"),
        pytest.param(b'"\xff"', "not UTF-8", id="encoding"),
        pytest.param(b"[" * 100_000, "nested deeper", id="deep"),
    ],
)
def test_wrong_json_is_refused_without_quoting_it(data: bytes, reason: str) -> None:
    with pytest.raises(PayloadError, match=reason) as caught:
        parse_json(data)
    assert "555-0100" not in str(caught.value)


def test_every_fault_is_named_and_none_quoted() -> None:
    with pytest.raises(PayloadError) as caught:
        check(Parcel, {"weight": -1, "stops": [1, "dana@example.org"]})
    reason = str(caught.value)
    assert "weight: Input should be greater than or equal to 0" in reason
    assert "label: Field required" in reason
    assert "stops.1: Input should be a valid integer" in reason
    assert "dana" not in reason


def test_many_faults_are_counted() -> None:
    with pytest.raises(PayloadError, match="; and 9 more"):
        check(Parcel, {"weight": 1, "label": "x", "stops": ["a"] * 12})


def test_what_a_source_adds_is_ignored_and_numbers_may_be_text() -> None:
    assert check(Parcel, {"weight": "2.5", "label": 7, "new": True}) == Parcel(weight=2.5, label="7")
