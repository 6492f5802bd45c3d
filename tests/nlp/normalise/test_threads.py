"""Threads of e-mails."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.normalise import assemble_threads
from nlp.records import Contact, Conversation, Message
from tests.builders import MORNING, message

DANA, CARE = "dana@example.org", "care@shop.example.com"
CRM = {DANA}


def said(
    number: int,
    text: str = "x",
    *,
    answers: tuple[int, ...] = (),
    sender: str = DANA,
    to: str = CARE,
    hours: float | None = None,
    name: str | None = None,
    automatic: bool = False,
) -> Message:
    """Build message number n, sent n hours into the morning, answering others by their numbers."""
    return message(
        text,
        message_id=f"{number}@x",
        references=tuple(f"{each}@x" for each in answers),
        sent_at=MORNING + timedelta(hours=number if hours is None else hours),
        sender=sender,
        sender_name=name,
        recipients=(to,),
        automatic=automatic,
    )


def agent(
    number: int, text: str = "y", *, answers: tuple[int, ...] = (), hours: float | None = None, to: str = DANA
) -> Message:
    """Build a message of the company."""
    return said(number, text, answers=answers, sender=CARE, to=to, hours=hours)


def lines(conversation: Conversation) -> list[tuple[str, str]]:
    """Give who said what."""
    return [(turn.speaker, turn.text) for turn in conversation.turns]


THREAD = [said(0, "a"), agent(1, "b", answers=(0,)), said(2, "c", answers=(0, 1)), agent(3, "d", answers=(0, 1, 2))]


def test_a_thread() -> None:
    (conversation,) = assemble_threads([*THREAD[:1], *THREAD], customers=CRM)
    assert (conversation.conversation_id, conversation.channel, conversation.started_at) == ("0@x", "email", MORNING)
    assert conversation.contact == Contact(email=DANA)
    assert lines(conversation) == [("customer", "a"), ("agent", "b"), ("customer", "c"), ("agent", "d")]
    assert [turn.turn for turn in conversation.turns] == [0, 1, 2, 3]
    assert {turn.conversation_id for turn in conversation.turns} == {"0@x"}


def test_any_order_gives_the_same() -> None:
    expected = assemble_threads(THREAD, customers=CRM)
    assert all(assemble_threads(order, customers=CRM) == expected for order in itertools.permutations(THREAD))


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        pytest.param({0}, "0@x", id="the root: its id is known and stays when it comes"),
        pytest.param({1, 2}, "0@x", id="the middle"),
        pytest.param({0, 1}, "0@x", id="the beginning"),
    ],
)
def test_a_missing_message_parts_nothing(missing: set[int], expected: str) -> None:
    rest = [each for number, each in enumerate(THREAD) if number not in missing]
    (conversation,) = assemble_threads(rest, customers=CRM)
    assert conversation.conversation_id == expected
    assert len(conversation.turns) == len(rest)


def test_answers_by_in_reply_to_alone_are_joined() -> None:
    chain = [said(0), agent(1, answers=(0,)), said(2, answers=(1,)), said(3, answers=(2,))]
    (conversation,) = assemble_threads(chain, customers=CRM)
    assert (conversation.conversation_id, len(conversation.turns)) == ("0@x", 4)


def test_two_answers_to_a_missing_message_belong_together() -> None:
    (conversation,) = assemble_threads([said(1, answers=(0,)), said(2, answers=(0,))], customers=CRM)
    assert conversation.conversation_id == "0@x"


def test_strangers_stay_apart_and_oldest_come_first() -> None:
    found = assemble_threads([said(5, answers=(4,)), said(1)], customers=CRM)
    assert [conversation.conversation_id for conversation in found] == ["1@x", "4@x"]


def test_an_answer_never_stands_before_what_it_answers() -> None:
    skewed = [
        said(0, "a"),
        agent(1, "b", answers=(0,), hours=-2),
        said(2, "c", answers=(0, 1), hours=-1),
        agent(3, "d", hours=5, answers=(0,)),
    ]
    (conversation,) = assemble_threads(skewed, customers=CRM)
    assert [text for _, text in lines(conversation)] == ["a", "b", "c", "d"]
    assert conversation.started_at == MORNING - timedelta(hours=2)


def test_mails_that_answer_each_other_in_a_circle_end() -> None:
    (conversation,) = assemble_threads(
        [said(0, answers=(2,)), said(1, answers=(0,)), said(2, answers=(1,))], customers=CRM
    )
    assert len(conversation.turns) == 3


@pytest.mark.parametrize(
    ("messages", "customers", "company", "expected"),
    [
        pytest.param(
            [agent(0), said(1, answers=(0,))],
            CRM,
            set(),
            [("agent", "y"), ("customer", "x")],
            id="the CRM knows the customer",
        ),
        pytest.param(
            [agent(0), said(1, answers=(0,))],
            set(),
            {"shop.example.com"},
            [("agent", "y"), ("customer", "x")],
            id="who is not of the company",
        ),
        pytest.param(
            [said(0, sender="kate@eu.shop.example.com"), said(1, answers=(0,))],
            set(),
            {"shop.example.com"},
            [("agent", "x"), ("customer", "x")],
            id="domains below the company's are the company's",
        ),
        pytest.param(
            [agent(0), said(1, answers=(0,))],
            set(),
            {CARE},
            [("agent", "y"), ("customer", "x")],
            id="an address of the company",
        ),
        pytest.param(
            [said(0), agent(1, answers=(0,))],
            set(),
            set(),
            [("customer", "x"), ("agent", "y")],
            id="nothing known: who wrote first",
        ),
        pytest.param(
            [said(0), said(1, sender="lee@example.net", answers=(0,))],
            CRM,
            {CARE},
            [("customer", "x"), ("agent", "x")],
            id="a third person is no customer",
        ),
        pytest.param(
            [said(0), said(1, answers=(0,), automatic=True)],
            CRM,
            set(),
            [("customer", "x"), ("system", "x")],
            id="auto-reply",
        ),
        pytest.param(
            [said(0, name="Dana Ortiz"), said(1, sender="d@work.example.net", name="dana ortiz", answers=(0,))],
            CRM,
            {"shop.example.com"},
            [("customer", "x"), ("customer", "x")],
            id="the same full name from another address",
        ),
        pytest.param(
            [said(0, name="Dana"), said(1, sender="d@work.example.net", name="Dana", answers=(0,))],
            CRM,
            set(),
            [("customer", "x"), ("agent", "x")],
            id="a first name is not enough",
        ),
    ],
)
def test_who_is_who(
    messages: list[Message], customers: set[str], company: set[str], expected: list[tuple[str, str]]
) -> None:
    (conversation,) = assemble_threads(messages, customers=customers, company=company)
    assert lines(conversation) == expected


@pytest.mark.parametrize(
    ("messages", "company", "expected"),
    [
        pytest.param([said(0, name="Dana Ortiz")], {CARE}, Contact(email=DANA, name="Dana Ortiz"), id="the sender"),
        pytest.param([agent(0)], set(), Contact(email=DANA), id="a customer who has not written yet"),
        pytest.param(
            [agent(0, to="x@example.net")], {CARE}, Contact(email="x@example.net"), id="a stranger written to"
        ),
        pytest.param([agent(0, to="boss@shop.example.com")], {"shop.example.com"}, Contact(), id="only colleagues"),
        pytest.param(
            [said(0, sender="mailer-daemon@example.net", to=DANA, automatic=True)],
            {CARE},
            Contact(email=DANA),
            id="a bounce",
        ),
    ],
)
def test_contact(messages: list[Message], company: set[str], expected: Contact) -> None:
    (conversation,) = assemble_threads(messages, customers=CRM, company=company)
    assert conversation.contact == expected


def test_customers_who_answer_one_campaign_get_a_conversation_each() -> None:
    lee = "lee@example.net"
    messages = [
        agent(0, "news", to="all@shop.example.com"),
        said(1, "from dana", answers=(0,)),
        said(2, "from lee", sender=lee, answers=(0,)),
        agent(3, "to lee", answers=(0, 2), to=lee),
        agent(4, "to dana", answers=(0, 1)),
    ]
    first, second = assemble_threads(messages, customers={DANA, lee}, company={"shop.example.com"})
    assert (first.conversation_id, first.contact.email) == ("0@x", DANA)
    assert lines(first) == [("agent", "news"), ("customer", "from dana"), ("agent", "to dana")]
    assert (second.conversation_id, second.contact.email) == ("2@x", lee)
    assert lines(second) == [("customer", "from lee"), ("agent", "to lee")]


def test_long_threads_take_no_long_time() -> None:
    chain = [said(number, answers=(number - 1,) if number else ()) for number in range(20_000)]
    (conversation,) = assemble_threads(reversed(chain), customers=CRM)
    assert (conversation.conversation_id, len(conversation.turns)) == ("0@x", 20_000)


def test_of_copies_with_other_signatures_the_same_one_stays_in_any_order() -> None:
    copies = [replace(said(0), signature=signature) for signature in ("Dana", "Dana, 555-0100")]
    first, last = (assemble_threads(order, customers=CRM) for order in (copies, copies[::-1]))
    assert first == last


@given(
    st.lists(st.tuples(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=3), st.floats(-5, 5)), max_size=12),
    st.randoms(),
)
def test_every_message_lands_once_whatever_it_refers_to(
    drawn: list[tuple[int, list[int], float]], shuffle: Random
) -> None:
    messages = [
        said(number, answers=tuple(each for each in answers if each != number), hours=hours)
        for number, answers, hours in drawn
    ]
    found = assemble_threads(messages, customers=CRM)
    assert sum(len(conversation.turns) for conversation in found) == len({each.message_id for each in messages})
    assert len({conversation.conversation_id for conversation in found}) == len(found)
    again = sorted(messages, key=lambda _: shuffle.random())
    assert assemble_threads(again, customers=CRM) == found
