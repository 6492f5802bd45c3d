"""What is wrong, found in a database in which one thing was changed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from flows.evaluation.errors import Error
from flows.evaluation.gold import GoldCustomer
from flows.evaluation.score import score_database
from tests.flows.evaluation.people import people

NO_DOG = "delete from profile.facts where value = 'dog'; delete from profile.evidence where value = 'dog'"
HOUSE = "insert into profile.facts values ('k1', 'home_type', 'house', 'current', 0.7)"
IMPLIED = """
insert into profile.evidence (customer_id, kind, attribute, value, conversation_id, turn, rule) values
    ('k1', 'fact', 'home_type', 'house', 'k1-a', 1, 'implied by pet = dog')
"""
BILLED = """
insert into profile.frustrations values ('k1', 'billing', 1, 'yes', 0.5);
insert into profile.evidence (customer_id, kind, attribute, conversation_id, turn) values
    ('k1', 'frustration', 'billing', 'k1-a', 2)
"""
ELSEWHERE = "update profile.evidence set conversation_id = 'k1-c', turn = 0 where attribute = 'billing'"


def errors(database: duckdb.DuckDBPyConnection, customers: list[GoldCustomer]) -> list[Error]:
    return list(score_database(customers, database).errors)


def test_where_all_is_right_there_is_no_error(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    assert errors(database, people(tmp_path)) == []


@pytest.mark.parametrize(
    ("changes", "attribute", "kind"),
    [
        pytest.param(
            ["update profile.facts set status = 'past' where value = 'dog'"],
            "pet",
            "wrong: changed in consolidation current -> past",
            id="read rightly, and no turn says what was found",
        ),
        pytest.param(
            [
                "update profile.facts set status = 'past' where value = 'dog'",
                "update profile.evidence set status = 'past' where value = 'dog'",
            ],
            "pet",
            "wrong: status current -> past",
            id="a turn was read so, whatever others say",
        ),
        pytest.param([NO_DOG], "pet", "missed: lost in consolidation", id="read surely, and yet not held"),
        pytest.param(
            [NO_DOG, "update signal.facts set confidence = 0.3 where value = 'dog'"],
            "pet",
            "missed: read below the threshold",
            id="read, but not surely enough",
        ),
        pytest.param(
            [NO_DOG, "delete from signal.facts where value = 'dog'"], "pet", "missed: not read", id="never read"
        ),
        pytest.param(
            [NO_DOG, "update signal.facts set turn = 2 where value = 'dog'"],
            "pet",
            "missed: not read",
            id="a reading in another turn than the proof is none",
        ),
        pytest.param(
            [
                "update profile.facts set value = 'carer' where value = 'nurses'",
                "update profile.evidence set value = 'carer' where value = 'nurses'",
            ],
            "occupation",
            "wrong: another value",
            id="free text unlike the gold's, of the same turn",
        ),
        pytest.param(
            ["insert into profile.facts values ('k1', 'pet', 'cat', 'current', 0.7)"],
            "pet",
            "false: another value",
            id="the gold has another of the attribute",
        ),
        pytest.param(
            ["insert into profile.facts values ('k1', 'pet', 'DOG', 'past', 0.7)"],
            "pet",
            "false: status current -> past",
            id="the gold's value, found rightly, once more with another status",
        ),
        pytest.param(
            ["insert into profile.facts values ('k1', 'occupation', 'ward nurse', 'current', 0.7)"],
            "occupation",
            "false: gold has it once",
            id="free text that means what was found already",
        ),
        pytest.param([HOUSE], "home_type", "false: gold has nothing of it", id="the gold has nothing of the attribute"),
        pytest.param(
            [HOUSE, IMPLIED],
            "home_type",
            "false: implied only",
            id="no turn says it outright",
        ),
        pytest.param(
            ["insert into profile.facts values ('k2', 'diet', 'kosher', 'current', 0.7)"],
            "diet",
            "false: without consent",
            id="special, and the customer did not opt in",
        ),
        pytest.param(
            ["update profile.preferences set polarity = 'positive'"],
            "contact_channel",
            "wrong: polarity negative -> positive",
            id="wanted instead of unwanted",
        ),
        pytest.param(
            ["delete from profile.frustrations; delete from profile.evidence where kind = 'frustration'"],
            "delivery",
            "missed: lost in consolidation",
            id="categories are missed for the same causes",
        ),
        pytest.param(
            [BILLED],
            "billing",
            "false: gold has another there",
            id="a trouble, of another category",
        ),
        pytest.param(
            [BILLED, ELSEWHERE],
            "billing",
            "false: gold has nothing of it",
            id="no trouble at all",
        ),
        pytest.param(["update profile.frustrations set severity = 3"], "severity", "2 -> 3", id="too severe"),
        pytest.param(
            ["update profile.frustrations set resolved = 'no'"], "resolved", "yes -> no", id="otherwise ended"
        ),
        pytest.param(
            ["update signal.sentiment set sentiment = 'neutral' where sentiment = 'negative'"],
            "sentiment",
            "negative -> neutral",
            id="sentiments are confusions",
        ),
        pytest.param(
            ["delete from signal.sentiment where turn = 2"], "sentiment", "negative -> none", id="a turn not read"
        ),
        pytest.param(
            ["update conversation.conversations set customer_id = null where conversation_id = 'k2-b'"],
            "customer",
            "not linked",
            id="nobody's conversation",
        ),
        pytest.param(
            ["update conversation.conversations set customer_id = 'k1' where conversation_id = 'k2-b'"],
            "customer",
            "linked to another",
            id="somebody else's conversation",
        ),
        pytest.param(
            ["update profile.evidence set turn = 2 where value = 'dog'"],
            "pet",
            "cites other turns",
            id="a right fact with a wrong proof",
        ),
        pytest.param(["delete from signal.entities where text = '[EMAIL]'"], "EMAIL", "missed", id="not masked"),
    ],
)
def test_each_error_has_its_kind(
    changes: list[str], attribute: str, kind: str, database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    for change in changes:
        database.execute(change)
    assert [(error.attribute, error.kind) for error in errors(database, people(tmp_path))] == [(attribute, kind)]


def test_an_error_tells_value_confidence_threshold_rule_and_turn(
    database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    database.execute(NO_DOG)
    database.execute("update signal.facts set confidence = 0.3, rule = 'past: had' where value = 'dog'")
    (error,) = errors(database, people(tmp_path))
    (quote,) = error.quotes
    assert (error.customer_id, error.told) == ("k1", "pet = dog, current")
    assert quote.place == ("k1-a", 1)
    assert quote.cue is not None
    assert quote.text[slice(*quote.cue)] == "dog"
    assert quote.read == "pet = dog, current 0.300 below 0.400; rule past: had"


def test_a_false_find_tells_what_the_gold_has_instead(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    database.execute("insert into profile.facts values ('k1', 'pet', 'cat', 'current', 0.7)")
    (error,) = errors(database, people(tmp_path))
    assert error.told == "found pet = cat, current 0.700; gold has pet = dog, current"


def test_identifiers_that_redaction_left_are_blotted_out(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    database.execute("update conversation.turns set text = 'Mail ADA@example.com' where text like '%[EMAIL]%'")
    database.execute("update signal.sentiment set sentiment = 'neutral' where turn = 2")
    found = errors(database, people(tmp_path))
    assert [(error.finding, error.attribute, error.kind) for error in found] == [
        ("sentiment", "sentiment", "negative -> neutral"),
        ("privacy", "EMAIL", "can be read in conversation.turns.text"),
    ]
    assert [error.quotes[0].text for error in found] == ["Mail ###############"] * 2


def test_customers_who_refused_are_not_expected_to_be_read(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    ada, ben = people(tmp_path)
    filler = [ben.model_copy(update={"customer": ben.customer.model_copy(update={"id": f"x{n}"})}) for n in range(8)]
    database.execute("delete from signal.sentiment; delete from signal.entities where type = 'PERSON'")
    found = errors(database, [*filler, ada])  # the ninth refuses
    mine = [(error.attribute, error.kind) for error in found if error.customer_id == "k1"]
    assert mine == [
        ("pet", "false: without consent"),
        ("occupation", "false: without consent"),
        ("life_event", "false: without consent"),
        ("contact_channel", "false: without consent"),
        ("delivery", "false: without consent"),
        ("PRODUCT", "false"),
    ]


def test_entities_are_not_compared_where_none_are_marked(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    ada, ben = people(tmp_path)
    database.execute("insert into signal.entities values ('k2-a', 0, 'ORG', 'Hello', 0, 5, 0.9)")
    assert [(error.attribute, error.kind) for error in errors(database, [ada, ben])] == [("ORG", "false")]
    assert errors(database, [ben.model_copy(update={"facts": ()})]) == []  # training turns mark no entities
