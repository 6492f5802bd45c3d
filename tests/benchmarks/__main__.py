"""Time what a user waits for: `python -m tests.benchmarks [--copies N]`.

Every figure is that of the command itself in a fresh process, imports included. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from flows.store import read_published
from tests.benchmarks.inbox import write_inbox

ROOT = Path(__file__).parent.parent.parent
SAMPLE = ROOT / "tests/data/inbox"
SETTINGS = ROOT / "configs/demo.yaml"
ONE_MORE = {
    "conversation_id": "bench-one-more",
    "channel": "chat",
    "started_at": "2026-11-20T10:00:00Z",
    "customer": {"customer_id": "W-1001"},
    "turns": [
        {"speaker": "agent", "text": "Hi, what can I do for you?"},
        {"speaker": "customer", "text": "we're getting a puppy next month, does the insurance cover chewed cables?"},
    ],
}


def time_command(*words: str, times: int = 1) -> float:
    """Give the median wall seconds of a `rapport` command.

    Raises:
        subprocess.CalledProcessError: the command failed; its error output was shown.
    """
    taken = []
    environment = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    for _ in range(times):
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "flows.cli", *words],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def count(database: Path, query: str) -> int:
    """Give the one number that a query returns."""
    with read_published(database) as connection:
        return int(connection.execute(query).fetchall()[0][0])


def measure(copies: int, folder: Path) -> dict[str, float | int | str]:
    """Run everything once on an inbox of so many copies of the sample."""
    inbox, database = folder / "inbox", folder / "profiles.duckdb"
    write_inbox(SAMPLE, inbox, copies=copies)
    run = ("run", "--inbox", str(inbox), "--db", str(database), "--config", str(SETTINGS))
    figures: dict[str, float | int | str] = {"help_seconds": time_command("--help", times=3)}
    first = time_command(*run)
    conversations = count(database, "select count(*) from conversation.conversations")
    turns = count(database, "select count(*) from conversation.turns")
    read = count(database, "select count(*) from signal.turns")
    again = time_command(*run)
    (inbox / "chats/one_more.jsonl").write_text(json.dumps(ONE_MORE) + "\n", encoding="utf-8")
    one_more = time_command(*run)
    added = count(database, "select count(*) from conversation.conversations") - conversations
    if added != 1:
        raise RuntimeError(f"one conversation was added to the inbox and {added} to the database")
    return figures | {
        "conversations": conversations,
        "turns": turns,
        "turns_read": read,
        "first_run_seconds": first,
        "turns_a_second": turns / first,
        "second_run_seconds": again,
        "one_more_seconds": one_more,
        "peak_mib": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        / (1024**2 if sys.platform == "darwin" else 1024),
        "database_mib": database.stat().st_size / 1024**2,
        "cores": os.cpu_count() or 0,
        "python": platform.python_version(),
    }


def main(arguments: Sequence[str]) -> None:
    """Measure, and print a table and a line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--copies", type=int, default=5, help="of the sample inbox, 51 conversations each (default 5)")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(chosen.copies, Path(folder))
    rounded = {name: round(value, 2) if isinstance(value, float) else value for name, value in figures.items()}
    table = Table("what", "figure", title="rapport, whole path")
    table.columns[1].justify = "right"
    for name, value in rounded.items():
        table.add_row(name.replace("_", " "), str(value))
    console = Console()
    console.print(table)
    console.print(json.dumps(rounded), soft_wrap=True, highlight=False, markup=False)


if __name__ == "__main__":
    main(sys.argv[1:])
