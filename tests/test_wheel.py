"""The wheel holds everything that runs, and not what only trains or tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.wheel import ROOT, faults


@pytest.mark.slow
def test_the_wheel_is_whole(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    assert faults(wheel) == []
