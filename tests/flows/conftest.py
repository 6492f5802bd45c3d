"""A small published database for everything that reads one, and a real Prefect server."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from flows.build_profiles import rebuild
from flows.ledger import StageCounts, begin_run, end_run, record_stage, reject
from flows.store import insert_rows, open_store, transaction
from flows.taxonomy import load_taxonomy, registry
from tests.flows.pipeline import FakeReader

ROOT = Path(__file__).parents[2]
Rows = Sequence[Mapping[str, object]]
HOSTILE = "the [bold]kettle[/bold] \x1b[31m\u202eis late"  # what a terminal or rich would obey

CUSTOMERS: Rows = [
    {"customer_id": "1001", "name": "Ada Brook", "city": "Bend", "tier": "gold", "email": "ada@example.com"},
    {"customer_id": "1002", "name": "Ben Ode", "city": "Cork"},
    {"customer_id": "1003", "name": "Ada Stone"},
]
CONSENTS: Rows = [
    {"customer_id": name, "purpose": purpose, "granted": granted, "at": datetime(2025, 1, 1)}  # noqa: DTZ001
    for name, purpose, granted in (
        ("1001", "profiling", True),
        ("1002", "profiling", False),
        ("1003", "profiling", True),
        ("1003", "special_categories", True),
    )
]
SAID = {
    "c1": ("1001", "call", 5, ["hello", "i am engaged and we have a dog", HOSTILE]),
    "c2": ("1001", "email", 9, ["we married, the parcel came, =thanks. never ring me", "we will move in may"]),
    "c3": ("1002", "chat", 7, ["i have a cat"]),
    "c4": (None, "chat", 8, ["who am i"]),
}
FACTS = [
    ("c1", 1, "household", "marital_status", "engaged", "current", 0.9, 0, 12),
    ("c1", 1, "household", "pet", "dog", "current", 0.8, 17, 30),
    ("c2", 0, "household", "marital_status", "married", "current", 0.95, 0, 10),
    ("c2", 1, "life_event", "life_event", "moving", "planned", 0.7, 0, 19),
]


def _rows(connection_rows: dict[str, Rows]) -> dict[str, Rows]:
    turns, conversations, moods = [], [], []
    for name, (customer, channel, day, texts) in SAID.items():
        started = datetime(2026, 1, day, 9)  # noqa: DTZ001  # stored times have no zone
        conversations.append(
            {
                "conversation_id": name,
                "customer_id": customer,
                "identified_by": customer and "customer_id",
                "channel": channel,
                "started_at": started,
                "source_uri": f"inbox/{name}",
                "content_hash": name,
            }
        )
        for number, text in enumerate(texts):
            place = {"conversation_id": name, "turn": number}
            turns.append({**place, "speaker": "customer", "said_at": started, "text": text})
            moods.append({**place, "sentiment": "neutral", "score": 0.05 - 0.4 * number, "model": "m"})
    spans = (
        "conversation_id",
        "turn",
        "family",
        "attribute",
        "value",
        "status",
        "confidence",
        "start_char",
        "end_char",
    )
    return connection_rows | {
        "conversation.conversations": conversations,
        "conversation.turns": turns,
        "signal.sentiment": moods,
        "signal.facts": [dict(zip(spans, fact, strict=True)) | {"model": "m"} for fact in FACTS],
    }


def _signals() -> dict[str, Rows]:
    cue = {"confidence": 0.9, "start_char": 4, "end_char": 24, "model": "m"}
    return {
        "crm.customers": CUSTOMERS,
        "crm.consents": CONSENTS,
        "signal.preferences": [
            {"conversation_id": "c2", "turn": 0, "attribute": "contact_channel", "value": "phone"}
            | {"polarity": "negative", "confidence": 0.8, "start_char": 37, "end_char": 50, "model": "m"}
        ],
        "signal.frustrations": [
            {"conversation_id": "c1", "turn": 2, "category": "delivery", "object": "kettle", "severity": 2, **cue}
        ],
        "signal.resolutions": [
            {"conversation_id": "c2", "turn": 0, "resolved": True, "confidence": 0.9}
            | {"start_char": 12, "end_char": 27, "model": "m"}
        ],
    }


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published database: three customers, of whom one is known, and two runs in the ledger."""
    database = tmp_path_factory.mktemp("published") / "profiles.duckdb"
    with open_store(database, timeout_seconds=5) as store:
        work = store.work
        for relation, rows in _rows(_signals()).items():
            insert_rows(work, relation, rows)
        with transaction(work, checkpoint=True):
            rebuild(work, registry(load_taxonomy(), min_confidence={}))
        for asides in ([reject("inbox/calls/old.json", "cut off")], [reject("inbox/calls/new.json", "no turns")]):
            run = begin_run(work, flow="run_daily")
            counts = StageCounts.of(stage="prepare", source="inbox", done=4, unchanged=1, rejected=asides)
            record_stage(work, run, counts, started_at=datetime.now(UTC))
            end_run(work, run, status="done")
        store.publish()
    return database


@pytest.fixture
def fake_reader(monkeypatch: pytest.MonkeyPatch) -> FakeReader:
    """Put a reader that finds dogs and cats in the place of the models."""
    reader = FakeReader()
    monkeypatch.setattr("nlp.registry.load_reader", lambda *_, **__: reader)
    monkeypatch.setattr("nlp.registry.reader_version", lambda *_, **__: reader.version, raising=False)
    return reader


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A real Prefect server of its own; gives the environment that leads to it."""
    home = tmp_path_factory.mktemp("prefect")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    api = f"http://127.0.0.1:{port}/api"
    environment = os.environ | {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_ENABLED": "false",
        "PYTHONPATH": str(ROOT),  # of the workers' subprocesses
    }
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    log = home / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        _await_health(api, server, log)
        yield environment | {"PREFECT_API_URL": api}
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _await_health(api: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{api}/health", timeout=5).is_success:
                return
        time.sleep(0.2)
    pytest.fail(f"The Prefect server did not start:\n{log.read_text(errors='replace')[-2000:]}")
