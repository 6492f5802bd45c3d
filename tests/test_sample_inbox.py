"""The sample inbox is what the README says: every format, read without a fault; the broken files are set aside."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from nlp.errors import PayloadError
from nlp.normalise import assemble_threads, detect, read_conversations, read_messages
from nlp.records import CallRecord, Conversation, Document, Message
from nlp.train.turns import MARK
from tests.benchmarks.inbox import write_inbox
from tests.builders import MORNING

DATA = Path(__file__).parent / "data"
INBOX = DATA / "inbox"
COMPANY = ("wrenmoor.example.com",)
MAILBOXES = r"[\w.+-]+@([\w.-]+)"
TELEPHONES = r"\(?\b\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}\b"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def documents(folder: Path) -> Iterator[Document]:
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".csv"):
        payload = path.read_bytes()
        digest = hashlib.sha256(payload).hexdigest()
        yield Document(uri=path.relative_to(folder).as_posix(), sha256=digest, modified_at=MORNING, payload=payload)


def read_inbox(folder: Path) -> list[Conversation]:
    """Read a whole inbox as `prepare` does, failing at the first fault."""
    index = {
        f"calls/{row['file']}": CallRecord(conversation_id=row["conversation_id"], phone=row["customer_phone"] or None)
        for row in rows(folder / "calls/index.csv")
    }
    conversations: list[Conversation] = []
    messages: list[Message] = []
    for document in documents(folder):
        if detect(document.payload) in {"email", "mbox"}:
            mail = read_messages(document)
            assert mail.faults == (), document.uri
            messages.extend(mail.messages)
        else:
            told = read_conversations(document, call=index.get(document.uri))
            assert told.faults == (), document.uri
            conversations.extend(told.conversations)
    known = {row["email"] for row in rows(folder / "crm/customers.csv")}
    return conversations + assemble_threads(messages, customers=known, company=COMPANY)


def test_every_document_is_read_and_every_channel_spoken() -> None:
    conversations = read_inbox(INBOX)
    assert len({conversation.conversation_id for conversation in conversations}) == len(conversations) == 51
    channels = Counter(conversation.channel for conversation in conversations)
    assert channels == {"call": 21, "chat": 18, "email": 12}
    speakers = Counter(turn.speaker for conversation in conversations for turn in conversation.turns)
    assert speakers["customer"] > 200
    assert speakers["system"] >= 5, "robots, an out-of-office note and a bounce speak too"


def test_every_format_is_there() -> None:
    assert {detect(document.payload) for document in documents(INBOX)} == {
        "contact_lens",
        "webvtt",
        "jsonl",
        "intercom",
        "email",
        "mbox",
    }


def test_some_refuse_and_some_allow_all() -> None:
    newest = {(row["customer_id"], row["purpose"]): row["granted"] for row in rows(INBOX / "crm/consents.csv")}
    refused = {who for (who, purpose), granted in newest.items() if purpose == "profiling" and granted == "false"}
    assert refused == {"W-1004", "W-1012"}
    assert ("W-1017", "profiling") not in newest
    assert sum(granted == "true" for (_, purpose), granted in newest.items() if purpose == "special_categories") == 3


def test_nobody_real_is_in_it() -> None:
    said = [turn.text for conversation in read_inbox(INBOX) for turn in conversation.turns]
    text = "\n".join([*said, *(path.read_text(encoding="utf-8") for path in INBOX.rglob("*.csv"))])
    hosts = set(re.findall(MAILBOXES, text))
    assert hosts
    assert [host for host in hosts if not re.search(r"(^|\.)example\.(com|org|net)$", host)] == []
    numbers = re.findall(TELEPHONES, text)
    assert numbers
    assert [number for number in numbers if "555" not in number] == []


@pytest.mark.parametrize("document", list(documents(DATA / "broken")), ids=lambda document: document.uri)
def test_broken_files_are_set_aside_with_a_reason(document: Document) -> None:
    with pytest.raises(PayloadError) as caught:
        read_conversations(document) if detect(document.payload) not in {"email", "mbox"} else read_messages(document)
    assert str(caught.value)


def test_copies_for_the_benchmark_are_read_like_the_sample(tmp_path: Path) -> None:
    write_inbox(INBOX, tmp_path / "inbox", copies=3)
    conversations = read_inbox(tmp_path / "inbox")
    assert len({conversation.conversation_id for conversation in conversations}) == len(conversations) == 3 * 51
    told = Counter(
        turn.text for conversation in conversations for turn in conversation.turns if turn.speaker != "system"
    )
    twice = sum(times - 1 for times in told.values())
    assert twice < len(told) / 20, "the copies should hardly repeat each other"


def test_no_gold_turn_is_in_it() -> None:
    def said(text: str) -> str:
        return " ".join(re.findall(r"\w+", MARK.sub(r"\2", text).lower()))

    pages = [path.read_text(encoding="utf-8") for path in sorted(DATA.parent.glob("gold/*.yaml"))]
    gold = "\n".join(said(line) for page in pages for line in page.splitlines())
    assert gold
    turns = {said(turn.text) for conversation in read_inbox(INBOX) for turn in conversation.turns}
    assert [turn for turn in turns if len(turn.split()) >= 7 and turn in gold] == []
