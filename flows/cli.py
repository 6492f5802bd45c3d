"""The `rapport` command: every verb is one call of a flow; heavy packages are imported when a verb needs them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from flows.launch import DATABASE, silence_telemetry
from nlp.errors import RapportError

INTERRUPTED = 130  # 128 + SIGINT, as shells have it
EXIT_CODES = """\b
[bold]Exit codes[/bold]
  0  it worked; single items may have been set aside (rapport status)
  1  an error that nobody foresaw
  2  wrong settings, options or SQL
  3  the inbox cannot be reached or listed
  4  a model is missing or damaged
  5  the database is missing, locked, damaged or of another version
  6  no such customer, file or run
130  interrupted; what was finished is kept
"""


def examples(*lines: str) -> str:
    """Lay examples out for the end of a help text."""
    return "\b\n[bold]Examples[/bold]\n" + "\n".join(f"  {line}" for line in lines)


class ErrorsAsLines(TyperGroup):
    """Turns every error into lines on stderr and an exit code; tracebacks only with --debug."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  # typer carries its own copy of click's Context
        """Run the command, the one place where errors are caught."""
        debug = bool(ctx.params.get("debug"))
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            if debug:
                raise
            _say_error("Interrupted. What was finished is kept; the same command goes on from there.")
            raise typer.Exit(INTERRUPTED) from None
        except RapportError as error:
            if debug:
                raise
            _say_error(str(error))
            raise typer.Exit(error.exit_code) from None
        except Exception as error:
            # typer's own errors carry an exit code and are told by typer; a closed pipe is its business too.
            if debug or hasattr(error, "exit_code") or isinstance(error, (typer.Abort, BrokenPipeError)):
                raise
            _say_error(_unforeseen(error))
            raise typer.Exit(1) from None


