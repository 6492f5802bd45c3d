"""Starting flows."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import cast

import pytest
from rich.console import Console

from flows.launch import FLOWS, describe_unforeseen, rapport_version, show_progress, silence_telemetry
from flows.progress import BarProgress, LineProgress
from flows.run_daily import STAGES
from flows.show import show_customer


def test_every_flow_runs_stages_that_exist() -> None:
    assert FLOWS["run_daily"] == tuple(STAGES)
    assert {stage for stages in FLOWS.values() for stage in stages} == set(STAGES)


@pytest.mark.parametrize(("terminal", "kind"), [(True, BarProgress), (False, LineProgress)], ids=["terminal", "pipe"])
def test_progress_suits_where_it_goes(terminal: bool, kind: type) -> None:
    console = Console(file=io.StringIO(), force_terminal=terminal)
    with show_progress(console) as progress:
        assert isinstance(progress, kind)


def test_an_error_that_nobody_foresaw_is_placed_but_not_quoted() -> None:
    try:
        show_customer(
            "ada@example.com", cast("Path", None), Console()
        )  # fails in ours, then in contextlib, then in ours
    except AttributeError as error:
        told = describe_unforeseen(error)
    assert re.match(r"An error that nobody foresaw: AttributeError in flows/store\.py, line \d+\.\n", told)
    assert "ada" not in told


def test_the_version_is_told_installed_or_not() -> None:
    assert rapport_version()[0].isdigit()


def test_prefect_reports_nothing_home_unless_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DO_NOT_TRACK", "0")
    silence_telemetry()
    assert os.environ["DO_NOT_TRACK"] == "0"
    monkeypatch.delenv("DO_NOT_TRACK")
    silence_telemetry()
    assert os.environ["DO_NOT_TRACK"] == "1"
