"""The heads of derived statements tell the truth: what they read is what they say, and it lies to their left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sql

FOLDER = Path(sql.__file__).parent
FILES = sorted(path for room in ("profile", "serve", "checks") for path in (FOLDER / room).glob("*.sql"))
LAYERS = ("raw", "crm", "conversation", "signal", "profile", "serve", "checks")
RELATION = rf"(?:{'|'.join(LAYERS)})\.[a-z0-9_]+"


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_head(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    head = "\n".join(line.removeprefix("--") for line in lines if line.startswith("--"))
    body = "\n".join(line.partition("--")[0] for line in lines)
    room, name = path.parent.name, f"{path.parent.name}.{path.stem}"
    assert head.startswith(f" {name}: ")
    assert (" Returns:" if room == "checks" else " Refresh:") in head
    read = set(re.findall(rf"\b(?:from|join)\s+({RELATION})", body))
    assert all(LAYERS.index(relation.partition(".")[0]) <= LAYERS.index(room) for relation in read)
    told = re.search(r" Reads:(.*?)(?:\n \w+:|\Z)", head, re.DOTALL)
    if read:
        assert told is not None
        assert read == set(re.findall(RELATION, told[1])) or "every table" in told[1]
    assert re.sub(r"'[^']*'", "", body) == re.sub(r"'[^']*'", "", body).lower()
