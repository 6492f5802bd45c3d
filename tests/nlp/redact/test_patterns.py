"""Shapes and check digits."""

from __future__ import annotations

import pytest
from stdnum.pl import pesel

from nlp.redact.patterns import is_card, is_iban, is_national_number, is_pesel, is_phone


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        pytest.param("4111111111111111", True, id="valid"),
        pytest.param("378282246310005", True, id="fifteen digits"),
        pytest.param("4111111111111112", False, id="check digit is wrong"),
        pytest.param("0000000000000000", False, id="noughts pass Luhn but no network begins so"),
        pytest.param("411111111111", False, id="too short"),
    ],
)
def test_cards(digits: str, expected: bool) -> None:
    assert is_card(digits) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("DE89370400440532013000", True, id="valid"),
        pytest.param("DE88370400440532013000", False, id="check digits are wrong"),
        pytest.param("SB5590127", False, id="too short"),
    ],
)
def test_ibans(value: str, expected: bool) -> None:
    assert is_iban(value) is expected


@pytest.mark.parametrize(
    ("value", "joined", "expected"),
    [
        pytest.param("000123456", "000-12-3456", True, id="grouped 3-2-4, though never issued"),
        pytest.param("000123456", "000123456", False, id="nine digits alone"),
        pytest.param("QQ123456C", "QQ 12 34 56 C", True, id="National Insurance number"),
        pytest.param("QQ123456Z", "QQ 12 34 56 Z", False, id="no National Insurance suffix"),
    ],
)
def test_national_numbers(value: str, joined: str, expected: bool) -> None:
    assert is_national_number(value, joined) is expected


def test_a_pesel_needs_its_check_digit_and_no_leading_nought() -> None:
    valid = "9004171234" + pesel.calc_check_digit("9004171234")
    assert is_pesel(valid)
    assert not is_pesel(valid[:-1] + str((int(valid[-1]) + 1) % 10))
    assert not is_pesel("01632960007")


@pytest.mark.parametrize(
    ("digits", "international", "expected"),
    [
        pytest.param("5035550118", False, True, id="fictional American number"),
        pytest.param("01632960418", False, True, id="fictional British number"),
        pytest.param("33355500186", True, True, id="fictional French number with its country"),
        pytest.param("1035550118", False, False, id="no area code begins with 1"),
        pytest.param("555018", False, False, id="too short"),
        pytest.param("1234567890123456", True, False, id="too long"),
    ],
)
def test_phones(digits: str, international: bool, expected: bool) -> None:
    assert is_phone(digits, international=international) is expected
