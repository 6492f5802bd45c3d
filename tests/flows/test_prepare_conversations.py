"""PREPARE: what documents say lands once, follows its document, and outlives its file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Container
from pathlib import Path

import pytest

from flows.config import CompanySettings, LimitSettings, load_settings
from flows.run_daily import run_stages
from nlp.normalise import assemble_threads, read_conversations, read_messages
from nlp.records import CallRecord, Conversation, Document, Message, ReadConversations, ReadMessages, Redaction
from nlp.redact import redact_conversation
from tests.flows.pipeline import ADA, BEN, INDEX, Pipeline, chat, pipeline, rejected

BROKEN = Path(__file__).parents[1] / "data" / "broken"


@pytest.fixture
def here(tmp_path: Path) -> Pipeline:
    """Two chats in one file, a call and a thread of two e-mails."""
    built = pipeline(tmp_path)
    built.inbox.customers(ADA, BEN)
    built.inbox.consents(k1=True)
    built.inbox.chats(
        "chats/web.jsonl", chat("c1", "i have a dog", "lovely", "yes"), chat("c2", "where is it", customer="k2")
    )
    built.inbox.call("call-1", ("Agent", "hello"), ("Customer", "my parcel is late"))
    built.inbox.sheet(
        "calls/index.csv",
        ("file", "conversation_id", "started_at", "customer_phone", "customer_id"),
        [{"file": "call-1.vtt", "conversation_id": "p1", "started_at": "2026-01-05T09:00:00Z", "customer_id": "k2"}],
    )
    built.inbox.email("m1", "I need help")
    built.inbox.email("m2", "We will help", answers=["m1"], sender="care@shop.example.com", hours=1)
    return built


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the documents that were read."""
    names: list[str] = []

    def conversations(document: Document, *, call: CallRecord | None) -> ReadConversations:
        names.append(document.uri.rpartition("/")[2])
        return read_conversations(document, call=call)

    def messages(document: Document) -> ReadMessages:
        names.append(document.uri.rpartition("/")[2])
        return read_messages(document)

    monkeypatch.setattr("flows.documents.read_conversations", conversations)
    monkeypatch.setattr("flows.documents.read_messages", messages)
    return names


def stored(here: Pipeline) -> set[object]:
    return {name for (name,) in here.query("select conversation_id from conversation.conversations")}


def customers(here: Pipeline) -> dict[object, object]:
    return dict(here.query("select conversation_id, customer_id from conversation.conversations"))  # type: ignore[arg-type]


def test_every_format_lands_with_its_turns_in_place(here: Pipeline) -> None:
    report = here.run("pull", "prepare")
    assert here.counts(report, "prepare") == (4, 4, 0, 0)
    assert here.counts(report, "prepare", "crm") == (3, 3, 0, 0)
    assert here.texts("c1") == [("customer", "i have a dog"), ("agent", "lovely"), ("customer", "yes")]
    assert here.texts("p1") == [("agent", "hello"), ("customer", "my parcel is late")]
    assert here.texts("m1@mail.example.com") == [("customer", "I need help"), ("agent", "We will help")]
    assert customers(here) == {"c1": "k1", "c2": "k2", "p1": "k2", "m1@mail.example.com": "k1"}
    assert here.query(
        "select channel, started_at::varchar, identified_by from conversation.conversations "
        "where conversation_id = 'p1'"
    ) == [("call", "2026-01-05 09:00:00", "customer_id")]


def test_second_run_reads_nothing_and_changes_no_row(here: Pipeline, read: list[str]) -> None:
    here.run("pull", "prepare")
    before = here.tables()
    read.clear()
    report = here.run("pull", "prepare")
    assert here.counts(report, "prepare") == (4, 0, 4, 0)
    assert here.counts(report, "prepare", "crm") == (3, 0, 3, 0)
    assert read == []
    assert here.tables() == before


def test_line_added_to_a_file_is_one_conversation(here: Pipeline) -> None:
    here.run("pull", "prepare")
    here.inbox.chats(
        "chats/web.jsonl",
        chat("c1", "i have a dog", "lovely", "yes"),
        chat("c2", "where is it", customer="k2"),
        chat("c3", "hello again"),
    )
    assert here.counts(here.run("pull", "prepare"), "prepare") == (5, 1, 4, 0)


