"""Moments in UTC, out of whatever a payload writes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator

from nlp.errors import PayloadError
from nlp.records import Document

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(9000, 1, 1, tzinfo=UTC)  # room to add offsets without overflow


def as_utc(moment: datetime) -> datetime:
    """Convert to UTC; a time without a zone is taken as UTC.

    Raises:
        ValueError: before 1970 or after 9000: a broken clock or a broken number.
    """
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    elif moment.year < _EARLIEST.year - 1 or moment.year > _LATEST.year:
        raise ValueError("the time is out of range")  # and its conversion could overflow
    moment = moment.astimezone(UTC)
    if not _EARLIEST <= moment <= _LATEST:
        raise ValueError("the time is out of range")
    return moment


UtcTime = Annotated[datetime, AfterValidator(as_utc)]
"""For payload models: ISO 8601 or epoch seconds (or milliseconds), as a datetime in UTC."""


def fallback_start(document: Document) -> datetime:
    """Give the time at which a conversation began when its source does not say: the document's own.

    Raises:
        PayloadError: the source keeps no times either.
    """
    if document.modified_at is None:
        raise PayloadError("nothing says when the conversation began")
    return as_utc(document.modified_at)


def after(start: datetime, milliseconds: float) -> datetime:
    """Give the moment so many milliseconds after the start."""
    return start + timedelta(milliseconds=milliseconds)
