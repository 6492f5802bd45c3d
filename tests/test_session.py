"""The README's session is what its commands print today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.session import README, blocks, fill


def steady(text: str) -> str:
    """Leave out what differs between processors: scores in their last digit, and moods."""
    return re.sub(r"[+-]?\d\.\d\d", "0.00", text)


@pytest.mark.slow
def test_readme_shows_a_session_of_today(tmp_path: Path) -> None:
    page = README.read_text(encoding="utf-8")
    made = fill(page, blocks(tmp_path / "profiles.duckdb"))
    assert steady(made) == steady(page), "run `python -m tests.session` to renew it"
