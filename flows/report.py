"""What a run did, summed up for the terminal and for Prefect's artifacts."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from flows.launch import DATABASE
from flows.store import read_published
from flows.terminal import cell, counted, draw, printable, table

if TYPE_CHECKING:
    from rich.console import Console

    from flows.ledger import Rejection, StageCounts
    from flows.run_daily import RunReport

LISTED = 20  # set-aside items that are named at once
EXAMPLES = 3
LEDGER = ("stage", "source", "seen", "done", "unchanged", "set aside")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a published database holds."""

    customers: int
    conversations: int
    facts: int
    examples: tuple[str, ...]  # ids of the customers of whom most is known


def ledger_rows(counts: Sequence[StageCounts]) -> list[dict[str, str | int]]:
    """Give the ledger as rows for a table."""
    return [
        {
            "stage": stage.stage,
            "source": stage.source,
            "seen": stage.seen,
            "done": stage.done,
            "unchanged": stage.unchanged,
            "set aside": stage.set_aside,
        }
        for stage in counts
    ]


def seconds(report: RunReport) -> float:
    """Say how long a run took."""
    return (report.ended_at - report.started_at).total_seconds()


def set_aside(report: RunReport) -> list[tuple[str, Rejection]]:
    """List what the run set aside, each with its stage."""
    return [(counts.stage, rejection) for counts in report.stages for rejection in counts.rejected]


def summarise(database: Path) -> Summary | None:
    """Count what a published database holds; None where no profiles have been built yet."""
    if not database.exists():
        return None
    with read_published(database) as connection:
        try:
            customers, facts = connection.execute(
                "select count(distinct customer_id), count(*) from profile.facts"
            ).fetchall()[0]
            conversations = connection.execute("select count(*) from conversation.conversations").fetchall()[0][0]
            examples = connection.execute(
                "select customer_id from profile.evidence group by all order by count(*) desc, customer_id limit ?",
                [EXAMPLES],
            ).fetchall()
        except duckdb.CatalogException:
            return None
    return Summary(customers, conversations, facts, tuple(name for (name,) in examples))


def draw_report(console: Console, report: RunReport) -> None:
    """Print the ledger of a run, what it set aside and where to look next."""
    drawn = table(*LEDGER, right=LEDGER[2:])
    for row in ledger_rows(report.stages):
        style = "yellow" if row["set aside"] else ""
        drawn.add_row(*(cell(f"{value:,}" if isinstance(value, int) else value, style) for value in row.values()))
    draw(console, drawn)
    for line in _rejected_lines(report):
        console.print(line, style="yellow" if line.startswith(" ") else "bold yellow", soft_wrap=True)
    for line in _closing_lines(report, summarise(report.database)):
        console.print(line, soft_wrap=True)


def markdown(report: RunReport) -> str:
    """Sum a run up for Prefect; names of files are untrusted and are shown as code."""
    head = "| " + " | ".join(LEDGER) + " |\n| --- | --- | ---: | ---: | ---: | ---: |"
    rows = ["| " + " | ".join(_code(value) for value in row.values()) + " |" for row in ledger_rows(report.stages)]
    asides = set_aside(report)
    listed = [f"- {_code(stage)} {_code(item.item)}: {_code(item.reason)}" for stage, item in asides[:LISTED]]
    more = [f"- … and {len(asides) - LISTED} more: `rapport status`"] if len(asides) > LISTED else []
    was = "was" if len(asides) == 1 else "were"
    return "\n".join(
        [
            f"# {report.flow} {report.run_id}",
            "",
            f"{report.status.capitalize()} after {seconds(report):.1f} s.",
            "",
            head,
            *rows,
            *(["", f"{counted(len(asides), 'item')} {was} set aside:", "", *listed, *more] if asides else []),
            "",
        ]
    )


def _rejected_lines(report: RunReport) -> Iterator[str]:
    asides = set_aside(report)
    if not asides:
        return
    yield f"Set aside, {len(asides)} in all; the rest went on:"
    for stage, rejection in asides[:LISTED]:
        yield f"  {stage}: {printable(rejection.item)}: {printable(rejection.reason)}"
    if len(asides) > LISTED:
        yield f"  … and {len(asides) - LISTED:,} more: rapport status{_option(report)}"


def _closing_lines(report: RunReport, summary: Summary | None) -> Iterator[str]:
    yield f"{report.flow} took {seconds(report):,.1f} s."
    if summary is None:
        yield f"{report.database} holds no profiles yet: `rapport run` goes all the way."
        return
    held = counted(summary.conversations, "conversation"), counted(summary.facts, "fact")
    yield f"{report.database} holds {held[0]} and {held[1]} about {counted(summary.customers, 'customer')}."
    for name in summary.examples:
        yield f"  rapport show {printable(name)}{_option(report)}"


def _option(report: RunReport) -> str:
    """Name the database where it is not the one that the commands read by default."""
    return "" if report.database == DATABASE else f" --db {printable(str(report.database))}"


def _code(value: object) -> str:
    """Make text inert in Markdown and HTML."""
    text = html.escape(printable(str(value)), quote=False)
    return "".join(f"&#{ord(character)};" if character in "|`*_[]\\~#!" else character for character in text)
