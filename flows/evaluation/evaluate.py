"""`rapport evaluate`: the product run on gold conversations, from source files to scores."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from flows.config import Settings, SourceSettings
from flows.evaluation.gold import GoldCustomer
from flows.evaluation.listing import print_errors
from flows.evaluation.render import render_inbox
from flows.evaluation.score import Score, score_database
from flows.progress import Progress
from flows.run_daily import run_daily
from flows.store import read_published
from flows.terminal import cell, draw, table
from nlp.errors import SettingsError


def evaluate_gold(
    people: Sequence[GoldCustomer], settings: Settings, *, keep: Path | None, progress: Progress
) -> Score:
    """Render gold customers as an inbox, run the product on it and score what it publishes.

    Args:
        people: the gold customers; their order decides their consents.
        settings: those of the product; sources and database are replaced.
        keep: an empty or new folder that keeps inbox and database; None works in a folder that is deleted.
        progress: told by the stages.

    Raises:
        SettingsError: `keep` holds something already.
    """
    with _folder(keep) as folder:
        render_inbox(people, folder / "inbox")
        source = SourceSettings(name="gold", url=str(folder / "inbox"))
        database = folder / "gold.duckdb"
        run_daily(settings.model_copy(update={"sources": (source,), "database": database}), progress=progress)
        with read_published(database) as connection:
            return score_database(people, connection)


def print_score(score: Score, console: Console, *, errors: bool = False) -> None:
    """Print the scores: a table on a terminal and plain lines elsewhere, and one line of JSON at the end.

    Args:
        score: what was measured.
        console: where to print all but the JSON, which goes to stdout.
        errors: print before them every miss and false finding with its turns.
    """
    if errors:
        print_errors(score.errors, console)
    if console.is_terminal:
        _draw_score(score, console)
    else:
        for line in score.lines():
            console.print(line, soft_wrap=True)
    sys.stdout.write(score.json_line() + "\n")


def _draw_score(score: Score, console: Console) -> None:
    numbers = ("precision", "recall", "F1", "gold", "found")
    drawn = table("finding", *numbers, right=numbers)
    for name, tally in score.tallies.items():
        figures = tally.figures()
        drawn.add_row(cell(name), *(cell(f"{figures[number.lower()]:g}") for number in numbers))
    draw(console, drawn)
    for name, figures in score.figures.items():
        if name not in score.tallies:
            console.print(f"{name}: " + ", ".join(f"{key} {value}" for key, value in figures.items()), soft_wrap=True)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is None:
        with TemporaryDirectory(prefix="rapport-gold-") as folder:
            yield Path(folder)
        return
    if keep.exists() and (keep.is_file() or any(keep.iterdir())):
        raise SettingsError(
            f"{keep} is there and holds something that would be scored too. Name a new folder to --keep."
        )
    keep.mkdir(parents=True, exist_ok=True)
    yield keep