def test_line_taken_from_a_file_is_a_conversation_less(here: Pipeline) -> None:
    here.run("pull", "prepare", "extract")
    assert here.query("select count(*) from signal.turns where conversation_id = 'c1'") == [(3,)]
    here.inbox.chats("chats/web.jsonl", chat("c2", "where is it", customer="k2"))
    assert here.counts(here.run("pull", "prepare"), "prepare") == (3, 0, 3, 0)
    assert "c1" not in stored(here)
    for relation in ("conversation.turns", "signal.turns", "signal.facts", "signal.sentiment", "landing.raw.contacts"):
        assert here.query(f"select count(*) from {relation} where conversation_id = 'c1'") == [(0,)], relation  # noqa: S608


def test_changed_conversation_keeps_the_signals_of_turns_that_stay(here: Pipeline) -> None:
    here.run("pull", "prepare", "extract")
    here.inbox.chats("chats/web.jsonl", chat("c1", "i have a dog", "lovely", "no, a cat", "ah"))
    assert here.counts(here.run("pull", "prepare"), "prepare") == (3, 1, 2, 0)
    assert here.texts("c1")[2:] == [("customer", "no, a cat"), ("agent", "ah")]
    assert here.query("select turn from signal.turns where conversation_id = 'c1' order by turn") == [(0,), (1,)]


def test_removed_file_keeps_its_conversations(here: Pipeline) -> None:
    here.run("pull", "prepare")
    before = here.tables()
    shutil.rmtree(here.inbox.root / "chats")
    here.run("pull", "prepare")
    assert here.tables() == before


def test_copy_of_a_document_says_nothing_new(here: Pipeline) -> None:
    here.run("pull", "prepare")
    here.inbox.write("chats/a-copy.jsonl", (here.inbox.root / "chats/web.jsonl").read_bytes())
    assert here.counts(here.run("pull", "prepare"), "prepare") == (4, 0, 4, 0)


def test_touched_document_is_unchanged(here: Pipeline) -> None:
    here.run("pull", "prepare")
    here.inbox.write("chats/web.jsonl", (here.inbox.root / "chats/web.jsonl").read_bytes())
    assert here.counts(here.run("pull", "prepare"), "prepare") == (4, 0, 4, 0)


@pytest.mark.parametrize("older_first", [True, False], ids=["older comes first", "older comes late"])
def test_newest_document_is_right_about_a_conversation(tmp_path: Path, older_first: bool) -> None:
    here = pipeline(tmp_path)
    here.inbox.chats("chats/1.jsonl", chat("c1", "hello"))
    here.inbox.chats("chats/2.jsonl", chat("c1", "hello", "how may i help"))
    later = here.inbox.root / ("chats/2.jsonl" if older_first else "chats/1.jsonl")
    aside = later.rename(tmp_path / "aside")
    here.run("pull", "prepare")
    aside.rename(later)
    assert here.counts(here.run("pull", "prepare"), "prepare") == (1, int(older_first), int(not older_first), 0)
    assert here.texts("c1") == [("customer", "hello"), ("agent", "how may i help")]


def test_older_document_speaks_again_when_the_newer_one_falls_silent(tmp_path: Path) -> None:
    here = pipeline(tmp_path)
    here.inbox.chats("chats/1.jsonl", chat("c1", "hello"))
    here.inbox.chats("chats/2.jsonl", chat("c1", "hello", "how may i help"))
    here.run("pull", "prepare")
    here.inbox.chats("chats/2.jsonl", chat("c9", "something else"))
    assert here.counts(here.run("pull", "prepare"), "prepare") == (2, 2, 0, 0)
    assert here.texts("c1") == [("customer", "hello")]


def test_call_record_that_comes_later(here: Pipeline, read: list[str]) -> None:
    index = (here.inbox.root / "calls/index.csv").read_bytes()
    (here.inbox.root / "calls/index.csv").unlink()
    here.run("pull", "prepare")
    assert customers(here)["call-1"] is None  # without an id it bears the name of its file
    read.clear()
    here.inbox.write("calls/index.csv", index)
    assert here.counts(here.run("pull", "prepare"), "prepare") == (4, 1, 3, 0)
    assert read == ["call-1.vtt"]
    assert stored(here) == {"c1", "c2", "p1", "m1@mail.example.com"}


