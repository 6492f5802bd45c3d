"""The model that is measured: what it reads, and what of its findings a profile would believe."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol, TypeVar

from nlp.records import Reading, Utterance

LOG = logging.getLogger(__name__)
BATCH_TURNS = 256
TELL_TURNS = 2048

Item = TypeVar("Item")


class TurnReader(Protocol):
    """What reads turns."""

    def read(self, utterances: Sequence[Utterance]) -> list[Reading]:
        """Read turns, one reading each, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A reader and the confidence from which each slot is believed."""

    reader: TurnReader
    thresholds: Mapping[str, float]  # by attribute, that of all frustrations under `frustration`; 0 where missing

    def read(self, name: str, asked: Iterable[tuple[Item, Utterance]]) -> Iterator[tuple[Item, Reading]]:
        """Read turns batch by batch, telling now and then how far it is.

        Args:
            name: of the set, for the progress.
            asked: whatever belongs to a turn, and the turn.

        Yields:
            The same things, each with what was found in its turn and is believed.
        """
        rest, count = iter(asked), 0
        while batch := list(islice(rest, BATCH_TURNS)):
            readings = self.reader.read([utterance for _, utterance in batch])
            for (item, _), reading in zip(batch, readings, strict=True):
                yield item, self._believed(reading)
            count += len(batch)
            if count % TELL_TURNS == 0 or len(batch) < BATCH_TURNS:
                LOG.info("%s: %d turns read", name, count)

    def _believed(self, reading: Reading) -> Reading:
        return replace(
            reading,
            facts=tuple(one for one in reading.facts if one.confidence >= self._threshold(one.attribute)),
            preferences=tuple(one for one in reading.preferences if one.confidence >= self._threshold(one.attribute)),
            frustrations=tuple(one for one in reading.frustrations if one.confidence >= self._threshold("frustration")),
        )

    def _threshold(self, slot: str) -> float:
        return self.thresholds.get(slot, 0.0)


def customer(text: str, *, context: str | None = None) -> Utterance:
    """A turn as a customer's in a chat."""
    return Utterance(speaker="customer", text=text, context=context, channel="chat")
