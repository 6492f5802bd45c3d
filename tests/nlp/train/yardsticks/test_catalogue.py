"""The catalogue of yardsticks."""

from __future__ import annotations

from nlp.train.yardsticks.catalogue import YARDSTICKS, select


def test_names_are_unique_and_all_are_measured_unless_told() -> None:
    names = [one.name for one in YARDSTICKS]
    assert len(set(names)) == len(names)
    assert select(None) == list(YARDSTICKS)


def test_the_order_is_the_catalogues() -> None:
    names = [one.name for one in YARDSTICKS]
    assert [one.name for one in select([names[3], names[1]])] == [names[1], names[3]]
