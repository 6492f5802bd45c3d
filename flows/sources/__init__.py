"""Where documents come from: one module a transport; they yield payloads and interpret nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flows.config import SourceSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One place of a source that holds a document."""

    uri: str
    path: str  # inside the source, with slashes
    size: int | None = None  # bytes; None where the source does not say
    modified_at: datetime | None = None  # UTC; None where the source does not say
    refused: str | None = None  # why it must not be fetched


class Source(Protocol):
    """A place that lists documents and hands them over."""

    @property
    def name(self) -> str:
        """The name in the settings."""

    def list(self) -> Iterator[Listing]:
        """List what is there, in the order of the addresses.

        Raises:
            SourceError: the source is missing or cannot be reached.
        """

    def fetch(self, listing: Listing, *, limit: int) -> bytes:
        """Fetch one document.

        Args:
            listing: as the source listed it.
            limit: bytes; a longer document is not read to its end.

        Raises:
            PayloadError: it is longer, or cannot be read; the others still can.
        """


def open_source(settings: SourceSettings) -> Source:
    """Open the source that the settings describe.

    Raises:
        SourceError: its address cannot be understood.
    """
    from flows.sources.folder import FolderSource

    return FolderSource(name=settings.name, url=settings.url)
