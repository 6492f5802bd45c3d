"""Killed at any moment and started again, a run ends in the same tables."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.config import ExtractionSettings, LimitSettings
from flows.store import read_published
from tests.flows.pipeline import ADA, BEN, Inbox, Pipeline, chat, pipeline

ROOT = Path(__file__).parents[2]
# Imports come first and are no part of the run: the parent waits for the line.
CHILD = """
import sys
from pathlib import Path
from tests.flows.test_interruption import built
here = built(Path(sys.argv[1]))
print("ready", flush=True)
here.run()
"""
MANY = {"limits": LimitSettings(batch_documents=1), "extraction": ExtractionSettings(batch_turns=2)}


def built(folder: Path) -> Pipeline:
    """A pipeline that commits as often as it can."""
    return pipeline(folder, **MANY)


def fill(inbox: Inbox) -> None:
    inbox.customers(ADA, BEN)
    inbox.consents(k1=True, k2=True)
    inbox.chats("chats/a.jsonl", chat("c1", "i have a dog", "oh", "yes"), chat("c2", "i have a cat", customer="k2"))
    inbox.chats("chats/b.jsonl", chat("c3", "it is late"), chat("c4", "i have a dog", "oh"))
    inbox.call("call-1", ("Agent", "hello"), ("Customer", "my parcel is late"))
    inbox.email("m1", "My dog ate it")
    inbox.email("m2", "We will help", answers=["m1"], sender="care@shop.example.com", hours=1)
    inbox.write("chats/broken.json", "{")


def change(inbox: Inbox) -> None:
    """Everything that can happen to an inbox between two runs."""
    inbox.customers({**ADA, "handle": "dogwalker"}, {**BEN, "email": "ben.ode@example.org"})
    inbox.consents(k1=True, k2=False)
    inbox.chats("chats/a.jsonl", chat("c1", "i have a cat now", "oh", "yes"), chat("c5", "i am dogwalker"))
    inbox.chats("chats/c.jsonl", chat("c4", "i have a dog", "oh", "and a cat"))
    inbox.email("m3", "Thanks, the cat helped too", answers=["m1", "m2"], hours=2)
    inbox.email("m2", "We will help at once", answers=["m1"], sender="care@shop.example.com", hours=1)
    (inbox.root / "calls/call-1.vtt").unlink()
    inbox.write("chats/broken.json", "[")


def last(inbox: Inbox) -> None:
    (inbox.root / "chats/c.jsonl").unlink()
    inbox.chats("chats/b.jsonl", chat("c3", "it is late"), chat("c6", "hello"))
    inbox.customers(ADA)


FILES = {"profiles.duckdb", "profiles.lock", "profiles.raw.duckdb", "profiles.work.duckdb"}
STEPS: tuple[Callable[[Inbox], None], ...] = (fill, change, last)


def start(folder: Path) -> subprocess.Popen[bytes]:
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(folder)], cwd=ROOT, stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    return child


def killed(folder: Path, seconds: float) -> bool:
    """Start a run and kill it after a while; tells whether it was still at work."""
    with start(folder) as child:
        time.sleep(seconds)
        child.send_signal(signal.SIGKILL)
        return child.wait() == -signal.SIGKILL


def steps_of_a_whole_run(folder: Path) -> tuple[list[dict[str, list[str]]], float]:
    """The tables after each step when nobody interferes, and how long a run takes."""
    here = built(folder)
    tables, longest = [], 0.0
    for step in STEPS:
        step(here.inbox)
        begun = time.monotonic()
        here.run()
        longest = max(longest, time.monotonic() - begun)
        tables.append(here.tables())
    return tables, longest


def check_kills(folder: Path, *, kills_a_step: int, seed: int) -> None:
    """Go through all steps, each run killed some times before it may end."""
    place = folder / "place"  # the same for both, since addresses are in the tables
    expected, seconds = steps_of_a_whole_run(place)
    place.rename(folder / "calm")
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    here = built(place)
    hits = 0
    for step, tables in zip(STEPS, expected, strict=True):
        step(here.inbox)
        for _ in range(kills_a_step):
            hits += killed(place, chance.uniform(0, seconds))
            check_published(here)
        here.run()
        assert here.tables() == tables
        assert {path.name for path in place.glob("profiles*")} == FILES
    assert hits, "every kill came too late: the test tests nothing"


def check_published(here: Pipeline) -> None:
    """Whatever happened, readers find a whole file."""
    if here.settings.database.exists():
        with read_published(here.settings.database) as connection:
            connection.execute("from profile.customer_360").fetchall()


def test_killed_runs_are_made_good(tmp_path: Path) -> None:
    check_kills(tmp_path, kills_a_step=2, seed=1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 8))
def test_runs_killed_many_times_are_made_good(tmp_path: Path, seed: int) -> None:
    check_kills(tmp_path, kills_a_step=12, seed=seed)
