"""CSV files of the company's systems: rows are checked one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sheets import CALLS, CONSENTS, CUSTOMERS, ORDERS, Fault, Kind, read_sheet
from nlp.errors import PayloadError

HEADERS = {kind.name: ",".join(kind.row.model_fields) for kind in (CUSTOMERS, CONSENTS, ORDERS, CALLS)}


def sheet(kind: Kind, *lines: str) -> bytes:
    return "\n".join([HEADERS[kind.name], *lines, ""]).encode()


def test_customers() -> None:
    read = read_sheet(
        sheet(CUSTOMERS, "k1, Ada Byrne ,ada@example.com,,adab,Cork,2021-03-01,gold", "k2,,,,,,,"), CUSTOMERS
    )
    assert read.faults == []
    assert read.rows == [
        {
            "customer_id": "k1",
            "name": "Ada Byrne",
            "email": "ada@example.com",
            "phone": None,
            "handle": "adab",
            "city": "Cork",
            "member_since": date(2021, 3, 1),
            "tier": "gold",
        },
        {**dict.fromkeys(CUSTOMERS.row.model_fields), "customer_id": "k2"},
    ]


def test_orders_and_calls() -> None:
    order = read_sheet(sheet(ORDERS, "o1,k1,2026-01-05T09:00:00+02:00,Kettle,19.99,EUR,paid"), ORDERS).rows[0]
    assert order["ordered_at"] == datetime(2026, 1, 5, 7, 0, tzinfo=UTC)
    assert order["amount"] == Decimal("19.99")
    call = read_sheet(sheet(CALLS, "a.vtt,c1,,,"), CALLS).rows[0]
    assert call == {
        "file": "a.vtt",
        "conversation_id": "c1",
        "started_at": None,
        "customer_phone": None,
        "customer_id": None,
    }


@pytest.mark.parametrize(
    ("kind", "line", "reason"),
    [
        pytest.param(CUSTOMERS, ",Ada,,,,,,", "customer_id: should not be empty", id="no id"),
        pytest.param(CUSTOMERS, "k1,Ada", "has fewer columns than the header", id="too short"),
        pytest.param(CUSTOMERS, "k1,,,,,,,,,", "has more columns than the header", id="too long"),
        pytest.param(
            CUSTOMERS, "k1,,,,,,1 May,", "member_since: should be a date of ISO 8601, such as 2026-01-05", id="date"
        ),
        pytest.param(CUSTOMERS, "k0,,,,,,,", "customer_id: stands in an earlier row too", id="twice"),
        pytest.param(ORDERS, "o1,k1,,,nan,,", "amount: Input should be a finite number", id="amount"),
        pytest.param(ORDERS, "o1,k1,,,,euro,", "currency: String should match pattern '^[A-Z]{3}$'", id="currency"),
        pytest.param(CALLS, "../../etc/passwd,c1,,,", "file: String should match pattern '^[^/\\\\]+$'", id="a path"),
        pytest.param(
            CALLS,
            "a.vtt,c1,2026-01-05T09:00:00,,",
            "started_at: should say its time zone, as in 2026-01-05T09:00:00Z",
            id="no zone",
        ),
        pytest.param(
            ORDERS,
            "o1,k1,1767603600,,,,",
            "ordered_at: should be a time of ISO 8601, such as 2026-01-05T09:00:00Z",
            id="epoch",
        ),
    ],
)
def test_faulty_row_is_set_aside_with_its_line(kind: Kind, line: str, reason: str) -> None:
    good = {"customers": "k0,,,,,,,", "orders": "o0,k0,,,,,", "calls": "z.vtt,,,,"}[kind.name]
    read = read_sheet(sheet(kind, good, line), kind)
    assert read.faults == [Fault(place="3", reason=reason)]
    assert len(read.rows) == 1


@pytest.mark.parametrize(
    ("line", "purposes"),
    [
        pytest.param("k1,profiling,mabye,2026-01-01T00:00:00Z,", {"profiling"}, id="answer"),
        pytest.param("k1,profiling,false,yesterday,", {"profiling"}, id="time"),
        pytest.param("k1,Profilling,no,2026-01-01T00:00:00Z,", {"profiling"}, id="purpose with a slip"),
        pytest.param(
            "k1,special-categories,no,2026-01-01T00:00:00Z,", {"special_categories"}, id="purpose with a dash"
        ),
        pytest.param("k1,,no,2026-01-01T00:00:00Z,", {"profiling", "special_categories"}, id="no purpose"),
        pytest.param("k1", {"profiling", "special_categories"}, id="cut off"),
        pytest.param("k1,prof", {"profiling", "special_categories"}, id="cut off in the purpose"),
        pytest.param("k1,profiling,yes,2026-01-01T00:00:00Z,,", {"profiling"}, id="columns may have moved"),
    ],
)
def test_entry_that_cannot_be_read_withdraws_consent(line: str, purposes: set[str]) -> None:
    read = read_sheet(sheet(CONSENTS, "k1,profiling,true,2025-01-01T00:00:00Z,form", line), CONSENTS)
    assert len(read.faults) == 1
    assert {row["purpose"] for row in read.rows if not row["granted"]} == purposes
    assert all(row["at"] > datetime(2100, 1, 1, tzinfo=UTC) for row in read.rows if not row["granted"])
    assert "counts as not having consented" in read.faults[0].reason


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(",profiling,false,2026-01-01T00:00:00Z,form", id="of nobody"),
        pytest.param("k1,marketing,false,2026-01-01T00:00:00Z,", id="other purpose"),
        pytest.param("k1,newsletter,maybe,someday,", id="other purpose, faulty"),
        pytest.param("k1,processing,false,2026-01-01T00:00:00Z,", id="other purpose of a similar sound"),
        pytest.param("k1,profiling,true,yesterday,", id="grant of an unknown time"),
    ],
)
def test_faulty_entry_that_refuses_nothing_of_ours_is_set_aside_only(line: str) -> None:
    read = read_sheet(sheet(CONSENTS, "k1,profiling,true,2025-01-01T00:00:00Z,form", line), CONSENTS)
    assert [row["granted"] for row in read.rows] == [True]
    assert [fault.place for fault in read.faults] == ["3"]
    assert "not having consented" not in read.faults[0].reason


@pytest.mark.parametrize("said", ["true", "TRUE", "yes", "1"])
def test_ways_to_say_yes(said: str) -> None:
    assert (
        read_sheet(sheet(CONSENTS, f"k1,profiling,{said},2025-01-01T00:00:00Z,"), CONSENTS).rows[0]["granted"] is True
    )


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        pytest.param(b"", "lacks the columns customer_id, name, email", id="empty"),
        pytest.param(b"customer_id,name\n", "lacks the columns email, phone", id="header"),
        pytest.param(sheet(CUSTOMERS, "k1,Jos").replace(b"Jos", b"Jos\xe9"), "is not UTF-8 text", id="latin 1"),
        pytest.param(b"\x00\x01\x02\xff\xfe", "is not UTF-8 text", id="bytes"),
        pytest.param(sheet(CUSTOMERS, 'k1,"Ada,,,,,,', "k2,,,,,,,"), "is no CSV", id="quote left open"),
        pytest.param(sheet(CUSTOMERS, "k1," + "a" * 2_000_000), "is no CSV", id="endless field"),
    ],
)
def test_file_that_cannot_be_read_at_all(payload: bytes, reason: str) -> None:
    with pytest.raises(PayloadError, match=reason):
        read_sheet(payload, CUSTOMERS)


def test_spreadsheets_write_a_byte_order_mark_and_more_columns() -> None:
    payload = b"\xef\xbb\xbf" + sheet(CALLS, "a.vtt,c1,,,").replace(b"\n", b",more\r\n")
    assert [row["file"] for row in read_sheet(payload, CALLS).rows] == ["a.vtt"]


def test_keys_count_over_several_files() -> None:
    seen: set[str] = set()
    read_sheet(sheet(CUSTOMERS, "k1,,,,,,,"), CUSTOMERS, seen=seen)
    assert read_sheet(sheet(CUSTOMERS, "k1,,,,,,,"), CUSTOMERS, seen=seen).rows == []


@given(st.binary(max_size=400))
def test_any_bytes_are_rows_faults_or_a_reason(payload: bytes) -> None:
    for kind in (CUSTOMERS, CONSENTS):
        try:
            read_sheet(sheet(kind) + payload, kind)
        except PayloadError as error:
            assert str(error)  # noqa: PT017 - both ends are right
