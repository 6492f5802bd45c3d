"""What the company's own systems know: customers, consents, orders, and the index of calls.

Rows are checked one by one. A faulty row is set aside with its line. A file that cannot be read at all changes
nothing, nor does one without a row that had some before, so that a torn upload does not empty the CRM. Consents are
the exception: no row is no consent. A file cut between two of its rows cannot be told from a shorter one.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from nlp.errors import PayloadError

VERSION = "2"  # bump when a file is read differently
FIELD_LIMIT = 2**20  # characters of one field
# An entry that cannot be read might be a withdrawal: it counts as one until it is mended.
WITHDRAWN_AT = datetime(9999, 12, 31, tzinfo=UTC)
WITHDRAWN_BY = "unreadable entry"
PURPOSES = ("profiling", "special_categories")
ALIKE = 0.75  # a slip of the pen, as "profilling"; "processing" is another word
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
YesOrNo = Annotated[bool, BeforeValidator(_filled)]
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
    granted: YesOrNo
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


_YES_OR_NO: TypeAdapter[bool] = TypeAdapter(YesOrNo)
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
            withdrawals = _withdrawals(cells) if kind is CONSENTS else []
            sheet.faults.append(Fault(place=str(line), reason=f"{reason} ({WITHDRAWN})" if withdrawals else reason))
            sheet.rows.extend(withdrawals)
            continue
        if kind.key:
            seen.add(row[kind.key])
        sheet.rows.append(row)
    return sheet


def _check(cells: Mapping[str | None, object], kind: Kind) -> tuple[dict[str, Any] | None, str]:
    """The checked row, or why there is none."""
    if _torn(cells):
        return None, f"has {'more' if None in cells else 'fewer'} columns than the header"
    try:
        return kind.row.model_validate(cells).model_dump(), ""
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
    return None, "; ".join(f"{fault['loc'][0]}: {fault['msg'].removeprefix('Value error, ')}" for fault in faults)


def _withdrawals(cells: Mapping[str | None, object]) -> list[dict[str, Any]]:
    """Entries that refuse what an unreadable entry may have refused."""
    customer_id = _blank_is_none(cells.get("customer_id"))
    if not isinstance(customer_id, str) or _grants(cells):
        return []
    return [
        {
            "customer_id": customer_id,
            "purpose": purpose,
            "granted": False,
            "at": WITHDRAWN_AT,
            "source": WITHDRAWN_BY,
        }
        for purpose in _purposes(cells)
    ]


def _torn(cells: Mapping[str | None, object]) -> bool:
    """Whether a row has more or fewer cells than the header: each may be cut short, or another column's."""
    return None in cells or None in cells.values()


def _grants(cells: Mapping[str | None, object]) -> bool:
    """Whether the entry says yes: a grant that is faulty elsewhere does not count, but refuses nothing either."""
    try:
        return not _torn(cells) and _YES_OR_NO.validate_python(cells["granted"])
    except ValidationError:
        return False


def _purposes(cells: Mapping[str | None, object]) -> tuple[str, ...]:
    """The purposes of ours that an entry may speak of: one of the newsletter speaks of none."""
    said = str(cells.get("purpose") or "").strip()
    if said in PURPOSES:
        return (said,)
    if not said or _torn(cells):
        return PURPOSES
    plain = re.sub(r"[\W_]+", "_", said.lower())[:100]
    return tuple(difflib.get_close_matches(plain, PURPOSES, cutoff=ALIKE))


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
