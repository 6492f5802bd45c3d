"""What an identifier looks like by itself: its shape and its checksum."""

from __future__ import annotations

import re
from typing import Final

import phonenumbers
from stdnum import iban, luhn
from stdnum.pl import pesel

CARD_LENGTHS: Final = range(13, 20)
IBAN_LENGTHS: Final = range(15, 35)
PHONE_LENGTHS: Final = range(7, 16)
AREA_LENGTHS: Final = range(9, 13)  # of a national number written with its leading 0
AMERICAN_LENGTH = 10
# Without a country code a number is tried as these countries write it.
PHONE_REGIONS: Final = ("US", "GB", "IE", "IN", "AU")
AMERICAN_SSN: Final = re.compile(r"\d{3}([- ])\d{2}\1\d{4}")
CANADIAN_SIN: Final = re.compile(r"\d{3}([ -])\d{3}\1\d{3}")
NINO: Final = re.compile(r"[A-Z]{2}\d{6}[A-D]")
LOCAL_PHONE: Final = re.compile(r"\d{3}[- ]\d{4}")
# (512) 555-0136, 512-555-0136, 07700 900 466, 98555 01277, 1800 975 711: typed as telephone numbers are.
PHONE_SHAPE: Final = re.compile(
    r"1?[-( .]{0,2}\d{3}[-).( ]{1,2}\d{3}[-. ]\d{4}|0\d{1,4}[-)( ]{1,2}\d{3,8}(?:[- ]\d{2,5}){0,3}|\d{5} \d{5}"
    r"|1 ?800 \d{3} \d{3}"
)
SAID_PHONE: Final = re.compile(r"0[1278]\d{8,9}|[2-9]\d\d555\d{4}")
YEAR: Final = re.compile(r"(?:19|20)\d\d")
# A number of which only the end is left: **** 4242, XXX-XX-1234, DE02 ... 3000.
MASKED_NUMBER: Final = re.compile(
    r"(?<![\w*•#])[*•xX#]{2,}+(?:[ -][*•xX#]{2,}+){0,3}+[ -]?(?:\.{2,3} ?)?\d{2,6}(?![\w-])"
    r"|\b[A-Z]{2}\d{2} ?(?:\.{3}|…|\*{2,}) ?\d{2,4}\b|\.\.\d{4}\b"
)
URL: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)
POSTCODES: Final = re.compile(
    r"(?<![\w-])(?:"
    r"(?:GIR ?0AA|[A-PR-UWYZ][A-HK-Y]?\d[0-9A-HJKMNPR-Y]? ?\d[A-Z]{2})"  # United Kingdom
    r"|(?:[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d)"  # Canada
    r"|(?:(?:[AC-FHKNPRTV-Y]\d\d|D6W) ?[0-9AC-FHKNPRTV-Y]{4})"  # Ireland
    r")(?![\w-])"
)
STATE_ZIP: Final = re.compile(r"(?<=\b[A-Z]{2})[ ,]{1,2}(\d{5}(?:-\d{4})?)(?![\w-])")
POSTCODE: Final = re.compile(
    r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}|[A-Z]\d[A-Z]\d[A-Z]\d|[A-Z]\d[\dW][A-Z\d]{4}|[A-Z]{1,2}\d{1,2}|\d{4,6}|\d{9}"
)


def is_card(digits: str) -> bool:
    """Whether the digits are a payment card's: its length, a network's first digit and the Luhn check."""
    return len(digits) in CARD_LENGTHS and digits[0] in "23456" and bool(luhn.is_valid(digits))


def is_iban(value: str) -> bool:
    """Whether the value is an IBAN with the right check digits."""
    return len(value) in IBAN_LENGTHS and value[:2].isalpha() and value[2:4].isdecimal() and bool(iban.is_valid(value))


def is_national_number(value: str, joined: str) -> bool:
    """Whether the value has the shape of a personal number that needs no word beside it.

    Args:
        value: letters and digits.
        joined: the same with the separators that were written: 3-2-4 digits are an American number even where no
            such number could have been issued.
    """
    return AMERICAN_SSN.fullmatch(joined) is not None or NINO.fullmatch(value) is not None


def is_pesel(digits: str) -> bool:
    """Whether the digits are a Polish personal number; one that begins with 0 is rather a telephone number."""
    return digits[:1] != "0" and bool(pesel.is_valid(digits))


def is_phone(digits: str, *, international: bool) -> bool:
    """Whether the digits can be dialled: valid somewhere, or of the fictional ranges (555, 01632 960...)."""
    if len(digits) not in PHONE_LENGTHS:
        return False
    if international:
        return _parses(f"+{digits.removeprefix('00')}", None)
    if _is_american(digits) or (digits[0] == "0" and len(digits) in AREA_LENGTHS):
        return True
    return any(_parses(digits, region) for region in PHONE_REGIONS)


def _is_american(digits: str) -> bool:
    digits = digits[1:] if len(digits) > AMERICAN_LENGTH and digits[0] == "1" else digits
    return len(digits) == AMERICAN_LENGTH and digits[0] in "23456789" and digits[3] in "23456789"


def _parses(text: str, region: str | None) -> bool:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(number) if region is None else phonenumbers.is_valid_number(number)
