"""The flows under Prefect: the plain stages with retries, logs and artifacts that sum a run up.

Tasks take no rows and return counts, and no result is stored: personal text never reaches Prefect. Correctness
does not rest on Prefect's state either; a run that was killed is simply started again.
"""

from __future__ import annotations

import copy
import logging
import time
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prefect import flow, get_run_logger, task  # noqa: TID253  # this module is the one that wraps them; it is imported late
from prefect.artifacts import create_markdown_artifact, create_table_artifact  # noqa: TID253
from prefect.cache_policies import NO_CACHE  # noqa: TID253
from prefect.client.orchestration import get_client  # noqa: TID253
from prefect.logging.handlers import PrefectConsoleHandler  # noqa: TID253
from prefect.settings import PREFECT_API_URL  # noqa: TID253

from flows.config import Settings, load_settings
from flows.launch import API_VARIABLE, FLOWS, describe_unforeseen
from flows.ledger import StageCounts
from flows.report import ledger_rows, markdown, set_aside
from flows.run_daily import RunReport, run_stages
from nlp.errors import ModelError, NotFoundError, RapportError, SettingsError

if TYPE_CHECKING:
    from prefect.client.schemas import State, TaskRun
    from prefect.tasks import Task

LOG_EVERY_SECONDS = 30.0
LASTING = (SettingsError, ModelError, NotFoundError)  # another try meets the same
WHOLE_ERRORS: ContextVar[bool] = ContextVar("WHOLE_ERRORS", default=False)  # for --debug
Thunk = Callable[[], list[StageCounts]]


@flow(name="pull_transcripts", persist_result=False)
def pull_transcripts(config: str | None = None, inbox: str | None = None, db: str | None = None) -> RunReport:
    """Land new and changed documents of the sources in raw."""
    return _run("pull_transcripts", config=config, inbox=inbox, db=db)


@flow(name="prepare_conversations", persist_result=False)
def prepare_conversations(config: str | None = None, inbox: str | None = None, db: str | None = None) -> RunReport:
    """Turn documents into conversations: read, resolved to a customer, redacted."""
    return _run("prepare_conversations", config=config, inbox=inbox, db=db)


@flow(name="extract_signals", persist_result=False)
def extract_signals(config: str | None = None, inbox: str | None = None, db: str | None = None) -> RunReport:
    """Read the turns of customers who consented."""
    return _run("extract_signals", config=config, inbox=inbox, db=db)


@flow(name="build_profiles", persist_result=False)
def build_profiles(config: str | None = None, inbox: str | None = None, db: str | None = None) -> RunReport:
    """Derive the profiles from the signals and publish them."""
    return _run("build_profiles", config=config, inbox=inbox, db=db)


@flow(name="run_daily", persist_result=False)
def run_daily(config: str | None = None, inbox: str | None = None, db: str | None = None) -> RunReport:
    """Go the whole way: pull, prepare, extract, profile, publish; the scheduled flow."""
    return _run("run_daily", config=config, inbox=inbox, db=db)


WRAPPED = {
    wrapped.name: wrapped
    for wrapped in (pull_transcripts, prepare_conversations, extract_signals, build_profiles, run_daily)
}


class LogProgress:
    """Tells the log of the running task how far it is."""

    def __init__(self) -> None:
        self._stage, self._unit = "", "items"
        self._total: int | None = None
        self._count = 0
        self._told = 0.0

    def start(self, stage: str, total: int | None, *, unit: str = "items") -> None:
        """Begin a stage."""
        self._stage, self._total, self._unit, self._count = stage, total, unit, 0
        self._told = time.monotonic()

    def advance(self, count: int = 1) -> None:
        """Add to the count; log it when the last line is old enough."""
        self._count += count
        if time.monotonic() - self._told >= LOG_EVERY_SECONDS:
            self._told = time.monotonic()
            self._tell()

    def finish(self) -> None:
        """Log the last count."""
        self._tell()

    def _tell(self) -> None:
        of = "" if self._total is None else f" of {self._total:,}"
        get_run_logger().info("%s: %s%s %s", self._stage, f"{self._count:,}", of, self._unit)


def run_flow(name: str, *, inbox: str | None, db: Path | None, config: Path | None, debug: bool = False) -> RunReport:
    """Run a flow in this process, told to the Prefect server; its tracebacks stay off the terminal unless asked for.

    Raises:
        SettingsError: the server does not answer.
    """
    check_server()
    whole = WHOLE_ERRORS.set(debug)
    try:
        return WRAPPED[name](
            config=None if config is None else str(config), inbox=inbox, db=None if db is None else str(db)
        )
    finally:
        WHOLE_ERRORS.reset(whole)


