"""`rapport deploy`: the schedule of the settings as a Prefect deployment."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.config import Settings, load_settings
from flows.launch import rapport_version
from flows.prefect_flows import check_server, run_daily
from nlp.errors import SettingsError

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment
    from rich.console import Console

DEFAULT_POOL = "rapport"


def register(
    *, inbox: str | None, db: Path | None, config: Path | None, name: str, serve: bool, console: Console
) -> None:
    """Register run_daily with its schedule, and say how to make it run.

    Args:
        inbox: replaces the sources of the settings in every run.
        db: replaces the database of the settings in every run.
        config: the settings file, read anew by every run; its schedule is read now.
        name: the deployment's name, `run_daily/<name>` for Prefect.
        serve: stay and run what is due in this process' children, until interrupted.
        console: where to say it.

    Raises:
        SettingsError: the settings are wrong, or no Prefect server answers.
    """
    settings = load_settings(config, inbox=inbox, database=db)
    api = check_server()
    pool = None if serve else settings.prefect.work_pool or DEFAULT_POOL
    if pool:
        _ensure_pool(pool)
    deployment = _deployment(settings, name=name, pool=pool, parameters=_parameters(inbox=inbox, db=db, config=config))
    plan = settings.schedule
    told = f"run_daily/{name}, due at {plan.cron!r} in {plan.timezone}, at {api}"
    if pool is None:
        from prefect import serve as serve_here

        console.print(f"Serving {told}\nIt runs as long as this process; end it with Ctrl-C.", soft_wrap=True)
        serve_here(deployment)
        return
    deployment.apply(work_pool_name=pool)
    console.print(f"Registered {told}", soft_wrap=True)
    console.print(f"  prefect worker start --pool {pool}   runs it; start one where the data is", soft_wrap=True)
    console.print(f"  prefect deployment run run_daily/{name}   asks for a run now", soft_wrap=True)


def _deployment(settings: Settings, *, name: str, pool: str | None, parameters: dict[str, Any]) -> RunnerDeployment:
    from prefect.deployments.runner import RunnerDeployment
    from prefect.schedules import Cron
    from prefect.types.entrypoint import EntrypointType

    return RunnerDeployment.from_flow(
        run_daily,
        name,
        schedule=Cron(settings.schedule.cron, timezone=settings.schedule.timezone),
        parameters=parameters,
        tags=["rapport"],
        version=rapport_version(),
        # The worker imports the installed package; there is no source to fetch.
        entrypoint_type=EntrypointType.MODULE_PATH,
        work_pool_name=pool,
        # No concurrency limit: a run that was killed stays RUNNING for Prefect and would hold it for ever. The
        # database's own lock keeps two runs apart.
        job_variables={"working_dir": str(Path.cwd()), "command": f"{sys.executable} -m prefect.engine"}
        if pool
        else None,
    )


def _ensure_pool(pool: str) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.exceptions import ObjectNotFound

    with get_client(sync_client=True) as client:
        try:
            found = client.read_work_pool(pool)
        except ObjectNotFound:
            client.create_work_pool(WorkPoolCreate(name=pool, type="process"))
            return
    if found.type != "process":
        raise SettingsError(
            f"The work pool {pool!r} is of the type {found.type!r}, and the database is a file on a worker's disk.\n"
            "Name a pool of the type process in prefect.work_pool, or a new name: it will be created."
        )


def _parameters(*, inbox: str | None, db: Path | None, config: Path | None) -> dict[str, Any]:
    """Give the flow's parameters, with paths that mean the same in any folder."""
    return {
        "config": None if config is None else str(config.absolute()),
        "inbox": _anywhere(inbox),
        "db": None if db is None else str(db.absolute()),
    }


def _anywhere(inbox: str | None) -> str | None:
    if inbox is None or "://" in inbox or "::" in inbox:
        return inbox
    return str(Path(inbox).absolute())
