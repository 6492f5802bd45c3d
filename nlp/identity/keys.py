"""Canonical keys: one spelling for each address, number and handle, so that equal keys are equal strings."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers

from nlp.records import Contact

MAX_LENGTH = 320  # of an e-mail address, RFC 5321; a longer key is none

_EMAIL = re.compile(r"[^\s@<>\"(),:;\[\]\\]+@(?:[^\s@.<>\"(),:;\[\]\\]+\.)+[^\s@.<>\"(),:;\[\]\\]{2,63}")
_ACCESS = re.compile(r"(?:tel:)?[ (]*00", re.IGNORECASE)
_SAYS_COUNTRY = (
    phonenumbers.CountryCodeSource.FROM_NUMBER_WITH_PLUS_SIGN,
    phonenumbers.CountryCodeSource.FROM_NUMBER_WITH_IDD,
)
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """One canonical key and what kind it is."""

    kind: str  # customer_id, email, phone, handle, told email, told phone, told name
    key: str


def email_key(text: str | None) -> str | None:
    """The canonical form of an e-mail address: lower case, the domain in its ASCII form.

    Returns:
        None where the text is no single address.
    """
    address = (text or "").strip().lower().removeprefix("mailto:").strip("<>").strip()
    if not _is_address(address):
        return None
    local, _, domain = address.rpartition("@")
    try:
        key = f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return None
    return key if _is_address(key) else None  # IDNA turns some signs into spaces, brackets or a second @


def _is_address(text: str) -> bool:
    return len(text) <= MAX_LENGTH and _EMAIL.fullmatch(text) is not None


def phone_key(text: str | None, *, region: str) -> str | None:
    """The E.164 form of a telephone number.

    Args:
        text: as written anywhere: spaces, brackets, hyphens, `tel:`.
        region: the country of numbers that do not say theirs, ISO 3166, as in `US`.

    Returns:
        None where the text is no number. A number that its country's plan does not know, as fictional ones do
        not, is kept if it says its country: what matters is that equal numbers have equal keys.
    """
    written = (text or "").strip()
    if len(written) > 40 or not _may_be_number(written):  # noqa: PLR2004 - far more than any spelling needs
        return None
    try:
        number = _parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    if number.country_code_source not in _SAYS_COUNTRY and not phonenumbers.is_possible_number(number):
        return None
    key = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    # Again, until nothing changes: an extension left too few digits, or a trunk prefix stood there twice.
    return key if key == written else phone_key(key, region=region)


def _may_be_number(text: str) -> bool:
    return 7 <= len(_DIGIT.findall(text)) <= 17  # noqa: PLR2004 - 15 of E.164 and an access code


def _parse(written: str, region: str) -> phonenumbers.PhoneNumber:
    number = phonenumbers.parse(written, region, keep_raw_input=True)
    if number.country_code_source in _SAYS_COUNTRY or not (access := _ACCESS.match(written)):
        return number
    # Most of the world dials 00 for abroad, and writes so to countries that dial otherwise.
    return phonenumbers.parse(f"+{written[access.end() :]}", region, keep_raw_input=True)


def handle_key(text: str | None) -> str | None:
    """The canonical form of a user name: lower case, without a leading @."""
    handle = unicodedata.normalize("NFKC", (text or "").strip()).casefold()
    handle = unicodedata.normalize("NFKC", handle).lstrip("@")  # again: folding can take a letter apart
    return handle if 0 < len(handle) <= MAX_LENGTH and not any(c.isspace() for c in handle) else None


def name_key(text: str | None) -> str | None:
    """The canonical form of a full name: its words without case, accents and punctuation.

    Returns:
        None where there are fewer than two words: a first name alone names nobody.
    """
    plain = unicodedata.normalize("NFKD", text or "")
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    key = " ".join(_WORD.findall(plain)).replace("’", "'")
    return key if " " in key and len(key) <= MAX_LENGTH else None


def contact_keys(contact: Contact, *, region: str) -> list[Key]:
    """The keys that a source gives with a conversation, strongest first; those that are none are left out."""
    found = (
        ("customer_id", (contact.customer_id or "").strip() or None),
        ("email", email_key(contact.email)),
        ("phone", phone_key(contact.phone, region=region)),
        ("handle", handle_key(contact.handle)),
    )
    return [Key(kind, key) for kind, key in found if key]
