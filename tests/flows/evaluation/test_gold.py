"""Reading gold conversations."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.evaluation.gold import consents, entities, plain, read_gold, unquoted
from nlp.errors import NotFoundError, SettingsError
from tests.flows.evaluation.people import people

SHIPPED = sorted((Path(__file__).parents[2] / "gold").glob("*.yaml"))


def test_the_shipped_gold_has_80_conversations_of_28_customers() -> None:
    customers = read_gold(SHIPPED)
    assert len(customers) == 28
    assert sum(len(customer.conversations) for customer in customers) == 80


def test_empty_lists_of_labels_mean_none(tmp_path: Path) -> None:
    assert people(tmp_path)[1].preferences == ()


def test_marks_are_entities_and_are_not_said(tmp_path: Path) -> None:
    ada = people(tmp_path)[0]
    found = [(entity.conversation_id, entity.turn, entity.type, entity.text) for entity in entities(ada)]
    assert ("k1-a", 2, "EMAIL", "ada@example.com") in found
    assert plain(ada.conversations[0].turns[2].text).startswith("mail me at ada@example.com, the Zip kettle")


def test_quoted_mail_counts_once(tmp_path: Path) -> None:
    found = [entity for entity in entities(people(tmp_path)[0]) if entity.conversation_id == "k1-b"]
    assert [(entity.turn, entity.text) for entity in found] == [(0, "Noor"), (1, "Ada")]


def test_unquoted_keeps_own_words() -> None:
    assert unquoted("mine\nOn 3 May, Ada wrote:\n> hers\nmine too") == "mine\nmine too"


def test_one_in_nine_refuses_profiling_and_two_in_three_special_categories() -> None:
    granted = [consents(index) for index in range(18)]
    assert [index for index, (profiling, _) in enumerate(granted) if not profiling] == [8, 17]
    assert sum(special for _, special in granted) == 6


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param('"current", ["k1-a:1"]', '"now", ["k1-a:1"]', "0.facts.0.3: Input should be", id="unknown status"),
        pytest.param('["k1-a:2"]', '["k1-a:7"]', "proofs that name no turn of this customer: k1-a:7", id="lost proof"),
        pytest.param(
            'nurse & we have a dog", "neutral"', 'nurse"', "customer turns without a sentiment: 1", id="unlabelled"
        ),
        pytest.param("2026-01-05T09:00:00Z", "2026-01-05T09:00:00", "has no zone", id="time without a zone"),
        pytest.param('city: "Bend"', 'town: "Bend"', "Extra inputs are not permitted", id="misspelt key"),
        pytest.param('id: "k2"', 'id: "k1"', "twice: k1", id="a customer twice"),
        pytest.param("- customer", "- {customer", "is no YAML file", id="no YAML"),
    ],
)
def test_faults_of_a_file_are_named_with_their_place(old: str, new: str, told: str, tmp_path: Path) -> None:
    people(tmp_path)
    path = tmp_path / "gold.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_gold([path])
    assert told in str(caught.value)


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"There is no gold file .*nowhere\.yaml"):
        read_gold([tmp_path / "nowhere.yaml"])
