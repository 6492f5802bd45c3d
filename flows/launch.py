"""Starting a flow: under Prefect where a server is named, in this process otherwise."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from flows.progress import BarProgress, LineProgress

if TYPE_CHECKING:
    from rich.console import Console

    from flows.progress import Progress
    from flows.run_daily import RunReport

DATABASE = Path("profiles.duckdb")
ROOT = Path(__file__).parents[1]
PACKAGES = (ROOT / "flows", ROOT / "nlp", ROOT / "sql")
API_VARIABLE = "PREFECT_API_URL"
FLOWS = {
    "run_daily": ("pull", "prepare", "extract", "profile"),
    "pull_transcripts": ("pull",),
    "prepare_conversations": ("prepare",),
    "extract_signals": ("extract",),
    "build_profiles": ("profile",),
}


def launch(
    flow: str, *, inbox: str | None, db: Path | None, config: Path | None, console: Console, debug: bool = False
) -> RunReport:
    """Run a flow and say in one line where it runs.

    Args:
        flow: one of FLOWS.
        inbox: replaces the sources of the settings.
        db: replaces the database of the settings.
        config: a settings file; None takes the defaults.
        console: where notices and progress go.
        debug: let Prefect's logs show the tracebacks of errors.
    """
    from flows.config import load_settings

    settings = load_settings(config, inbox=inbox, database=db)  # faults are told before anything is started
    api = os.environ.get(API_VARIABLE)
    if api:
        silence_telemetry()
        from flows.prefect_flows import run_flow

        console.print(f"Running {flow} under Prefect at {api}", soft_wrap=True)
        return run_flow(flow, inbox=inbox, db=db, config=config, debug=debug)
    from flows.run_daily import run_stages

    console.print(f"Running {flow} in this process; set {API_VARIABLE} to run it under Prefect", soft_wrap=True)
    with show_progress(console) as progress:
        return run_stages(settings, FLOWS[flow], flow=flow, progress=progress)


def silence_telemetry() -> None:
    """Keep Prefect's client from reporting its use to its makers, unless the environment says otherwise.

    Prefect decides when it is imported, so this comes before.
    """
    os.environ.setdefault("DO_NOT_TRACK", "1")


def rapport_version() -> str:
    """Give the version that is installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("rapport")
    except PackageNotFoundError:
        return "0+unknown"  # a source tree that is not installed


@contextmanager
def show_progress(console: Console) -> Iterator[Progress]:
    """Give bars on a terminal and plain lines elsewhere."""
    if console.is_terminal:
        with BarProgress(console) as bars:
            yield bars
    else:
        yield LineProgress(sys.stderr)


def describe_unforeseen(error: BaseException) -> str:
    """Say what failed and where in our code, without its message: it is not ours, and may quote a customer."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if any(Path(frame.filename).is_relative_to(package) for package in PACKAGES)]
    place = f" in {Path(ours[-1].filename).relative_to(ROOT)}, line {ours[-1].lineno}" if ours else ""
    return (
        f"An error that nobody foresaw: {type(error).__name__}{place}.\n"
        "Run the command again with `rapport --debug …` to see all of it, and please report it."
    )
