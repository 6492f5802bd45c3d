"""Canonical keys: equal people, equal strings."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.identity import Key, contact_keys, email_key, handle_key, name_key, phone_key
from nlp.identity.keys import MAX_LENGTH
from nlp.records import Contact

MEGABYTE = 1_000_000
REGIONS = ("US", "GB", "FR", "IT", "AU", "JP")


def us_phone_key(text: str | None) -> str | None:
    return phone_key(text, region="US")


KEYS = [
    pytest.param(email_key, id="email"),
    pytest.param(us_phone_key, id="phone"),
    pytest.param(handle_key, id="handle"),
    pytest.param(name_key, id="name"),
]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("tove@example.com", "tove@example.com", id="as it is"),
        pytest.param("  Tove.Aasgard@Example.COM\n", "tove.aasgard@example.com", id="case and spaces say nothing"),
        pytest.param("<tove@example.com>", "tove@example.com", id="angle brackets of a header"),
        pytest.param("mailto:tove@example.com", "tove@example.com", id="a link"),
        pytest.param("MailTo:tove@example.com", "tove@example.com", id="schemes have no case"),
        pytest.param("tove+shop@example.com", "tove+shop@example.com", id="a tag may be another mailbox"),
        pytest.param("tove@mail.shop.example.com", "tove@mail.shop.example.com", id="subdomains"),
        pytest.param("tove@bücher.example", "tove@xn--bcher-kva.example", id="IDNA domain"),
        pytest.param("tove@BÜCHER.example", "tove@xn--bcher-kva.example", id="IDNA domain in capitals"),
        pytest.param("tove@bu\u0308cher.example", "tove@xn--bcher-kva.example", id="IDNA domain, accent apart"),
        pytest.param("tove@xn--bcher-kva.example", "tove@xn--bcher-kva.example", id="IDNA domain in its ASCII form"),
        pytest.param("åsgård@example.com", "åsgård@example.com", id="the mailbox keeps its letters"),
        pytest.param(None, None, id="missing"),
        pytest.param("", None, id="empty"),
        pytest.param("tove", None, id="no domain"),
        pytest.param("tove@localhost", None, id="a domain has a dot"),
        pytest.param("tove@example..com", None, id="empty label"),
        pytest.param("@example.com", None, id="no mailbox"),
        pytest.param("tove@example.com, ingo@example.com", None, id="two addresses"),
        pytest.param("Tove Aasgard <tove@example.com>", None, id="an address with its name is for the parser"),
        pytest.param("tove@exam\u00a8ple.com", None, id="IDNA makes a space of the diaeresis"),
        pytest.param("tove@a\uff20example.com", None, id="IDNA makes a second @ of the wide one"),
        pytest.param("tove@" + "ü" * 64 + ".example", None, id="a label IDNA refuses"),
        pytest.param("t" * MAX_LENGTH + "@example.com", None, id="longer than any address"),
    ],
)
def test_emails(text: str | None, key: str | None) -> None:
    assert email_key(text) == key


@pytest.mark.parametrize(
    ("text", "region", "key"),
    [
        pytest.param("+1-503-555-0118", "US", "+15035550118", id="US hyphens"),
        pytest.param("(503) 555-0118", "US", "+15035550118", id="US brackets"),
        pytest.param("503.555.0118", "US", "+15035550118", id="US dots"),
        pytest.param("5035550118", "US", "+15035550118", id="US bare"),
        pytest.param("1-503-555-0118", "US", "+15035550118", id="US country code without plus"),
        pytest.param("tel:+1-503-555-0118", "US", "+15035550118", id="US link"),
        pytest.param("+1 503 555 0118", "FR", "+15035550118", id="US number read in France"),
        pytest.param("001 503 555 0118", "FR", "+15035550118", id="US number dialled from France"),
        pytest.param("+1 503 555 0118 ext. 12", "US", "+15035550118", id="an extension is no part of it"),
        pytest.param("\uff0b1 503 555 0118", "US", "+15035550118", id="wide plus"),
        pytest.param("+44-1632-555-0150", "GB", "+4416325550150", id="GB, longer than its plan"),
        pytest.param("+44 1632 555 0150", "US", "+4416325550150", id="GB number read in the US"),
        pytest.param("+44 (0)1632 555 0150", "US", "+4416325550150", id="GB trunk zero in brackets"),
        pytest.param("0044 1632 555 0150", "GB", "+4416325550150", id="GB with 00"),
        pytest.param("0044 1632 555 0150", "US", "+4416325550150", id="00 is abroad in the US too"),
        pytest.param("tel:0044-1632-555-0150", "US", "+4416325550150", id="00 behind tel:"),
        pytest.param("(00)44 1632 555 0150", "US", "+4416325550150", id="00 in brackets"),
        pytest.param("011 44 1632 555 0150", "US", "+4416325550150", id="011 is how the US dials abroad"),
        pytest.param("0011 44 1632 555 0150", "AU", "+4416325550150", id="0011 is how Australia does, not +11"),
        pytest.param("0044 1632 555 0150", "AU", "+4416325550150", id="00 in Australia"),
        pytest.param("+33-3-5550-0186", "FR", "+33355500186", id="FR hyphens"),
        pytest.param("03 55 50 01 86", "FR", "+33355500186", id="FR as French people write it"),
        pytest.param("0033 3 55 50 01 86", "US", "+33355500186", id="FR with 00 in the US"),
        pytest.param("+44 00 1632 555 0150", "GB", "+4416325550150", id="trunk prefix twice"),
        pytest.param(None, "US", None, id="missing"),
        pytest.param("", "US", None, id="empty"),
        pytest.param("withheld", "US", None, id="word"),
        pytest.param("555-01", "US", None, id="too few digits"),
        pytest.param("+1 55 ext. 55555", "US", None, id="too few digits but for the extension"),
        pytest.param("1632 555 0150 99", "US", None, id="neither a plan nor a country knows it"),
        pytest.param("4000 1234 5678 9010 12", "US", None, id="too many digits"),
        pytest.param("+999 555 0118 22", "US", None, id="no such country"),
        pytest.param("503 555 0118", "XX", None, id="no such region"),
    ],
)
def test_phones(text: str | None, region: str, key: str | None) -> None:
    assert phone_key(text, region=region) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("toveknits", "toveknits", id="as it is"),
        pytest.param("@ToveKnits", "toveknits", id="@ and case"),
        pytest.param(" @toveknits ", "toveknits", id="spaces around"),
        pytest.param("@@toveknits", "toveknits", id="@ twice"),
        pytest.param("\uff20Ｔoveknits", "toveknits", id="wide letters"),
        pytest.param("STRASSE_7", "strasse_7", id="digits and underscore"),
        pytest.param("straße_7", "strasse_7", id="sharp s folds"),
        pytest.param("tove@knits", "tove@knits", id="@ inside stays"),
        pytest.param(None, None, id="missing"),
        pytest.param("@", None, id="nothing behind the @"),
        pytest.param("tove knits", None, id="two words"),
        pytest.param("t" * (MAX_LENGTH + 1), None, id="too long"),
    ],
)
def test_handles(text: str | None, key: str | None) -> None:
    assert handle_key(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("Tove Aasgard", "tove aasgard", id="case"),
        pytest.param("  TOVE   aasgard, ", "tove aasgard", id="spaces and punctuation"),
        pytest.param("Zoë Núñez", "zoe nunez", id="accents"),
        pytest.param("Zoe\u0308 Nun\u0303ez", "zoe nunez", id="accents apart, and lost"),
        pytest.param("Fintan O’Rourke", "fintan o'rourke", id="typographic apostrophe"),
        pytest.param("Fintan O'Rourke", "fintan o'rourke", id="typewriter apostrophe"),
        pytest.param("Jo-Beth Haldane", "jo-beth haldane", id="hyphen"),
        pytest.param("T. Aasgard", "t aasgard", id="initial"),
        pytest.param("Tove", None, id="a first name alone names nobody"),
        pytest.param("Tove 42", None, id="a number is no word"),
        pytest.param("O'Rourke", None, id="an apostrophe parts no words"),
        pytest.param(None, None, id="missing"),
        pytest.param("ab " * MAX_LENGTH, None, id="too long"),
    ],
)
def test_names(text: str | None, key: str | None) -> None:
    assert name_key(text) == key


def test_contact_keys_come_strongest_first() -> None:
    contact = Contact(
        customer_id=" K-7 ", email="Tove@Example.com", phone="(503) 555-0118", handle="@Tove", name="Tove Aasgard"
    )
    assert contact_keys(contact, region="US") == [
        Key("customer_id", "K-7"),
        Key("email", "tove@example.com"),
        Key("phone", "+15035550118"),
        Key("handle", "tove"),
    ]


def test_contact_keys_leave_out_what_is_none() -> None:
    contact = Contact(customer_id=" ", email="unknown", phone="withheld", handle="@")
    assert contact_keys(contact, region="US") == []


@pytest.mark.parametrize("key", KEYS)
@given(text=st.text())
def test_any_text_gives_a_key_or_none_and_keys_are_their_own_keys(
    key: Callable[[str | None], str | None], text: str
) -> None:
    found = key(text)
    assert found is None or key(found) == found


@given(
    local=st.text(min_size=1, max_size=8),
    labels=st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=3),
)
def test_email_keys_are_their_own_keys(local: str, labels: list[str]) -> None:
    found = email_key(f"{local}@{'.'.join(labels)}.example")
    assert found is None or email_key(found) == found


@given(
    access=st.sampled_from(
        ["", "+", "00", "011", "0011", "tel:+", "+44 0", "+44 00", "+1 1 1", "+39 0", "+54 9 11 15"]
    ),
    rest=st.text(alphabet="0123456789 -()./;x#*+", min_size=4, max_size=20),
    region=st.sampled_from(REGIONS),
)
def test_phone_keys_are_their_own_keys(access: str, rest: str, region: str) -> None:
    found = phone_key(access + rest, region=region)
    assert found is None or phone_key(found, region=region) == found


@given(
    number=st.sampled_from(["15035550118", "4416325550150", "33355500186"]),
    gaps=st.lists(st.sampled_from(["", "", " ", "-", "."]), min_size=13, max_size=13),
    region=st.sampled_from(REGIONS),
)
def test_spelling_of_a_phone_changes_nothing(number: str, gaps: list[str], region: str) -> None:
    spelt = "+" + "".join(digit + gap for digit, gap in zip(number, gaps, strict=False))
    assert phone_key(spelt, region=region) == f"+{number}"


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("sign", ["a", "1", "@", ".", " ", "<", "'", "ü", "a ", "a@", "a.", "1 ", "a'"])
def test_a_megabyte_gives_none(key: Callable[[str | None], str | None], sign: str) -> None:
    """A pattern that goes back over what it read would take hours here."""
    assert key(sign * (MEGABYTE // len(sign))) is None
