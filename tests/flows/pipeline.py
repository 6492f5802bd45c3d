"""For tests of the whole path: inboxes written by hand, a reader without a model, the tables that a run leaves."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from functools import partial
from pathlib import Path

import duckdb

from flows.config import Settings, load_settings
from flows.extract_signals import extract
from flows.files import paths_of
from flows.ledger import StageCounts
from flows.run_daily import STAGES, RunReport, Stage, run_stages
from nlp.records import Entity, Fact, Reading, Utterance
from tests.builders import MORNING

CUSTOMERS = ("customer_id", "name", "email", "phone", "handle", "city", "member_since", "tier")
CONSENTS = ("customer_id", "purpose", "granted", "at", "source")
INDEX = ("file", "conversation_id", "started_at", "customer_phone", "customer_id")
LEDGERS = ("run.runs", "run.rejected")
CLOCKS = ("fetched_at", "landed_at", "run_id")  # of raw.documents: when, not what

ADA = {
    "customer_id": "k1",
    "name": "Ada Byrne",
    "email": "ada@example.com",
    "phone": "+1 555 010 0123",
    "handle": "adab",
}
BEN = {"customer_id": "k2", "name": "Ben Ode", "email": "ben@example.org"}


@dataclass
class Inbox:
    """A folder of source files; each file is older than now and younger than the one written before it."""

    root: Path
    _written: int = field(default=0, init=False)

    def write(self, path: str, content: bytes | str) -> Path:
        """Write one file."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        self._written += 1
        at = (MORNING + timedelta(seconds=self._written)).timestamp() - 86_400 * 30
        os.utime(target, (at, at))
        return target

    def sheet(self, path: str, header: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
        """Write a CSV file."""
        target = self.write(path, "")
        with target.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, header, restval="")
            writer.writeheader()
            writer.writerows(rows)
        self.write(path, target.read_bytes())

    def customers(self, *rows: Mapping[str, str]) -> None:
        """Write the customers of the CRM."""
        self.sheet("crm/customers.csv", CUSTOMERS, rows)

    def consents(self, **granted: bool) -> None:
        """Write who consents to profiling."""
        rows = [
            {"customer_id": name, "purpose": "profiling", "granted": str(given).lower(), "at": "2025-01-01T00:00:00Z"}
            for name, given in granted.items()
        ]
        self.sheet("crm/consents.csv", CONSENTS, rows)

    def chats(self, path: str, *conversations: Mapping[str, object]) -> None:
        """Write a file of JSON Lines."""
        self.write(path, "".join(json.dumps(line) + "\n" for line in conversations))

    def email(
        self, name: str, text: str, *, answers: Sequence[str] = (), sender: str = "ada@example.com", hours: int = 0
    ) -> None:
        """Write one e-mail; its Message-ID is `<name@mail.example.com>`."""
        message = EmailMessage()
        message["From"] = sender
        message["To"] = "care@shop.example.com" if sender != "care@shop.example.com" else "ada@example.com"
        message["Subject"] = "Your request"
        message["Date"] = format_datetime(MORNING + timedelta(hours=hours))
        message["Message-ID"] = f"<{name}@mail.example.com>"
        if answers:
            message["In-Reply-To"] = f"<{answers[-1]}@mail.example.com>"
            message["References"] = " ".join(f"<{answer}@mail.example.com>" for answer in answers)
        message.set_content(text)
        self.write(f"emails/{name}.eml", message.as_bytes())

    def call(self, name: str, *said: tuple[str, str]) -> None:
        """Write a WebVTT transcript of (speaker, text) pairs."""
        cues = [
            f"00:00:{number:02}.000 --> 00:00:{number + 1:02}.000\n<v {speaker}>{text}</v>\n"
            for number, (speaker, text) in enumerate(said)
        ]
        self.write(f"calls/{name}.vtt", "WEBVTT\n\n" + "\n".join(cues))


def chat(conversation_id: str, *said: str, customer: str | None = "k1") -> dict[str, object]:
    """A line of JSON Lines: the customer begins, then both sides take turns."""
    return {
        "conversation_id": conversation_id,
        "channel": "chat",
        "started_at": MORNING.isoformat(),
        "customer": {"customer_id": customer} if customer else {},
        "turns": [{"speaker": "agent" if number % 2 else "customer", "text": text} for number, text in enumerate(said)],
    }


