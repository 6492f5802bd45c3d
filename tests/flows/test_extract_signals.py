"""EXTRACT: each text is read once, with its context, and only where the customer consents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from flows.config import ExtractionSettings
from flows.taxonomy import load_taxonomy
from nlp.errors import ModelError
from nlp.records import Fact, Reading, Utterance
from tests.flows.pipeline import ADA, BEN, CONSENTS, FakeReader, Inbox, Pipeline, chat, pipeline


@pytest.fixture
def here(tmp_path: Path) -> Pipeline:
    built = pipeline(tmp_path)
    built.inbox.customers(ADA, BEN)
    built.inbox.consents(k1=True, k2=False)
    built.inbox.chats(
        "chats/a.jsonl",
        chat("c1", "i have a dog", "this is Kim, what breed", "a late one", customer="k1"),
        chat("c2", "i have a cat", "lovely", customer="k2"),
        chat("c3", "i have a cat", customer=None),
    )
    return built


def given(here: Pipeline) -> list[Utterance]:
    return here.reader.given


def test_signals_are_written_with_their_model(here: Pipeline) -> None:
    report = here.run()
    assert here.counts(report, "extract", "all") == (3, 3, 0, 0)
    assert here.query("select turn, sentiment, score, model from signal.sentiment order by turn") == [
        (0, "neutral", 0.0, "fake-1"),
        (2, "negative", -0.5, "fake-1"),
    ]
    assert here.query("from signal.facts") == [
        ("c1", 0, "household", "pet", "dog", "current", 0.9, 9, 12, None, "fake-1")
    ]
    assert here.query("select turn, type, text, start_char, end_char from signal.names") == [
        (1, "PERSON", "Kim", 8, 11)
    ]


def test_context_is_the_agents_turn_directly_before(here: Pipeline) -> None:
    here.inbox.chats(
        "chats/a.jsonl",
        {
            **chat("c1", customer="k1"),
            "turns": [
                {"speaker": speaker, "text": text}
                for speaker, text in (
                    ("customer", "one"),
                    ("agent", "two"),
                    ("customer", "three"),
                    ("customer", "four"),
                    ("agent", "five"),
                    ("system", "six"),
                    ("customer", "seven"),
                    ("agent", "eight"),
                    ("agent", "nine"),
                    ("customer", "ten"),
                )
            ],
        },
    )
    here.run()
    assert [(utterance.text, utterance.context) for utterance in given(here)] == [
        ("one", None),
        ("two", None),
        ("three", "two"),
        ("four", None),
        ("five", None),
        ("seven", None),
        ("eight", None),
        ("nine", None),
        ("ten", "nine"),
    ]


def test_email_is_a_text_of_its_own(tmp_path: Path) -> None:
    here = pipeline(tmp_path)
    here.inbox.customers(ADA)
    here.inbox.consents(k1=True)
    here.inbox.email("m1", "We have news", sender="care@shop.example.com")
    here.inbox.email("m2", "Which?", answers=["m1"], hours=1)
    here.run()
    assert [(utterance.text, utterance.context, utterance.channel) for utterance in given(here)] == [
        ("We have news", None, "email"),
        ("Which?", None, "email"),
    ]


def test_second_run_loads_no_model(here: Pipeline) -> None:
    here.run()
    assert here.reader.loaded == 1
    before = here.tables()
    assert here.counts(here.run(), "extract", "all") == (3, 0, 3, 0)
    assert here.reader.loaded == 1
    assert here.tables() == before


def test_nothing_to_read_loads_no_model(tmp_path: Path) -> None:
    here = pipeline(tmp_path)
    here.run()
    assert here.reader.loaded == 0


def test_equal_texts_are_read_once_and_told_everywhere(here: Pipeline) -> None:
    here.inbox.chats(
        "chats/b.jsonl", *(chat(f"d{number}", "i have a dog", "oh", "bye", customer="k1") for number in range(3))
    )
    here.inbox.chats("chats/c.jsonl", chat("e1", "bye", customer="k1"))  # the same words, another context
    assert here.counts(here.run(), "extract", "all") == (13, 13, 0, 0)
    assert sorted(utterance.text for utterance in given(here)) == [
        "a late one",
        "bye",
        "bye",
        "i have a dog",
        "oh",
        "this is Kim, what breed",
    ]
    assert here.query("select conversation_id, turn, value, start_char from signal.facts order by all") == [
        (name, 0, "dog", 9) for name in ("c1", "d0", "d1", "d2")
    ]
    assert here.query("select count(*), count(distinct (conversation_id, turn)) from signal.turns") == [(13, 13)]


def test_text_that_was_read_in_an_earlier_run_is_not_read_again(here: Pipeline) -> None:
    here.run()
    here.inbox.chats("chats/b.jsonl", chat("d1", "i have a dog", customer="k1"))
    assert here.counts(here.run(), "extract", "all") == (4, 1, 3, 0)
    assert given(here) == []
    assert here.query("select value from signal.facts where conversation_id = 'd1'") == [("dog",)]


def test_added_conversation_is_the_only_one_read(here: Pipeline) -> None:
    here.run()
    here.inbox.chats("chats/b.jsonl", chat("d1", "i have two dogs", customer="k1"))
    assert here.counts(here.run(), "extract", "all") == (4, 1, 3, 0)
    assert [utterance.text for utterance in given(here)] == ["i have two dogs"]


def test_changed_context_is_read_again(here: Pipeline) -> None:
    here.run()
    here.inbox.chats(
        "chats/a.jsonl", chat("c1", "i have a dog", "this is Pat, what breed", "a late one", customer="k1")
    )
    here.run()
    assert [utterance.text for utterance in given(here)] == ["this is Pat, what breed", "a late one"]
    assert here.query("select count(*), count(distinct turn) from signal.turns where conversation_id = 'c1'") == [
        (3, 3)
    ]
    assert here.query("select count(*) from signal.names") == [(0,)]


def test_new_model_reads_everything_again(here: Pipeline) -> None:
    here.run()
    here.reader.version = "fake-2"
    assert here.counts(here.run(), "extract", "all") == (3, 3, 0, 0)
    assert here.query("select distinct model from signal.turns") == [("fake-2",)]
    assert here.query("select count(*), max(model) from signal.facts") == [(1, "fake-2")]


def test_consent_decides_what_is_read(here: Pipeline) -> None:
    here.run()
    assert here.query("select distinct conversation_id from signal.turns") == [("c1",)]
    here.inbox.consents(k1=False, k2=True)
    here.run()
    assert here.query("select distinct conversation_id from signal.turns") == [("c2",)]
    assert here.query("select conversation_id, value from signal.facts") == [("c2", "cat")]
    assert here.query("select conversation_id from signal.names") == []


def test_size_of_batches_changes_nothing(here: Pipeline, tmp_path: Path) -> None:
    here.run()
    changes = {"extraction": ExtractionSettings(batch_turns=1), "database": tmp_path / "small.duckdb"}
    small = Pipeline(inbox=here.inbox, settings=here.settings.model_copy(update=changes))
    small.run()
    assert small.tables() == here.tables()


def test_batches_before_a_failure_are_kept(here: Pipeline) -> None:
    class Fails(FakeReader):
        def read(self, utterances: list[Utterance]) -> list[Reading]:  # type: ignore[override]
            if any("Kim" in utterance.text for utterance in utterances):
                raise ModelError("The model is damaged.")
            return super().read(utterances)

    one_by_one = here.settings.model_copy(update={"extraction": ExtractionSettings(batch_turns=1)})
    failing = Pipeline(inbox=here.inbox, settings=one_by_one, reader=Fails())
    with pytest.raises(ModelError):
        failing.run()
    assert here.query("select turn from signal.turns") == [(0,)]
    assert here.query("select stage, status from run.runs where stage in ('run', 'extract')") == [
        ("run", "failed"),
        ("extract", "failed"),
    ]
    assert here.counts(here.run(), "extract", "all") == (3, 2, 1, 0)
    assert [utterance.text for utterance in given(here)] == ["this is Kim, what breed", "a late one"]


def test_reader_that_gives_too_little_is_stopped(here: Pipeline) -> None:
    class Short(FakeReader):
        def read(self, utterances: list[Utterance]) -> list[Reading]:  # type: ignore[override]
            return super().read(utterances)[1:]

    with pytest.raises(ModelError, match="gave 2 readings for 3 turns"):
        Pipeline(inbox=here.inbox, settings=here.settings, reader=Short()).run()
    assert here.query("select count(*) from signal.turns") == [(0,)]


def test_agents_have_names_but_no_facts(here: Pipeline) -> None:
    here.inbox.chats("chats/a.jsonl", chat("c1", "hello", "i am Kim and i have a dog", customer="k1"))
    here.run()
    assert here.query("select count(*) from signal.facts") == [(0,)]
    assert here.query("select turn from signal.sentiment") == [(0,)]
    assert here.query("select turn, text from signal.names") == [(1, "Kim")]


def test_entities_are_names_and_masks(here: Pipeline) -> None:
    here.inbox.chats("chats/b.jsonl", chat("d1", "Kim, write to ada@example.com", customer="k1"))
    here.run()
    assert here.query(
        "select type, text, model from signal.entities where conversation_id = 'd1' order by start_char"
    ) == [
        ("PERSON", "Kim", "fake-1"),
        ("EMAIL", "[EMAIL]", "redaction"),
    ]


@dataclass
class Diets(FakeReader):
    """Reads diets too."""

    def read(self, utterances: Sequence[Utterance]) -> list[Reading]:
        """Read each turn by itself."""
        return [
            replace(reading, facts=reading.facts + tuple(diets_in(utterance.text)))
            for utterance, reading in zip(utterances, super().read(utterances), strict=True)
        ]


def diets_in(text: str) -> list[Fact]:
    return [
        Fact(
            family="lifestyle",
            attribute="diet",
            value=diet,
            status="current",
            confidence=0.9,
            start=text.index(diet),
            end=text.index(diet) + len(diet),
        )
        for diet in ("vegan", "halal")
        if diet in text
    ]


def opt_in(inbox: Inbox, **granted: bool) -> None:
    """Write who opted in to special categories; both customers consent to profiling."""
    everybody = {("k1", "profiling"): True, ("k2", "profiling"): True}
    everybody |= {(name, "special_categories"): given for name, given in granted.items()}
    rows = [
        {"customer_id": name, "purpose": purpose, "granted": str(given).lower(), "at": "2025-01-01T00:00:00Z"}
        for (name, purpose), given in everybody.items()
    ]
    inbox.sheet("crm/consents.csv", CONSENTS, rows)


@pytest.fixture
def diets(tmp_path: Path) -> Pipeline:
    built = pipeline(tmp_path)
    built.reader = Diets()
    built.inbox.customers(ADA, BEN)
    built.inbox.chats(
        "chats/a.jsonl",
        chat("c1", "a halal dog cake", "fine", "we cook vegan", customer="k1"),
        chat("c2", "a halal dog cake", customer="k2"),
        chat("c3", "a halal dog cake", customer="k2"),
    )
    return built


VALUES = "select conversation_id, value from signal.facts order by all"
WITHHELD = "from signal.withheld order by all"
PLAIN = [("c1", "dog"), ("c1", "vegan"), ("c2", "dog"), ("c3", "dog")]


def test_special_facts_without_opt_in_are_not_stored(diets: Pipeline) -> None:
    opt_in(diets.inbox)
    diets.run()
    assert diets.query(VALUES) == PLAIN
    assert diets.query(WITHHELD) == [("c1", 0, 2, 7), ("c2", 0, 2, 7), ("c3", 0, 2, 7)]
    assert [utterance.text for utterance in given(diets)].count("a halal dog cake") == 1


def test_words_of_special_facts_are_not_quoted(diets: Pipeline) -> None:
    opt_in(diets.inbox, k2=True)
    diets.run()
    quotes = "select distinct customer_id, quote from profile.evidence where value = 'dog' order by all"
    assert diets.query(quotes) == [("k1", "dog"), ("k2", "a halal dog cake")]


def test_equal_words_of_who_opted_in_bring_nothing_special_back(diets: Pipeline) -> None:
    opt_in(diets.inbox, k2=True)
    diets.run()
    assert diets.query(VALUES) == sorted([*PLAIN, ("c2", "halal"), ("c3", "halal")])
    assert diets.query(WITHHELD) == [("c1", 0, 2, 7)]
    diets.inbox.chats("chats/b.jsonl", chat("c4", "a halal dog cake", customer="k1"))
    diets.run()
    assert diets.query("select value from signal.facts where conversation_id = 'c4'") == [("dog",)]


def test_opt_in_has_the_turns_read_again(diets: Pipeline) -> None:
    opt_in(diets.inbox)
    diets.run()
    opt_in(diets.inbox, k1=True)
    assert diets.counts(diets.run(), "extract", "all") == (5, 2, 3, 0)
    assert diets.query(VALUES) == sorted([*PLAIN, ("c1", "halal")])
    assert diets.query(WITHHELD) == [("c2", 0, 2, 7), ("c3", 0, 2, 7)]


def test_opt_in_withdrawn_deletes_before_anything_is_read(diets: Pipeline) -> None:
    opt_in(diets.inbox, k1=True)
    diets.run()
    opt_in(diets.inbox, k1=False)
    diets.run("pull", "prepare")
    assert diets.query("select * from signal.facts where value = 'halal'") == []
    diets.run()
    assert diets.query(VALUES) == PLAIN


def test_what_becomes_special_is_read_again(diets: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    opt_in(diets.inbox)
    diets.run()
    taxonomy = load_taxonomy()
    pets = taxonomy.attributes["pet"].model_copy(update={"sensitivity": "special"})
    stricter = taxonomy.model_copy(update={"attributes": {**taxonomy.attributes, "pet": pets}})
    monkeypatch.setattr("flows.extract_signals.load_taxonomy", lambda: stricter)
    diets.run("extract")
    assert diets.query(VALUES) == [("c1", "vegan")]


def test_places_withheld_go_with_their_turn(diets: Pipeline) -> None:
    opt_in(diets.inbox)
    diets.run()
    diets.inbox.chats("chats/a.jsonl", chat("c1", "a fish", customer="k1"))
    diets.run()
    assert diets.query(WITHHELD) == []
