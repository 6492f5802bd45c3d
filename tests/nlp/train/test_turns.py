"""Labelled turns are checked against the label space; a fault names file, line and reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nlp.errors import PayloadError
from nlp.train.turns import LabelledTurn, read_lines

TURN: dict[str, Any] = {
    "channel": "chat",
    "context": None,
    "text": "my dog hates the courier",
    "sentiment": "neutral",
    "facts": [["household", "pet", "dog", "current", "my dog"]],
    "preferences": [],
    "frustrations": [],
}


def write(folder: Path, **changes: Any) -> Path:  # noqa: ANN401
    path = folder / "turns.jsonl"
    path.write_text(json.dumps(TURN | changes) + "\n", encoding="utf-8")
    return path


def test_a_valid_turn_is_read(tmp_path: Path) -> None:
    (line,) = read_lines(write(tmp_path))
    assert isinstance(line.turn, LabelledTurn)
    assert (line.file, line.number, line.turn.facts[0].value) == ("turns", 1, "dog")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param(
            {"facts": [["household", "pet", "dog", "current", "the cat"]]}, "not in the text", id="cue not said"
        ),
        pytest.param(
            {"facts": [["lifestyle", "pet", "dog", "current", "my dog"]]}, "no lifestyle/pet", id="wrong family"
        ),
        pytest.param(
            {"facts": [["household", "pet", "dragon", "current", "my dog"]]}, "no pet=dragon", id="no such value"
        ),
        pytest.param(
            {"facts": [["household", "pet", "dog", "perhaps", "my dog"]]}, "status|literal", id="no such status"
        ),
        pytest.param(
            {"facts": [["household", "child_count", "two", "current", "my dog"]]},
            "child_count=two",
            id="a count is digits",
        ),
        pytest.param({"frustrations": [["anger", None, 1, "my dog"]]}, "no category anger", id="no such category"),
        pytest.param(
            {"frustrations": [["delivery", None, 4, "my dog"]]}, "Input should be 1, 2 or 3", id="no such severity"
        ),
        pytest.param(
            {"preferences": [["contact_channel", "fax", "positive", "my dog"]]},
            "contact_channel=fax",
            id="no such channel",
        ),
        pytest.param({"sentiment": None}, "has a sentiment", id="customers feel"),
        pytest.param({"speaker": "agent", "sentiment": None}, "only a customer", id="agents have no labels"),
        pytest.param({"mood": "fine"}, "Extra inputs", id="unknown key"),
    ],
)
def test_a_wrong_turn_is_named_with_its_place(tmp_path: Path, changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(PayloadError, match=reason) as caught:
        list(read_lines(write(tmp_path, **changes)))
    assert "turns.jsonl:1:" in str(caught.value)