@dataclass
class FakeReader:
    """Reads dogs and cats out of turns, and remembers what it was given."""

    version: str = "fake-1"
    given: list[Utterance] = field(default_factory=list)
    loaded: int = 0

    def read(self, utterances: Sequence[Utterance]) -> list[Reading]:
        """Read each turn by itself."""
        self.given.extend(utterances)
        return [self._read(utterance) for utterance in utterances]

    def _read(self, utterance: Utterance) -> Reading:
        pets = [(pet, utterance.text.find(pet)) for pet in ("dog", "cat") if pet in utterance.text]
        names = [
            Entity(type="PERSON", text="Kim", start=at, end=at + 3, score=0.9) for at in [utterance.text.find("Kim")]
        ]
        return Reading(
            sentiment="negative" if "late" in utterance.text else "neutral",
            score=-0.5 if "late" in utterance.text else 0.0,
            facts=tuple(
                Fact(
                    family="household",
                    attribute="pet",
                    value=pet,
                    status="current",
                    confidence=0.9,
                    start=at,
                    end=at + len(pet),
                )
                for pet, at in pets
            ),
            entities=tuple(name for name in names if name.start >= 0),
        )


@dataclass
class Pipeline:
    """One inbox and one database."""

    inbox: Inbox
    settings: Settings
    reader: FakeReader = field(default_factory=FakeReader)

    def run(self, *names: str) -> RunReport:
        """Run the stages named, or all."""
        self.reader.given.clear()

        def load(_: object) -> FakeReader:
            self.reader.loaded += 1
            return self.reader

        reading = partial(extract, load=load, version=lambda _: self.reader.version)
        stages: dict[str, Stage] = {**STAGES, "extract": reading}
        return run_stages(self.settings, names or tuple(STAGES), flow="run_daily", stages=stages)

    def counts(self, report: RunReport, stage: str, source: str = "inbox") -> tuple[int, int, int, int]:
        """What a stage saw, did, left and set aside."""
        found = next(entry for entry in report.stages if (entry.stage, entry.source) == (stage, source))
        return (found.seen, found.done, found.unchanged, found.set_aside)

    def query(self, query: str) -> list[tuple[object, ...]]:
        """Ask the work file; the raw file stands beside it as `landing`."""
        paths = paths_of(self.settings.database)
        with duckdb.connect(":memory:") as connection:
            connection.execute("attach ? as work (read_only)", [str(paths.work)])
            connection.execute("attach ? as landing (read_only)", [str(paths.raw)])
            connection.execute("use work")
            return connection.execute(query).fetchall()

    def texts(self, conversation_id: str) -> list[tuple[object, ...]]:
        """The turns of a conversation: who said what."""
        return self.query(
            f"select speaker, text from conversation.turns where conversation_id = '{conversation_id}' order by turn"  # noqa: S608
        )

    def tables(self) -> dict[str, list[str]]:
        """Every row of both files, but the ledger of runs and clocks."""
        relations = self.query(
            "select database_name, schema_name || '.' || table_name from duckdb_tables() where not temporary"
        )
        return {
            f"{database}.{relation}": self._rows(str(database), str(relation))
            for database, relation in relations
            if relation not in LEDGERS
        }

    def _rows(self, database: str, relation: str) -> list[str]:
        columns = f"* exclude ({', '.join(CLOCKS)})" if relation == "raw.documents" else "*"
        return sorted(map(repr, self.query(f"select {columns} from {database}.{relation}")))  # noqa: S608


def pipeline(folder: Path, **changes: object) -> Pipeline:
    """Build a pipeline on an empty inbox; changes are settings."""
    inbox = Inbox(folder / "inbox")
    inbox.root.mkdir(parents=True, exist_ok=True)
    settings = load_settings(None, inbox=str(inbox.root), database=folder / "profiles.duckdb")
    return Pipeline(inbox=inbox, settings=settings.model_copy(update=changes))


def rejected(report: RunReport, stage: str) -> dict[str, str]:
    """What a stage set aside: the end of its address, and the reason."""
    entries: list[StageCounts] = [entry for entry in report.stages if entry.stage == stage]
    return {
        "/".join(rejection.item.split("/")[-2:]): rejection.reason for entry in entries for rejection in entry.rejected
    }
