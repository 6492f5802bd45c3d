"""Customers followed over months in the training turns, as gold customers: to measure what makes profiles of turns.

`models/training/conversations_e_profiles.yaml` names each customer's final profile; the conversations stand beside it
in `conversations_e.jsonl`. They are held out from training, so that thresholds and consolidation can be studied on
them and gold conversations need not be looked at.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nlp.errors import SettingsError

SUFFIX = "_profiles.yaml"
FIRST = datetime(2025, 1, 6, 10, tzinfo=UTC)  # of each customer's conversations; no times are told there
APART = timedelta(days=75)


def read_followed(path: Path, profiles: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Read the customers of a profile file and of the conversations beside it.

    Args:
        path: a file `<conversations>_profiles.yaml`; `<conversations>.jsonl` stands beside it.
        profiles: what it holds.

    Yields:
        Customers in the order of the file, as a gold file would spell them; proofs are the turns labelled so.

    Raises:
        SettingsError: there are no conversations beside it.
        OSError: they cannot be read.
    """
    turns: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    spoken = path.with_name(path.name.removesuffix(SUFFIX) + ".jsonl")
    if not spoken.is_file():
        raise SettingsError(f"{path} tells of conversations that should stand beside it; there is no {spoken}.")
    with spoken.open(encoding="utf-8") as file:
        for line in map(json.loads, file):
            turns[line["conversation"].split("-")[0]][line["conversation"]].append(line)
    for name, profile in profiles.items():
        yield _customer(name, profile, turns[name])


def _customer(name: str, profile: dict[str, list[Any]], spoken: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    # Numbers follow from the names, so that customers of two files share none.
    record = {
        "email": f"{name}@example.com",
        "phone": f"+1-212-555-{int(name, 36) % 10_000:04}",
        "handle": f"user{name}",
    }
    return {
        "customer": {"id": name, "name": f"Customer {name}", **record},
        "conversations": [_conversation(at, key, spoken[key], record) for at, key in enumerate(sorted(spoken))],
        "facts": [[*row, _proofs(spoken, "facts", row[1:3])] for row in profile.get("facts") or ()],
        "preferences": [[*row, _proofs(spoken, "preferences", row[:2])] for row in profile.get("preferences") or ()],
        "frustrations": [
            [row[0], "", row[1], row[2], _proofs(spoken, "frustrations", row[:1])]
            for row in profile.get("frustrations") or ()
        ],
    }


def _conversation(at: int, key: str, lines: list[dict[str, Any]], record: dict[str, str]) -> dict[str, Any]:
    return {
        "id": key,
        "channel": lines[0]["channel"],
        "started_at": (FIRST + at * APART).isoformat(),
        "contact": record,
        "turns": [
            [line["speaker"], line["text"], *([line["sentiment"]] if line["sentiment"] else [])] for line in lines
        ],
    }


def _proofs(spoken: dict[str, list[dict[str, Any]]], kind: str, wanted: list[Any]) -> list[str]:
    """The turns whose labels hold an attribute and value; a frustration's category alone."""
    start = 1 if kind == "facts" else 0
    return [
        f"{key}:{line['turn']}"
        for key, lines in sorted(spoken.items())
        for line in lines
        if any([str(x) for x in label[start : start + len(wanted)]] == [str(x) for x in wanted] for label in line[kind])
    ]
