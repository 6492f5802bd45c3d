"""How far a run has come: bars on a terminal, plain lines elsewhere, nothing in tests."""

from __future__ import annotations

import time
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, SpinnerColumn, Task, TextColumn
from rich.progress import Progress as Bars
from rich.text import Text

LINE_EVERY_SECONDS = 5.0


class Progress(Protocol):
    """Told by a stage how far it is."""

    def start(self, stage: str, total: int | None, *, unit: str = "items") -> None:
        """Begin a stage of so many units; None where nobody knows yet."""

    def advance(self, count: int = 1) -> None:
        """Say that so many more are done."""

    def finish(self) -> None:
        """End the stage."""


class QuietProgress:
    """Says nothing."""

    def start(self, stage: str, total: int | None, *, unit: str = "items") -> None:
        """Ignore it."""

    def advance(self, count: int = 1) -> None:
        """Ignore it."""

    def finish(self) -> None:
        """Ignore it."""


class LineProgress:
    """Writes a plain line now and then, for logs and pipes."""

    def __init__(self, stream: TextIO, *, every_seconds: float = LINE_EVERY_SECONDS) -> None:
        self._stream = stream
        self._every_seconds = every_seconds
        self._stage, self._unit = "", "items"
        self._total: int | None = None
        self._count = 0
        self._told_count = -1
        self._started = self._told = 0.0

    def start(self, stage: str, total: int | None, *, unit: str = "items") -> None:
        """Begin a stage; the first line comes when there is something to say."""
        self._stage, self._total, self._unit, self._count, self._told_count = stage, total, unit, 0, -1
        self._started = self._told = time.monotonic()

    def advance(self, count: int = 1) -> None:
        """Add to the count; write a line when the last one is old enough."""
        self._count += count
        now = time.monotonic()
        if now - self._told >= self._every_seconds:
            self._told = now
            self._tell()

    def finish(self) -> None:
        """Write the last line, with the rate, unless it stands there already."""
        if self._told_count != self._count or not self._count:
            self._tell()

    def _tell(self) -> None:
        self._told_count = self._count
        seconds = time.monotonic() - self._started
        rate = f", {self._count / seconds:,.0f}/s" if self._count and seconds >= 1 else ""
        of = "" if self._total is None else f" of {self._total:,}"
        self._stream.write(f"{self._stage}: {self._count:,}{of} {self._unit}{rate}\n")
        self._stream.flush()


class _RateColumn(ProgressColumn):
    """Units a second, measured over the whole stage once it is over."""

    def render(self, task: Task) -> Text:
        """Draw the rate of one bar."""
        speed = task.finished_speed or task.speed
        return Text("" if not speed else f"{speed:,.0f}/s", style="progress.data.speed")


class BarProgress:
    """Draws a bar a stage with its rate; a context manager, so that the terminal is whole afterwards."""

    def __init__(self, console: Console) -> None:
        self._bars = Bars(
            SpinnerColumn(finished_text="[green]✓[/green]"),
            TextColumn("{task.description:<8}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[unit]}"),
            _RateColumn(),
            console=console,
        )
        self._task = self._bars.add_task("", start=False, visible=False, unit="")

    def __enter__(self) -> BarProgress:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def start(self, stage: str, total: int | None, *, unit: str = "items") -> None:
        """Begin a bar."""
        self._task = self._bars.add_task(stage, total=total, unit=unit)

    def advance(self, count: int = 1) -> None:
        """Move the bar on."""
        self._bars.advance(self._task, count)

    def finish(self) -> None:
        """Fill the bar: a stage that had nothing to do is done too."""
        task = self._bars.tasks[self._bars.task_ids.index(self._task)]
        total = task.completed if task.total is None else task.total
        self._bars.update(self._task, total=total, completed=total)