app = typer.Typer(
    cls=ErrorsAsLines,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Inbox = Annotated[
    str | None,
    typer.Option(help="The folder or address (s3://…, anything fsspec opens) to read. Replaces the settings' sources."),
]
Database = Annotated[
    Path | None,
    typer.Option("--db", help="The database to publish to. Replaces the settings' one."),
]
Published = Annotated[Path, typer.Option("--db", help="The published database to read.")]
Config = Annotated[Path | None, typer.Option(help="Settings in YAML; configs/default.yaml explains every key.")]


def _print_version(wanted: bool) -> None:
    if wanted:
        from flows.launch import rapport_version

        typer.echo(f"rapport {rapport_version()}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def rapport(
    context: typer.Context,
    *,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[  # noqa: ARG001
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Turn calls, chats and e-mails into customer profiles in DuckDB, each value with the words that prove it."""
    context.obj = debug
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(
    epilog=examples(
        "rapport run --inbox tests/data/inbox",
        "rapport run --inbox s3://bucket/transcripts --db profiles.duckdb",
        "rapport run --config configs/acme.yaml",
        "PREFECT_API_URL=http://127.0.0.1:4200/api rapport run",
    )
)
def run(context: typer.Context, *, inbox: Inbox = None, db: Database = None, config: Config = None) -> None:
    """Go the whole way: pull, prepare, extract, profile, publish.

    Only what is new or changed is read again, so running it often costs little; killing it loses nothing.
    Runs under Prefect when PREFECT_API_URL is set and in this process otherwise.
    """
    _start(context, "run_daily", inbox=inbox, db=db, config=config)


@app.command(epilog=examples("rapport pull --inbox tests/data/inbox", "rapport pull --inbox memory://inbox"))
def pull(context: typer.Context, *, inbox: Inbox = None, db: Database = None, config: Config = None) -> None:
    """Fetch new and changed documents of the inbox, as they are.

    They land in the raw file beside the database, the only place where personal text is kept.
    """
    _start(context, "pull_transcripts", inbox=inbox, db=db, config=config)


@app.command(epilog=examples("rapport prepare", "rapport prepare --db profiles.duckdb --config configs/acme.yaml"))
def prepare(context: typer.Context, *, db: Database = None, config: Config = None) -> None:
    """Read the documents that were pulled: conversations, whose they are, and redacted.

    A document that cannot be read is set aside with the reason, and the others go on.
    """
    _start(context, "prepare_conversations", inbox=None, db=db, config=config)


@app.command(epilog=examples("rapport extract", "rapport extract --db profiles.duckdb"))
def extract(context: typer.Context, *, db: Database = None, config: Config = None) -> None:
    """Read the turns of customers who consented: sentiment, facts, preferences, frustrations, names.

    A turn is read once by each model version, however often this runs.
    """
    _start(context, "extract_signals", inbox=None, db=db, config=config)


@app.command(epilog=examples("rapport profile", "rapport profile --db profiles.duckdb"))
def profile(context: typer.Context, *, db: Database = None, config: Config = None) -> None:
    """Build the profiles from the signals, each value with its evidence, and publish them."""
    _start(context, "build_profiles", inbox=None, db=db, config=config)


@app.command(
    epilog=examples(
        "rapport show                        # who there is",
        "rapport show W-1009 --db demo/profiles.duckdb",
        "rapport show 'Loretta Quimby' --quotes 3",
    )
)
def show(
    customer: Annotated[
        str | None, typer.Argument(help="An id, a name or part of a name. Leave out to list them.")
    ] = None,
    *,
    db: Published = DATABASE,
    quotes: Annotated[int, typer.Option(min=0, max=100, help="Quotes under each value, the surest first.")] = 1,
) -> None:
    """Draw a customer's profile, each value with the customer's own words."""
    from flows.customers import list_customers
    from flows.show import show_customer
    from flows.terminal import output

    if customer is None:
        list_customers(db, output())
    else:
        show_customer(customer, db, output(), quotes=quotes)


@app.command(
    epilog=examples(
        "rapport sql 'from profile.customer_360'",
        "rapport sql \"from profile.evidence where value = 'dog'\" --format csv",
        "rapport sql - --format json < query.sql",
    )
)
def sql(
    query: Annotated[str, typer.Argument(help="The SQL, or - to read it from stdin.")],
    *,
    db: Published = DATABASE,
    format: Annotated[  # noqa: A002  # the option's name
        Literal["table", "csv", "json"],
        typer.Option(help="csv puts an apostrophe before text that a spreadsheet would run; json is exact."),
    ] = "table",
) -> None:
    """Ask the published database; it can be read while a run writes.

    Nothing can be changed, no file written and no other database attached.
    """
    from flows.query import run_query

    run_query(sys.stdin.read() if query == "-" else query, db, format=format)


@app.command(epilog=examples("rapport status", "rapport status --runs 3 --db profiles.duckdb"))
def status(
    *,
    db: Published = DATABASE,
    runs: Annotated[int, typer.Option(min=1, max=10_000, help="How many runs to show.")] = 10,
) -> None:
    """Show the ledger of runs, the latest first, and what is set aside."""
    from flows.status import show_status
    from flows.terminal import output

    show_status(db, output(), runs=runs)


@app.command(
    epilog=examples(
        "rapport evaluate tests/gold/*.yaml",
        "rapport evaluate tests/gold/*.yaml --errors --keep build/gold > errors.txt",
        "rapport evaluate models/training/conversations_e_profiles.yaml --errors",
        "rapport evaluate tests/gold/*.yaml --card models/signals-en-2",
    )
)
def evaluate(
    gold: Annotated[
        list[Path],
        typer.Argument(
            help="Gold conversations in YAML, as in tests/gold, or customers followed in training turns: "
            "a *_profiles.yaml as in models/training, its conversations in a .jsonl beside it."
        ),
    ],
    *,
    errors: Annotated[
        bool, typer.Option("--errors", help="List every miss and false finding with its turns, by attribute and kind.")
    ] = False,
    keep: Annotated[Path | None, typer.Option(help="An empty folder to keep the inbox and the database in.")] = None,
    card: Annotated[Path | None, typer.Option(help="A model's folder; the scores go into its card.")] = None,
    config: Config = None,
) -> None:
    """Measure the product: render gold conversations as an inbox, run on it, score the tables.

    Prints a table of scores, and the same figures as the last line in JSON.
    With --errors everything that is wrong comes first, one by one, quoted from the redacted turns.
    """
    from flows.config import load_settings
    from flows.evaluation.card import write_card
    from flows.evaluation.evaluate import evaluate_gold, print_score
    from flows.evaluation.gold import read_gold
    from flows.launch import show_progress
    from flows.terminal import notices, output

    people = read_gold(gold)
    with show_progress(notices()) as progress:
        score = evaluate_gold(people, load_settings(config), keep=keep, progress=progress)
    print_score(score, output(), errors=errors)
    if card is not None:
        write_card(card, score, people=people, gold=gold)
        notices().print(f"Wrote the scores into {card}", soft_wrap=True)


@app.command(
    epilog=examples(
        "prefect server start                       # once, somewhere",
        "export PREFECT_API_URL=http://127.0.0.1:4200/api",
        "rapport deploy --config configs/acme.yaml",
        "prefect worker start --pool rapport        # where the data is",
        "prefect deployment run run_daily/rapport   # now, before it is due",
    )
)
def deploy(
    *,
    inbox: Inbox = None,
    db: Database = None,
    config: Config = None,
    name: Annotated[str, typer.Option(help="The deployment's name: one for each database.")] = "rapport",
    serve: Annotated[bool, typer.Option("--serve", help="Stay and run the deployment here, without a worker.")] = False,
) -> None:
    """Register the schedule of the settings with Prefect.

    The run needs a worker on a machine that reaches the inbox and the database; it uses this Python and folder.
    """
    silence_telemetry()
    from flows.deploy import register
    from flows.terminal import notices

    register(inbox=inbox, db=db, config=config, name=name, serve=serve, console=notices())


def _start(context: typer.Context, flow: str, *, inbox: str | None, db: Path | None, config: Path | None) -> None:
    """Run a flow, under Prefect or here, and print its report."""
    from flows.launch import launch
    from flows.report import draw_report
    from flows.terminal import notices, output

    report = launch(flow, inbox=inbox, db=db, config=config, console=notices(), debug=bool(context.obj))
    draw_report(output(), report)


def _unforeseen(error: Exception) -> str:
    from flows.launch import describe_unforeseen

    return describe_unforeseen(error)


def _say_error(text: str) -> None:
    from flows.terminal import notices

    notices().print(text, style="red", soft_wrap=True)


def main() -> None:
    """Run the command line."""
    app(prog_name="rapport")


if __name__ == "__main__":
    main()
