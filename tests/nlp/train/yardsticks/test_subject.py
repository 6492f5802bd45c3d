"""What a model is asked and what of its findings is believed."""

from __future__ import annotations

from nlp.records import Reading
from nlp.train.yardsticks import subject as subjects
from nlp.train.yardsticks.subject import Subject, customer
from tests.nlp.train.yardsticks.samples import FakeReader, fact, frustration, subject, wish


def test_a_finding_is_believed_from_the_threshold_of_its_slot() -> None:
    reading = Reading(
        facts=(fact("pet", "dog", confidence=0.5), fact("pet", "cat", confidence=0.49), fact("diet", "vegan")),
        preferences=(wish("likes", "tea", confidence=0.3), wish("dislikes", "fog", confidence=0.3)),
        frustrations=(frustration("billing", confidence=0.4), frustration("outage", confidence=0.2)),
    )
    model = subject({"hello": reading}, pet=0.5, likes=0.4, frustration=0.4)
    ((_, believed),) = model.read("set", [("item", customer("hello"))])
    assert [one.value for one in believed.facts] == ["dog", "vegan"]
    assert [one.value for one in believed.preferences] == ["fog"]  # a slot without a threshold believes everything
    assert [one.category for one in believed.frustrations] == ["billing"]  # all categories share one


def test_readings_stay_with_their_items_over_batches() -> None:
    reader = FakeReader({"3": Reading(sentiment="positive")})
    asked = ((number, customer(str(number))) for number in range(subjects.BATCH_TURNS + 7))
    read = list(Subject(reader=reader, thresholds={}).read("set", asked))
    assert [item for item, _ in read] == list(range(subjects.BATCH_TURNS + 7))
    assert [item for item, reading in read if reading.sentiment == "positive"] == [3]
    assert len(reader.asked) == len(read)