def check_server() -> str:
    """Make sure that a Prefect server answers, so that Prefect neither starts one of its own nor retries for minutes.

    Returns:
        The address of its API.

    Raises:
        SettingsError: none is named, or it does not answer.
    """
    api: str | None = PREFECT_API_URL.value()
    if not api:
        raise SettingsError(
            "No Prefect server is named.\n"
            f"Start one with `prefect server start` and set {API_VARIABLE}=http://127.0.0.1:4200/api."
        )
    with get_client(sync_client=True) as client:
        fault = client.api_healthcheck()
    if fault is not None:
        raise SettingsError(
            f"The Prefect server at {api} does not answer ({type(fault).__name__}).\n"
            f"Start it with `prefect server start`, or unset {API_VARIABLE} to run without one."
        )
    return api


def hide_tracebacks() -> None:
    """Keep Prefect's console logs to lines; the server's copy of the log keeps everything."""
    loggers = [logging.getLogger(), *map(logging.getLogger, list(logging.root.manager.loggerDict))]
    for handler in {handler for logger in loggers for handler in logger.handlers}:
        if isinstance(handler, PrefectConsoleHandler):
            handler.setFormatter(_Lines(handler.formatter))


class _Lines(logging.Formatter):
    """Formats as another formatter does, without the traceback."""

    def __init__(self, inner: logging.Formatter | None) -> None:
        super().__init__()
        self._inner = inner or logging.Formatter()

    def format(self, record: logging.LogRecord) -> str:
        line = copy.copy(record)  # other handlers format the same record afterwards
        line.exc_info = line.exc_text = line.stack_info = None
        return self._inner.format(line)


def _run(name: str, *, config: str | None, inbox: str | None, db: str | None) -> RunReport:
    if not WHOLE_ERRORS.get():
        hide_tracebacks()
    settings = load_settings(Path(config) if config else None, inbox=inbox, database=Path(db) if db else None)

    try:
        report = run_stages(settings, FLOWS[name], flow=name, progress=LogProgress(), call=_Tasks(settings).call)
    except BaseException as error:
        traceback.clear_frames(error.__traceback__)  # see _bare
        raise
    _sum_up(report)
    return report


class _Tasks:
    """Runs stages as tasks, which get nothing but their names."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings.prefect
        self._thunk: Thunk | None = None

    def call(self, stage: str, thunk: Thunk) -> list[StageCounts]:
        """Run one stage as a task of its name."""
        self._thunk = thunk
        try:
            return self._as_task(stage)()
        finally:
            self._thunk = None

    def _as_task(self, stage: str) -> Task[[], list[StageCounts]]:
        @task(
            name=stage,
            task_run_name=stage,
            retries=self._settings.retries,
            retry_delay_seconds=self._settings.retry_delay_seconds,
            retry_condition_fn=_may_pass,
            cache_policy=NO_CACHE,
            persist_result=False,
        )
        def run_stage() -> list[StageCounts]:
            assert self._thunk is not None  # noqa: S101
            try:
                return self._thunk()
            except BaseException as error:
                if WHOLE_ERRORS.get():
                    raise
                told = error
            raise _bare(told)

        return run_stage


def _bare(error: BaseException) -> BaseException:
    """Make an error that holds its message alone.

    Prefect logs the message and the chain behind it, which may quote a customer unless the error is ours; and it
    keeps the error to the end, and with its frames open connections, of which DuckDB complains then.
    """
    if isinstance(error, Exception) and not isinstance(error, RapportError):
        return RapportError(describe_unforeseen(error))
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def _may_pass(_task: Task[Any, Any], _run: TaskRun, state: State[Any]) -> bool:
    """Say whether another try may succeed."""
    return not isinstance(state.result(raise_on_failure=False), LASTING)


def _sum_up(report: RunReport) -> None:
    logger = get_run_logger()
    for counts in report.stages:
        logger.info(
            "%s %s: %d seen, %d done, %d unchanged, %d set aside",
            counts.stage,
            counts.source,
            counts.seen,
            counts.done,
            counts.unchanged,
            counts.set_aside,
        )
    about = f"What {report.flow} {report.run_id} did"
    create_markdown_artifact(key="rapport-run", markdown=markdown(report), description=about)
    create_table_artifact(key="rapport-ledger", table=ledger_rows(report.stages), description=about)
    asides = [{"stage": stage, "item": item.item, "reason": item.reason} for stage, item in set_aside(report)]
    if asides:
        create_table_artifact(key="rapport-set-aside", table=asides, description=about)
