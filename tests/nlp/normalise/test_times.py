"""Moments in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import TypeAdapter, ValidationError

from nlp.errors import PayloadError
from nlp.normalise.times import UtcTime, after, as_utc, fallback_start
from tests.builders import MORNING, document

PARSER: TypeAdapter[datetime] = TypeAdapter(UtcTime)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("2026-01-05T09:00:00Z", MORNING, id="ISO with Z"),
        pytest.param("2026-01-05T10:00:00+01:00", MORNING, id="another zone"),
        pytest.param("2026-01-05T09:00:00", MORNING, id="no zone is UTC"),
        pytest.param(1767603600, MORNING, id="epoch seconds"),
        pytest.param(1767603600000, MORNING, id="epoch milliseconds"),
    ],
)
def test_a_payload_time_becomes_utc(value: object, expected: datetime) -> None:
    assert PARSER.validate_python(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("0001-01-01T00:00:00+14:00", id="its conversion would overflow"),
        pytest.param("9999-12-31T23:59:59-12:00", id="so would this one's"),
        pytest.param("1969-12-31T23:59:59Z", id="before computers kept time"),
        pytest.param("yesterday", id="no time"),
    ],
)
def test_a_broken_clock_is_refused(value: str) -> None:
    with pytest.raises(ValidationError):
        PARSER.validate_python(value)


def test_new_year_in_another_zone_is_in_range() -> None:
    east = timezone(timedelta(hours=-12))
    assert as_utc(datetime(1969, 12, 31, 12, tzinfo=east)) == datetime(1970, 1, 1, tzinfo=UTC)


def test_the_documents_time_stands_in() -> None:
    assert fallback_start(document()) == MORNING
    with pytest.raises(PayloadError, match="nothing says when"):
        fallback_start(document(modified_at=None))


def test_offsets_are_milliseconds() -> None:
    assert after(MORNING, 1500) - MORNING == timedelta(seconds=1.5)
