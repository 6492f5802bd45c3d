"""The flows under a real Prefect server."""

from __future__ import annotations

import csv
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parents[2]
INBOX = ROOT / "tests" / "data" / "inbox"
SMALL = (
    "crm/customers.csv",
    "crm/consents.csv",
    "calls/index.csv",
    "calls/2026-02-20_1004-b.vtt",
    "emails/1001-c-0.eml",
)


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A call and a mail of the sample inbox, and a file that cannot be read."""
    folder = tmp_path_factory.mktemp("inbox")
    for name in SMALL:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes((INBOX / name).read_bytes())
    (folder / "calls" / "broken.json").write_text('{"Transcript": [', encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One database for the module: a later run finds the work of the first done."""
    return tmp_path_factory.mktemp("database") / "profiles.duckdb"


def rapport(*arguments: object, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flows.cli", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)


def ask(environment: dict[str, str], path: str, **body: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    answer = httpx.post(f"{environment['PREFECT_API_URL']}/{path}", json=body, timeout=30)
    answer.raise_for_status()
    rows: list[dict[str, Any]] = answer.json()
    return rows


def latest_run(environment: dict[str, str], flow: str) -> dict[str, Any]:
    rows = ask(
        environment, "flow_runs/filter", flows={"name": {"any_": [flow]}}, sort="EXPECTED_START_TIME_DESC", limit=1
    )
    return rows[0]


def personal_data() -> set[str]:
    with (INBOX / "crm" / "customers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row[key] for row in rows for key in ("name", "email", "phone") if row[key]}


@pytest.fixture(scope="module")
def ran(
    prefect_server: dict[str, str], inbox: Path, database: Path
) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    """`rapport run` under the server, and what the server knows of it."""
    done = rapport("run", "--inbox", inbox, "--db", database, environment=prefect_server)
    assert done.returncode == 0, done.stderr
    return done, latest_run(prefect_server, "run_daily")


def test_the_run_completes_with_a_task_a_stage(
    ran: tuple[subprocess.CompletedProcess[str], dict[str, Any]], prefect_server: dict[str, str]
) -> None:
    _, run = ran
    assert run["state_type"] == "COMPLETED"
    tasks = ask(prefect_server, "task_runs/filter", flow_runs={"id": {"any_": [run["id"]]}})
    assert {(task["name"], task["state_type"]) for task in tasks} == {
        (stage, "COMPLETED") for stage in ("pull", "prepare", "extract", "profile")
    }


def test_the_terminal_shows_ledger_and_log_but_no_traceback(
    ran: tuple[subprocess.CompletedProcess[str], dict[str, Any]], prefect_server: dict[str, str]
) -> None:
    done, _ = ran
    assert f"Running run_daily under Prefect at {prefect_server['PREFECT_API_URL']}" in done.stderr
    assert re.search(r"^prepare +\S+ +\d+ +\d+ +\d+ +1$", done.stdout, re.MULTILINE)
    assert "broken.json" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert "\x1b" not in done.stdout + done.stderr


def test_artifacts_sum_the_run_up(
    ran: tuple[subprocess.CompletedProcess[str], dict[str, Any]], prefect_server: dict[str, str]
) -> None:
    _, run = ran
    rows = ask(prefect_server, "artifacts/filter", artifacts={"flow_run_id": {"any_": [run["id"]]}})
    found = {row["key"]: row for row in rows}
    assert {key: row["type"] for key, row in found.items()} == {
        "rapport-run": "markdown",
        "rapport-ledger": "table",
        "rapport-set-aside": "table",
    }
    assert "| prepare |" in found["rapport-run"]["data"]
    assert '"stage": "extract"' in found["rapport-ledger"]["data"]
    assert "broken.json" in found["rapport-set-aside"]["data"]


def test_no_personal_data_reaches_the_server(
    ran: tuple[subprocess.CompletedProcess[str], dict[str, Any]], prefect_server: dict[str, str]
) -> None:
    _, run = ran
    of_run = {"id": {"any_": [run["id"]]}}
    told = [run, *ask(prefect_server, "task_runs/filter", flow_runs=of_run)]
    told += ask(prefect_server, "artifacts/filter", artifacts={"flow_run_id": {"any_": [run["id"]]}})
    told += ask(prefect_server, "logs/filter", logs={"flow_run_id": {"any_": [run["id"]]}})
    assert not [value for value in personal_data() if value in str(told)]


def test_no_result_is_stored(
    ran: tuple[subprocess.CompletedProcess[str], dict[str, Any]], prefect_server: dict[str, str]
) -> None:
    assert ran
    storage = Path(prefect_server["PREFECT_HOME"]) / "storage"
    assert not storage.exists() or not [path for path in storage.rglob("*") if path.is_file()]


def test_an_error_keeps_its_exit_code_and_is_tried_again(
    prefect_server: dict[str, str], database: Path, tmp_path: Path
) -> None:
    config = tmp_path / "fast.yaml"
    config.write_text("prefect: {retries: 1, retry_delay_seconds: 0}\n", encoding="utf-8")
    missing = tmp_path / "nowhere"
    arguments = ("pull", "--inbox", missing, "--db", database, "--config", config)
    done = rapport(*arguments, environment=prefect_server)
    assert done.returncode == 3
    assert f"The inbox {missing} does not exist." in done.stderr
    assert "Traceback" not in done.stderr
    assert "nanobind" not in done.stderr
    run = latest_run(prefect_server, "pull_transcripts")
    tasks = ask(prefect_server, "task_runs/filter", flow_runs={"id": {"any_": [run["id"]]}})
    assert (run["state_type"], tasks[0]["run_count"]) == ("FAILED", 2)


def test_a_server_that_does_not_answer_is_told(prefect_server: dict[str, str], database: Path) -> None:
    gone = prefect_server | {"PREFECT_API_URL": "http://127.0.0.1:9/api"}
    done = rapport("pull", "--db", database, environment=gone)
    assert done.returncode == 2
    assert "The Prefect server at http://127.0.0.1:9/api does not answer" in done.stderr


def test_deploying_without_a_server_says_how_to_start_one(prefect_server: dict[str, str]) -> None:
    environment = {name: value for name, value in prefect_server.items() if name != "PREFECT_API_URL"}
    done = rapport("deploy", environment=environment)
    assert done.returncode == 2
    assert done.stderr.startswith("No Prefect server is named.\nStart one with `prefect server start`")


def test_a_pool_of_another_type_is_refused(prefect_server: dict[str, str], tmp_path: Path) -> None:
    config = tmp_path / "settings.yaml"
    config.write_text("prefect: {work_pool: boxes}\n", encoding="utf-8")
    pool = httpx.post(
        f"{prefect_server['PREFECT_API_URL']}/work_pools/", json={"name": "boxes", "type": "docker"}, timeout=30
    )
    assert pool.is_success
    done = rapport("deploy", "--config", config, environment=prefect_server)
    assert done.returncode == 2
    assert "The work pool 'boxes' is of the type 'docker'" in done.stderr


@pytest.fixture(scope="module")
def deployment(
    ran: tuple[subprocess.CompletedProcess[str], dict[str, Any]],
    prefect_server: dict[str, str],
    inbox: Path,
    database: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    """The deployment of a schedule in the settings, as the server has it."""
    assert ran  # what is to be read has been read: the worker need not load the models
    config = tmp_path_factory.mktemp("settings") / "settings.yaml"
    config.write_text("schedule: {cron: '30 5 * * 1-5', timezone: Europe/Berlin}\n", encoding="utf-8")
    arguments = ("deploy", "--inbox", inbox, "--db", database, "--config", config)
    for _ in range(2):  # the second time it is updated
        done = rapport(*arguments, environment=prefect_server)
        assert done.returncode == 0, done.stderr
        assert "Registered run_daily/rapport, due at '30 5 * * 1-5' in Europe/Berlin" in done.stderr
    (found,) = ask(prefect_server, "deployments/filter")
    return found


def test_a_deployment_has_the_schedule_and_absolute_paths(
    deployment: dict[str, Any], inbox: Path, database: Path
) -> None:
    (schedule,) = deployment["schedules"]
    assert (schedule["schedule"]["cron"], schedule["schedule"]["timezone"]) == ("30 5 * * 1-5", "Europe/Berlin")
    assert schedule["active"]
    assert deployment["work_pool_name"] == "rapport"
    parameters = deployment["parameters"]
    assert (parameters["inbox"], parameters["db"]) == (str(inbox), str(database))
    assert Path(parameters["config"]).is_absolute()


@pytest.fixture
def worker(
    deployment: dict[str, Any], prefect_server: dict[str, str], tmp_path: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A process worker of the pool, started in another folder than the deployment was made in."""
    command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", deployment["work_pool_name"]]
    environment = prefect_server | {"PREFECT_WORKER_QUERY_SECONDS": "1"}
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def test_prefect_deployment_run_works_on_a_worker(
    deployment: dict[str, Any], worker: subprocess.Popen[bytes], prefect_server: dict[str, str], tmp_path: Path
) -> None:
    asked = [sys.executable, "-m", "prefect", "deployment", "run", "run_daily/rapport"]
    subprocess.run(asked, cwd=tmp_path, env=prefect_server, capture_output=True, check=True, timeout=180)
    run = _await_end(prefect_server, deployment["id"], worker)
    assert run["state_type"] == "COMPLETED", run["state"]
    assert run["parameters"] == deployment["parameters"]


def _await_end(environment: dict[str, str], deployment: str, worker: subprocess.Popen[bytes]) -> dict[str, Any]:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and worker.poll() is None:
        runs = ask(
            environment,
            "flow_runs/filter",
            deployments={"id": {"any_": [deployment]}},
            flow_runs={"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"]}}},
        )
        if runs:
            return runs[0]
        time.sleep(0.5)
    pytest.fail("the worker did not end the run")