def test_message_added_to_a_thread_is_one_conversation(here: Pipeline) -> None:
    here.inbox.email("other", "Something else", hours=2)
    here.run("pull", "prepare")
    here.inbox.email("m3", "Thank you", answers=["m1", "m2"], hours=3)
    assert here.counts(here.run("pull", "prepare"), "prepare") == (5, 1, 4, 0)
    assert here.texts("m1@mail.example.com")[2:] == [("customer", "Thank you")]


def test_missing_first_message_that_comes_late(tmp_path: Path) -> None:
    here = pipeline(tmp_path)
    here.inbox.customers(ADA)
    here.inbox.email("m2", "We will help", answers=["m1"], sender="care@shop.example.com", hours=1)
    here.inbox.email("m3", "Thank you", answers=["m1"], hours=2)
    here.run("pull", "prepare")
    assert stored(here) == {"m1@mail.example.com"}
    here.inbox.email("m1", "I need help")
    assert here.counts(here.run("pull", "prepare"), "prepare") == (1, 1, 0, 0)
    assert [text for _, text in here.texts("m1@mail.example.com")] == ["I need help", "We will help", "Thank you"]


def test_message_that_joins_two_threads(tmp_path: Path) -> None:
    here = pipeline(tmp_path)
    here.inbox.email("m1", "First")
    here.inbox.email("m2", "Second", hours=1)
    here.run("pull", "prepare")
    assert stored(here) == {"m1@mail.example.com", "m2@mail.example.com"}
    here.inbox.email("m3", "Both", answers=["m1", "m2"], hours=2)
    here.run("pull", "prepare")
    assert stored(here) == {"m1@mail.example.com"}
    assert len(here.texts("m1@mail.example.com")) == 3


def test_message_that_changes_leaves_its_thread_whole(here: Pipeline) -> None:
    here.inbox.email("m3", "Thank you", answers=["m1", "m2"], hours=3)
    here.run("pull", "prepare")
    here.inbox.email("m3", "Unrelated after all", hours=3)
    assert here.counts(here.run("pull", "prepare"), "prepare") == (5, 2, 3, 0)
    assert [text for _, text in here.texts("m1@mail.example.com")] == ["I need help", "We will help"]
    assert here.texts("m3@mail.example.com") == [("customer", "Unrelated after all")]


def test_replaced_email_leaves_no_header_behind(here: Pipeline) -> None:
    here.run("pull", "prepare")
    here.inbox.email("m1", "I need no help")
    here.run("pull", "prepare")
    assert here.query("select message_id, text from landing.raw.messages order by sent_at") == [
        ("m1@mail.example.com", "I need no help"),
        ("m2@mail.example.com", "We will help"),
    ]
    assert [text for _, text in here.texts("m1@mail.example.com")] == ["I need no help", "We will help"]


def test_mailbox_and_single_messages_tell_one_thread(here: Pipeline) -> None:
    here.run("pull", "prepare")
    messages = [(here.inbox.root / f"emails/{name}.eml").read_bytes() for name in ("m1", "m2")]
    here.inbox.write(
        "emails/all.mbox", b"".join(b"From x Mon Jan  5 09:00:00 2026\n" + each + b"\n" for each in messages)
    )
    here.run("pull", "prepare")
    assert len(stored(here)) == 4
    assert len(here.texts("m1@mail.example.com")) == 2
    assert here.query("select count(*) from conversation.sources where conversation_id = 'm1@mail.example.com'") == [
        (3,)
    ]


def test_customer_who_becomes_known_turns_a_thread_around(tmp_path: Path, read: list[str]) -> None:
    here = pipeline(tmp_path)
    here.inbox.customers(BEN)
    here.inbox.email("m1", "We have news", sender="care@shop.example.com")
    here.inbox.email("m2", "Which?", answers=["m1"], hours=1)
    here.run("pull", "prepare")
    assert here.texts("m1@mail.example.com")[0][0] == "customer"  # nobody knows better
    read.clear()
    here.inbox.customers(BEN, ADA)
    assert here.counts(here.run("pull", "prepare"), "prepare") == (1, 1, 0, 0)
    assert [speaker for speaker, _ in here.texts("m1@mail.example.com")] == ["agent", "customer"]
    assert customers(here) == {"m1@mail.example.com": "k1"}
    assert read == []


