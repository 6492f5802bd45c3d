"""What the company's own systems know: customers, consents, orders, and the index of calls.

Rows are checked one by one. A faulty row is set aside with its line; a file that cannot be read at all changes
nothing, so that a torn upload does not empty the CRM.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from nlp.errors import PayloadError

VERSION = "1"  # bump when a file is read differently
FIELD_LIMIT = 2**20  # characters of one field
# An entry that cannot be read might be a withdrawal: it counts as one until it is mended.
WITHDRAWN_AT = datetime(9999, 12, 31, tzinfo=UTC)
PURPOSES = ("profiling", "special_categories")
WITHDRAWN = "the customer counts as not having consented until it is mended"


T = TypeVar("T")


def _blank_is_none(value: object) -> object:
    return (value.strip() or None) if isinstance(value, str) else value


def _filled(value: object) -> object:
    text = _blank_is_none(value)
    if text is None:
        raise ValueError("should not be empty")
    return text


def _parse_moment(value: object) -> object:
    text = _blank_is_none(value)
    if not isinstance(text, str):
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("should be a time of ISO 8601, such as 2026-01-05T09:00:00Z") from None
    if moment.tzinfo is None:
        raise ValueError("should say its time zone, as in 2026-01-05T09:00:00Z")
    return moment.astimezone(UTC)


def _parse_date(value: object) -> object:
    text = _blank_is_none(value)
    if not isinstance(text, str):
        return text
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("should be a date of ISO 8601, such as 2026-01-05") from None


Text = Annotated[str, Field(max_length=1000)]
Required = Annotated[Text, BeforeValidator(_filled)]
Optional = Annotated[Text | None, BeforeValidator(_blank_is_none)]
Moment = Annotated[datetime, BeforeValidator(_parse_moment), BeforeValidator(_filled)]  # the last one comes first
OptionalMoment = Annotated[datetime | None, BeforeValidator(_parse_moment)]
OptionalDate = Annotated[date | None, BeforeValidator(_parse_date)]
Amount = Annotated[Decimal, Field(max_digits=18, decimal_places=4, allow_inf_nan=False)]
OptionalAmount = Annotated[Amount | None, BeforeValidator(_blank_is_none)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
FileName = Annotated[str, Field(max_length=1000, pattern=r"^[^/\\]+$")]


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)  # systems export more columns than we read


class CustomerRow(_Row):
    """A row of crm/customers.csv."""

    customer_id: Required
    name: Optional
    email: Optional
    phone: Optional
    handle: Optional
    city: Optional
    member_since: OptionalDate
    tier: Optional


class ConsentRow(_Row):
    """A row of crm/consents.csv."""

    customer_id: Required
    purpose: Annotated[Literal["profiling", "special_categories"], BeforeValidator(_filled)]
    granted: Annotated[bool, BeforeValidator(_filled)]
    at: Moment
    source: Optional


class OrderRow(_Row):
    """A row of crm/orders.csv."""

    order_id: Required
    customer_id: Required
    ordered_at: OptionalMoment
    product: Optional
    amount: OptionalAmount
    currency: Annotated[Currency | None, BeforeValidator(_blank_is_none)]
    status: Optional


class CallRow(_Row):
    """A row of calls/index.csv."""

    file: Annotated[FileName, BeforeValidator(_filled)]
    conversation_id: Optional
    started_at: OptionalMoment
    customer_phone: Optional
    customer_id: Optional


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of file: where it lies, what a row is, what must not come twice."""

    name: str
    row: type[_Row]
    key: str | None


CUSTOMERS = Kind(name="customers", row=CustomerRow, key="customer_id")
CONSENTS = Kind(name="consents", row=ConsentRow, key=None)
ORDERS = Kind(name="orders", row=OrderRow, key="order_id")
CALLS = Kind(name="calls", row=CallRow, key="file")
CRM_KINDS = {f"crm/{kind.name}.csv": kind for kind in (CUSTOMERS, CONSENTS, ORDERS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A row that was set aside."""

    place: str  # the line it ends on; empty for the file as a whole
    reason: str  # free of personal data


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The rows of one file, checked, and those that were set aside."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_sheet(payload: bytes, kind: Kind, *, seen: set[str] | None = None) -> Sheet:
    """Read a CSV file.

    Args:
        payload: UTF-8, with a header; more columns than we know are fine.
        kind: what its rows are.
        seen: keys of earlier files of the kind; the keys of this one are added.

    Raises:
        PayloadError: it is no such file at all.
    """
    seen = set() if seen is None else seen
    sheet = Sheet()
    for line, cells in _cells(payload, kind):
        row, reason = _check(cells, kind)
        if row is not None and kind.key and row[kind.key] in seen:
            reason = f"{kind.key}: stands in an earlier row too"
        if row is None or reason:
            sheet.faults.append(Fault(place=str(line), reason=reason))
            sheet.rows.extend(_withdrawals(cells) if kind is CONSENTS else ())
            continue
        if kind.key:
            seen.add(row[kind.key])
        sheet.rows.append(row)
    return sheet


def _check(cells: Mapping[str | None, object], kind: Kind) -> tuple[dict[str, Any] | None, str]:
    """The checked row, or why there is none."""
    if None in cells or None in cells.values():
        return None, f"has {'more' if None in cells else 'fewer'} columns than the header"
    try:
        return kind.row.model_validate(cells).model_dump(), ""
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
    reason = "; ".join(f"{fault['loc'][0]}: {fault['msg'].removeprefix('Value error, ')}" for fault in faults)
    return None, f"{reason} ({WITHDRAWN})" if kind is CONSENTS else reason


def _withdrawals(cells: Mapping[str | None, object]) -> Iterator[dict[str, Any]]:
    """Entries that refuse what an unreadable entry may have refused."""
    customer_id, purpose = (_blank_is_none(cells.get(name)) for name in ("customer_id", "purpose"))
    for name in [purpose] if purpose in PURPOSES else PURPOSES:
        if isinstance(customer_id, str):
            yield {
                "customer_id": customer_id,
                "purpose": name,
                "granted": False,
                "at": WITHDRAWN_AT,
                "source": "unreadable entry",
            }


def _cells(payload: bytes, kind: Kind) -> Iterator[tuple[int, Mapping[str | None, object]]]:
    csv.field_size_limit(FIELD_LIMIT)
    text = io.TextIOWrapper(io.BytesIO(payload), encoding="utf-8-sig", newline="")
    reader = csv.DictReader(text, strict=True)
    header = _guarded(reader, lambda: reader.fieldnames) or ()
    missing = [name for name in kind.row.model_fields if name not in header]
    if missing:
        raise PayloadError(f"lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}")
    while True:
        cells = _guarded(reader, lambda: next(reader, None))
        if cells is None:
            return
        yield reader.line_num, cells


def _guarded(reader: csv.DictReader[str], read: Callable[[], T]) -> T:
    """Read on; what stops the reader stops the file."""
    try:
        return read()
    except UnicodeDecodeError:
        raise PayloadError(f"is not UTF-8 text (near line {reader.line_num + 1})") from None
    except csv.Error as error:
        raise PayloadError(f"is no CSV (line {reader.line_num}: {error})") from None
