"""Progress: plain lines in logs, bars on terminals."""

from __future__ import annotations

import io

from rich.console import Console

from flows.progress import BarProgress, LineProgress, Progress, QuietProgress


def use(progress: Progress) -> None:
    progress.start("extract", 3000, unit="turns")
    progress.advance(1000)
    progress.advance(2000)
    progress.finish()
    progress.start("profile", None)
    progress.finish()


def test_lines_are_written_when_the_last_one_is_old() -> None:
    stream = io.StringIO()
    use(LineProgress(stream, every_seconds=0))
    assert stream.getvalue() == ("extract: 1,000 of 3,000 turns\nextract: 3,000 of 3,000 turns\nprofile: 0 items\n")


def test_quick_stages_get_one_line() -> None:
    stream = io.StringIO()
    use(LineProgress(stream))
    assert stream.getvalue() == "extract: 3,000 of 3,000 turns\nprofile: 0 items\n"


def test_bars_end_full() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=100, color_system=None)
    with BarProgress(console) as progress:
        use(progress)
    shown = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO above
    assert "3000/3000 turns" in shown
    assert "0/0 " in shown


def test_quiet_says_nothing() -> None:
    use(QuietProgress())