def test_company_that_becomes_known_turns_a_thread_around(tmp_path: Path) -> None:
    here = pipeline(tmp_path)
    here.inbox.email("m1", "We have news", sender="care@shop.example.com")
    here.inbox.email("m2", "Which?", answers=["m1"], hours=1)
    here.run("pull", "prepare")
    company = CompanySettings(domains=("shop.example.com",))
    told = Pipeline(inbox=here.inbox, settings=here.settings.model_copy(update={"company": company}))
    assert told.counts(told.run("prepare"), "prepare") == (1, 1, 0, 0)
    assert [speaker for speaker, _ in here.texts("m1@mail.example.com")] == ["agent", "customer"]
    assert told.counts(told.run("prepare"), "prepare") == (1, 0, 1, 0)


def test_crm_that_changes_links_without_reading(tmp_path: Path, read: list[str]) -> None:
    here = pipeline(tmp_path)
    here.inbox.customers({"customer_id": "k2", "name": "Ben Ode"})
    here.inbox.chats("chats/a.jsonl", chat("c1", "hello"), chat("c2", "hi", customer="k2"))
    here.run("pull", "prepare")
    assert customers(here) == {"c1": None, "c2": "k2"}
    read.clear()
    here.inbox.customers({"customer_id": "k1", "name": "Ada Byrne"})
    report = here.run("pull", "prepare")
    assert here.counts(report, "prepare") == (2, 2, 0, 0)
    assert here.counts(report, "prepare", "crm") == (1, 1, 0, 0)
    assert customers(here) == {"c1": "k1", "c2": None}
    assert read == []


def test_handle_that_becomes_known_is_masked(tmp_path: Path, read: list[str]) -> None:
    here = pipeline(tmp_path)
    here.inbox.customers({"customer_id": "k1"})
    here.inbox.chats("chats/a.jsonl", chat("c1", "they call me wrenfan7 there"))
    here.inbox.chats("chats/b.jsonl", chat("c2", "hi", customer="k2"))
    here.run("pull", "prepare")
    assert here.texts("c1") == [("customer", "they call me wrenfan7 there")]
    read.clear()
    here.inbox.customers({"customer_id": "k1", "handle": "wrenfan7"})
    assert here.counts(here.run("pull", "prepare"), "prepare") == (2, 1, 1, 0)
    assert here.texts("c1") == [("customer", "they call me [USERNAME] there")]
    assert read == ["a.jsonl"]


def test_withdrawn_consent_takes_the_signals_at_once(here: Pipeline) -> None:
    here.run("pull", "prepare", "extract")
    assert here.query("select count(*) from signal.turns") == [(5,)]
    here.inbox.consents(k1=False)
    here.run("pull", "prepare")
    assert here.query("select count(*) from signal.turns") == [(0,)]
    assert here.query("select count(*) from signal.facts") == [(0,)]


def test_without_consents_nobody_consented(tmp_path: Path) -> None:
    here = pipeline(tmp_path)
    here.inbox.customers(ADA)
    here.inbox.chats("chats/a.jsonl", chat("c1", "hello"))
    report = here.run("pull", "prepare", "extract")
    assert here.query("select count(*) from crm.granted") == [(0,)]
    assert here.counts(report, "extract", "all") == (0, 0, 0, 0)


def test_torn_crm_file_changes_nothing_and_is_told(here: Pipeline) -> None:
    here.run("pull", "prepare")
    before = here.query("from crm.customers order by all")
    here.inbox.write("crm/customers.csv", b"customer_id,na")
    for _ in range(2):
        report = here.run("pull", "prepare")
        reason = "lacks the columns name, email, phone, handle, city, member_since, tier"
        assert rejected(report, "prepare") == {"crm/customers.csv": reason}
        assert here.query("from crm.customers order by all") == before


