"""From keys to one customer, or to nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.identity import Directory, Key, Link, conversation_keys
from nlp.identity.resolve import NOBODY
from nlp.records import Contact, Speaker
from tests.builders import conversation

Row = dict[str, str | None]

TOVE: Row = {
    "customer_id": "K-1",
    "name": "Tove Aasgard",
    "email": "Tove@bücher.example",
    "phone": "(503) 555-0118",
    "handle": "@ToveKnits",
}
INGO: Row = {
    "customer_id": "K-2",
    "name": "Ingo Varela",
    "email": "ingo@example.com",
    "phone": "+44 1632 555 0150",
    "handle": "ingo_v",
}
ZELDA: Row = {"customer_id": "K-3", "name": "Zelda Quillfeather", "email": None, "phone": "+33-3-5550-0186"}


def link(*said: str, contact: Contact | None = None, customers: tuple[Row, ...] = (TOVE, INGO, ZELDA)) -> Link:
    turns: list[tuple[Speaker, str]] = [("customer", text) for text in said]
    return Directory(customers, region="US").resolve(conversation(*turns, contact=contact), region="US")


def linked(customer_id: str, kind: str) -> Link:
    return Link(customer_id=customer_id, kind=kind)


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        pytest.param(Contact(customer_id="K-1"), linked("K-1", "customer_id"), id="customer_id"),
        pytest.param(Contact(email="TOVE@xn--bcher-kva.example"), linked("K-1", "email"), id="e-mail, IDNA"),
        pytest.param(Contact(phone="+1-503-555-0118"), linked("K-1", "phone"), id="US phone"),
        pytest.param(Contact(phone="0044-1632-555-0150"), linked("K-2", "phone"), id="GB phone"),
        pytest.param(Contact(phone="+33355500186"), linked("K-3", "phone"), id="FR phone"),
        pytest.param(Contact(handle="toveknits"), linked("K-1", "handle"), id="handle"),
        pytest.param(Contact(handle="tove"), NOBODY, id="part of a handle"),
        pytest.param(Contact(name="Tove Aasgard"), NOBODY, id="a name that a source shows is no key"),
        pytest.param(Contact(email="other@example.com"), NOBODY, id="unknown"),
        pytest.param(Contact(), NOBODY, id="none"),
    ],
)
def test_given_keys(contact: Contact, expected: Link) -> None:
    assert link(contact=contact) == expected


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        pytest.param(
            Contact(customer_id="K-1", email="ingo@example.com"), linked("K-1", "customer_id"), id="customer_id, e-mail"
        ),
        pytest.param(
            Contact(email="ingo@example.com", phone="503-555-0118"), linked("K-2", "email"), id="e-mail, phone"
        ),
        pytest.param(Contact(phone="503-555-0118", handle="ingo_v"), linked("K-1", "phone"), id="phone, handle"),
        pytest.param(
            Contact(customer_id="K-9", email="who@example.com", handle="ingo_v"),
            linked("K-2", "handle"),
            id="stronger ones are unknown",
        ),
    ],
)
def test_of_given_keys_that_disagree_the_strongest_wins(contact: Contact, expected: Link) -> None:
    assert link(contact=contact) == expected


def test_told_keys_do_not_overrule_given_ones() -> None:
    contact = Contact(handle="toveknits")
    assert link("write to ingo@example.com", contact=contact) == linked("K-1", "handle")


@pytest.mark.parametrize(
    ("field", "contact"),
    [
        pytest.param("email", Contact(email="Both@example.com"), id="mailbox"),
        pytest.param("phone", Contact(phone="+1 503 555 0177"), id="telephone"),
        pytest.param("handle", Contact(handle="@both"), id="handle"),
    ],
)
def test_a_key_of_two_customers_links_nobody(field: str, contact: Contact) -> None:
    shared = {"email": "both@example.com", "phone": "503-555-0177", "handle": "both"}[field]
    one, two = {**TOVE, field: shared}, {**INGO, field: shared.upper()}
    assert link(contact=contact, customers=(one,)) == linked("K-1", field)
    assert link(contact=contact, customers=(one, two)) == NOBODY


def test_a_shared_key_leaves_the_word_to_a_weaker_one() -> None:
    customers = ({**TOVE, "email": "both@example.com"}, {**INGO, "email": "both@example.com"})
    contact = Contact(email="both@example.com", handle="ingo_v")
    assert link(contact=contact, customers=customers) == linked("K-2", "handle")


def test_a_customer_in_two_rows_is_one() -> None:
    moved = {**TOVE, "email": "tove@example.com"}
    assert link(contact=Contact(phone="503-555-0118"), customers=(TOVE, moved)) == linked("K-1", "phone")
    assert link(contact=Contact(email="tove@example.com"), customers=(TOVE, moved)) == linked("K-1", "email")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("I'm on tove@bücher.example", linked("K-1", "told email"), id="e-mail"),
        pytest.param("I'm on +44 (0)1632 555 0150", linked("K-2", "told phone"), id="phone"),
        pytest.param("Hello, this is Zelda Quillfeather.", linked("K-3", "told name"), id="this is"),
        pytest.param("zelda quillfeather here", linked("K-3", "told name"), id="here"),
        pytest.param("Zelda Quillfeather, you'll find me there.", linked("K-3", "told name"), id="you'll find me"),
        pytest.param("This is Ingo Varela, ingo@example.com", linked("K-2", "told email"), id="two that agree"),
        pytest.param("This is Tove Aasgard, ingo@example.com", NOBODY, id="two that disagree"),
        pytest.param("tove@bücher.example or +33-3-5550-0186", NOBODY, id="e-mail and phone disagree"),
        pytest.param("This is Zelda Quillfeather, z@example.com", linked("K-3", "told name"), id="one is unknown"),
        pytest.param("This is Zelda.", NOBODY, id="first name alone"),
        pytest.param("This is Zelda Quill", NOBODY, id="part of a name"),
        pytest.param("I'm calling for Zelda Quillfeather", NOBODY, id="calling for"),
        pytest.param("Calling for Zelda Quillfeather, it's me again", NOBODY, id="calling for, then me"),
        pytest.param("My wife is Zelda Quillfeather. It's Zelda Quillfeather.", NOBODY, id="my wife"),
        pytest.param("My name is Nobody Known", NOBODY, id="no customer"),
    ],
)
def test_told_keys(text: str, expected: Link) -> None:
    assert link(text) == expected


def test_agents_tell_nothing() -> None:
    talk = conversation(
        ("agent", "This is Zelda Quillfeather, write to ingo@example.com or +1-503-555-0118."), ("customer", "Thanks.")
    )
    assert Directory((TOVE, INGO, ZELDA), region="US").resolve(talk, region="US") == NOBODY


def test_a_name_of_two_customers_links_nobody() -> None:
    text = "This is Zelda Quillfeather."
    namesake: Row = {"customer_id": "K-4", "name": "ZELDA QUILLFEATHER"}
    assert link(text, customers=(TOVE, ZELDA)) == linked("K-3", "told name")
    assert link(text, customers=(TOVE, ZELDA, namesake)) == NOBODY


@pytest.mark.parametrize(
    "contact",
    [
        pytest.param(Contact(handle="visitor_812"), id="handle"),
        pytest.param(Contact(email="who@example.com"), id="e-mail"),
        pytest.param(Contact(phone="+1-503-555-0199"), id="phone"),
        pytest.param(Contact(customer_id="K-9"), id="customer_id"),
    ],
)
def test_with_keys_of_the_source_told_ones_must_be_called_own(contact: Contact) -> None:
    """Even where the CRM does not know the key: a sender who is somebody may tell of somebody."""
    assert link("This is Zelda Quillfeather.", contact=contact) == NOBODY
    assert link("This is Zelda Quillfeather.", contact=Contact(name="Z", phone="withheld")) != NOBODY
    assert link("the invoice goes to ingo@example.com", contact=contact) == NOBODY
    assert link("you can mail me at ingo@example.com", contact=contact) == linked("K-2", "told email")


def test_an_address_of_somebody_else_is_no_key() -> None:
    assert link("I'm on ingo@example.com") == linked("K-2", "told email")
    assert link("Send it to my sister, her address is ingo@example.com. I am divorced.") == NOBODY


def test_a_name_counts_only_in_the_first_turns() -> None:
    text = "This is Zelda Quillfeather."
    assert link("Hello.", "Yes.", text) == linked("K-3", "told name")
    assert link("Hello.", "Yes.", "No.", text) == NOBODY


def test_keys_of_the_source_come_before_told_ones() -> None:
    talk = conversation(
        ("customer", "This is Ingo Varela, my mail is ingo@example.com"), contact=Contact(handle="@Tove")
    )
    assert conversation_keys(talk, region="US") == [Key("handle", "tove"), Key("told email", "ingo@example.com")]


@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {"customer_id": st.sampled_from(["K-1", "K-2", "K-3"]), "name": st.none() | st.text(max_size=8)},
            optional={field: st.none() | st.text(max_size=8) for field in ("email", "phone", "handle")},
        ),
        max_size=4,
    ),
    said=st.text(max_size=40),
    handle=st.text(max_size=8),
)
def test_any_crm_links_one_of_its_customers_or_nobody(rows: list[Row], said: str, handle: str) -> None:
    talk = conversation(("customer", said), contact=Contact(handle=handle))
    found = Directory(rows, region="US").resolve(talk, region="US")
    assert found == NOBODY or found.customer_id in {row["customer_id"] for row in rows}
