"""Customers followed in training turns, read as gold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flows.evaluation.gold import GoldCustomer, GoldFrustration, read_gold
from nlp.errors import SettingsError

SHIPPED = Path(__file__).parents[3] / "models" / "training" / "conversations_e_profiles.yaml"
PROFILES = """
e01:
  facts:
    - [household, pet, dog, past]
    - [lifestyle, hobby, chess, current]
  preferences:
    - [contact_channel, phone, negative]
  frustrations:
    - [delivery, 2, "yes"]
e02:
  facts:
"""


def line(conversation: str, turn: int, text: str, **labels: object) -> dict[str, Any]:
    said = {"speaker": "customer", "channel": "chat", "sentiment": "neutral", "text": text}
    return {
        "conversation": conversation,
        "turn": turn,
        "facts": [],
        "preferences": [],
        "frustrations": [],
        **said,
        **labels,
    }


LINES = [
    line("e01-b", 0, "the dog died", facts=[["household", "pet", "dog", "past", "dog"]]),
    line("e01-b", 1, "ok?", speaker="agent", sentiment=None),
    line(
        "e01-a",
        0,
        "our dog, late parcel, don't ring",
        facts=[["household", "pet", "dog", "current", "dog"]],
        preferences=[["contact_channel", "phone", "negative", "ring"]],
        frustrations=[["delivery", "parcel", 1, "late"]],
    ),
    line("e02-a", 0, "our dog", facts=[["household", "pet", "dog", "current", "dog"]]),
]


def followed(folder: Path, *, lines: list[dict[str, Any]] = LINES) -> list[GoldCustomer]:
    path = folder / "followed_profiles.yaml"
    path.write_text(PROFILES, encoding="utf-8")
    text = "".join(json.dumps(one) + "\n" for one in lines)
    (folder / "followed.jsonl").write_text(text, encoding="utf-8")
    return read_gold([path])


def test_proofs_are_the_turns_labelled_so_of_this_customer(tmp_path: Path) -> None:
    ada, ben = followed(tmp_path)
    assert [(fact.value, fact.status, fact.turns) for fact in ada.facts] == [
        ("dog", "past", ("e01-a:0", "e01-b:0")),  # of whatever status: both times prove it
        ("chess", "current", ()),
    ]
    assert [wish.turns for wish in ada.preferences] == [("e01-a:0",)]
    assert ada.frustrations == (GoldFrustration("delivery", "", 2, "yes", ("e01-a:0",)),)
    assert ben.facts == ()


def test_conversations_follow_each_other_in_time(tmp_path: Path) -> None:
    ada, _ = followed(tmp_path)
    assert [conversation.id for conversation in ada.conversations] == ["e01-a", "e01-b"]
    assert ada.conversations[0].begun < ada.conversations[1].begun
    assert [(turn.speaker, turn.sentiment) for turn in ada.conversations[1].turns] == [
        ("customer", "neutral"),
        ("agent", None),
    ]


def test_the_shipped_profiles_are_proven() -> None:
    people = read_gold([SHIPPED])
    assert len(people) == 20
    assert [fact for person in people for fact in person.facts if not fact.turns] == []


def test_missing_conversations_are_told(tmp_path: Path) -> None:
    path = tmp_path / "followed_profiles.yaml"
    path.write_text(PROFILES, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"should stand beside it; there is no .*followed\.jsonl"):
        read_gold([path])


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([{"turn": 0}], id="a turn without its conversation"),
        pytest.param([["e01-a", 0]], id="a line that is no turn"),
    ],
)
def test_damaged_conversations_are_told(lines: list[Any], tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="are no training files"):
        followed(tmp_path, lines=lines)


def test_customers_of_two_files_share_no_key() -> None:
    people = read_gold(sorted((Path(__file__).parents[3] / "models/training").glob("*_profiles.yaml")))
    for key in ("id", "email", "phone", "handle"):
        keys = [getattr(person.customer, key) for person in people]
        assert len(set(keys)) == len(keys), key