def test_faulty_rows_are_named_by_file_and_line(here: Pipeline) -> None:
    here.inbox.write(
        "crm/consents.csv",
        "customer_id,purpose,granted,at,source\n"
        "k1,profiling,true,2025-01-01T00:00:00Z,form\n"
        "k1,profiling,nope,2026-01-01T00:00:00Z,form\n",
    )
    here.inbox.write(
        "calls/index.csv", "file,conversation_id,started_at,customer_phone,customer_id\ncall-1.vtt,p1,monday,,\n"
    )
    report = here.run("pull", "prepare")
    told = rejected(report, "prepare")
    assert set(told) == {"crm/consents.csv:3", "calls/index.csv:2"}
    assert told["calls/index.csv:2"] == "started_at: should be a time of ISO 8601, such as 2026-01-05T09:00:00Z"
    assert here.query("from crm.granted") == [("k1", False, False)]
    assert rejected(here.run("pull", "prepare"), "prepare") == told


def test_broken_documents_are_set_aside_each_with_its_reason(here: Pipeline, read: list[str]) -> None:
    shutil.copytree(BROKEN, here.inbox.root / "broken")
    names = {path.name for path in BROKEN.rglob("*") if path.is_file() and path.suffix != ".md"}
    report = here.run("pull", "prepare")
    told = rejected(report, "prepare")
    assert {item.rpartition("/")[2].partition(":")[0] for item in told} == names
    assert all(told.values())
    seen, done, unchanged, set_aside = here.counts(report, "prepare")
    assert {"c1", "c2", "p1", "m1@mail.example.com"} <= stored(here)
    assert (done, unchanged, set_aside) == (seen - len(told), 0, len(told))
    read.clear()
    again = here.run("pull", "prepare")
    assert rejected(again, "prepare") == told
    assert here.counts(again, "prepare") == (seen, 0, done, set_aside)
    assert read == []


def test_broken_line_is_named_and_its_neighbours_land(tmp_path: Path) -> None:
    here = pipeline(tmp_path)
    here.inbox.write(
        "chats/a.jsonl", json.dumps(chat("c1", "one")) + "\n{oops\n" + json.dumps(chat("c2", "two")) + "\n"
    )
    report = here.run("pull", "prepare")
    assert list(rejected(report, "prepare")) == ["chats/a.jsonl:2"]
    assert here.counts(report, "prepare") == (3, 2, 0, 1)


def test_mended_document_lands(tmp_path: Path) -> None:
    here = pipeline(tmp_path)
    here.inbox.write("chats/a.jsonl", "{")
    assert here.counts(here.run("pull", "prepare"), "prepare") == (1, 0, 0, 1)
    here.inbox.chats("chats/a.jsonl", chat("c1", "hello"))
    report = here.run("pull", "prepare")
    assert here.counts(report, "prepare") == (1, 1, 0, 0)


def test_no_identifier_leaves_the_raw_file(here: Pipeline) -> None:
    here.inbox.chats("chats/ada@example.com.jsonl", chat("c7", "write to ada@example.com", "ring 555-010-0199?"))
    here.inbox.write("chats/ben@example.org.json", "{")
    here.run("pull", "prepare")
    for relation, rows in here.tables().items():
        if relation.startswith("work.") and not relation.startswith("work.crm."):
            assert not any(secret in row for row in rows for secret in ("@example.com", "@example.org", "0199")) or (
                "mail.example.com" in str(rows)
            ), relation
    assert here.query("select source_uri from conversation.conversations where conversation_id = 'c7'")[0][0].endswith(  # type: ignore[attr-defined]
        "chats/[EMAIL]"
    )


def test_redactions_are_written_with_their_places(here: Pipeline) -> None:
    here.inbox.chats("chats/d.jsonl", chat("c7", "write to ada@example.com"))
    here.run("pull", "prepare")
    assert here.texts("c7") == [("customer", "write to [EMAIL]")]
    assert here.query(
        "select turn, type, start_char, end_char, text from conversation.redactions where conversation_id = 'c7'"
    ) == [(0, "EMAIL", 9, 16, "[EMAIL]")]


def test_identifiers_of_a_signature_are_told_and_the_signature_is_not_kept(here: Pipeline) -> None:
    signed = "Ring me.\n--\nDana Quill\n14 Larch Close\n212-555-0142"
    here.inbox.email("s1", signed)
    here.run("pull", "prepare")
    assert here.texts("s1@mail.example.com") == [("customer", "Ring me.")]
    assert here.query("select type, start_char, text from conversation.redactions where turn = 0 order by type") == [
        ("ADDRESS", None, "[ADDRESS]"),
        ("PHONE", None, "[PHONE]"),
    ]


