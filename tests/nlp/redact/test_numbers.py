"""What a number is, by its shape, the words around it and the question before it."""

from __future__ import annotations

import pytest

from nlp.records import Speaker
from tests.nlp.redact.reading import masked

AGENT: Speaker = "agent"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("My SSN is 000-12-3456.", "My SSN is [SSN].", id="named and shaped"),
        pytest.param("it is 000-12-3456", "it is [SSN]", id="shape alone"),
        pytest.param("NI number QQ 12 34 56 C", "NI number [SSN]", id="any national personal number is SSN"),
        pytest.param("card 4111 1111 1111 1111 exp 04/29", "card [CARD] exp 04/29", id="card, not its expiry"),
        pytest.param("order 4111111111111111", "order [CARD]", id="check digits outweigh the word order"),
        pytest.param("it costs $4111111111111111", "it costs $[CARD]", id="a card behind a currency sign"),
        pytest.param("IBAN DE89 3704 0044 0532 0130 00", "IBAN [ACCOUNT_ID]", id="bank account"),
        pytest.param(
            "sort code 00-11-22 account 12345678", "sort code [ACCOUNT_ID] account [ACCOUNT_ID]", id="two names"
        ),
        pytest.param("Re: policy MOT/3391/UK/22", "Re: policy [ACCOUNT_ID]", id="policy"),
        pytest.param("loan HL-0071-558820 is paid", "loan [ACCOUNT_ID] is paid", id="loan"),
        pytest.param("my library card A0099 1182", "my library card [ACCOUNT_ID]", id="a member's card"),
        pytest.param(
            "claim CL-0924471, case 55120, order #7719-A", "claim CL-0924471, case 55120, order #7719-A", id="stay"
        ),
        pytest.param(
            "tracking 1Z 999 AA1 01 2345 6784", "tracking 1Z 999 AA1 01 2345 6784", id="a parcel's number stays"
        ),
        pytest.param("serial 99012 and error 4041", "serial 99012 and error 4041", id="a thing's number stays"),
        pytest.param("I paid $1204 on my account", "I paid $1204 on my account", id="an amount stays"),
        pytest.param("an account since 2019", "an account since 2019", id="a year stays"),
        pytest.param("Call me at (512) 555-0136.", "Call me at [PHONE].", id="telephone"),
        pytest.param("+91 98555 01632 is mine", "[PHONE] is mine", id="plus sign"),
        pytest.param(
            "my account is locked, call 512-555-0136", "my account is locked, call [PHONE]", id="shape before word"
        ),
        pytest.param("acct 5125550136", "acct [ACCOUNT_ID]", id="word before bare digits"),
        pytest.param("the card ending 4242", "the card ending [CARD]", id="last digits of a card"),
        pytest.param(
            "the mobile, the one ending 884", "the mobile, the one ending [PHONE]", id="last digits of a phone"
        ),
        pytest.param("account ****2207", "account [ACCOUNT_ID]", id="what another system left of an account"),
        pytest.param("XXX-XX-5530", "[SSN]", id="what another system left of an SSN"),
        pytest.param("was it 00-00-31 / 55779911?", "was it [ACCOUNT_ID]?", id="long and unnamed"),
        pytest.param("its 287-00-1156 not 278", "its [SSN] not [SSN]", id="the wrong digits taken back"),
        pytest.param(
            "On page 2 you wrote 91020300000.", "On page 2 you wrote [ACCOUNT_ID].", id="a page says nothing of it"
        ),
        pytest.param("2, 60647", "2, 60647", id="unnamed and short"),
    ],
)
def test_typed(text: str, left: str) -> None:
    assert masked(text) == [left]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param(
            "the last four of my social are four three two one",
            "the last four of my social are [SSN]",
            id="the last digits carry the number's type",
        ),
        pytest.param("the policy is h o four four oh nine", "the policy is [ACCOUNT_ID]", id="letters and digits"),
        pytest.param("six six two seven is her last four", "[SSN] is her last four", id="named behind"),
        pytest.param(
            "four one five five five five oh one seven three that's my mobile", "[PHONE] that's my mobile", id="that's"
        ),
        pytest.param("oh seven seven double oh nine hundred one two three", "[PHONE]", id="shape alone"),
        pytest.param("nine eight seven sixty five forty three twenty", "[SSN]", id="nine digits alone"),
        pytest.param(
            "my account's double six one four oh two nine nine sorry double nine eight",
            "my account's [ACCOUNT_ID] sorry [ACCOUNT_ID]",
            id="a correction is a piece of it",
        ),
        pytest.param(
            "my phone it's double four seven no it's oh seven seven double oh nine hundred one two three",
            "my phone it's [PHONE] no it's [PHONE]",
            id="a false start is one too",
        ),
        pytest.param("four thousand miles and two kids", "four thousand miles and two kids", id="counts"),
        pytest.param("she's ninety one and her policy is late", "she's ninety one and her policy is late", id="an age"),
        pytest.param("nineteen ninety nine on my card", "nineteen ninety nine on my card", id="a price"),
        pytest.param("the order's n c c nineteen", "the order's n c c nineteen", id="an order stays"),
        pytest.param(
            "the serial is v k nine nine two zero one l", "the serial is v k nine nine two zero one l", id="a serial"
        ),
    ],
)
def test_said(text: str, left: str) -> None:
    assert masked(text, channel="call") == [left]


def test_the_question_decides() -> None:
    asked = (AGENT, "and the last four of your social please")
    assert masked(asked, "sure that's eight eight oh two", channel="call")[1] == "sure that's [SSN]"
    asked = (AGENT, "what's the order number")
    assert masked(asked, "eight eight oh two", channel="call")[1] == "eight eight oh two"


def test_the_question_stays_open_while_the_customer_looks() -> None:
    said = masked(
        (AGENT, "what's the card number"),
        "hang on",
        (AGENT, "no problem"),
        "four two four two",
        (AGENT, "yep"),
        "four two four two four two four two",
        channel="call",
    )
    assert said[3] == "[CARD]"
    assert said[5] == "[CARD]"


def test_two_questions_have_two_answers() -> None:
    said = masked((AGENT, "What are the last 4 digits of your SSN and your ZIP code?"), "2291, 60647")
    assert said[1] == "[SSN], [ADDRESS]"


def test_an_amount_that_is_asked_for_closes_the_question() -> None:
    said = masked(
        (AGENT, "your account number please"),
        "i don't have it here",
        (AGENT, "okay how much was the payment"),
        "one four two",
        channel="call",
    )
    assert said[3] == "one four two"


def test_what_the_agent_reads_back_is_masked() -> None:
    said = masked(
        (AGENT, "your account number please"),
        "six six one four oh two",
        (AGENT, "so that'd be six six one four oh two"),
        channel="call",
    )
    assert said[2] == "so that'd be [ACCOUNT_ID]"


def test_the_next_question_replaces_the_last() -> None:
    said = masked(
        (AGENT, "your account number please"),
        "six six one four oh two",
        (AGENT, "and the order number"),
        "five five one two",
        channel="call",
    )
    assert said[3] == "five five one two"


def test_who_proves_themself_goes_on_with_the_next_number() -> None:
    said = masked(
        (AGENT, "your date of birth please"), "twelve thirty one fifty nine and four four one seven", channel="call"
    )
    assert said[1] == "[DOB] and [SSN]"


def test_a_product_with_a_number_answers_nothing() -> None:
    assert masked((AGENT, "your policy number?"), "is it on Lifetime Care 4000")[1] == "is it on Lifetime Care 4000"
