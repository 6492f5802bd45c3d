"""Loading the CRM: the newest good file stands, and what changed is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.config import SourceSettings
from tests.flows.pipeline import ADA, BEN, CONSENTS, CUSTOMERS, INDEX, Pipeline, pipeline, rejected

ORDERS = ("order_id", "customer_id", "ordered_at", "product", "amount", "currency", "status")


@pytest.fixture
def here(tmp_path: Path) -> Pipeline:
    built = pipeline(tmp_path)
    built.inbox.customers(ADA, BEN)
    return built


def crm(here: Pipeline) -> tuple[int, int, int, int]:
    return here.counts(here.run("pull", "prepare"), "prepare", "crm")


def test_only_changed_rows_count_as_done(here: Pipeline) -> None:
    assert crm(here) == (2, 2, 0, 0)
    here.inbox.customers(ADA, {**BEN, "city": "Cork"})
    assert crm(here) == (2, 1, 1, 0)
    here.inbox.customers(ADA)
    assert crm(here) == (1, 0, 1, 0)
    assert crm(here) == (1, 0, 1, 0)


def test_orders_are_read_where_there_are_any(here: Pipeline) -> None:
    crm(here)
    order = {"order_id": "o1", "customer_id": "k1", "ordered_at": "2026-01-05T09:00:00+01:00", "amount": "19.9"}
    here.inbox.sheet("crm/orders.csv", ORDERS, [order, {**order, "order_id": ""}])
    assert crm(here) == (4, 1, 2, 1)
    assert here.query("select order_id, ordered_at::varchar, amount::varchar from crm.orders") == [
        ("o1", "2026-01-05 08:00:00", "19.9000")
    ]


def test_removed_file_keeps_its_rows(here: Pipeline) -> None:
    crm(here)
    (here.inbox.root / "crm/customers.csv").unlink()
    assert crm(here) == (2, 0, 2, 0)


def test_customers_of_two_sources_stand_side_by_side(here: Pipeline, tmp_path: Path) -> None:
    other = pipeline(tmp_path / "second")
    other.inbox.customers({"customer_id": "k3"}, {"customer_id": "k1", "name": "Somebody Else"})
    third = pipeline(tmp_path / "third")
    third.inbox.customers(ADA, BEN)  # a copy of the first says nothing new
    names = {"inbox": here, "other": other, "third": third}
    sources = tuple(SourceSettings(name=name, url=str(each.inbox.root)) for name, each in names.items())
    all_of_them = Pipeline(inbox=here.inbox, settings=here.settings.model_copy(update={"sources": sources}))
    report = all_of_them.run("pull", "prepare")
    assert all_of_them.query("select customer_id, name from crm.customers order by all") == [
        ("k1", "Ada Byrne"),
        ("k2", "Ben Ode"),
        ("k3", None),
    ]
    assert rejected(report, "prepare") == {"crm/customers.csv:3": "customer_id: stands in an earlier row too"}


@pytest.mark.parametrize(
    ("entries", "profiling"),
    [
        pytest.param([("true", "2025-01-01T00:00:00Z")], True, id="granted"),
        pytest.param([("true", "2025-01-01T00:00:00Z"), ("false", "2025-06-01T00:00:00Z")], False, id="withdrawn"),
        pytest.param([("false", "2025-06-01T00:00:00Z"), ("true", "2025-01-01T00:00:00Z")], False, id="out of order"),
        pytest.param([("true", "2025-01-01T00:00:00Z"), ("false", "2025-01-01T00:00:00Z")], False, id="at once"),
        pytest.param([("false", "2025-01-01T00:00:00+05:00"), ("true", "2025-01-01T00:00:00Z")], True, id="zones"),
        pytest.param([("true", "2025-01-01T00:00:00Z"), ("false", "2024")], False, id="unreadable"),
    ],
)
def test_newest_entry_decides_on_consent(here: Pipeline, entries: list[tuple[str, str]], profiling: bool) -> None:
    rows = [{"customer_id": "k1", "purpose": "profiling", "granted": granted, "at": at} for granted, at in entries]
    here.inbox.sheet("crm/consents.csv", CONSENTS, rows)
    crm(here)
    assert here.query("select profiling, special_categories from crm.granted") == [(profiling, False)]


def test_spreadsheet_formula_stays_text(here: Pipeline) -> None:
    here.inbox.sheet("crm/customers.csv", CUSTOMERS, [{"customer_id": "k1", "name": '=HYPERLINK("x")'}])
    crm(here)
    assert here.query("select name from crm.customers") == [('=HYPERLINK("x")',)]


def test_entries_that_cannot_be_read_are_counted_once(here: Pipeline) -> None:
    crm(here)
    rows = [{"customer_id": "k1", "purpose": "", "granted": "no"}, {"customer_id": "k2", "purpose": "marketing"}]
    here.inbox.sheet("crm/consents.csv", CONSENTS, rows)
    assert crm(here) == (4, 0, 2, 2)
    assert crm(here) == (4, 0, 2, 2)
    assert here.query("from crm.granted") == [("k1", False, False)]


@pytest.mark.parametrize("rows", [(), ({"name": "Nobody"},)], ids=["cut after its header", "no row can be read"])
def test_file_that_lost_all_its_rows_changes_nothing(here: Pipeline, rows: tuple[dict[str, str], ...]) -> None:
    crm(here)
    here.inbox.customers(*rows)
    for _ in range(2):
        assert crm(here) == (3 + len(rows), 0, 2, 1 + len(rows))
    assert here.query("select customer_id from crm.customers order by all") == [("k1",), ("k2",)]
    here.inbox.customers(BEN)
    assert crm(here) == (1, 0, 1, 0)


def test_file_that_never_had_a_row_is_whole(here: Pipeline) -> None:
    here.inbox.sheet("crm/orders.csv", ORDERS, [])
    assert crm(here) == (2, 2, 0, 0)


def test_consents_without_a_row_are_no_consents(here: Pipeline) -> None:
    here.inbox.consents(k1=True)
    crm(here)
    here.inbox.consents()
    assert crm(here) == (2, 0, 2, 0)
    assert here.query("from crm.granted") == []


@pytest.mark.parametrize(
    "torn",
    [b"file,conversa", b"file,conversation_id,started_at,customer_phone,customer_id\n"],
    ids=["in its header", "after its header"],
)
def test_torn_index_keeps_the_calls(here: Pipeline, torn: bytes) -> None:
    for folder in ("calls", "calls/east"):
        here.inbox.sheet(f"{folder}/index.csv", INDEX, [{"file": "a.vtt", "conversation_id": f"of {folder}"}])
    crm(here)
    here.inbox.write("calls/index.csv", torn)
    here.inbox.sheet("calls/east/index.csv", INDEX, [{"file": "b.vtt", "conversation_id": "next"}])
    for _ in range(2):
        assert list(rejected(here.run("pull", "prepare"), "prepare")) == ["calls/index.csv"]
        assert here.query("select path, conversation_id from landing.raw.calls order by all") == [
            ("calls/a.vtt", "of calls"),
            ("calls/east/b.vtt", "next"),
        ]