@pytest.mark.parametrize(
    "limits", [LimitSettings(batch_documents=1), LimitSettings(batch_mib=1)], ids=["documents", "bytes"]
)
def test_batches_change_nothing(here: Pipeline, tmp_path: Path, limits: LimitSettings) -> None:
    here.run("pull", "prepare")
    small = Pipeline(
        inbox=here.inbox,
        settings=here.settings.model_copy(update={"limits": limits, "database": tmp_path / "small.duckdb"}),
    )
    small.run("pull", "prepare")
    assert small.tables() == here.tables()


def test_new_version_of_the_readers_reads_everything_again(
    here: Pipeline, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    here.run("pull", "prepare")
    read.clear()
    monkeypatch.setattr("nlp.normalise.VERSION", "next")
    report = here.run("pull", "prepare")
    assert sorted(read) == ["call-1.vtt", "m1.eml", "m2.eml", "web.jsonl"]
    assert here.counts(report, "prepare")[0] == 4
    read.clear()
    here.run("pull", "prepare")
    assert read == []


def test_only_threads_that_are_touched_are_put_together(here: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        here.inbox.email(f"t{number}", f"Topic {number}", hours=number)
    here.run("pull", "prepare")
    assembled: list[int] = []

    def spy(messages: list[Message], *, customers: Container[str], company: Container[str]) -> list[Conversation]:
        assembled.append(len(messages))
        return assemble_threads(messages, customers=customers, company=company)

    monkeypatch.setattr("flows.threads.assemble_threads", spy)
    here.inbox.email("t1-answer", "More", answers=["t1"], hours=5)
    here.run("pull", "prepare")
    assert assembled == [2]


def test_fault_of_ours_sets_one_document_aside(here: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(document: Document, *, call: CallRecord | None) -> ReadConversations:
        if document.uri.endswith("web.jsonl"):
            raise IndexError("ada@example.com")
        return read_conversations(document, call=call)

    monkeypatch.setattr("flows.documents.read_conversations", breaks)
    report = here.run("pull", "prepare")
    assert rejected(report, "prepare") == {"chats/web.jsonl": "cannot be read, by a fault of Rapport: IndexError"}
    assert stored(here) == {"p1", "m1@mail.example.com"}


def test_conversation_that_cannot_be_masked_is_never_written(here: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(told: Conversation, *, names: list[str]) -> tuple[Conversation, list[Redaction]]:
        if told.conversation_id in {"c1", "m1@mail.example.com"}:
            raise IndexError(told.turns[0].text)
        return redact_conversation(told, names=names)

    monkeypatch.setattr("flows.conversations.redact_conversation", breaks)
    for _ in range(2):
        report = here.run("pull", "prepare")
        reason = "a conversation cannot be masked, by a fault of Rapport: IndexError"
        assert rejected(report, "prepare") == {"chats/web.jsonl": reason, "emails/m1.eml": reason}
        assert stored(here) == {"c2", "p1"}
    monkeypatch.undo()
    monkeypatch.setattr("nlp.redact.VERSION", "mended")
    assert here.counts(here.run("pull", "prepare"), "prepare") == (4, 4, 0, 0)


def test_calls_that_are_word_for_word_the_same_are_told_apart_by_the_index(tmp_path: Path, read: list[str]) -> None:
    here = pipeline(tmp_path)
    here.inbox.customers(ADA, BEN)
    for name in ("a", "b", "copy", "other/copy"):
        here.inbox.call(name, ("Customer", "please call me back"))
    rows = [
        {"file": "a.vtt", "conversation_id": "p1", "started_at": "2026-01-05T09:00:00Z", "customer_id": "k1"},
        {"file": "b.vtt", "conversation_id": "p2", "started_at": "2026-01-06T09:00:00Z", "customer_id": "k2"},
    ]
    here.inbox.sheet("calls/index.csv", INDEX, rows)
    assert here.counts(here.run("pull", "prepare"), "prepare") == (2, 2, 0, 0)
    assert customers(here) == {"p1": "k1", "p2": "k2"}
    uris = here.query("select conversation_id, source_uri from conversation.conversations order by all")
    assert [(name, str(uri).rpartition("/")[2]) for name, uri in uris] == [("p1", "a.vtt"), ("p2", "b.vtt")]
    assert here.query("select count(*) from landing.raw.contents join conversation.documents using (sha256)") == [(1,)]
    before = here.tables()
    read.clear()
    assert here.counts(here.run("pull", "prepare"), "prepare") == (2, 0, 2, 0)
    assert (read, here.tables()) == ([], before)
    here.inbox.sheet("calls/index.csv", INDEX, rows[:1])
    assert here.counts(here.run("pull", "prepare"), "prepare") == (1, 0, 1, 0)
    assert customers(here) == {"p1": "k1"}


def test_call_whose_record_cannot_be_used_leaves_its_twin(tmp_path: Path) -> None:
    here = pipeline(tmp_path)
    for name in ("a", "b"):
        here.inbox.call(name, ("Customer", "please call me back"))
    here.inbox.sheet(
        "calls/index.csv",
        INDEX,
        [{"file": "a.vtt", "conversation_id": "x" * 501}, {"file": "b.vtt", "conversation_id": "p2"}],
    )
    report = here.run("pull", "prepare")
    assert stored(here) == {"p2"}
    assert rejected(report, "prepare") == {"calls/a.vtt": "the conversation's id is longer than 500 characters"}


def test_calls_of_the_same_file_name_are_told_apart_by_their_place(tmp_path: Path) -> None:
    here = pipeline(tmp_path)
    here.inbox.call("east/001", ("Customer", "a parcel is late"))
    here.inbox.call("002", ("Customer", "all is well"))
    here.run("pull", "prepare")
    assert stored(here) == {"001", "002"}
    here.inbox.call("west/001", ("Customer", "a dog barks"))
    here.inbox.call("west/copy-of-002", ("Customer", "all is well"))
    assert here.counts(here.run("pull", "prepare"), "prepare") == (3, 2, 1, 0)
    ids = sorted(map(str, stored(here)))
    assert [name[:4] for name in ids] == ["001-", "001-", "002"]
    assert {here.texts(name)[0] for name in ids[:2]} == {("customer", "a parcel is late"), ("customer", "a dog barks")}
    here.inbox.call("east/001", ("Customer", "two parcels are late"))
    assert here.counts(here.run("pull", "prepare"), "prepare") == (3, 1, 2, 0)
    assert sorted(map(str, stored(here))) == ids


def test_words_dated_ahead_bear_the_time_of_the_fetch(tmp_path: Path) -> None:
    here = pipeline(tmp_path)
    far = {**chat("c1", "i have a dog", "lovely"), "started_at": "2199-01-05T09:00:00Z"}
    here.inbox.chats("chats/a.jsonl", far, chat("c2", "hello"))
    here.inbox.email("m1", "I need help", hours=24 * 365 * 170)
    here.inbox.email("m2", "We will help", answers=["m1"], sender="care@shop.example.com", hours=1)
    report = here.run("pull", "prepare")
    assert rejected(report, "prepare") == {
        "chats/a.jsonl": "1 conversation dated after the fetch, whose time stands instead",
        "emails/m1.eml": "1 message dated after the fetch, whose time stands instead",
    }
    assert stored(here) == {"c1", "c2", "m1@mail.example.com"}
    latest = "(select max(landed_at) from landing.raw.documents)"
    assert here.query(f"select count(*) from conversation.turns where said_at > {latest}") == [(0,)]  # noqa: S608
    assert here.query(f"select count(*) from conversation.conversations where started_at > {latest}") == [(0,)]  # noqa: S608
    assert here.query("select said_at::varchar from conversation.turns where conversation_id = 'c2'") == [
        ("2026-01-05 09:00:00",)
    ]
    before = here.tables()
    assert here.counts(here.run("pull", "prepare"), "prepare") == (5, 0, 3, 2)
    assert here.tables() == before


def test_a_broken_file_is_named_wherever_it_lies(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    for name in ("emails/a.eml", "emails/b.eml", "chats/c.json"):
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_bytes(b"")
    settings = load_settings(None, inbox=str(inbox), database=tmp_path / "p.duckdb")
    report = run_stages(settings, ["pull", "prepare"], flow="test")
    (counts,) = (stage for stage in report.stages if (stage.stage, stage.source) == ("prepare", "inbox"))
    assert sorted(rejection.item.rsplit("/", 1)[-1] for rejection in counts.rejected) == ["a.eml", "b.eml", "c.json"]
    assert counts.seen == counts.set_aside == 3
