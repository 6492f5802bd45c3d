"""What speaks for and against a run being an identifier, and of which type."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from nlp.redact import rules
from nlp.redact.context import NUMBERS
from nlp.redact.patterns import (
    CANADIAN_SIN,
    LOCAL_PHONE,
    PHONE_SHAPE,
    POSTCODE,
    SAID_PHONE,
    YEAR,
    is_card,
    is_iban,
    is_national_number,
    is_pesel,
    is_phone,
)
from nlp.redact.runs import Run
from nlp.redact.tokens import Token

KEEP: Final = "KEEP"  # a number that stays, whatever its shape
KEPT_TOPICS: Final = frozenset({"ORDER_ID", "LABEL", "IP"})
MASKED_TOPICS: Final = frozenset({*NUMBERS, "DOB", "POSTCODE"})
LONGEST: Final = {"CARD": 19, "SSN": 14, "PHONE": 15, "POSTCODE": 9, "DOB": 8}
LONGEST_CODE = 40
MOST_LETTERS = 8
CARD_WORDS = 4  # digits before a spoken card number that may belong to the sentence: "just one 4 2 4 2 ..."
WHOLE_PHONE = 10  # digits
SHORT_PHONE = 7
NINE = 9  # digits of the American, Canadian and Australian personal numbers
PAIRED = 4  # digits of "eighteen eighty one"
LONG = 6  # digits; a shorter number may count or date something
LEAST_DATE = 3
LEAST_WORD = 3  # letters
LEAST_CODE_DIGITS = 5


def prove(run: Run) -> str | None:
    """The type that a check digit or a national shape proves."""
    if run.is_digits and any(is_card(run.value[cut:]) for cut in range(CARD_WORDS if run.spoken else 1)):
        return "CARD"
    if is_iban(run.value):
        return "ACCOUNT_ID"
    return "SSN" if is_national_number(run.value, run.joined) and not run.amount else None


def is_plus_phone(tokens: Sequence[Token], run: Run) -> bool:
    """Whether a plus sign and a possible telephone number stand together."""
    before = tokens[run.first - 1] if run.first else None
    signed = before is not None and before.text.endswith("+") and before.end == tokens[run.first].start
    return signed and is_phone(run.digits, international=True)


def is_shaped_phone(run: Run) -> bool:
    """Whether a number is grouped, or dictated, as telephone numbers are."""
    if run.amount or len(run.digits) < WHOLE_PHONE or not run.is_digits:
        return False
    shape = SAID_PHONE.fullmatch(run.value) if run.spoken else PHONE_SHAPE.fullmatch(run.joined)
    return shape is not None and is_phone(run.digits, international=False)


def by_shape(run: Run) -> str | None:
    """The type of a long number that nothing names: personal rather than not."""
    digits = run.digits
    if run.amount or not run.digitwise or not run.is_digits or len(digits) < SHORT_PHONE:
        return None
    if len(digits) == SHORT_PHONE:
        return "PHONE" if run.spoken or LOCAL_PHONE.fullmatch(run.joined) else None
    if is_pesel(digits) or (len(digits) == NINE and (run.spoken or CANADIAN_SIN.fullmatch(run.joined))):
        return "SSN"
    grouped = not run.spoken and digits != run.joined
    if grouped and not PHONE_SHAPE.fullmatch(run.joined):
        return "ACCOUNT_ID"
    return "PHONE" if is_phone(digits, international=digits.startswith("00")) else "ACCOUNT_ID"


def is_plausible(run: Run, type_: str) -> bool:
    """Whether a run may be of a type at all."""
    if type_ == KEEP:
        return True
    if len(run.value) > LONGEST.get(type_, LONGEST_CODE):
        return False
    if type_ == "POSTCODE":
        return POSTCODE.fullmatch(run.value) is not None
    if type_ == "DOB":
        return run.is_digits and run.spoken and len(run.value) >= LEAST_DATE and run.pieces >= LEAST_DATE
    return run.is_digits if type_ in ("CARD", "PHONE") else run.letters <= MOST_LETTERS


def is_whole_phone(run: Run) -> bool:
    """Whether a number is a telephone number beyond doubt, unless a phrase names it otherwise."""
    return run.is_digits and len(run.value) in (WHOLE_PHONE, WHOLE_PHONE + 1) and run.value[0] == "0"


def is_product(tokens: Sequence[Token], run: Run) -> bool:
    """Whether a typed number follows a capitalised word, as in "Infinity 599"."""
    if run.spoken or len(run.value) > LONG or run.first == 0:
        return False
    before = tokens[run.first - 1]
    return (
        before.kind == "word"
        and before.text.istitle()
        and before.key not in rules.LINKS
        and len(before.text) >= LEAST_WORD
    )


def is_firm(tokens: Sequence[Token], run: Run, *, start: bool = False) -> bool:
    """Whether a number is said as one says an identifier, not as one counts or dates.

    Args:
        tokens: of the turn.
        run: the number.
        start: whether the turn begins with it, as an answer does.
    """
    before = tokens[run.first - 1].key if run.first else ""
    size = len(run.value)
    if run.cardinal or (before in rules.COUNT_BEFORE and size < LONG):
        return False
    if run.spoken and not run.digitwise:
        paired = size == PAIRED and before in ("the", "with")
        return paired or size >= LONG or (start and size >= PAIRED)
    if not run.spoken and not start:
        return size >= PAIRED and not YEAR.fullmatch(run.value)
    whole = run.last - run.first >= len(tokens) - 1
    return size >= (2 if start and (run.spoken or whole) else 3)


def is_account_code(run: Run) -> bool:
    """Whether a typed run looks like the code of an account or an order: letters, digits and strokes."""
    shaped = run.letters > 1 and len(run.digits) >= LEAST_CODE_DIGITS and re.search(r"[-/]", run.joined) is not None
    return shaped and not run.spoken and not run.amount
