"""Rendering gold conversations as an inbox."""

from __future__ import annotations

import csv
import json
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from flows.evaluation.render import render_inbox
from tests.flows.evaluation.people import people


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    assert render_inbox(people(tmp_path), folder) == 5
    return folder


def test_channels_alternate_between_their_formats(inbox: Path) -> None:
    files = sorted(str(path.relative_to(inbox)) for path in inbox.rglob("*") if path.is_file())
    assert files == [
        "calls/index.csv",
        "calls/k2-a.vtt",
        "calls/k2-b.json",
        "chats/k1-a.json",
        "chats/webchat.jsonl",
        "crm/consents.csv",
        "crm/customers.csv",
        "emails/k1-b-0.eml",
        "emails/k1-b-1.eml",
    ]


def test_no_mark_is_left_anywhere(inbox: Path) -> None:
    assert not [path for path in inbox.rglob("*") if path.is_file() and b"[[" in path.read_bytes()]


def test_contact_lens_names_participants_and_offsets(inbox: Path) -> None:
    call = json.loads((inbox / "calls/k2-b.json").read_text(encoding="utf-8"))
    assert call["CustomerMetadata"]["ContactId"] == "k2-b"
    assert call["Transcript"][0]["ParticipantId"] == "CUSTOMER"
    assert call["Transcript"][0]["EndOffsetMillis"] == 8500


def test_webvtt_names_speakers(inbox: Path) -> None:
    text = (inbox / "calls/k2-a.vtt").read_text(encoding="utf-8")
    assert text.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:09.000\n<v Agent>Hello.</v>\n")


def test_markup_in_texts_is_escaped(inbox: Path) -> None:
    chat = json.loads((inbox / "chats/k1-a.json").read_text(encoding="utf-8"))
    assert (
        chat["conversation_parts"]["conversation_parts"][0]["body"] == "<p>hi, i&#x27;m a nurse &amp; we have a dog</p>"
    )


def test_json_lines_keep_contact_and_times(inbox: Path) -> None:
    line = json.loads((inbox / "chats/webchat.jsonl").read_text(encoding="utf-8"))
    assert line["customer"] == {"email": "ada@example.com", "name": "Ada Brook"}
    assert line["turns"][1] == {"speaker": "agent", "text": "yes?", "at": "2026-03-05T09:00:20+00:00"}


def test_mails_of_a_conversation_are_one_thread(inbox: Path) -> None:
    answer = message_from_bytes((inbox / "emails/k1-b-1.eml").read_bytes(), policy=policy.default)
    assert answer["In-Reply-To"] == "<k1-b.0@mail.example.com>"
    assert answer["To"] == "Ada Brook <ada@example.com>"


def test_the_telephone_system_knows_what_the_contact_knows(inbox: Path) -> None:
    with (inbox / "calls/index.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["file"], row["customer_phone"], row["customer_id"]) for row in rows] == [
        ("k2-a.vtt", "+1-503-555-0199", ""),
        ("k2-b.json", "", "k2"),
    ]


def test_consents_are_those_that_the_scorer_expects(inbox: Path) -> None:
    with (inbox / "crm/consents.csv").open(encoding="utf-8", newline="") as file:
        granted = [(row["customer_id"], row["purpose"], row["granted"]) for row in csv.DictReader(file)]
    assert granted == [
        ("k1", "profiling", "true"),
        ("k1", "special_categories", "true"),
        ("k2", "profiling", "true"),
        ("k2", "special_categories", "false"),
    ]


def test_rendering_twice_changes_nothing(inbox: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in inbox.rglob("*") if path.is_file()}
    render_inbox(people(tmp_path), inbox)
    assert {path: path.read_bytes() for path in inbox.rglob("*") if path.is_file()} == before
